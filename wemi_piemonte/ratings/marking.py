"""A text in pieces: the words that hold it back, and the places where words were taken out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wemi_piemonte.ratings.rules import MARK, Finding, Found


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `findings` are why it was held, `is_out` that it is not published."""

    text: str
    findings: tuple[Finding, ...] = ()
    is_out: bool = False


def pieces(text: str, found: Iterable[Found]) -> list[Piece]:
    """Return a text cut at the words that were found in it, each with what it was found to be."""
    kinds: dict[str, tuple[Finding, ...]] = {}
    for each in found:
        if each.words:
            kinds[each.words] = (*kinds.get(each.words, ()), each.finding)
    if not kinds:
        return [Piece(text)] if text else []
    # Longer ones first: a name within a longer one is part of it.
    words = sorted(kinds, key=lambda each: (-len(each), each))
    parts = re.split("(" + "|".join(map(re.escape, words)) + ")", text)
    return [Piece(part, kinds.get(part, ())) for part in parts if part]


def gaps(text: str, shown: str) -> list[Piece]:
    """Return a text cut where words of it are not shown, as its redaction tells."""
    found = []
    at = 0
    for start, end in _places(text, shown):
        if start > at:
            found.append(Piece(text[at:start], is_out=True))
        if end > start:
            found.append(Piece(text[start:end]))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], is_out=True))
    return found


def _places(text: str, shown: str) -> Iterator[tuple[int, int]]:
    """Yield where in a text the parts of its redaction stand."""
    parts = shown.split(MARK)
    at = 0
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        start = 0 if number == 0 else len(text) - len(part) if is_last else text.find(part, at)
        start = max(start, at)
        yield start, start + len(part)
        at = start + len(part)
