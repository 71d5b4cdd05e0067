"""What everybody may read on the sheet of a service, and so in a comment too."""

from collections.abc import Collection
from dataclasses import dataclass

from wemi_piemonte.ratings.rules import Finding
from wemi_piemonte.ratings.screening.flat import Flat, folded
from wemi_piemonte.ratings.screening.phrases import Phrases, Place, words_of
from wemi_piemonte.ratings.screening.signals import Signals
from wemi_piemonte.ratings.screening.spans import Span

_FEWEST_DIGITS = 6
_NATIONAL = "39"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Where names that are allowed stand in a text, and phones and addresses that are."""

    places: tuple[tuple[int, int], ...]
    numbers: frozenset[str]
    addresses: tuple[str, ...]

    def covers(self, flat: Flat, span: Span) -> bool:
        """Say whether what was found is something that is allowed."""
        words = flat.low[span.start : span.end]
        if span.kind is Finding.PHONE:
            return _number(words) in self.numbers
        if span.kind in {Finding.EMAIL, Finding.LINK}:
            plain = words.removeprefix("https://").removeprefix("http://").strip("/")
            return any(plain == each or plain.startswith(each + "/") for each in self.addresses)
        return any(start <= span.start and span.end <= end for start, end in self.places)


def _number(words: str) -> str:
    digits = "".join(sign for sign in words if sign.isdigit()).removeprefix("00")
    return digits.removeprefix(_NATIONAL) if len(digits) > 10 else digits


def allowed_in(signals: Signals, allowed: Collection[str]) -> Allowed:
    """Return what of a list of names, phones and addresses a text may hold."""
    numbers, addresses, phrases = set(), [], []
    for each in allowed:
        low = folded(each).strip()
        number = _number(low)
        if len(number) >= _FEWEST_DIGITS and not any(sign.isalpha() for sign in low):
            numbers.add(number)
        elif " " not in low and ("@" in low or "." in low):
            addresses.append(low.removeprefix("https://").removeprefix("http://").strip("/"))
        elif words := words_of(each):
            phrases.append((tuple(Place(frozenset({word})) for word in words), each))
    tokens = signals.tokens
    row = [(forms, False) for forms in signals.forms]
    places = tuple(
        (tokens[hit.first].start, tokens[hit.after - 1].end) for hit in Phrases(phrases).find(row)
    )
    return Allowed(places, frozenset(numbers), tuple(each for each in addresses if each))
