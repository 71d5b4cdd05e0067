"""Which desks fit what somebody asks, how far they are, and when: desks and times in order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.queries.meeting import (
    Met,
    is_afar,
    met,
    near_halts,
    point_of,
    public_desks,
)
from wemi_piemonte.desks.rules import LOOK_AHEAD_DAYS, DeskKind, Halt
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.geo.rules import Point, haversine_km

DEFAULT_RADIUS_KM = 15.0
MOST_BEYOND = 3

Time = tuple[Met, Halt, float | None]
"""A halt of a desk, and how far it is from the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks of a desk; without an origin the radius says nothing."""

    origin: Point | None = None
    radius_km: float = DEFAULT_RADIUS_KM
    spoken: tuple[str, ...] = ()
    kind: DeskKind | None = None
    open_now: bool = False
    day: date | None = None
    days: int = LOOK_AHEAD_DAYS


@dataclass(frozen=True, slots=True)
class Fit:
    """A desk that fits, with the times that fit, the soonest first, and the nearest of them."""

    met: Met
    times: tuple[Halt, ...]
    distance_km: float | None
    nearest: Halt | None = None

    @property
    def desk(self) -> Desk:
        return self.met.desk


@dataclass(frozen=True, slots=True)
class Found:
    """The desks that fit, the nearest first; `afar` are met by phone or video from everywhere.

    Where none is in reach, `tours` are the next halts of tours anywhere and `beyond` the desks
    that are nearest after all; where nobody by phone speaks the language, `afar` are all of them.
    """

    near: tuple[Fit, ...]
    afar: tuple[Fit, ...]
    times: tuple[Time, ...]
    tours: tuple[Time, ...] = ()
    beyond: tuple[Fit, ...] = ()
    is_afar_fitting: bool = True


def find_desks(session: Session, wanted: Wanted, now: datetime) -> Found:
    """Return the public desks that fit, and what there is where none is in reach."""
    desks = public_desks(session)
    ahead = wanted.days
    if wanted.day is not None:
        ahead = max(ahead, (wanted.day - now.astimezone(ROME).date()).days)
    every = met(session, desks, now=now, days=ahead, origin=wanted.origin)
    of_kind = [each for each in every if wanted.kind in {None, each.desk.kind}]
    times = _times(of_kind, wanted)
    fits = _fits(of_kind, times, wanted)
    near = tuple(each for each in fits if not is_afar(each.desk))
    afar = tuple(each for each in fits if is_afar(each.desk))
    found = Found(near, afar, tuple(times))
    if near or wanted.kind is DeskKind.DIGITAL:
        return found
    return _with_ways_out(found, every, replace(wanted, kind=None))


def _times(found: Iterable[Met], wanted: Wanted) -> list[Time]:
    near = near_halts(found, origin=wanted.origin, radius_km=wanted.radius_km, spoken=wanted.spoken)
    return [
        (each, halt, distance)
        for each, halt, distance in near
        if (not wanted.open_now or halt is each.now) and wanted.day in {None, halt.starts.date()}
    ]


def _fits(found: Iterable[Met], times: Iterable[Time], wanted: Wanted) -> list[Fit]:
    own: dict[UUID, list[tuple[Halt, float | None]]] = {}
    for each, halt, distance in times:
        own.setdefault(each.desk.id, []).append((halt, distance))
    fits = []
    for each in found:
        if rows := own.get(each.desk.id):
            fits.append(_fit(each, rows))
        elif idle := _idle(each, wanted):
            fits.append(idle)
    return sorted(fits, key=_order)


def _fit(found: Met, rows: list[tuple[Halt, float | None]]) -> Fit:
    known = [(distance, halt) for halt, distance in rows if distance is not None]
    distance, nearest = min(known, key=lambda row: row[0], default=(None, None))
    return Fit(found, tuple(halt for halt, _distance in rows), distance, nearest)


def _order(fit: Fit) -> tuple[float, str, str]:
    far = fit.distance_km if fit.distance_km is not None else float("inf")
    return (far, fit.desk.name, str(fit.desk.id))


def _soonest(fit: Fit) -> float:
    return fit.times[0].starts.timestamp() if fit.times else float("inf")


def _idle(found: Met, wanted: Wanted) -> Fit | None:
    """Return a desk without times in these days, where it is in reach all the same.

    It works by appointment, or is shut for a while: its page says which.
    """
    desk = found.desk
    if wanted.open_now or wanted.day or any(not halt.is_called_off for halt in found.halts):
        return None
    if wanted.spoken and not set(wanted.spoken) & set(found.spoken):
        return None
    if wanted.origin is None or is_afar(desk):
        return Fit(found, (), None)
    point = point_of(desk)
    distance = haversine_km(wanted.origin, point) if point else None
    if distance is None or distance > wanted.radius_km or desk.kind is DeskKind.ITINERANT:
        return None
    return Fit(found, (), distance)


def _with_ways_out(found: Found, every: list[Met], wanted: Wanted) -> Found:
    anywhere = replace(wanted, radius_km=float("inf"), open_now=False, day=None)
    tours = [each for each in every if each.desk.kind is DeskKind.ITINERANT]
    by_phone = [each for each in every if is_afar(each.desk)]
    walkable = [each for each in every if not is_afar(each.desk)]
    # Somebody who speaks the language before somebody who is near.
    for asked in (anywhere, replace(anywhere, spoken=())):
        times = _times(tours, asked)
        beyond = _fits(walkable, _times(walkable, asked), asked)
        if times or beyond:
            break
    if wanted.origin is None:
        beyond.sort(key=_soonest)
    afar = found.afar or tuple(_fits(by_phone, _times(by_phone, anywhere), anywhere))
    fitting = bool(afar)
    if not afar:
        plain = replace(anywhere, spoken=())
        afar = tuple(_fits(by_phone, _times(by_phone, plain), plain))
    return replace(
        found,
        afar=afar,
        tours=tuple(times[:MOST_BEYOND]),
        beyond=tuple(beyond[:MOST_BEYOND]),
        is_afar_fitting=fitting,
    )
