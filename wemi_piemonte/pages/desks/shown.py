"""Desks as pages show them: texts in their language, places by name, times in order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from wemi_piemonte.desks.queries import Fit, Met, Time, is_afar
from wemi_piemonte.desks.rules import DeskAct, DeskKind, Halt
from wemi_piemonte.directory.content import Text
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.names import Name
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.pages.whereabouts import municipality_label

# A pin of the map for each kind: a shape and a colour, as for needs.
PINS = {
    DeskKind.FIXED: "round",
    DeskKind.ITINERANT: "leaf",
    DeskKind.POINT: "square",
    DeskKind.DIGITAL: "drop",
}

_LEAST_KM = 0.1
_EVERYWHERE = frozenset({DeskAct.LISTEN, DeskAct.PLAN})


@dataclass(frozen=True, slots=True)
class ShownHalt:
    """A time at a place, as a page tells it; `place` is empty where the desk's name says it."""

    halt: Halt
    place: Name
    town: Name
    address: Name
    note: Text
    spoken: tuple[str, ...]
    distance_km: float | None = None

    @property
    def starts(self) -> datetime:
        return self.halt.starts

    @property
    def ends(self) -> datetime:
        return self.halt.ends

    @property
    def day(self) -> date:
        return self.halt.starts.date()

    @property
    def is_called_off(self) -> bool:
        return self.halt.is_called_off

    @property
    def point(self) -> Point | None:
        return self.halt.hours.place.point


@dataclass(frozen=True, slots=True)
class ShownDesk:
    """A desk in a list, with the times that fit the question, the soonest first."""

    met: Met
    now: ShownHalt | None
    next: ShownHalt | None
    distance_km: float | None
    nearest: ShownHalt | None = None

    @property
    def id(self) -> UUID:
        return self.met.desk.id

    @property
    def kind(self) -> DeskKind:
        return self.met.desk.kind

    @property
    def name(self) -> Text:
        return text_of(self.met, self.met.desk.name)

    @property
    def body(self) -> Name:
        return Name(self.met.organization_name)

    @property
    def town(self) -> Name:
        """Return where one goes: to the nearest halt, else to the next, else to the desk."""
        halt = self.nearest or self.now or self.next
        if self.kind is DeskKind.ITINERANT and halt is not None:
            return halt.town
        return municipality_label(self.met.desk.municipality)

    @property
    def is_tour(self) -> bool:
        return self.kind is DeskKind.ITINERANT

    @property
    def is_afar(self) -> bool:
        return is_afar(self.met.desk)

    @property
    def phone(self) -> str:
        return self.met.desk.phone

    @property
    def spoken(self) -> tuple[str, ...]:
        return self.met.spoken

    @property
    def offers(self) -> tuple[str, ...]:
        """Return what it can do beside what all of them do."""
        return tuple(code for code in self.met.desk.can_do.split() if code not in _EVERYWHERE)

    @property
    def points(self) -> list[tuple[Point, Name]]:
        """Return where it is met, each place once."""
        desk = self.met.desk
        found = {
            halt.hours.place.point: Name(halt.hours.place.name)
            for halt in self.met.halts
            if halt.hours.place.point is not None
        }
        if not found and desk.latitude is not None and desk.longitude is not None:
            found = {Point(desk.latitude, desk.longitude): Name("")}
        return [] if self.is_afar else [(point, name) for point, name in found.items() if point]


def text_of(met: Met, words: str) -> Text:
    """Return what a desk says, in the language that it says it in."""
    return Text(words, met.desk.source_lang, "source")


def halt_shown(met: Met, halt: Halt, distance_km: float | None = None) -> ShownHalt:
    """Return a halt ready to be shown."""
    place = halt.hours.place
    town = municipality_label(place.municipality)
    is_said = place.name in {met.desk.name, town.partition(" (")[0]}
    return ShownHalt(
        halt,
        Name("" if is_said else place.name),
        town,
        Name(place.address),
        text_of(met, halt.note or halt.hours.note),
        met.spoken_at(halt),
        _worth_saying(distance_km),
    )


def _worth_saying(km: float | None) -> float | None:
    return km if km is not None and km >= _LEAST_KM else None


def desk_shown(fit: Fit) -> ShownDesk:
    """Return a desk that fits ready to be shown: what is next is the next that fits."""
    found = fit.met
    moment = clock.now().timestamp()
    times = fit.times or found.halts
    now = next((h for h in times if h is found.now), None)
    following = next(
        (h for h in times if not h.is_called_off and h.starts.timestamp() > moment), None
    )
    return ShownDesk(
        found,
        halt_shown(found, now) if now else None,
        halt_shown(found, following) if following else None,
        _worth_saying(fit.distance_km),
        halt_shown(found, fit.nearest) if fit.nearest else None,
    )


def times_shown(times: Iterable[Time]) -> Iterator[tuple[date, list[tuple[Met, ShownHalt]]]]:
    """Yield the times of several desks day by day."""
    shown = ((met, halt_shown(met, halt, km)) for met, halt, km in times)
    for day, group in groupby(shown, key=lambda pair: pair[1].day):
        yield day, list(group)


def hour(at: datetime) -> Any:
    """Return the wall time of a moment, as the filters of pages take it."""
    return at.astimezone(ROME).time()


def is_today(day: date) -> bool:
    """Say whether a day is this one, in Piedmont."""
    return day == clock.today()


def as_chosen(at: datetime) -> str:
    """Return a moment as forms send it back."""
    return at.isoformat()


FILTERS: dict[str, Callable[..., Any]] = {
    "hour": hour,
    "is_today": is_today,
    "as_chosen": as_chosen,
}
