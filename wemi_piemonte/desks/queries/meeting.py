"""Questions about when and where desks are met, and what is spoken there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.desks.models import Desk, DeskDay, DeskDuty, DeskHours, DeskMember
from wemi_piemonte.desks.rules import (
    LOOK_AHEAD_DAYS,
    DeskKind,
    DeskRole,
    Halt,
    HoursRule,
    Place,
    SpecialDay,
    distance_to,
    halt_at,
    halts,
    next_halt,
    speaks,
)
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.record import StopRecord
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.rules import Point

MOST_AFAR = 2


@dataclass(frozen=True, slots=True)
class Voices:
    """The languages of the people of a desk: of all of them, and of who is there on a day."""

    of_all: tuple[str, ...] = ()
    on_duty: Mapping[date, tuple[str, ...]] = field(default_factory=dict)


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
    voices: Voices = Voices()

    @property
    def spoken(self) -> tuple[str, ...]:
        """Return the languages of the desk, then those of some stops, or of some of its people."""
        of_stops = (halt.hours.spoken for halt in self.halts)
        return _once(self.desk.spoken.split(), *of_stops, self.voices.of_all)

    def spoken_at(self, halt: Halt) -> tuple[str, ...]:
        """Return the languages that somebody speaks at a halt.

        Those of the people on duty that day; of all its people where nobody has said who is.
        """
        there = self.voices.on_duty.get(halt.starts.date(), self.voices.of_all)
        return _once(self.desk.spoken.split(), halt.hours.spoken, there)


def _once(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for group in groups for code in group))


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


def record_of(row: DeskHours) -> StopRecord:
    """Return when a desk is met, as rules of opening hours are read."""
    return StopRecord(
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


def _rule(row: DeskHours, desk: Desk) -> HoursRule:
    if row.municipality or row.latitude is not None:
        point = _point(row.latitude, row.longitude, row.municipality)
        place = Place(row.name, row.municipality, row.address, point)
    else:
        at = point_of(desk)
        place = Place(row.name or desk.name, desk.municipality, row.address or desk.address, at)
    return HoursRule(row.id, record_of(row), place, tuple(row.spoken.split()), row.note)


def days_of(
    session: Session, desk_ids: Iterable[UUID], first: date
) -> dict[UUID, list[SpecialDay]]:
    """Return the days of these desks that differ, from a day on."""
    query = select(DeskDay).where(DeskDay.desk_id.in_(list(desk_ids)), DeskDay.on >= first)
    found: dict[UUID, list[SpecialDay]] = {}
    for row in session.scalars(query.order_by(DeskDay.on, DeskDay.id)):
        day = SpecialDay(
            row.on, row.hours_id, row.opens_at, row.closes_at, row.note, row.created_at
        )
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
    voices = _voices(session, [each.id for each in desks], first, last)
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
                voices.get(desk.id, Voices()),
            )
        )
    return found


def _voices(
    session: Session, desk_ids: Sequence[UUID], first: date, last: date
) -> dict[UUID, Voices]:
    """Return the languages of the people of these desks; an antenna is not met there."""
    people = (
        select(DeskMember.desk_id, DeskMember.account_id, DeskMember.spoken)
        .join(Account, Account.id == DeskMember.account_id)
        .where(
            DeskMember.desk_id.in_(desk_ids),
            DeskMember.role != DeskRole.ANTENNA,
            Account.suspended_at.is_(None),
        )
        .order_by(DeskMember.created_at, DeskMember.account_id)
    )
    spoken: dict[UUID, dict[UUID, list[str]]] = {}
    for desk_id, account_id, languages in session.execute(people):
        spoken.setdefault(desk_id, {})[account_id] = languages.split()
    query = select(DeskDuty.desk_id, DeskDuty.on, DeskDuty.account_id).where(
        DeskDuty.desk_id.in_(desk_ids), DeskDuty.on >= first, DeskDuty.on <= last
    )
    duty: dict[UUID, dict[date, list[str]]] = {}
    for desk_id, on, account_id in session.execute(query.order_by(DeskDuty.account_id)):
        there = duty.setdefault(desk_id, {}).setdefault(on, [])
        there += spoken.get(desk_id, {}).get(account_id, [])
    return {
        desk_id: Voices(
            _once(*of_each.values()),
            {on: _once(there) for on, there in duty.get(desk_id, {}).items()},
        )
        for desk_id, of_each in spoken.items()
    }


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


def afar_desks(session: Session) -> Sequence[Desk]:
    """Return the desks that everybody reaches by phone or video, one or two of them."""
    query = select(Desk).where(Desk.is_public, Desk.kind == DeskKind.DIGITAL)
    return session.scalars(query.order_by(Desk.name, Desk.id).limit(MOST_AFAR)).all()


def near_halts(
    found: Iterable[Met], *, origin: Point | None, radius_km: float, spoken: Iterable[str]
) -> list[tuple[Met, Halt, float | None]]:
    """Return the halts within a radius at which one of these languages is spoken, soonest first.

    Each with its distance; a desk by phone or video is near everybody.
    """
    wanted = tuple(spoken)
    result = []
    for each in found:
        for halt in each.halts:
            if halt.is_called_off or not speaks(halt, each.spoken_at(halt), wanted):
                continue
            distance = None if origin is None or is_afar(each.desk) else distance_to(halt, origin)
            if (
                origin is None
                or is_afar(each.desk)
                or (distance is not None and distance <= radius_km)
            ):
                result.append((each, halt, distance))
    return sorted(
        result, key=lambda row: (row[1].starts.timestamp(), row[2] or 0.0, str(row[0].desk.id))
    )


def is_afar(desk: Desk) -> bool:
    """Say whether a desk is met from everywhere."""
    return desk.kind is DeskKind.DIGITAL
