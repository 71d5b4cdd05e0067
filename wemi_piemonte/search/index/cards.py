"""What a listing looks like in a list of results: made once, when it is indexed."""

import json
from datetime import date
from functools import lru_cache
from uuid import UUID

import orjson

from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.geo.gazetteer.places import municipality, provinces
from wemi_piemonte.search.index.analysis import area_codes
from wemi_piemonte.search.rules import Card, Rating

MOST_SERVED = 3


def cards_of(
    record: ServiceRecord, rating: Rating | None = None, late_on: date | None = None
) -> dict[str, Card]:
    """Return the card in the source language and in each that changes something in it.

    A reader of any other language gets the one of the source language. Beside the API's keys:
    `_name_lang`, `_summary_lang`, `_organization_lang` the languages of these texts; `_state`
    the worth of the summary (source, reviewed, machine, outdated); `_status`; `_targets`;
    `_ages` [from, to]; `_place` {name, province, count} of the first place; `_served` the first
    names of the area served; `_served_count`; `_areas` the codes of all of it; `_eligibility`
    which conditions are admitted; `_late_on` the day from which on it counts as not confirmed
    lately; `_open` whether it is open now, filled in at
    each search (true, false, or null where nobody has said).
    """
    body = record.organization
    own = Translations(record.source_lang, record.translations)
    theirs = Translations(body.source_lang, body.translations)
    locales = {row.locale for row in record.translations if row.field in {"name", "summary"}}
    locales |= {row.locale for row in body.translations if row.field == "name"}
    shared = _shared(record) | {"_late_on": late_on.isoformat() if late_on else None}
    found: dict[str, Card] = {}
    for locale in (record.source_lang, *sorted(locales - {record.source_lang})):
        name = own.text(record.id, "name", record.name, locale)
        summary = own.text(record.id, "summary", record.summary, locale)
        organization = theirs.text(body.id, "name", body.name, locale)
        languages = {name.locale, summary.locale, organization.locale}
        if locale == record.source_lang or locale in languages:
            found[locale] = _card(record, name, summary, organization, rating) | shared
    return found


def _card(
    record: ServiceRecord,
    name: Text,
    summary: Text,
    organization: Text,
    rating: Rating | None,
) -> Card:
    return {
        "id": str(record.id),
        "name": name.text,
        "summary": summary.text,
        "lang": name.locale,
        "translated": name.state != "source",
        "organization": {"id": str(record.organization.id), "name": organization.text},
        "needs": list(record.needs),
        "locations": _locations(record),
        "distance_km": None,
        "rating": {
            "average": rating.average if rating else None,
            "count": rating.count if rating else 0,
        },
        "cost": record.cost.value,
        "spoken": list(dict.fromkeys(language.code for language in record.languages)),
        "modes": [mode.value for mode in record.modes],
        "availability": record.availability.value,
        "verified_on": record.verified_on.isoformat() if record.verified_on else None,
        "why": [],
        "_name_lang": name.locale,
        "_summary_lang": summary.locale,
        "_organization_lang": organization.locale,
        "_state": summary.state,
    }


def _shared(record: ServiceRecord) -> Card:
    codes = area_codes(record)
    places = [link.location for link in record.locations]
    first = places[0] if places else None
    return {
        "_status": record.status.value,
        "_targets": [target.value for target in record.targets],
        "_ages": [record.minimum_age, record.maximum_age],
        "_place": {
            "name": _town(first.municipality) or _city(record) or first.name,
            "province": _province(first.municipality),
            "count": len(places),
        }
        if first
        else None,
        "_served": [_area(code) for code in codes[:MOST_SERVED]],
        "_served_count": len(codes),
        "_areas": codes,
        "_eligibility": {each.condition: each.answer.value for each in record.eligibility},
        "_open": None,
    }


def _locations(record: ServiceRecord) -> list[Card]:
    """Return the places and stops, each with its point where it has one."""
    found = [
        {
            "lat": place.latitude,
            "lon": place.longitude,
            "municipality": _town(place.municipality)
            or next((address.city for address in place.addresses if address.city), ""),
        }
        for place in (link.location for link in record.locations)
    ]
    found += [
        {
            "lat": stop.latitude,
            "lon": stop.longitude,
            "municipality": _town(stop.municipality),
        }
        for stop in record.stops
        if stop.latitude is not None or stop.municipality
    ]
    return found


def _city(record: ServiceRecord) -> str:
    addresses = record.locations[0].location.addresses
    return next((address.city for address in addresses if address.city), "")


@lru_cache(maxsize=2048)
def _town(istat: str) -> str:
    found = municipality(istat) if istat else None
    return found.name if found else ""


@lru_cache(maxsize=2048)
def _province(istat: str) -> str:
    found = municipality(istat) if istat else None
    return found.province if found else ""


@lru_cache(maxsize=2048)
def _area(code: str) -> str:
    """Return the name of a municipality or province; a code that nobody knows is its own."""
    province = next((each.name for each in provinces() if each.istat == code), "")
    return province or _town(code) or code


def packed(card: Card) -> bytes:
    """Return a card as it is stored."""
    return json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def unpacked(stored: bytes) -> Card:
    """Return a stored card."""
    card: Card = orjson.loads(stored)
    return card


def id_of(card: Card) -> UUID:
    """Return the id of the listing of a card."""
    return UUID(card["id"])
