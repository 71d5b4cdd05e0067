"""The web server: gunicorn, in a process that has read the application already."""

from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from wemi_piemonte.foundation import tally

OPTIONS = {
    "worker_class": "gthread",
    "threads": 4,
    "graceful_timeout": 15,
    "control_socket_disable": True,
    "accesslog": "-",
    # No query string: what people ask for is nobody's business.
    "access_log_format": "%(h)s %(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms",
    # A fork ends without what was put off until the end of the program.
    "worker_exit": lambda _server, _worker: tally.stop_safely(),
}


class WebServer(BaseApplication):
    """gunicorn for the site, which it takes from `wsgi.py`; `run` ends the process."""

    def __init__(self, address: str, workers: int) -> None:
        self._options = {**OPTIONS, "bind": address, "workers": workers}
        super().__init__()

    def load_config(self) -> None:
        """Put our options into gunicorn's."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """Return the application, ready for visitors; called in each worker."""
        return import_app("wsgi:served()")
