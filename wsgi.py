"""What the web server runs."""

from flask import Flask

from config import Config
from wemi_piemonte.app import create_app, warm

app = create_app(Config.from_env())


def served() -> Flask:
    """Return the site ready for visitors; commands and the worker do not wait for that."""
    warm()
    return app
