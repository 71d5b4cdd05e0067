"""How the words that hold a comment back are kept with it."""

import json
from collections.abc import Iterable

from wemi_piemonte.ratings.rules import Finding, Found


def written(found: Iterable[Found]) -> str:
    """Return findings as they are kept."""
    return json.dumps([[each.words, each.finding.value] for each in found], ensure_ascii=False)


def found_in(kept: str) -> tuple[Found, ...]:
    """Return findings that were kept."""
    return tuple(Found(words, Finding(code)) for words, code in json.loads(kept))
