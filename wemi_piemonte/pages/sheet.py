"""The page of a service, in the order of the Italian public service sheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.hours import Opening, is_open, next_opening
from wemi_piemonte.directory.record import ContactRecord, PhoneRecord, ServiceRecord
from wemi_piemonte.directory.rules import Answer, Status
from wemi_piemonte.foundation.locales import EASY
from wemi_piemonte.pages.price import Price, prices_of
from wemi_piemonte.pages.timetable import (
    SpecialDay,
    Stop,
    Timetable,
    recurrence_of,
    special_days,
    timetable,
)
from wemi_piemonte.pages.whereabouts import (
    Place,
    ServedArea,
    is_protected,
    municipality_label,
    place_of,
    served_area,
)
from wemi_piemonte.taxonomy.glossary import Word, words_in
from wemi_piemonte.taxonomy.tree import area_of


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing to do next: `kind` is call, write or visit."""

    kind: str
    href: str
    value: str


@dataclass(frozen=True, slots=True)
class Document:
    """Something to bring."""

    text: Text
    uri: str


@dataclass(frozen=True, slots=True)
class Office:
    """Whom to ask for."""

    name: Text
    role: Text
    email: str
    phones: tuple[PhoneRecord, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Whether somebody is there now, and when next."""

    is_open: bool | None
    next: Opening | None
    next_is_today: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a service as this reader is shown them."""

    name: Text
    alternate_name: Text
    summary: Text
    description: Text
    what_you_get: Text
    application_process: Text
    fees_description: Text
    eligibility_description: Text
    interpretation_services: Text
    wait_time: Text
    alert: Text


_EXPLAINED = [name for name in Texts.__dataclass_fields__ if name != "alternate_name"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the page of a service shows."""

    id: UUID
    record: ServiceRecord
    text: Texts
    organization: Text
    area: str
    is_closed_for_now: bool
    actions: tuple[Action, ...]
    now: Moment
    conditions: tuple[tuple[str, str], ...]
    documents: tuple[Document, ...]
    hours: Timetable
    special_days: tuple[SpecialDay, ...]
    stops: tuple[Stop, ...]
    places: tuple[Place, ...]
    served: ServedArea
    is_protected: bool
    prices: tuple[Price, ...]
    offices: tuple[Office, ...]
    ages: tuple[int | None, int | None]
    words: tuple[Word, ...]
    has_easy: bool

    @property
    def towns(self) -> tuple[str, ...]:
        names = (place.municipality for place in self.places)
        return tuple(dict.fromkeys(name for name in names if name))


def sheet_of(record: ServiceRecord, locale: str, *, now: datetime, today: date) -> Sheet:
    """Return the page of a service for a reader of `locale` at an instant."""
    words = Translations(record.source_lang, record.translations)
    body = record.organization
    body_words = Translations(body.source_lang, body.translations)
    text = _texts(record, words, locale)
    documents = tuple(
        Document(words.text(each.id, "document", each.document, locale), each.uri)
        for each in record.required_documents
    )
    return Sheet(
        id=record.id,
        record=record,
        text=text,
        organization=body_words.text(body.id, "name", body.name, locale),
        area=area_of(record.needs[0]) if record.needs else "",
        is_closed_for_now=record.status is Status.TEMPORARILY_CLOSED,
        actions=_actions(record),
        now=_moment(record, now, today),
        conditions=_conditions(record),
        documents=documents,
        hours=timetable(record.schedules, words, locale, today=today),
        special_days=special_days(record, words, locale, today),
        stops=_stops(record, words, locale),
        places=tuple(place_of(link, words, locale, today) for link in record.locations),
        served=served_area(record.service_areas, words, locale),
        is_protected=is_protected(record),
        prices=prices_of(record, words, locale, today),
        offices=tuple(_office(each, words, locale) for each in record.contacts),
        ages=(_years(record.minimum_age), _years(record.maximum_age)),
        words=_words(text, documents, locale),
        has_easy=words.has(EASY)
        and any(each.state == "easy" for each in _each(_texts(record, words, EASY))),
    )


def _texts(record: ServiceRecord, words: Translations, locale: str) -> Texts:
    return Texts(
        **{
            field: words.text(record.id, field, getattr(record, field), locale)
            for field in Texts.__dataclass_fields__
        }
    )


def _each(texts: Texts) -> Iterator[Text]:
    return (getattr(texts, field) for field in Texts.__dataclass_fields__)


def _words(text: Texts, documents: Iterable[Document], locale: str) -> tuple[Word, ...]:
    """Return the words of the offices in the texts of a page, explained to its reader."""
    written: dict[str, list[str]] = {}
    for each in (*(getattr(text, field) for field in _EXPLAINED), *(d.text for d in documents)):
        written.setdefault(each.locale, []).append(each.text)
    found = [words_in("\n".join(texts), lang, locale) for lang, texts in written.items()]
    return tuple(dict.fromkeys(word for words in found for word in words))


def _years(age: float | None) -> int | None:
    return None if age is None else int(age)


def _moment(record: ServiceRecord, now: datetime, today: date) -> Moment:
    if record.status is Status.TEMPORARILY_CLOSED:
        return Moment(is_open=None, next=None, next_is_today=False)
    following = next_opening(record, now)
    return Moment(
        is_open=is_open(record, now),
        next=following,
        next_is_today=following is not None and following.starts.date() == today,
    )


def dialled(number: str) -> str:
    """Return a telephone number as a link dials it."""
    return "tel:" + "".join(char for char in number if char.isdigit() or char == "+")


def _actions(record: ServiceRecord) -> tuple[Action, ...]:
    """Return the ways to reach the service, the first being the one to try first."""
    found: list[Action] = []
    phones = record.phones or tuple(p for office in record.contacts for p in office.phones)
    phones = phones or record.organization.phones
    if phones:
        found.append(Action("call", dialled(phones[0].number), phones[0].number))
    emails = [record.email, *(office.email for office in record.contacts)]
    emails.append(record.organization.email)
    if email := next((each for each in emails if each), ""):
        found.append(Action("write", f"mailto:{email}", email))
    if url := _web(record.url) or _web(record.organization.website):
        found.append(Action("visit", url, url.split("://", 1)[1].rstrip("/")))
    return tuple(found)


def _web(url: str) -> str:
    """Return an address that is safe to link; a feed may bring any scheme."""
    return url if url.startswith(("https://", "http://")) else ""


def _conditions(record: ServiceRecord) -> tuple[tuple[str, str], ...]:
    """Return the conditions with a clear answer; what nobody knows is not listed."""
    return tuple(
        (each.condition, each.answer.value)
        for each in record.eligibility
        if each.answer is not Answer.UNKNOWN
    )


def _stops(record: ServiceRecord, words: Translations, locale: str) -> tuple[Stop, ...]:
    nothing = Text("", locale, "source")
    return tuple(
        Stop(
            words.text(each.id, "name", each.name, locale),
            municipality_label(each.municipality),
            recurrence_of(each, nothing),
        )
        for each in record.stops
    )


def _office(contact: ContactRecord, words: Translations, locale: str) -> Office:
    def text(field: str, source: str) -> Text:
        return words.text(contact.id, field, source, locale)

    name = text("department", contact.department) or text("name", contact.name)
    return Office(name, text("title", contact.title), contact.email, contact.phones)
