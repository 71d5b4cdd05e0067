"""Questions about desks: where and when they are met, who works there, what is booked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.desks.models import (
    Booking,
    Desk,
    DeskDay,
    DeskDuty,
    DeskHours,
    DeskMember,
)
from wemi_piemonte.desks.rules import (
    LOOK_AHEAD_DAYS,
    BookingState,
    DeskRight,
    DeskRole,
    Halt,
    HoursRule,
    Place,
    Slot,
    SpecialDay,
    distance_to,
    halt_at,
    halts,
    may,
    next_halt,
    slots_of,
    speaks,
)
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.record import StopRecord
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.rules import Point


@dataclass(frozen=True, slots=True)
class Met:
    """A desk with the times at which it is met in the days to come; `now` is the halt that is on.

    `distance_km` is from the reader's place to the halt that is on, else to the next, else to the
    desk; None without a place.
    """

    desk: Desk
    organization_name: str
    halts: tuple[Halt, ...]
    now: Halt | None
    next: Halt | None
    distance_km: float | None = None

    @property
    def spoken(self) -> tuple[str, ...]:
        return tuple(self.desk.spoken.split())


def point_of(desk: Desk) -> Point | None:
    """Return where a desk is, by its own point or by its municipality."""
    return _point(desk.latitude, desk.longitude, desk.municipality)


def _point(lat: float | None, lon: float | None, municipality: str) -> Point | None:
    if lat is not None and lon is not None:
        return Point(lat, lon)
    town = places.municipality(municipality) if municipality else None
    return Point(town.lat, town.lon) if town else None


def rules_of(session: Session, desks: Sequence[Desk]) -> dict[UUID, list[HoursRule]]:
    """Return when and where these desks are regularly met."""
    known = {each.id: each for each in desks}
    query = select(DeskHours).where(DeskHours.desk_id.in_(known)).order_by(DeskHours.id)
    found: dict[UUID, list[HoursRule]] = {}
    for row in session.scalars(query):
        found.setdefault(row.desk_id, []).append(_rule(row, known[row.desk_id]))
    return found


def _rule(row: DeskHours, desk: Desk) -> HoursRule:
    is_elsewhere = bool(row.name or row.municipality or row.address)
    place = (
        Place(
            row.name,
            row.municipality,
            row.address,
            _point(row.latitude, row.longitude, row.municipality),
        )
        if is_elsewhere
        else Place(desk.name, desk.municipality, desk.address, point_of(desk))
    )
    rule = StopRecord(
        id=row.id,
        name=row.name,
        freq=row.freq,
        interval=row.interval,
        byday=row.byday,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    return HoursRule(row.id, rule, place, tuple(row.spoken.split()), row.note)


def days_of(
    session: Session, desk_ids: Iterable[UUID], first: date
) -> dict[UUID, list[SpecialDay]]:
    """Return the days of these desks that differ, from a day on."""
    query = select(DeskDay).where(DeskDay.desk_id.in_(list(desk_ids)), DeskDay.on >= first)
    found: dict[UUID, list[SpecialDay]] = {}
    for row in session.scalars(query.order_by(DeskDay.on, DeskDay.id)):
        day = SpecialDay(row.on, row.hours_id, row.opens_at, row.closes_at, row.note)
        found.setdefault(row.desk_id, []).append(day)
    return found


def met(
    session: Session,
    desks: Sequence[Desk],
    *,
    now: datetime,
    days: int = LOOK_AHEAD_DAYS,
    origin: Point | None = None,
) -> list[Met]:
    """Return these desks with their times from yesterday's night to so many days ahead."""
    today = now.astimezone(ROME).date()
    first, last = today - timedelta(days=1), today + timedelta(days=days)
    rules = rules_of(session, desks)
    special = days_of(session, [each.id for each in desks], first)
    names = dict(
        session.execute(
            select(Organization.id, Organization.name).where(
                Organization.id.in_({each.organization_id for each in desks})
            )
        ).all()
    )
    found = []
    for desk in desks:
        times = halts(rules.get(desk.id, ()), special.get(desk.id, ()), first, last)
        ahead = tuple(h for h in times if h.ends.timestamp() > now.timestamp())
        current, following = halt_at(ahead, now), next_halt(ahead, now)
        found.append(
            Met(
                desk,
                names.get(desk.organization_id, ""),
                ahead,
                current,
                following,
                _distance(desk, current or following, origin),
            )
        )
    return found


def _distance(desk: Desk, halt: Halt | None, origin: Point | None) -> float | None:
    if origin is None:
        return None
    if halt is not None and (found := distance_to(halt, origin)) is not None:
        return found
    at = point_of(desk)
    return None if at is None else distance_to(_anywhere(at), origin)


def _anywhere(point: Point) -> Halt:
    moment = datetime(2026, 1, 1, tzinfo=ROME)
    rule = StopRecord(id=UUID(int=0), name="")
    return Halt(moment, moment, HoursRule(UUID(int=0), rule, Place("", point=point)))


def public_desks(session: Session) -> Sequence[Desk]:
    """Return every desk that everybody may know of."""
    query = select(Desk).where(Desk.is_public)
    return session.scalars(query.order_by(Desk.name, Desk.id)).all()


def near_halts(
    found: Iterable[Met], *, origin: Point | None, radius_km: float, spoken: Iterable[str]
) -> list[tuple[Met, Halt, float | None]]:
    """Return the halts within a radius at which one of these languages is spoken, soonest first.

    Each with its distance; a digital desk is near everybody.
    """
    wanted = tuple(spoken)
    result = []
    for each in found:
        for halt in each.halts:
            if halt.is_called_off or not speaks(halt, each.spoken, wanted):
                continue
            distance = distance_to(halt, origin) if origin else None
            is_near = origin is None or distance is None or distance <= radius_km
            if is_near:
                result.append((each, halt, distance))
    return sorted(result, key=lambda row: (row[1].starts, row[2] or 0.0, str(row[0].desk.id)))


def desk_role(session: Session, account_id: UUID, desk_id: UUID) -> DeskRole | None:
    """Return what an account is at a desk; None for a stranger."""
    found = session.get(DeskMember, (desk_id, account_id))
    return found.role if found else None


def desks_of(session: Session, account_id: UUID) -> list[tuple[Desk, DeskRole]]:
    """Return the desks at which somebody works, and as what."""
    query = (
        select(Desk, DeskMember.role)
        .join(DeskMember, DeskMember.desk_id == Desk.id)
        .where(DeskMember.account_id == account_id)
        .order_by(Desk.name, Desk.id)
    )
    return [(desk, role) for desk, role in session.execute(query)]


def desks_where(session: Session, account_id: UUID, right: DeskRight) -> set[UUID]:
    """Return the desks at which somebody may do this."""
    return {desk.id for desk, role in desks_of(session, account_id) if may(role, right)}


def members_of(session: Session, desk_id: UUID) -> list[tuple[DeskMember, Account]]:
    """Return who works at a desk."""
    query = (
        select(DeskMember, Account)
        .join(Account, Account.id == DeskMember.account_id)
        .where(DeskMember.desk_id == desk_id)
        .order_by(Account.name, Account.email)
    )
    return [(member, account) for member, account in session.execute(query)]


def duty_on(session: Session, desk_id: UUID, day: date) -> set[UUID]:
    """Return who is at a desk on a day."""
    query = select(DeskDuty.account_id).where(DeskDuty.desk_id == desk_id, DeskDuty.on == day)
    return set(session.scalars(query))


def booked(session: Session, desk_id: UUID, first: datetime, last: datetime) -> Counter[datetime]:
    """Return how many people have booked at each moment, by UTC instant."""
    query = select(Booking.starts_at).where(
        Booking.desk_id == desk_id,
        Booking.state == BookingState.BOOKED,
        Booking.starts_at >= first,
        Booking.starts_at < last,
    )
    return Counter(session.scalars(query))


def slots_ahead(session: Session, desk: Desk, now: datetime) -> list[tuple[Halt, list[Slot]]]:
    """Return the halts of a desk in the days to come with the slots that can be booked."""
    (found,) = met(session, [desk], now=now)
    taken = booked(session, desk.id, now, now + timedelta(days=LOOK_AHEAD_DAYS + 2))
    result = []
    for halt in found.halts:
        slots = slots_of(
            halt, minutes=desk.slot_minutes, places=desk.slot_places, booked=taken, now=now
        )
        if slots:
            result.append((halt, slots))
    return result


def _is_of(requesters: Iterable[Requester]) -> list[ColumnElement[bool]]:
    return [
        Booking.account_id == each.account_id
        if each.account_id is not None
        else Booking.pass_id == each.pass_id
        for each in requesters
    ]


def bookings_of(session: Session, requesters: Iterable[Requester]) -> list[tuple[Booking, Desk]]:
    """Return the bookings of a person, the soonest first."""
    mine = _is_of(requesters)
    if not mine:
        return []
    query = (
        select(Booking, Desk)
        .join(Desk, Desk.id == Booking.desk_id)
        .where(or_(*mine))
        .order_by(Booking.starts_at, Booking.id)
    )
    return [(booking, desk) for booking, desk in session.execute(query)]


def own_booking(
    session: Session, booking_id: UUID, requesters: Iterable[Requester]
) -> tuple[Booking, Desk] | None:
    """Return a booking of this person; None for somebody else's."""
    found = bookings_of(session, requesters)
    return next((pair for pair in found if pair[0].id == booking_id), None)


def bookings_on(session: Session, desk_id: UUID, day: date) -> Sequence[Booking]:
    """Return what is booked at a desk on a day, in the order of the hours."""
    morning = datetime.combine(day, datetime.min.time(), ROME)
    evening = datetime.combine(day + timedelta(days=1), datetime.min.time(), ROME)
    query = select(Booking).where(
        Booking.desk_id == desk_id, Booking.starts_at >= morning, Booking.starts_at < evening
    )
    return session.scalars(query.order_by(Booking.starts_at, Booking.created_at)).all()
