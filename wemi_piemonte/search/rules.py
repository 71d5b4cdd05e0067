"""What is asked of the search, what it answers, and how much each merit of a listing weighs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.rules import Availability
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.ratings.rules import Summary

Card = dict[str, Any]
"""A listing as the API shows it; keys that begin with `_` are for our own pages alone."""

LONGEST_QUERY = 200
MOST_WORDS = 16
MOST_PHRASES = 4
MOST_PER_PAGE = 100
MOST_POINTS = 5000
FACETS = ("need", "mode", "cost", "spoken", "target")


class Sort(StrEnum):
    """The orders a reader may ask for."""

    RELEVANCE = "relevance"
    DISTANCE = "distance"
    RATING = "rating"


class Reason(StrEnum):
    """Why a listing is among the results; a part of the closed list of hsds-profile."""

    TEXT = "text"
    NEED = "need"
    NEAR = "near"
    AREA_SERVED = "area_served"
    AT_HOME = "at_home"
    REMOTE = "remote"
    SPOKEN = "spoken"
    FREE = "free"
    AGE_FITS = "age_fits"
    TARGET_FITS = "target_fits"
    OPEN_NOW = "open_now"
    AVAILABLE = "available"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks for; filters of one kind are alternatives, kinds add up.

    `place` is the ISTAT code of the municipality meant: with it, services that say they serve
    that municipality or its province are found too. Without it the municipality whose centre
    is nearest to `point` is taken.
    """

    text: str = ""
    needs: tuple[str, ...] = ()
    point: Point | None = None
    radius_km: float | None = None
    place: str = ""
    spoken: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    age: int | None = None
    targets: tuple[str, ...] = ()
    open_at: datetime | None = None
    available: bool = False
    sort: str = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    locale: str = "it"


@dataclass(frozen=True, slots=True)
class Suggestions:
    """How a question that is being typed may go on: whole texts, and needs by their code."""

    texts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found.

    `relaxed` says that no listing has all the words, and that those with most of them are shown;
    `did_you_mean` is the query with the words nobody uses put right.
    """

    total: int
    page: int
    per_page: int
    cards: list[Card] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Rating:
    """The mean of what is published of a service, and of how many ratings.

    `average` is None while they are too few to be shown.
    """

    average: float | None
    count: int


def rating_of(summary: Summary | None) -> Rating | None:
    """Return what a listing shows of its ratings; None where nothing is published."""
    return Rating(summary.average, summary.count) if summary and summary.count else None


@dataclass(frozen=True, slots=True)
class Differences:
    """Where index and database do not agree: ids not found, not wanted, or not up to date."""

    missing: tuple[UUID, ...]
    surplus: tuple[UUID, ...]
    outdated: tuple[UUID, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus or self.outdated)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each merit counts: score = text x need x distance x freshness x availability.

    Text is the mean of the words' impacts, rarer words counting more. The other factors lie
    between their least value and 1, so that none of them alone buries a good match.
    """

    # How much one word in this part of a listing counts against one in the description.
    parts: Mapping[str, float] = field(
        default_factory=lambda: {
            "name": 8.0,
            "alternate_name": 5.0,
            "summary": 4.0,
            "what_you_get": 2.0,
            "organization": 3.0,
            "place": 4.0,
            "description": 1.0,
            "eligibility_description": 1.0,
            "application_process": 0.5,
        }
    )
    # Weighted occurrences at which a word has half of its greatest impact.
    saturation: float = 4.0
    # A description of this many words is neither long nor short.
    usual_length: int = 120
    # How much the length of a text tempers the words in it, from 0 to 1.
    length_share: float = 0.4
    # Impact, from 0 to 1, of a word that stands in the label of one of the listing's needs.
    label: float = 0.6
    # A word of the listing's Italian text, for a reader of another language.
    foreign: float = 0.85
    # A word guessed in the place of one that nobody uses.
    guessed: float = 0.7
    # Share of the best listing's words that others need when no listing has them all.
    relaxed_share: float = 0.6
    # Factor of a listing that covers none of the needs named or asked for; with all it is 1.
    least_need: float = 0.5
    # Kilometres at which the distance factor is halfway down to its least value.
    half_distance_km: float = 15.0
    least_distance: float = 0.2
    # As near as this counts a service that comes to the reader's municipality.
    served_km: float = 5.0
    # Days since the listing was confirmed, up to which its factor holds.
    freshness: tuple[tuple[int, float], ...] = ((90, 1.0), (180, 0.97), (365, 0.92), (730, 0.85))
    least_freshness: float = 0.8
    # Factor of a listing whose body was asked, and has not confirmed it in time.
    late: float = 0.9
    availability: Mapping[str, float] = field(
        default_factory=lambda: {
            Availability.ACCEPTS: 1.0,
            Availability.UNKNOWN: 0.97,
            Availability.WAITING_LIST: 0.94,
            Availability.FULL: 0.85,
        }
    )


WEIGHTS = Weights()

CONFIRMED_WITHIN_DAYS = 180
NEAR_KM = 10.0
"""Without a radius, a place no farther than this is called near."""


def freshness_of(verified_on: date | None, today: date, weights: Weights = WEIGHTS) -> float:
    """Return the factor of a listing confirmed on a day; one confirmed tomorrow is fresh."""
    if verified_on is None:
        return weights.least_freshness
    days = (today - verified_on).days
    return next(
        (factor for limit, factor in weights.freshness if days <= limit), weights.least_freshness
    )


def public(card: Card) -> Card:
    """Return the card as the API shows it."""
    return {name: value for name, value in card.items() if not name.startswith("_")}
