"""The passes that this visitor has opened with their PIN: the session holds them, no code."""

from uuid import UUID

from flask import session as visit

from wemi_piemonte.accounts.rules import hash_of

OPEN = "plans_open"
MOST_OPEN = 10


def remember_open(code: str, pass_id: UUID) -> None:
    """Note that this visitor knows the PIN of a pass."""
    before = {key: each for key, each in visit.get(OPEN, {}).items() if key != hash_of(code)}
    opened = {**before, hash_of(code): str(pass_id)}
    visit[OPEN] = dict(list(opened.items())[-MOST_OPEN:])


def close(code: str) -> None:
    """Ask for the PIN again."""
    visit[OPEN] = {k: v for k, v in visit.get(OPEN, {}).items() if k != hash_of(code)}


def pass_open_for(code: str) -> UUID | None:
    """Return the pass that this visitor has opened with its PIN."""
    found = visit.get(OPEN, {}).get(hash_of(code))
    return UUID(found) if found else None


def passes_open() -> list[UUID]:
    """Return the passes that this visitor has opened, the last one first."""
    return [UUID(each) for each in reversed(visit.get(OPEN, {}).values())]
