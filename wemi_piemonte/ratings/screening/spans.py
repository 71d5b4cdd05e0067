"""Pieces of a text that hold it back, and how those that overlap become one."""

from collections.abc import Iterable
from dataclasses import dataclass

from wemi_piemonte.ratings.rules import Finding

# Of two that overlap, the first of these gives its name to both.
_ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            Finding.EMAIL,
            Finding.TAX_CODE,
            Finding.DOCUMENT,
            Finding.LINK,
            Finding.PHONE,
            Finding.ADDRESS,
            Finding.ABUSE,
            Finding.STAFF_NAME,
            Finding.PERSON_NAME,
        )
    )
}


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where in `Flat.plain` something stands, and what it is."""

    start: int
    end: int
    kind: Finding


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in their order; of those that overlap, one over all of them."""
    found: list[Span] = []
    for each in sorted(spans, key=lambda s: (s.start, -s.end)):
        if found and each.start < found[-1].end:
            last = found[-1]
            kind = min(last.kind, each.kind, key=_ORDER.__getitem__)
            found[-1] = Span(last.start, max(last.end, each.end), kind)
        else:
            found.append(each)
    return found
