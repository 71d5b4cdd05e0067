"""What the words of a listing are worth: terms with their impact, per language."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from wemi_piemonte.directory.content import Translations
from wemi_piemonte.directory.record import LocationRecord, ServiceRecord, TranslationRecord
from wemi_piemonte.geo.gazetteer.places import municipality, province_of, provinces
from wemi_piemonte.intake import words as w
from wemi_piemonte.search.rules import WEIGHTS

# The field of names, found by their exact form whatever the reader's language.
NAMES = "names"
FIELDS = (*w.LOCALES, NAMES)

GREATEST_IMPACT = 255
GAP = 0
MOST_TOKENS = 4000
MOST_NAMED_AREAS = 20
SHORTEST_SPELT = 4

SERVICE_PARTS = (
    "name",
    "alternate_name",
    "summary",
    "what_you_get",
    "description",
    "eligibility_description",
    "application_process",
)


@dataclass(slots=True)
class Analysis:
    """The terms of a listing per field, its words in order for phrases, and as spelt."""

    fields: dict[str, dict[str, int]] = field(default_factory=dict)
    tokens: list[int] = field(default_factory=list)
    spelt: set[tuple[str, str]] = field(default_factory=set)


@dataclass(slots=True)
class _Counted:
    """Weighted occurrences of the terms of one language, and how many words there were."""

    weight: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    length: int = 0


@lru_cache(maxsize=65536)
def token_of(folded: str) -> int:
    """Return the number that stands for a word in the stream that phrases are checked on."""
    return zlib.crc32(folded.encode()) or 1


def analyse(record: ServiceRecord) -> Analysis:
    """Return all that a listing can be found by in words."""
    found = Analysis()
    counted: dict[str, _Counted] = defaultdict(_Counted)
    for locale, weight, text in _texts(record):
        _count(found, counted, locale, weight, text)
    for weight, text in _names(record):
        for word in w.words(text, "it"):
            if not word.silent:
                counted[NAMES].weight[word.folded] += weight
    for name, counts in counted.items():
        impacts = _impacts(counts)
        if impacts:
            found.fields[name] = impacts
    if len(found.tokens) > MOST_TOKENS:
        found.tokens[MOST_TOKENS - 1 :] = [GAP]
    return found


def _count(
    found: Analysis, counted: dict[str, _Counted], locale: str, weight: float, text: str
) -> None:
    field_name = locale if locale in w.LOCALES else NAMES
    counts = counted[field_name]
    words = w.surfaces(w.clean(text))
    if not words:
        return
    known = {surface: _facts(surface, locale) for surface in set(words)}
    found.tokens += [known[surface].token for surface in words]
    found.tokens.append(GAP)
    for surface, times in Counter(words).items():
        facts = known[surface]
        if facts.silent:
            continue
        counts.length += times
        for term in facts.terms:
            counts.weight[term] += weight * times
        for sign in facts.signs:
            counts.weight[sign] += weight * times / 2
        if facts.spelt:
            found.spelt.add((field_name, facts.spelt))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What there is to know of one word, wherever it stands."""

    token: int
    silent: bool
    terms: tuple[str, ...]
    signs: tuple[str, ...]
    spelt: str


@lru_cache(maxsize=131072)
def _facts(surface: str, locale: str) -> _Facts:
    folded = w.fold(surface)
    han = w.is_han(folded)
    spelt = len(folded) >= SHORTEST_SPELT and not han and not folded.isdecimal()
    return _Facts(
        token_of(folded),
        w.is_silent(folded, locale),
        w.terms(surface, locale),
        tuple(sorted(set(folded) - {folded})) if han else (),
        surface.casefold() if spelt else "",
    )


def _impacts(counts: _Counted) -> dict[str, int]:
    """Return the impact of each term: it grows with weight and levels off."""
    share = WEIGHTS.length_share
    norm = 1 - share + share * counts.length / WEIGHTS.usual_length
    return {
        term: max(1, round(GREATEST_IMPACT * weight / (weight + WEIGHTS.saturation * norm)))
        for term, weight in counts.weight.items()
    }


def _texts(record: ServiceRecord) -> Iterator[tuple[str, float, str]]:
    """Yield (language, weight, text) of every text in every language it exists in."""
    weights = WEIGHTS.parts
    for part in SERVICE_PARTS:
        source = getattr(record, part)
        for locale, text in _versions(record, record.id, part, source, record.translations):
            yield locale, weights[part], text
    body = record.organization
    for part in ("name", "alternate_name"):
        source = getattr(body, part)
        for locale, text in _versions(body, body.id, part, source, body.translations):
            yield locale, weights["organization"], text


def _versions(
    holder: ServiceRecord | LocationRecord | object,
    part: UUID,
    name: str,
    source: str,
    translations: Sequence[TranslationRecord],
) -> Iterator[tuple[str, str]]:
    source_lang: str = holder.source_lang  # type: ignore[union-attr]
    if not source:
        return
    yield source_lang, source
    locales = {row.locale for row in translations if row.part == part and row.field == name}
    if not locales:
        return
    texts = Translations(source_lang, translations)
    for locale in sorted(locales):
        shown = texts.text(part, name, source, locale)
        if shown.locale == locale:
            yield locale, shown.text


def _names(record: ServiceRecord) -> Iterator[tuple[float, str]]:
    """Yield the names of the places where a service is given or which it serves."""
    whole = WEIGHTS.parts["place"]
    for link in record.locations:
        place = link.location
        yield whole / 2, place.name
        cities = {address.city for address in place.addresses} - {""}
        for name, weight in _town_names(place.municipality, whole):
            cities.discard(name)
            yield weight, name
        for city in sorted(cities):
            yield whole, city
    for stop in record.stops:
        for name, weight in _town_names(stop.municipality, whole):
            yield weight, name
    for code in area_codes(record)[:MOST_NAMED_AREAS]:
        for name, weight in _town_names(code, whole / 2):
            yield weight, name


def _town_names(istat: str, weight: float) -> Iterator[tuple[str, float]]:
    town = municipality(istat)
    if town is not None:
        yield town.name, weight
        province = province_of(istat)
    else:
        province = next((each for each in provinces() if each.istat == istat), None)
    if province is not None:
        yield province.name, weight / 3


def area_codes(record: ServiceRecord) -> list[str]:
    """Return the codes of the municipalities and provinces that a service says it serves."""
    return list(
        dict.fromkeys(
            code
            for area in record.service_areas
            if area.extent_type == "istat"
            for code in area.extent.split()
            if code.isdecimal()
        )
    )
