"""A card of the index made ready for a page: what a template should not have to work out."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup

from wemi_piemonte.directory.content import Text
from wemi_piemonte.directory.hours import is_open
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Availability, Cost, Status
from wemi_piemonte.directory.schemas import label
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.i18n import (
    FILTERS,
    current_language,
    current_locale,
    joined,
    language_name,
    ngettext,
    quoted,
)
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.names import Name
from wemi_piemonte.search.index.cards import cards_of
from wemi_piemonte.search.rules import Card, Reason
from wemi_piemonte.search.views.marking import Marker
from wemi_piemonte.taxonomy.tree import area_of

# A place tells by itself that people go there; the other ways are worth a line of their own.
_PLACE_MODE = "on_site"
_LEAST_KM = 0.1


class Fact(NamedTuple):
    """A line of a card: its sign, its words, and whether it is good to know or to mind."""

    sign: str
    words: str
    tone: str = ""


class _Words:
    """The words of facts in one language; most cards say the same few."""

    def __init__(self, locale: str) -> None:
        self.said = lru_cache(maxsize=4096)(self._said)
        self.confirmed = lru_cache(maxsize=4096)(self._confirmed)
        self.listed = lru_cache(maxsize=4096)(self._listed)
        self.why = lru_cache(maxsize=4096)(self._why)
        self._locale = locale

    def _said(self, kind: str, code: str) -> str:
        return language_name(code) if kind == "spoken" else label(code, kind)

    def _listed(self, kind: str, codes: tuple[str, ...]) -> str:
        return joined(self.said(kind, code) for code in codes)

    def _confirmed(self, verified_on: str | None, is_late: bool) -> Fact:
        if verified_on is None:
            return Fact("calendar", _("Not yet confirmed"), "mind")
        day = FILTERS["date"](date.fromisoformat(verified_on))
        if is_late:
            words = _("Not confirmed lately: the last time on %(date)s", date=day)
            return Fact("calendar", words, "mind")
        return Fact("calendar", _("Confirmed on %(date)s", date=day))

    def _why(self, codes: tuple[str, ...], found: tuple[str, ...]) -> str:
        """Return why a card is among the results, with the words that were found in it."""
        held = joined(quoted(word) for word in found)
        reasons = [
            _("It holds %(words)s", words=held)
            if code == Reason.TEXT and held
            else self.said("why", code)
            for code in codes
        ]
        return _("Why it is here: %(reasons)s", reasons=" · ".join(reasons)) if reasons else ""

    @cached_property
    def open(self) -> Fact:
        return Fact("clock", _("Open now"), "good")

    @cached_property
    def closed(self) -> Fact:
        return Fact("clock", _("Closed now"))


@cache
def _words_in(locale: str) -> _Words:
    """Return the words of a language; asked for by pages in that language alone."""
    return _Words(locale)


NO_WORDS = Marker(())


class ShownCard(NamedTuple):
    """A card with its texts as texts of a language, and its facts as lines to read.

    `name` and `summary` are `title` and `sentence` with what was searched for marked in them.
    """

    id: str
    needs: tuple[str, ...]
    area: str
    title: Text
    sentence: Text
    body: Text
    name: str
    summary: str
    town: Name
    elsewhere: tuple[str, ...]
    cost: str
    availability: str
    spoken: tuple[str, ...]
    facts: tuple[Fact, ...]
    reasons: str


def shown(card: Card, today: str, marker: Marker = NO_WORDS) -> ShownCard:
    """Return a card of the index made ready; what `marker` looks for is marked.

    `today` is written as in ISO 8601.
    """
    place = card["_place"]
    words = _words_in(current_locale())
    elsewhere = tuple(mode for mode in card["modes"] if mode != _PLACE_MODE)
    name_lang, summary_lang, state = card["_name_lang"], card["_summary_lang"], card["_state"]
    needs = tuple(card["needs"])
    return ShownCard(
        id=card["id"],
        needs=needs,
        area=area_of(needs[0]) if needs else "",
        title=Text(card["name"], name_lang, state),
        sentence=Text(card["summary"], summary_lang, state),
        body=Text(card["organization"]["name"], card["_organization_lang"], "source"),
        name=marker.marked(card["name"], name_lang),
        summary=marker.marked(card["summary"], summary_lang),
        town=_town(place) if place else Name(),
        elsewhere=elsewhere,
        cost=card["cost"],
        availability=card["availability"],
        spoken=tuple(card["spoken"]),
        facts=(*_where(card, place, elsewhere, words), *_how(card, words, today)),
        reasons=words.why(tuple(card["why"]), tuple(card.get("_words", ()))),
    )


def _town(place: dict[str, Any]) -> Name:
    return Name(f"{place['name']} ({place['province']})" if place["province"] else place["name"])


def _where(
    card: Card, place: dict[str, Any] | None, elsewhere: tuple[str, ...], words: _Words
) -> Iterator[Fact]:
    if place:
        text = _town(place).__html__()
        if place["count"] > 1:
            more = place["count"] - 1
            text += " " + ngettext("and %(num)s other place", "and %(num)s other places", more)
        if card["distance_km"] is not None and card["distance_km"] >= _LEAST_KM:
            far = _("%(distance)s away", distance=FILTERS["km"](card["distance_km"]))
            text = joined((text, far))
        yield Fact("map-marker", Markup(text))  # noqa: S704 - names are escaped, the rest is ours
    if elsewhere:
        text = words.listed("mode", elsewhere)
        if card["_served"]:
            served = joined(Name(each).__html__() for each in card["_served"])
            text += current_language().colon + served
            more = card["_served_count"] - len(card["_served"])
            if more:
                text += " " + ngettext("and %(num)s other", "and %(num)s others", more)
        yield Fact("home", Markup(text))  # noqa: S704 - the same


def _how(card: Card, words: _Words, today: str) -> Iterator[Fact]:
    if card["cost"] != Cost.UNKNOWN:
        yield Fact("card", words.said("cost", card["cost"]))
    if card["_status"] != Status.ACTIVE:
        yield Fact("warning-circle", words.said("status", card["_status"]), "mind")
    elif card["_open"] is not None:
        yield words.open if card["_open"] else words.closed
    availability = card["availability"]
    if availability == Availability.ACCEPTS:
        yield Fact("check-circle", words.said("availability", availability), "good")
    elif availability != Availability.UNKNOWN:
        yield Fact("warning-circle", words.said("availability", availability), "mind")
    if card["spoken"]:
        yield Fact("comment", words.listed("spoken", tuple(card["spoken"])))
    late_on = card["_late_on"]
    is_late = late_on is not None and late_on <= today
    yield words.confirmed(card["verified_on"], is_late)


def all_shown(cards: Iterable[Card]) -> list[ShownCard]:
    """Return cards made ready, in their order; the words found in each are marked in it."""
    markers: dict[tuple[str, ...], Marker] = {}
    today = clock.today().isoformat()
    found = []
    for card in cards:
        words = tuple(card["_words"])
        marker = markers.get(words) or markers.setdefault(words, Marker(words))
        found.append(shown(card, today, marker))
    return found


def card_of(
    record: ServiceRecord, locale: str, now: datetime, late_on: date | None = None
) -> ShownCard:
    """Return the card of a listing that was not searched for, as it stands at an instant."""
    cards = cards_of(record, late_on=late_on)
    card = cards.get(locale) or cards[record.source_lang]
    return shown({**card, "_open": is_open(record, now)}, clock.today().isoformat())
