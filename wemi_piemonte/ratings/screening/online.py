"""Addresses of mail and of the web, and names on networks; spelled out too."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from wemi_piemonte.ratings.rules import Finding
from wemi_piemonte.ratings.screening.flat import folded
from wemi_piemonte.ratings.screening.lists import LOCALES, everywhere, people
from wemi_piemonte.ratings.screening.signals import Signals
from wemi_piemonte.ratings.screening.spans import Span

_MAIL = re.compile(r"(?<![\w.+@-])[\w.+-]++@[\w-]++(?:\.[\w-]++)*+")
_SITE = re.compile(r"(?:https?://|(?<![\w@.])www\.)[^\s<>\"]++")
_ENDS = "com|org|net|eu|info|it|fr|es|ro|ua|ru|uk|cn|me|io|biz|online|site|blog"
_BARE = re.compile(
    rf"(?<![\w@.-])[a-z0-9-]{{2,40}}(?:\.[a-z0-9-]{{2,40}}){{0,3}}?\.(?:{_ENDS})(?![\w-]|\.\w)(?:/[^\s<>\"]*+)?"
)
_HANDLE = re.compile(r"(?<![\w.@/])@[a-z_][\w.]{2,40}+")
_NETWORKS = (
    "instagram|insta|telegram|tiktok|twitter|snapchat|snap|skype|facebook|fb|ig|wechat|weixin"
    "|微信号|微信|инстаграм|телеграм"
)
_NAMED = re.compile(
    rf"(?<![a-z0-9])(?:{_NETWORKS})\s?(?:号码?)?\s?[:=是]?\s?(?:is\s|è\s|e\s|es\s|est\s|id\s?:?\s?)?(?P<name>[a-z][a-z0-9._]*[0-9._][a-z0-9._]*[a-z0-9])"
)
_PUBLIC = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:(?:comune|regione|provincia|cittametropolitana|asl\w*|inps|inail"
    r"|governo|gov|edu|piemonte|europa|agenziaentrate|poliziadistato|interno|salute|anpal"
    r"|consorzio\w*|unione\w*|torinofacile|anagrafenazionale|spid)\.)+(?:[\w-]+\.)?(?:it|eu)(?![\w.])"
)
_SURELY_AT = frozenset(
    map(folded, ("chiocciola", "arobase", "arroba", "arond", "собака", "равлик", "艾特"))
)
_PROVIDERS = (
    "gmail|g mail|hotmail|outlook|yahoo|libero|alice|tiscali|virgilio|icloud|live|msn|aol|mail|ukr"
    "|yandex|fastweb|tim|email|protonmail|proton|qq|163|126|pec|aruba|orange|free|wanadoo|inbox"
    "|جيميل|هوتميل|ياهو|джимейл|гмейл"
)
_LONGEST = 80


_SURE = "gmail|hotmail|yahoo|جيميل|هوتميل|ياهو|джимейл|гмейл|гмаил"
_END = rf"(?:{_ENDS}|كوم|ком|net|нет|ру|gr)(?![^\W_])"


def _any_of(words: Iterable[str]) -> str:
    found = sorted({folded(each) for each in words}, key=lambda w: (-len(w), w))
    return "|".join(re.escape(each) for each in found)


def _point(words: Iterable[str]) -> str:
    """Return the pattern of a stop, signed or said."""
    said = rf"(?<![^\W_])(?:{_any_of(words)})(?![^\W_])"
    return rf"\s{{0,2}}[(\[{{<]?\s?(?:{said}|[点點])\s?[)\]}}>]?\s{{0,2}}"


@cache
def _at() -> re.Pattern[str]:
    """Return the pattern of an at-sign in words, in brackets or between spaces."""
    words = _any_of(everywhere("at"))
    return re.compile(
        rf"\s{{0,2}}[(\[{{<]\s?(?P<bracketed>{words}|@|a)\s?[)\]}}>]\s{{0,2}}"
        rf"|\s{{1,2}}(?P<spaced>{words})\s{{1,2}}|\s?(?P<sign>@)\s{{0,2}}|(?P<han>艾特|圈a)"
    )


@cache
def _after(said: str) -> re.Pattern[str]:
    """Return the pattern of what stands behind an at-sign that is said so."""
    speakers = [locale for locale in LOCALES if said in map(folded, people(locale)["at"])]
    point = _point(each for locale in speakers or LOCALES for each in people(locale)["dot"])
    loose = rf"(?:{point}|\s?\.\s?)"
    if said not in map(folded, everywhere("at")) or said in _SURELY_AT:
        # Behind "at" between spaces a plain stop may end a sentence, or a page be looked at.
        point = rf"(?:{point}|\.)"
    return re.compile(
        rf"(?:{_SURE})(?:{loose}[a-z]{{2,4}})?(?![^\W_])|(?:{_PROVIDERS}){loose}{_END}"
        rf"|(?!www)(?:[\w-]{{1,30}}{point}){{1,3}}?{_END}"
    )


@cache
def _before() -> re.Pattern[str]:
    """Return the pattern of what stands before an at-sign."""
    return re.compile(
        rf"(?:[\w+-]{{1,30}}+(?:{_point(everywhere('dot'))}|\.)){{0,4}}[\w+-]{{1,40}}$"
    )


_FORGOTTEN = re.compile(
    r"(?<![^\W_])[\w.+-]{3,40}\s(?:gmail|hotmail|yahoo|outlook|libero|icloud)\s?(?:\.|punto|dot|point|\s)\s?(?:com|it|fr|ro|es)(?![^\W_])"
)
_TAIL = ".,;:!?)]}»\"'"


def online(signals: Signals) -> Iterator[Span]:
    """Yield addresses of mail and of the web, and names on networks."""
    low = signals.flat.low
    for found in _MAIL.finditer(low):
        yield _span(found.start(), found.group(), Finding.EMAIL)
    for found in _FORGOTTEN.finditer(low):
        yield Span(found.start(), found.end(), Finding.EMAIL)
    yield from _spelled_out(low)
    for pattern in (_SITE, _BARE):
        for found in pattern.finditer(low):
            if not _PUBLIC.match(found.group()):
                yield _span(found.start(), found.group(), Finding.LINK)
    for found in _HANDLE.finditer(low):
        yield _span(found.start(), found.group(), Finding.LINK)
    for found in _NAMED.finditer(low):
        yield Span(found.start("name"), found.end("name"), Finding.LINK)


def _span(start: int, words: str, kind: Finding) -> Span:
    return Span(start, start + len(words.rstrip(_TAIL)), kind)


def _spelled_out(low: str) -> Iterator[Span]:
    for found in _at().finditer(low):
        said = found.group("spaced") or found.group("han") or ""
        behind = _after(said).match(low, found.end(), found.end() + _LONGEST)
        if behind is None:
            continue
        first = max(0, found.start() - _LONGEST)
        ahead = _before().search(low, first, found.start())
        if ahead is not None:
            yield Span(ahead.start(), behind.end(), Finding.EMAIL)
