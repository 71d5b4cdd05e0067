"""How the words that hold a comment back are kept with it, and those that were taken out found."""

import json
from collections.abc import Iterable

from wemi_piemonte.ratings.rules import MARK, Finding, Found, redacted


def written(found: Iterable[Found]) -> str:
    """Return findings as they are kept."""
    return json.dumps([[each.words, each.finding.value] for each in found], ensure_ascii=False)


def found_in(kept: str) -> tuple[Found, ...]:
    """Return findings that were kept."""
    return tuple(Found(words, Finding(code)) for words, code in json.loads(kept))


def removed_from(comment: str, shown: str) -> tuple[str, ...]:
    """Return the words that stand in a comment where its published form has marks.

    They are found from what is left; empty where that does not give the published form again.
    """
    parts = shown.split(MARK)
    if len(parts) == 1 or not comment.startswith(parts[0]):
        return ()
    removed, at = [], len(parts[0])
    for number, part in enumerate(parts[1:], start=1):
        is_last = number == len(parts) - 1
        # Between two marks that touch, one letter at least was taken out for each.
        ends = len(comment) - len(part) if is_last else comment.find(part, at + 1)
        if ends <= at:
            return ()
        removed.append(comment[at:ends])
        at = ends + len(part)
    found = tuple(dict.fromkeys(removed))
    return found if redacted(comment, found) == shown else ()
