"""The errors that rules and operations raise; each has a stable code, and no text."""

from http import HTTPStatus
from typing import ClassVar


class DomainError(Exception):
    """Something the rules do not allow; the shell turns it into a page or JSON by its code."""

    code: ClassVar[str] = "refused"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details


class NotFound(DomainError):
    """Nothing there that this person may see."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND


class Conflict(DomainError):
    """The thing changed meanwhile, or is already there."""

    code = "conflict"


class Stale(Conflict):
    """It changed after the person who acts had seen it."""

    code = "stale"


class DeadLink(DomainError):
    """A link that was used, has ended, or never was."""

    code = "dead_link"
    status = HTTPStatus.GONE


class IllegalMove(DomainError):
    """A step that the life cycle does not have."""

    code = "illegal_move"


class Invalid(DomainError):
    """Values that break a rule; `fields` maps each field to its messages."""

    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(fields=fields)
        self.fields = fields


class Busy(DomainError):
    """A part of the machine can not answer now; trying again soon is right."""

    code = "busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
