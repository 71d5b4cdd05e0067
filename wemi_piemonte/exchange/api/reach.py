"""Where a service is, what it costs, what to bring and whom to ask, as the API writes it."""

from collections.abc import Iterable

from wemi_piemonte.directory.content import Translations
from wemi_piemonte.directory.record import (
    ContactRecord,
    CostBandRecord,
    CostOptionRecord,
    PhoneRecord,
    RequiredDocumentRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
)
from wemi_piemonte.exchange.api.answers import sheet as shapes
from wemi_piemonte.exchange.api.reader import Reader
from wemi_piemonte.exchange.api.times import day_of, hours_of
from wemi_piemonte.exchange.api.towns import served_area, town_of

INCOME = "isee"


def reach_of(record: ServiceRecord, reader: Reader, words: Translations) -> shapes.Reach:
    """Return how a person comes to a service, and what it takes."""
    return {
        "locations": [
            _place(link, reader, words, f"locations.{n}") for n, link in enumerate(record.locations)
        ],
        "service_area": served_area(record.service_areas, reader, words),
        "costs": [
            _price(option, reader, words, f"costs.{n}")
            for n, option in enumerate(record.cost_options)
        ],
        "documents": _documents(record.required_documents, reader, words),
        "contacts": [
            _contact(each, reader, words, f"contacts.{n}") for n, each in enumerate(record.contacts)
        ],
        "phones": phones_of(record.phones, reader, words, "phones"),
    }


def web_address(url: str) -> str:
    """Return an address that is safe to link; a feed may bring any scheme."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def phones_of(
    phones: Iterable[PhoneRecord], reader: Reader, words: Translations, at: str, first: int = 0
) -> list[shapes.Phone]:
    """Return telephone numbers; `at` is their path in the answer, `first` the first's place."""
    return [
        {
            "number": each.number,
            "extension": each.extension,
            "type": each.type,
            "description": reader.voice(words, each.id, f"{at}.{n}")(
                "description", each.description
            ),
        }
        for n, each in enumerate(phones, first)
    ]


def _place(
    link: ServiceAtLocationRecord, reader: Reader, words: Translations, at: str
) -> shapes.Place:
    place = link.location
    own = Translations(place.source_lang, place.translations)
    voice = reader.voice(own, place.id, at)
    said = reader.voice(words, link.id, at) if link.description else voice
    phones = phones_of(link.phones, reader, words, f"{at}.phones")
    hours = hours_of(link.schedules, reader, words, f"{at}.schedules")
    return {
        "id": str(place.id),
        "name": voice("name", place.name),
        "description": said("description", link.description or place.description),
        "transportation": voice("transportation", place.transportation),
        "url": web_address(place.url),
        "lat": place.latitude,
        "lon": place.longitude,
        "municipality": town_of(place.municipality),
        "addresses": _addresses(link),
        "accessibility": _accessibility(link, reader, own, f"{at}.accessibility"),
        "phones": phones + phones_of(place.phones, reader, own, f"{at}.phones", len(phones)),
        "schedules": hours or hours_of(place.schedules, reader, own, f"{at}.schedules"),
    }


def _addresses(link: ServiceAtLocationRecord) -> list[shapes.Address]:
    return [
        {
            "attention": each.attention,
            "address_1": each.address_1,
            "address_2": each.address_2,
            "city": each.city,
            "region": each.region,
            "state_province": each.state_province,
            "postal_code": each.postal_code,
            "country": each.country,
            "address_type": each.address_type,
        }
        for each in link.location.addresses
    ]


def _accessibility(
    link: ServiceAtLocationRecord, reader: Reader, words: Translations, at: str
) -> list[shapes.Accessibility]:
    found: list[shapes.Accessibility] = []
    for number, each in enumerate(link.location.accessibility):
        voice = reader.voice(words, each.id, f"{at}.{number}")
        found.append(
            {
                "description": voice("description", each.description),
                "details": voice("details", each.details),
                "url": web_address(each.url),
            }
        )
    return found


def _euros(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _price(option: CostOptionRecord, reader: Reader, words: Translations, at: str) -> shapes.Price:
    voice = reader.voice(words, option.id, at)
    return {
        "option": voice("option", option.option),
        "amount": _euros(option.amount_cents),
        "currency": option.currency,
        "amount_description": voice("amount_description", option.amount_description),
        "valid_from": day_of(option.valid_from),
        "valid_to": day_of(option.valid_to),
        "bands": [_band(band) for band in option.bands],
    }


def _band(band: CostBandRecord) -> shapes.Band:
    income = band.kind == INCOME
    return {
        "kind": band.kind,
        "lower": _euros(band.lower) if income else band.lower,
        "upper": _euros(band.upper) if income else band.upper,
        "amount": _euros(band.amount_cents),
    }


def _documents(
    documents: Iterable[RequiredDocumentRecord], reader: Reader, words: Translations
) -> list[shapes.Document]:
    return [
        {
            "document": reader.voice(words, each.id, f"documents.{n}")("document", each.document),
            "uri": web_address(each.uri),
        }
        for n, each in enumerate(documents)
    ]


def _contact(
    contact: ContactRecord, reader: Reader, words: Translations, at: str
) -> shapes.Contact:
    voice = reader.voice(words, contact.id, at)
    return {
        "name": voice("name", contact.name),
        "title": voice("title", contact.title),
        "department": voice("department", contact.department),
        "email": contact.email,
        "phones": phones_of(contact.phones, reader, words, f"{at}.phones"),
    }
