"""The simple values that answers are made of."""

from typing import Annotated, Literal

from wemi_piemonte.directory.schemas import LABELS

Members = tuple[tuple[str, object], ...]


def said(**members: object) -> Members:
    """Return what JSON Schema says of a type besides its name; it must be hashable."""
    return tuple(members.items())


Identifier = Annotated[str, said(format="uuid")]
Day = Annotated[str, said(format="date")]
Instant = Annotated[str, said(format="date-time")]
Stars = Annotated[int, said(minimum=1, maximum=5)]
WallTime = Annotated[
    str, said(pattern="^[0-2][0-9]:[0-5][0-9]$", description="Europe/Rome wall time.")
]
LanguageCode = Annotated[str, said(pattern="^[a-z]{2,3}$", description="ISO 639-1 or -3.")]
Reason = Annotated[str, said(enum=tuple(str(code) for code in LABELS["why"]))]
Coordinates = Annotated[list[float], said(minItems=2, maxItems=2)]
ErrorCode = Annotated[str, said(description="Stable, for programs.")]
Worth = Literal["source", "reviewed", "machine", "outdated"]
