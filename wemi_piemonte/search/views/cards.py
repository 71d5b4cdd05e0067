"""A card of the index made ready for a page: what a template should not have to work out."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from wemi_piemonte.directory.content import Text
from wemi_piemonte.directory.hours import is_open
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.search.index.cards import cards_of
from wemi_piemonte.search.rules import Card
from wemi_piemonte.taxonomy.tree import area_of

# A place tells by itself that people go there; the other ways are worth a line of their own.
_PLACE_MODE = "on_site"


def shown(card: Card) -> dict[str, Any]:
    """Return a card with its texts as texts of a language, its day as a day."""
    verified_on = card["verified_on"]
    place = card["_place"]
    return {
        **card,
        "area": area_of(card["needs"][0]) if card["needs"] else "",
        "title": Text(card["name"], card["_name_lang"], card["_state"]),
        "sentence": Text(card["summary"], card["_summary_lang"], card["_state"]),
        "body": Text(card["organization"]["name"], card["_organization_lang"], "source"),
        "town": _town(place) if place else "",
        "more_places": place["count"] - 1 if place else 0,
        "served": card["_served"],
        "more_served": card["_served_count"] - len(card["_served"]),
        "elsewhere": [mode for mode in card["modes"] if mode != _PLACE_MODE],
        "is_open": card["_open"],
        "is_closed_for_now": card["_status"] != "active",
        "confirmed_on": date.fromisoformat(verified_on) if verified_on else None,
    }


def _town(place: dict[str, Any]) -> str:
    return f"{place['name']} ({place['province']})" if place["province"] else str(place["name"])


def all_shown(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """Return cards made ready, in their order."""
    return [shown(card) for card in cards]


def card_of(record: ServiceRecord, locale: str, now: datetime) -> dict[str, Any]:
    """Return the card of a listing that was not searched for, as it stands at an instant."""
    cards = cards_of(record)
    card = cards.get(locale) or cards[record.source_lang]
    return shown({**card, "_open": is_open(record, now)})
