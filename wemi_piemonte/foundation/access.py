"""Who may call a view: every route carries one of these marks, and a law of the house reads it."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view as open to everybody."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def access_of(view: Callable[..., Any]) -> str | None:
    """Return the mark of a view, None when it was forgotten."""
    mark: str | None = getattr(view, "access", None)
    return mark


def is_marked(view: Callable[..., Any]) -> bool:
    """Say whether a view declares who may call it; without a mark it is refused."""
    return access_of(view) is not None
