"""The shape of a whole sheet: mypy holds the code to it, and OpenAPI is made of it."""

from typing import TypedDict

from wemi_piemonte.directory.rules import (
    Answer,
    Availability,
    Cost,
    Mode,
    OrganizationKind,
    Status,
    Target,
)
from wemi_piemonte.exchange.api.answers.rated import PublishedRating, RatingSummary
from wemi_piemonte.exchange.api.answers.terms import (
    Day,
    Identifier,
    Instant,
    LanguageCode,
    WallTime,
    Worth,
)


class Phone(TypedDict):
    """A telephone number as people write it."""

    number: str
    extension: int | None
    type: str
    description: str


class Contact(TypedDict):
    """Whom to ask for."""

    name: str
    title: str
    department: str
    email: str
    phones: list[Phone]


class Hours(TypedDict):
    """Opening hours by the rules of RFC 5545, with the names HSDS has for them."""

    freq: str
    interval: int | None
    byday: str
    bymonthday: str
    byweekno: str
    byyearday: str
    count: int | None
    dtstart: Day | None
    until: Day | None
    valid_from: Day | None
    valid_to: Day | None
    opens_at: WallTime | None
    closes_at: WallTime | None
    description: str
    notes: str


class SpecialDay(TypedDict):
    """A day that differs from the rule; closed when both times are null."""

    on: Day
    opens_at: WallTime | None
    closes_at: WallTime | None
    note: str


class Closure(TypedDict):
    """A stretch of days, both included, in which the service is closed."""

    starts_on: Day
    ends_on: Day
    note: str


class Opening(TypedDict):
    """From when to when a door is open."""

    starts: Instant
    ends: Instant


class Town(TypedDict):
    """A municipality of Piedmont; `province` is its two letters."""

    istat: str
    name: str
    province: str


class Province(TypedDict):
    """A province of Piedmont; `code` is its two letters."""

    istat: str
    name: str
    code: str


class Stop(TypedDict):
    """A regular halt of an itinerant service."""

    name: str
    municipality: Town | None
    lat: float | None
    lon: float | None
    freq: str
    interval: int | None
    byday: str
    opens_at: WallTime | None
    closes_at: WallTime | None
    valid_from: Day | None
    valid_to: Day | None


class Band(TypedDict):
    """A price that depends on income (`isee`: bounds in euro) or on how many share (`people`).

    A bound or an amount that is null is open, or not stated.
    """

    kind: str
    lower: float | None
    upper: float | None
    amount: float | None


class Price(TypedDict):
    """A price in `currency`, with the bands that refine it."""

    option: str
    amount: float | None
    currency: str
    amount_description: str
    valid_from: Day | None
    valid_to: Day | None
    bands: list[Band]


class Document(TypedDict):
    """Something to bring."""

    document: str
    uri: str


class Address(TypedDict):
    """A postal or physical address."""

    attention: str
    address_1: str
    address_2: str
    city: str
    region: str
    state_province: str
    postal_code: str
    country: str
    address_type: str


class Accessibility(TypedDict):
    """What a person who moves, sees or hears differently should know of a place."""

    description: str
    details: str
    url: str


class Place(TypedDict):
    """A place where the service is given; `schedules` are the hours kept there."""

    id: Identifier
    name: str
    description: str
    transportation: str
    url: str
    lat: float | None
    lon: float | None
    municipality: Town | None
    addresses: list[Address]
    accessibility: list[Accessibility]
    phones: list[Phone]
    schedules: list[Hours]


class ServedArea(TypedDict):
    """Where people live who may use the service; `words` where no codes say it."""

    provinces: list[Province]
    municipalities: list[Town]
    words: list[str]


class Spoken(TypedDict):
    """A language that the staff speak."""

    code: LanguageCode
    name: str
    note: str


class Body(TypedDict):
    """The organization behind a service."""

    id: Identifier
    name: str
    alternate_name: str
    description: str
    kind: OrganizationKind
    legal_status: str
    email: str
    website: str
    phones: list[Phone]


class Texts(TypedDict):
    """The texts of a service."""

    name: str
    alternate_name: str
    summary: str
    description: str
    what_you_get: str
    application_process: str
    fees_description: str
    eligibility_description: str
    interpretation_services: str
    accreditations: str
    wait_time: str
    alert: str


class Facts(TypedDict):
    """What is the same in every language."""

    status: Status
    needs: list[str]
    modes: list[Mode]
    targets: list[Target]
    cost: Cost
    availability: Availability
    minimum_age: float | None
    maximum_age: float | None
    eligibility: dict[str, Answer]
    spoken: list[LanguageCode]
    languages: list[Spoken]
    verified_on: Day | None
    email: str
    url: str


class Times(TypedDict):
    """When the service is open; null where nobody has said."""

    open_now: bool | None
    next_opening: Opening | None
    schedules: list[Hours]
    exceptions: list[SpecialDay]
    closures: list[Closure]
    stops: list[Stop]


class Reach(TypedDict):
    """Where the service is, for whom, at what price, and whom to ask."""

    locations: list[Place]
    service_area: ServedArea
    costs: list[Price]
    documents: list[Document]
    contacts: list[Contact]
    phones: list[Phone]


class Sheet(Texts, Facts, Times, Reach):
    """Everything the public may know of a service, its texts in `lang`.

    Texts are plain strings; what is not stated is an empty string, null or an empty list.
    `translation` says what each text is worth: `source` as its author wrote it, `reviewed` a
    translation that a person has read, `machine` one that nobody has, `outdated` one older than
    its source. `languages_of_texts` names the language of each text that is not in `lang`.
    Their keys are the paths of the texts, such as `name` or `documents.0.document`.
    `ratings` holds the newest few; all of them are at /services/{service_id}/ratings.
    """

    id: Identifier
    lang: LanguageCode
    translation: dict[str, Worth]
    languages_of_texts: dict[str, LanguageCode]
    organization: Body
    rating: RatingSummary
    ratings: list[PublishedRating]
