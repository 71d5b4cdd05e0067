"""What the web server runs."""

import gc

from flask import Flask

# Nothing of what is read now is thrown away: looking for what could be costs a sixth of the start.
gc.disable()

from config import Config  # noqa: E402
from wemi_piemonte.app import create_app, warm  # noqa: E402

app = create_app(Config.from_env())
gc.enable()


def served() -> Flask:
    """Return the site ready for visitors; commands and the worker do not wait for that."""
    warm()
    return app
