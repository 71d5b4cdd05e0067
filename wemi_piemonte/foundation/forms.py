"""What a form brings beside its fields: the key by which it counts once, and what was typed."""

import secrets

from flask import request

LONGEST_TYPED = 5000
SHORTEST_KEY = 22
LONGEST_KEY = 100


def key_of_form() -> str:
    """Return what tells this form from every other: the same form sent twice acts once.

    One that brings none that could be ours gets a fresh one.
    """
    key = request.form.get("key", "")[:LONGEST_KEY]
    return key if len(key) >= SHORTEST_KEY else secrets.token_urlsafe(32)


def typed(*names: str) -> dict[str, str]:
    """Return what was typed into these fields, so that it stays in the form."""
    return {name: request.form.get(name, "")[:LONGEST_TYPED] for name in names}
