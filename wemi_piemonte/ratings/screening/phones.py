"""Phone numbers, however they are written; not dates, hours, amounts, laws, numbers for all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wemi_piemonte.ratings.rules import Finding
from wemi_piemonte.ratings.screening.signals import Signals, han
from wemi_piemonte.ratings.screening.spans import Span

_HOUR = r"(?:[01]?\d|2[0-4])[.:h][0-5]\d"
_YEAR = r"(?:19|20)\d\d"
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
# What looks like a row of digits and is none.
_OTHERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d)(?<!\d[/.-]){_DAY}\s?([/.-])\s?{_MONTH}\s?\1\s?{_YEAR}(?!\d|[/.-]\d)",
        rf"(?<!\d)(?<!\d[/.-])(?<![\d)]\s){_DAY}([/.-]){_MONTH}\1\d\d(?!\d|[/.-]\d)",
        rf"(?<!\d)(?<!\d[/.-]){_YEAR}([/.-])\d{{1,2}}\1\d{{1,2}}(?!\d|[/.-]\d)",
        rf"(?<![\d.,])(?<!\d[/-]){_HOUR}(?:\s{{0,2}}[-/,]?\s{{0,2}}{_HOUR})+(?!\d|[.:/-]\d)",
        r"(?<!\d)(?:[01]?\d|2[0-4])[:h][0-5]\d(?!\d)",
        rf"(?<!\d)(?<!\d[/.-])\d{{1,5}}\s?/\s?{_YEAR}(?!\d|[/.-]\d)",
        rf"(?<!\d)(?<!\d[/.-]){_YEAR}\s?[-/]\s?(?:{_YEAR}|\d\d)(?!\d|[/.-]\d)",
        r"(?<![\d.])\d{1,3}(?:[. ]\d{3})*,\d{1,2}(?!\d)",
        r"(?<!\d)\d++\s?%",
        r"(?:€|\$|£)\s?\d[\d.,]*+",
        r"(?<![\d.,])\d[\d.,]*+\s?(?:€|\$|£)",
    )
)
_ALMOST = re.compile(r"(?<![^\W_])[0-9oli]{3,}(?![^\W_])")
_LETTERS = str.maketrans("oli", "011")
_RUN = re.compile(r"(?:\(?\+\s?\(?|\()?\d(?:[ .·\-/()\[\]]{0,3}+\d)*+")
_EVASIVE = re.compile(r"(?<![\w,])(?:3\d{2}|0\d{1,3})([*_|~,;:])\d{1,7}(?:\1\d{1,7}){0,7}(?![\w])")
_PARTS = re.compile(r" {0,2}[-/] {1,2}| {1,2}[-/] {0,2}| {2,}|\. ")
_GROUPS = re.compile(r"\d+")

_FREE = (
    "800",
    "803",
    "840",
    "848",
    "199",
    "892",
    "895",
    "900",
    "901",
    "902",
    "0800",
    "0805",
    "0808",
)
_HELP = "116"
_SHORTEST, _SHORTEST_NAMED, _LONGEST = 7, 6, 15
_FULL = 9
_EVEN = 10
_FEWEST_SAID = 7
_NEAR = 5


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of digits: its groups, and what is said around it."""

    groups: tuple[str, ...]
    is_abroad: bool
    is_named: bool
    is_other: bool

    @property
    def digits(self) -> str:
        return "".join(self.groups)


def phones(signals: Signals) -> Iterator[Span]:
    """Yield the phone numbers of a text."""
    digits = _ALMOST.sub(_straightened, signals.flat.low)
    for pattern in _OTHERS:
        digits = pattern.sub(lambda found: "\x00" * len(found.group()), digits)
    for found in _RUN.finditer(digits):
        yield from _judged(found.group(), found.start(), digits, signals)
    for found in _EVASIVE.finditer(digits):
        if _FULL <= sum(sign.isdigit() for sign in found.group()) <= _EVEN + 1:
            yield Span(found.start(), found.end(), Finding.PHONE)
    yield from _said(signals)


def _straightened(found: re.Match[str]) -> str:
    words = found.group()
    few = sum(sign.isdigit() for sign in words) < len(words) / 2
    return words if few else words.translate(_LETTERS)


def _judged(run: str, start: int, digits: str, signals: Signals) -> Iterator[Span]:
    """Yield what is a phone number in a run of digits: one, or several beside each other."""
    pieces = list(_pieces(run))
    sizes = [_count(piece) for piece, _at in pieces]
    if len(pieces) > 1 and (min(sizes) >= _SHORTEST or max(sizes) >= _FULL):
        for piece, at in pieces:
            yield from _judged(piece, start + at, digits, signals)
        return
    end = start + len(run)
    if _count(run) < _SHORTEST_NAMED or (start and digits[start - 1] == ","):
        return
    if is_phone(_row(run, start, end, signals)):
        yield Span(start, end, Finding.PHONE)


def _pieces(run: str) -> Iterator[tuple[str, int]]:
    at = 0
    for found in _PARTS.finditer(run):
        yield run[at : found.start()], at
        at = found.end()
    yield run[at:], at


def _count(run: str) -> int:
    return sum(sign.isdigit() for sign in run)


def _row(run: str, start: int, end: int, signals: Signals) -> _Row:
    first, after = signals.at(start), signals.behind(end)
    before = signals.flat.plain[max(0, start - 8) : start]
    behind = signals.flat.plain[end : end + 4].lstrip(" ")
    said = (*signals.before(first, 1), after)
    is_amount = signals.is_near("money", said) or signals.is_near("units", (after,))
    lately = signals.before(first, 3)
    return _Row(
        groups=tuple(_GROUPS.findall(run)),
        is_abroad="+" in run or (run.startswith("00") and not run.startswith("000")),
        is_named=signals.is_near("phone", signals.before(first, _NEAR))
        or any(each in before for each in han("phone")),
        is_other=is_amount
        or signals.is_near("numbers of other things", lately)
        or signals.is_near("documents", lately)
        or behind.startswith((*han("money"), *han("units")))
        or any(each in before for each in han("documents")),
    )


def is_phone(row: _Row) -> bool:
    """Say whether a row of digits is somebody's phone number."""
    digits, count = row.digits, len(row.digits)
    if not _SHORTEST_NAMED <= count <= _LONGEST or (row.is_other and not row.is_named):
        return False
    if row.is_abroad and count >= _FULL:
        return True
    if _is_for_all(digits) or _are_years(row.groups) or _is_list(row.groups):
        return False
    if count < _SHORTEST:
        return row.is_named
    return row.is_named or count >= _FULL or _is_short_one(row)


def _is_for_all(digits: str) -> bool:
    """Say whether a number is free to call, a line of help, or a round amount."""
    is_free = digits.startswith(_FREE) and len(digits) <= _EVEN
    is_help = digits.startswith(_HELP) and len(digits) < _SHORTEST
    return is_free or is_help or set(digits[3:]) == {"0"}


def _is_short_one(row: _Row) -> bool:
    """Say whether seven or eight digits are a phone, though nothing says so."""
    digits, sizes = row.digits, [len(each) for each in row.groups]
    if digits[0] == "0" and len(digits) == _FULL - 1 and sizes[0] > 1:
        return True
    return sizes == [3, 4] or (len(sizes) == 1 and not _is_day(digits))


def _are_years(groups: tuple[str, ...]) -> bool:
    return all(len(each) == 4 and each[:2] in {"19", "20"} for each in groups)


def _is_list(groups: tuple[str, ...]) -> bool:
    """Say whether small numbers stand in a row: only pairs, or digits one by one, are a phone."""
    sizes = {len(each) for each in groups}
    if sizes == {2}:
        return groups[0][0] not in "03" or len(groups) != _EVEN // 2
    return sizes == {1, 2} and groups[0] != "0"


def _is_day(digits: str) -> bool:
    ends = (digits[:4], digits[4:]) if len(digits) == 8 else ("", "")
    return any(each[:2] in {"19", "20"} for each in ends)


def _said(signals: Signals) -> Iterator[Span]:
    """Yield rows of digits that are said in words, in any language."""
    marked = signals.marked("digits")
    tokens = signals.tokens
    first = None
    for at in range(len(tokens) + 1):
        is_digit = at < len(tokens) and (at in marked or tokens[at].low.isdigit())
        if first is not None and (not is_digit or tokens[at].parted):
            if sum(each in marked for each in range(first, at)) >= _FEWEST_SAID:
                yield Span(tokens[first].start, tokens[at - 1].end, Finding.PHONE)
            first = None
        if is_digit and first is None:
            first = at
    for found in _HAN_DIGITS.finditer(signals.flat.plain):
        yield Span(found.start(), found.start() + len(found.group().rstrip(" ,-")), Finding.PHONE)


_HAN_DIGITS = re.compile(r"(?:[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖][ ,\-]?){7,}+")
