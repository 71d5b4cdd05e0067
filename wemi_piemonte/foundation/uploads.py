"""Larger bodies for the few views that take files, and only from people who have signed in."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request, session

from wemi_piemonte.foundation.sessions import ACCOUNT

View = TypeVar("View", bound=Callable[..., Any])


def takes(most: int) -> Callable[[View], View]:
    """Mark a view as taking bodies of so many bytes, where all others take a megabyte."""

    def mark(view: View) -> View:
        view.takes = most  # type: ignore[attr-defined]
        return view

    return mark


def prepare(app: Flask) -> None:
    """Make room before anything reads the body; the check of the form's token does."""

    @app.before_request
    def make_room() -> None:
        view = app.view_functions.get(request.endpoint or "")
        most = getattr(view, "takes", None)
        if most is not None and ACCOUNT in session:
            request.max_content_length = most
