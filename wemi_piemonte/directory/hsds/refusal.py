"""How a record that can not be taken is refused: where in it, and why, in one sentence."""

from wemi_piemonte.foundation.errors import DomainError


class Wrong(ValueError):
    """A single value that can not be taken; the message says why, whoever reads knows where."""


class Refused(DomainError):
    """A record that can not be taken: `pointer` is a JSON pointer, `reason` an English clause."""

    code = "record_refused"

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(pointer=pointer, reason=reason)
        self.pointer = pointer
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.pointer}: {self.reason}" if self.pointer else self.reason


def step(key: str | int) -> str:
    """Return one step of a JSON pointer (RFC 6901), safe to print on a terminal."""
    text = str(key).replace("~", "~0").replace("/", "~1")
    return "/" + printable(text)


def printable(text: str) -> str:
    """Return a short text of printable characters, whatever a feed wrote."""
    return text if text.isprintable() and len(text) <= 60 else ascii(text[:60])[1:-1]
