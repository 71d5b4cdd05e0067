"""The line between a browser and the site: it can be cut, and it can lose an answer on its way."""

import socket
import threading
from contextlib import suppress

from tests.journeys.conftest import free_port

CHUNK = 65536


class Line:
    """Carries what is said between a port of its own and the site's, while it is not cut."""

    def __init__(self, site_port: int) -> None:
        self.site_port = site_port
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # A request that holds these bytes reaches the site; its answer never comes back.
        self.losing = b""
        self.lost = 0
        self._ends: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.mend()

    def mend(self) -> None:
        """Let the line carry again."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Cut the line: nobody is reached any more, and what was under way breaks off."""
        if self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in list(self._ends):
            self._close(end)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                browser, _address = listener.accept()
                site = socket.create_connection(("127.0.0.1", self.site_port))
                self._ends |= {browser, site}
                losing = threading.Event()
                for ends in ((browser, site), (site, browser)):
                    pump = threading.Thread(
                        target=self._pump, args=(*ends, ends[0] is browser, losing), daemon=True
                    )
                    pump.start()

    def _pump(
        self, source: socket.socket, to: socket.socket, is_asking: bool, losing: threading.Event
    ) -> None:
        with suppress(OSError):
            while said := source.recv(CHUNK):
                if is_asking and self.losing and self.losing in said:
                    losing.set()
                if not is_asking and losing.is_set():
                    self.lost += 1
                    break
                to.sendall(said)
        self._close(source)
        self._close(to)

    def _close(self, end: socket.socket) -> None:
        self._ends.discard(end)
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
