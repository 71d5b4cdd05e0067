"""A card of the index made ready for a page: what a template should not have to work out."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from wemi_piemonte.directory.content import Text
from wemi_piemonte.directory.hours import is_open
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.names import Name
from wemi_piemonte.search.index.cards import cards_of
from wemi_piemonte.search.rules import Card, Rating
from wemi_piemonte.search.views.marking import Marker
from wemi_piemonte.taxonomy.tree import area_of

# A place tells by itself that people go there; the other ways are worth a line of their own.
_PLACE_MODE = "on_site"

NO_WORDS = Marker(())


class ShownCard:
    """A card with its texts as texts of a language; each part is made when it is asked for.

    A list asks for none of them: `drawing` makes its HTML from `card`, with what `marker` looks
    for marked. `is_late` says whether nobody has confirmed the listing lately.
    """

    __slots__ = ("card", "is_late", "marker")

    def __init__(self, card: Card, today: str, marker: Marker) -> None:
        late_on = card["_late_on"]
        self.card = card
        self.marker = marker
        self.is_late: bool = late_on is not None and late_on <= today

    @property
    def id(self) -> str:
        return str(self.card["id"])

    @property
    def area(self) -> str:
        needs = self.card["needs"]
        return area_of(needs[0]) if needs else ""

    @property
    def title(self) -> Text:
        return Text(self.card["name"], self.card["_name_lang"], self.card["_state"])

    @property
    def sentence(self) -> Text:
        return Text(self.card["summary"], self.card["_summary_lang"], self.card["_state"])

    @property
    def body(self) -> Text:
        return Text(self.card["organization"]["name"], self.card["_organization_lang"], "source")

    @property
    def town(self) -> Name:
        place = self.card["_place"]
        return town_named(place["name"], place["province"]) if place else Name()

    @property
    def elsewhere(self) -> tuple[str, ...]:
        return elsewhere_of(self.card)

    @property
    def cost(self) -> str:
        return str(self.card["cost"])

    @property
    def availability(self) -> str:
        return str(self.card["availability"])

    @property
    def spoken(self) -> tuple[str, ...]:
        return tuple(self.card["spoken"])


def shown(card: Card, today: str, marker: Marker = NO_WORDS) -> ShownCard:
    """Return a card of the index made ready; what `marker` looks for is marked.

    `today` is written as in ISO 8601.
    """
    return ShownCard(card, today, marker)


def town_named(name: str, province: str) -> Name:
    """Return a town as cards name it, with the sign of its province."""
    return Name(f"{name} ({province})" if province else name)


def elsewhere_of(card: Card) -> tuple[str, ...]:
    """Return the ways of a service that lead to no place of its own."""
    modes: list[Any] = card["modes"]
    return tuple(mode for mode in modes if mode != _PLACE_MODE)


def all_shown(cards: Iterable[Card]) -> list[ShownCard]:
    """Return cards made ready, in their order; the words found in each are marked in it."""
    markers: dict[tuple[str, ...], Marker] = {}
    today = clock.today().isoformat()
    found = []
    for card in cards:
        words = tuple(card["_words"])
        marker = markers.get(words) or markers.setdefault(words, Marker(words))
        found.append(ShownCard(card, today, marker))
    return found


def card_of(
    record: ServiceRecord,
    locale: str,
    now: datetime,
    late_on: date | None = None,
    rating: Rating | None = None,
) -> ShownCard:
    """Return the card of a listing that was not searched for, as it stands at an instant."""
    cards = cards_of(record, rating, late_on)
    card = cards.get(locale) or cards[record.source_lang]
    return shown({**card, "_open": is_open(record, now)}, clock.today().isoformat())
