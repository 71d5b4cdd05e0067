"""The shapes of lists: mypy holds the code to them, and OpenAPI is made of them."""

from typing import Literal, TypedDict

from wemi_piemonte.directory.rules import Availability, Cost, Mode
from wemi_piemonte.exchange.api.answers.terms import (
    Coordinates,
    Day,
    ErrorCode,
    Identifier,
    LanguageCode,
    Reason,
)


class NeedNode(TypedDict):
    """A need, or an area of needs with its needs as children."""

    code: str
    label: str
    area: str
    explanation: str
    children: list["NeedNode"]


class Named(TypedDict):
    """A body by id and name."""

    id: Identifier
    name: str


class Spot(TypedDict):
    """A place or a stop on a card; without a point only the municipality is known."""

    lat: float | None
    lon: float | None
    municipality: str


class Rating(TypedDict):
    """The mean of the published ratings; null until there are enough of them."""

    average: float | None
    count: int


class Card(TypedDict):
    """A service as a list of results shows it; `lang` is the language its name is in.

    `why` holds the reasons why the service is among the results, as codes.
    """

    id: Identifier
    name: str
    summary: str
    lang: LanguageCode
    translated: bool
    organization: Named
    needs: list[str]
    locations: list[Spot]
    distance_km: float | None
    rating: Rating
    cost: Cost
    spoken: list[LanguageCode]
    modes: list[Mode]
    availability: Availability
    verified_on: Day | None
    why: list[Reason]


class Facets(TypedDict):
    """How many services each value of a filter would give, that filter itself left out."""

    need: dict[str, int]
    mode: dict[str, int]
    cost: dict[str, int]
    spoken: dict[str, int]
    target: dict[str, int]


class _Results(TypedDict):
    items: list[Card]
    total: int
    page: int
    per_page: int
    facets: Facets


class Results(_Results, total=False):
    """One page of services; past the last page `items` is empty.

    `did_you_mean` is there when a word of `q` is unknown and another is likely; `relaxed` is
    there, and true, when no service has all words of `q` and those with most of them are given.
    """

    did_you_mean: str
    relaxed: bool


class Pin(TypedDict):
    """What a map says of a service at one of its places."""

    id: Identifier
    name: str
    summary: str
    lang: LanguageCode
    translated: bool
    organization: Named
    needs: list[str]
    municipality: str
    distance_km: float | None
    cost: Cost
    spoken: list[LanguageCode]
    modes: list[Mode]
    availability: Availability
    verified_on: Day | None


class PointGeometry(TypedDict):
    """Longitude, then latitude, in WGS 84 degrees (RFC 7946)."""

    type: Literal["Point"]
    coordinates: Coordinates


class Feature(TypedDict):
    """A service at one of its places."""

    type: Literal["Feature"]
    geometry: PointGeometry
    properties: Pin


class FeatureCollection(TypedDict):
    """The services found that have a public place; a service in two places stands twice.

    `truncated` says that more was found than is given.
    """

    type: Literal["FeatureCollection"]
    attribution: str
    truncated: bool
    features: list[Feature]


class Fault(TypedDict, total=False):
    """What went wrong, in `lang`; `fields` holds the messages of each parameter."""

    code: ErrorCode
    message: str
    fields: dict[str, list[str]]


class Error(TypedDict):
    """The answer to a request that can not be met."""

    error: Fault


class SuggestedNeed(TypedDict):
    """A need in whose name a word begins as the last one typed."""

    code: str
    label: str


class Suggestions(TypedDict):
    """How a question may go on: whole texts, the commonest first, and needs."""

    texts: list[str]
    needs: list[SuggestedNeed]
