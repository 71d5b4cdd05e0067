"""Who may call a view: every route carries one of these marks, and a law of the house reads it."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
Access = str | frozenset[str]


def public(view: View) -> View:
    """Mark a view as open to everybody."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def needs(*roles: str) -> Callable[[View], View]:
    """Mark a view as open to those who have signed in; with roles, to those roles alone.

    The mark is read, and the door kept, by accounts.identity; a token of an organization opens
    what is marked `token`.
    """

    def mark(view: View) -> View:
        view.access = frozenset(str(role) for role in roles) or "signed_in"  # type: ignore[attr-defined]
        return view

    return mark


def token(view: View) -> View:
    """Mark a view as open to programs that hold a token; the view asks for its scope."""
    view.access = "token"  # type: ignore[attr-defined]
    return view


def access_of(view: Callable[..., Any]) -> Access | None:
    """Return the mark of a view, None when it was forgotten."""
    mark: Access | None = getattr(view, "access", None)
    return mark


def is_marked(view: Callable[..., Any]) -> bool:
    """Say whether a view declares who may call it; without a mark it is refused."""
    return access_of(view) is not None
