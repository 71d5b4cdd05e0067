"""Tax codes, numbers of documents, plates and accounts."""

import re
from collections.abc import Callable, Iterator

from stdnum import iban, luhn
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.ro import cnp

from wemi_piemonte.ratings.rules import Finding
from wemi_piemonte.ratings.screening.signals import Signals, han
from wemi_piemonte.ratings.screening.spans import Span

_S = r"[ .\-/_]?"
# A digit of a tax code, the letters that stand for it where two are alike, and O and I by mistake.
_D = "[0-9lmnpqrstuvoi]"
_NO_WORD = r"(?<![^\W_])"
_NO_MORE = r"(?![^\W_])"


_SIGNS = (*["[a-z]"] * 6, _D, _D, "[a-ehlmprst]", _D, _D, "[a-z]", _D, _D, _D, "[a-z]")
_ITALIAN = re.compile(
    rf"{_NO_WORD}[a-z]{{3}}{_S}[a-z]{{3}}{_S}{_D}{{2}}{_S}[a-ehlmprst]{_S}{_D}{{2}}{_S}"
    rf"[a-z]{_D}{{3}}{_S}[a-z]{_NO_MORE}"
)
_ITALIAN_APART = re.compile(_NO_WORD + r"[ .\-/]".join(_SIGNS) + _NO_MORE)
# One sign too many or too few, or a wrong month: whoever reads it finds the person all the same.
_NEARLY = re.compile(
    rf"{_NO_WORD}[a-z]{{5,7}}{_D}{{2}}[a-z]{_D}{{2}}[a-z]{_D}{{2,4}}[a-z]?{_NO_MORE}"
)
_NEARLY_PARTED = re.compile(
    rf"{_NO_WORD}[a-z]{{3}}[ \-][a-z]{{3}}[ \-]\d\d ?[a-z] ?\d\d[ \-]?[a-z]? ?\d{{2,4}}"
    rf" ?[a-z]?{_NO_MORE}"
)
_FEWEST_DIGITS, _FEWEST_TOGETHER = 4, 2

_Check = Callable[[str], bool]


def _always(_words: str) -> bool:
    return True


def _has_digits(words: str) -> bool:
    """Say whether enough of what could be a tax code is digits; a valid one needs fewer."""
    digits = sum(sign.isdigit() for sign in words)
    plain = re.sub(r"[^a-z0-9]", "", words)
    fewest = _FEWEST_TOGETHER if words.isalnum() else _FEWEST_DIGITS
    return digits >= fewest or (digits > 0 and bool(codicefiscale.is_valid(plain)))


def _is_card(words: str) -> bool:
    return bool(luhn.is_valid(re.sub(r"\D", "", words)))


def _is_iban(words: str) -> bool:
    plain = re.sub(r"[^a-z0-9]", "", words)
    return bool(iban.is_valid(plain)) or re.match(r"it\d\d[a-z]\d{10}", plain) is not None


_TAX: tuple[tuple[re.Pattern[str], _Check], ...] = (
    (_ITALIAN, _has_digits),
    (_ITALIAN_APART, _has_digits),
    (_NEARLY, _has_digits),
    (_NEARLY_PARTED, _has_digits),
    (re.compile(rf"{_NO_WORD}\d{{8}}[ -]?[a-z]{_NO_MORE}"), lambda w: bool(dni.is_valid(w))),
    (
        re.compile(rf"{_NO_WORD}[xyz][ -]?\d{{7}}[ -]?[a-z]{_NO_MORE}"),
        lambda w: bool(nie.is_valid(w)),
    ),
    (re.compile(rf"{_NO_WORD}[1-8]\d{{12}}{_NO_MORE}"), lambda w: bool(cnp.is_valid(w))),
    (re.compile(rf"{_NO_WORD}[12](?: ?\d){{14}}{_NO_MORE}"), lambda w: bool(nir.is_valid(w))),
    (re.compile(rf"{_NO_WORD}[1-9]\d{{5}}(?:18|19|20)\d{{9}}[\dx]{_NO_MORE}"), _always),
    (re.compile(rf"{_NO_WORD}[a-z]{{2}} ?\d\d ?\d\d ?\d\d ?[a-d]{_NO_MORE}"), _always),
    (re.compile(rf"{_NO_WORD}[a-z]\d{{8}}[a-z]{_NO_MORE}"), _always),
)
_DOCUMENTS: tuple[tuple[re.Pattern[str], _Check], ...] = (
    (re.compile(rf"{_NO_WORD}[a-z]{{2}}\d{{2}}(?:[ \-]?[a-z0-9]){{11,30}}{_NO_MORE}"), _is_iban),
    (re.compile(rf"{_NO_WORD}\d{{4}}(?:[ \-]?\d){{11,15}}{_NO_MORE}"), _is_card),
    (re.compile(rf"{_NO_WORD}80380\d{{15}}{_NO_MORE}"), _always),
    (re.compile(rf"{_NO_WORD}(?:stp|eni) ?\d{{10,16}}{_NO_MORE}"), _always),
    (re.compile(rf"{_NO_WORD}[a-z]{{2}}\d{{7}}{_NO_MORE}"), _always),
    (re.compile(rf"{_NO_WORD}[a-z]{{2}}\d{{5}}[a-z]{{2}}{_NO_MORE}"), _always),
    (re.compile(rf"{_NO_WORD}[a-hj-npr-tv-z]{{2}}\d{{3}}[a-hj-npr-tv-z]{{2}}{_NO_MORE}"), _always),
    (re.compile(rf"{_NO_WORD}(?!00)\d{{13,20}}{_NO_MORE}"), _always),
)
_PARTED_PLATE = re.compile(r"(?<!\w)[A-HJ-NPR-TV-Z]{2}[ -]\d{3}[ -]?[A-HJ-NPR-TV-Z]{2}(?!\w)")
_NAMED = re.compile(rf"{_NO_WORD}(?=[a-z0-9]*\d{{4}})[a-z0-9]{{6,20}}{_NO_MORE}")
_NEAR = 6


def numbers(signals: Signals) -> Iterator[Span]:
    """Yield codes by which the State or a bank knows somebody."""
    low = signals.flat.low
    for kind, patterns in ((Finding.TAX_CODE, _TAX), (Finding.DOCUMENT, _DOCUMENTS)):
        for pattern, is_one in patterns:
            for found in pattern.finditer(low):
                if is_one(found.group()):
                    yield Span(found.start(), found.end(), kind)
    if not signals.flat.is_shouted:
        for found in _PARTED_PLATE.finditer(signals.flat.plain):
            yield Span(found.start(), found.end(), Finding.DOCUMENT)
    yield from _named(signals)


def _named(signals: Signals) -> Iterator[Span]:
    """Yield what stands behind the name of a document."""
    for found in _NAMED.finditer(signals.flat.low):
        place = signals.at(found.start())
        before = signals.flat.plain[max(0, found.start() - 8) : found.start()]
        near = signals.before(place, _NEAR)
        if signals.is_near("documents", near) or any(each in before for each in han("documents")):
            yield Span(found.start(), found.end(), Finding.DOCUMENT)
