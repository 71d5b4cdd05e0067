"""Whether an offer fits a need, and why: every answer is a code that the page translates."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from wemi_piemonte.directory.rules import Answer, Availability, Cost, Mode
from wemi_piemonte.geo.rules import Point, haversine_km

CONFIRMED_WITHIN_DAYS = 180
NEAR_KM = 10.0


class Reason(StrEnum):
    """Why a service fits; codes of hsds-profile's closed list."""

    NEED = "need"
    NEED_RELATED = "need_related"
    NEAR = "near"
    AREA_SERVED = "area_served"
    AT_HOME = "at_home"
    REMOTE = "remote"
    SPOKEN = "spoken"
    FREE = "free"
    AGE_FITS = "age_fits"
    TARGET_FITS = "target_fits"
    AVAILABLE = "available"
    CONFIRMED = "confirmed"


class Cause(StrEnum):
    """Why a need stays uncovered; codes of hsds-profile's closed list, nearest miss first."""

    FULL = "full"
    ELIGIBILITY_UNKNOWN = "eligibility_unknown"
    NOT_CONFIRMED = "not_confirmed"
    COST = "cost"
    LANGUAGE = "language"
    AGE = "age"
    TOO_FAR = "too_far"
    NO_SERVICE = "no_service"


@dataclass(frozen=True, slots=True)
class Need:
    """A need wanted by one person; `age` in years, `conditions` as in directory.rules."""

    code: str
    person: str = ""
    age: int | None = None
    conditions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """What matching sees of a service at one place; `point` is None when there is no place to go.

    `serves` holds ISTAT codes of municipalities and provinces; empty means that nothing is said.
    """

    id: str
    service: str
    needs: frozenset[str]
    place: str = ""
    point: Point | None = None
    serves: frozenset[str] = frozenset()
    modes: frozenset[Mode] = frozenset()
    spoken: frozenset[str] = frozenset()
    cost: Cost = Cost.UNKNOWN
    minimum_age: float | None = None
    maximum_age: float | None = None
    targets: frozenset[str] = frozenset()
    eligibility: dict[str, Answer] = field(default_factory=dict)
    availability: Availability = Availability.UNKNOWN
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """The limits a person sets; empty ones limit nothing.

    `area` holds the codes of the municipality and province where the person lives.
    """

    origin: Point | None = None
    area: frozenset[str] = frozenset()
    max_km: float | None = None
    spoken: frozenset[str] = frozenset()
    costs: frozenset[Cost] = frozenset()
    modes: frozenset[Mode] = frozenset()
    confirmed_within_days: int | None = None
    accepts_unknown: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One need met with one offer: it fits, or `cause` says what is in the way."""

    answer: Answer
    reasons: tuple[Reason, ...] = ()
    cause: Cause | None = None

    @property
    def fits(self) -> bool:
        return self.answer is not Answer.NO


@dataclass(frozen=True, slots=True)
class Reach:
    """How an offer reaches the person: metres to go (0 when it comes), and the reasons."""

    metres: int
    goes: bool
    reasons: tuple[Reason, ...]


# Each way of reaching a person has its own end.
def reach_of(offer: Offer, limits: Preferences) -> Reach | None:  # noqa: PLR0911
    """Return how an offer reaches the person, None when it does not."""
    serves_home = bool(offer.serves & limits.area)
    served = (Reason.AREA_SERVED,) if serves_home else ()
    wanted = limits.modes or frozenset(Mode)
    # Who serves an area answers its people by phone too, and nobody else.
    if serves_home or not (offer.serves and limits.area):
        if Mode.REMOTE in offer.modes & wanted:
            return Reach(0, goes=False, reasons=(Reason.REMOTE, *served))
        if Mode.AT_HOME in offer.modes & wanted:
            return Reach(0, goes=False, reasons=(Reason.AT_HOME, *served))
    if limits.modes and not offer.modes & limits.modes:
        return None
    if offer.point is None:
        reachable = serves_home or not (limits.area and offer.serves)
        return Reach(0, goes=False, reasons=served) if reachable else None
    if limits.origin is None:
        return Reach(0, goes=True, reasons=())
    km = haversine_km(limits.origin, offer.point)
    if limits.max_km is not None and km > limits.max_km:
        return None
    near = (Reason.NEAR,) if km <= NEAR_KM else ()
    return Reach(round(km * 1000), goes=True, reasons=(*near, *served))


def _age(need: Need, offer: Offer) -> Answer:
    if offer.minimum_age is None and offer.maximum_age is None:
        return Answer.YES
    if need.age is None:
        return Answer.UNKNOWN
    too_young = offer.minimum_age is not None and need.age < offer.minimum_age
    too_old = offer.maximum_age is not None and need.age > offer.maximum_age
    return Answer.NO if too_young or too_old else Answer.YES


def _admitted(need: Need, offer: Offer) -> tuple[Answer, tuple[Reason, ...]]:
    """Say whether people of this person's conditions are admitted; silence is not a no."""
    answers = [offer.eligibility.get(condition) for condition in sorted(need.conditions)]
    if Answer.NO in answers:
        return Answer.NO, ()
    welcome = {condition for condition, a in offer.eligibility.items() if a is Answer.YES}
    if need.conditions & (offer.targets | welcome):
        return Answer.YES, (Reason.TARGET_FITS,)
    if Answer.UNKNOWN in answers:
        return Answer.UNKNOWN, ()
    narrow = bool(offer.targets) and "everyone" not in offer.targets
    return (Answer.UNKNOWN if narrow and need.conditions else Answer.YES), ()


def meet(need: Need, offer: Offer, reach: Reach | None, limits: Preferences, today: date) -> Cell:
    """Return the cell of a need and an offer that names it; `reach` is that of the offer."""
    age = _age(need, offer)
    admitted, target_reasons = _admitted(need, offer)
    fresh = offer.verified_on is not None and (today - offer.verified_on).days
    too_old = limits.confirmed_within_days is not None and (
        fresh is False or fresh > limits.confirmed_within_days
    )
    unknown = Answer.UNKNOWN in (age, admitted)
    # The order tells which obstacle is named: the one that no waiting and no paper can lift.
    obstacles = (
        (Cause.TOO_FAR, reach is None),
        (Cause.AGE, age is Answer.NO or admitted is Answer.NO),
        (Cause.LANGUAGE, bool(limits.spoken) and not limits.spoken & offer.spoken),
        (Cause.COST, bool(limits.costs) and offer.cost not in limits.costs),
        (Cause.NOT_CONFIRMED, too_old),
        (Cause.ELIGIBILITY_UNKNOWN, unknown and not limits.accepts_unknown),
        (Cause.FULL, offer.availability is Availability.FULL),
    )
    for cause, stands in obstacles:
        if stands:
            return Cell(Answer.NO, cause=cause)
    assert reach is not None
    facts = (
        (Reason.SPOKEN, bool(limits.spoken & offer.spoken)),
        (Reason.FREE, offer.cost is Cost.FREE),
        (Reason.AGE_FITS, age is Answer.YES and need.age is not None and _bounded(offer)),
        (Reason.AVAILABLE, offer.availability is Availability.ACCEPTS),
        (Reason.CONFIRMED, fresh is not False and fresh <= CONFIRMED_WITHIN_DAYS),
    )
    reasons = (
        Reason.NEED,
        *reach.reasons,
        *target_reasons,
        *(reason for reason, holds in facts if holds),
    )
    return Cell(Answer.UNKNOWN if unknown else Answer.YES, reasons=reasons)


def _bounded(offer: Offer) -> bool:
    return offer.minimum_age is not None or offer.maximum_age is not None
