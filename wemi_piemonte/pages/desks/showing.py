"""The page of a help desk: whether it is open, when and where it is met, what it can do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template
from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.queries import Met, days_of, met, rules_of, slots_ahead
from wemi_piemonte.desks.rules import MOST_AHEAD_DAYS, DeskKind, HoursRule, shut_holidays
from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.hours import DAYS
from wemi_piemonte.directory.record import ScheduleRecord
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.i18n import current_locale
from wemi_piemonte.foundation.names import Name
from wemi_piemonte.pages.desks.shown import ShownHalt, halt_shown, text_of
from wemi_piemonte.pages.timetable import Recurrence, Timetable, recurrence_of, timetable
from wemi_piemonte.pages.whereabouts import municipality_label

STOPS_AHEAD_DAYS = 28
HOLIDAYS_AHEAD_DAYS = 40
MOST_STOPS = 16


@dataclass(frozen=True, slots=True)
class ShownStop:
    """Where a tour halts, and how often."""

    place: Name
    town: Name
    address: Name
    recurrence: Recurrence


@dataclass(frozen=True, slots=True)
class DeskPage:
    """All that the page of a desk shows."""

    met: Met
    name: Text
    description: Text
    directions: Text
    referent: Text
    body: Name
    town: Name
    address: Name
    now: ShownHalt | None
    next: ShownHalt | None
    hours: Timetable
    stops: tuple[ShownStop, ...]
    coming: tuple[ShownHalt, ...]
    special: tuple[ShownHalt, ...]
    holidays: tuple[date, ...]
    is_bookable: bool

    @property
    def desk(self) -> Desk:
        return self.met.desk

    @property
    def id(self) -> UUID:
        return self.met.desk.id

    @property
    def kind(self) -> DeskKind:
        return self.met.desk.kind

    @property
    def is_tour(self) -> bool:
        return self.kind is DeskKind.ITINERANT

    @property
    def is_digital(self) -> bool:
        return self.kind is DeskKind.DIGITAL

    @property
    def spoken(self) -> tuple[str, ...]:
        return self.met.spoken

    @property
    def can_do(self) -> tuple[str, ...]:
        return tuple(self.met.desk.can_do.split())

    @property
    def access(self) -> tuple[str, ...]:
        return tuple(self.met.desk.access.split())

    @property
    def video(self) -> str:
        """Return where it is met by video, if that is an address that is safe to link."""
        url = self.met.desk.url
        return url if url.startswith(("https://", "http://")) else ""


def register(blueprint: Blueprint) -> None:
    """Give the blueprint this page."""
    blueprint.get("/<locale:locale>/desks/<uuid:desk_id>")(show)


@public
def show(locale: str, desk_id: UUID) -> str:
    """Show a desk that is public; any other is not there."""
    del locale
    with reading() as session:
        page = desk_page(session, public_desk(session, desk_id))
        return render_template("desks/show.html", page=page, today=clock.today(), **mapped(page))


def public_desk(session: Session, desk_id: UUID) -> Desk:
    """Return a desk that everybody may know of, else end with a 404."""
    desk = session.get(Desk, desk_id)
    if desk is None or not desk.is_public:
        abort(404)
    return desk


def desk_page(session: Session, desk: Desk) -> DeskPage:
    """Return what a page shows of a desk."""
    now, today = clock.now(), clock.today()
    (found,) = met(session, [desk], now=now, days=MOST_AHEAD_DAYS)
    rules = rules_of(session, [desk]).get(desk.id, [])
    special = days_of(session, [desk.id], today).get(desk.id, [])
    last = today + timedelta(days=STOPS_AHEAD_DAYS)
    shown = [halt_shown(found, each) for each in found.halts]
    is_tour = desk.kind is DeskKind.ITINERANT
    return DeskPage(
        met=found,
        name=text_of(found, desk.name),
        description=text_of(found, desk.description),
        directions=text_of(found, desk.directions),
        referent=text_of(found, desk.referent),
        body=Name(found.organization_name),
        town=municipality_label(desk.municipality),
        address=Name(desk.address),
        now=halt_shown(found, found.now) if found.now else None,
        next=halt_shown(found, found.next) if found.next else None,
        hours=_timetable(found, [] if is_tour else rules, today),
        stops=_stops(found, rules if is_tour else [], today),
        coming=tuple(each for each in shown if is_tour and each.day <= last)[:MOST_STOPS],
        special=tuple(each for each in shown if each.halt.said_at and not is_tour),
        holidays=tuple(
            shut_holidays(rules, special, today, today + timedelta(days=HOLIDAYS_AHEAD_DAYS))
        ),
        is_bookable=bool(slots_ahead(session, desk, now)),
    )


def _lasts(hours: HoursRule, today: date) -> bool:
    return hours.rule.valid_to is None or hours.rule.valid_to >= today


def _timetable(found: Met, rules: list[HoursRule], today: date) -> Timetable:
    schedules = [
        ScheduleRecord(
            id=each.id,
            freq=each.rule.freq,
            interval=each.rule.interval,
            byday=each.rule.byday,
            opens_at=each.rule.opens_at,
            closes_at=each.rule.closes_at,
            valid_from=each.rule.valid_from,
            valid_to=each.rule.valid_to,
            description=each.note,
        )
        for each in rules
    ]
    words = Translations(found.desk.source_lang, ())
    return timetable(schedules, words, current_locale(), today=today)


def _stops(found: Met, rules: Iterable[HoursRule], today: date) -> tuple[ShownStop, ...]:
    """Return the stops of a tour in the order of the week."""
    lasting = [each for each in rules if _lasts(each, today)]
    return tuple(_stop(found, each) for each in sorted(lasting, key=_in_week))


def _in_week(hours: HoursRule) -> tuple[int, str, str]:
    first = hours.rule.byday.strip()[:2]
    return (
        DAYS.index(first) if first in DAYS else len(DAYS),
        str(hours.rule.opens_at),
        str(hours.id),
    )


def _stop(found: Met, hours: HoursRule) -> ShownStop:
    place, town = hours.place, municipality_label(hours.place.municipality)
    is_said = place.name in {found.desk.name, town.partition(" (")[0]}
    recurrence = recurrence_of(hours.rule, text_of(found, hours.note))
    return ShownStop(Name("" if is_said else place.name), town, Name(place.address), recurrence)


def mapped(page: DeskPage) -> dict[str, Any]:
    """Return the places of a desk for the map, each once."""
    places = {
        each.point: each
        for each in (halt_shown(page.met, halt) for halt in page.met.halts)
        if each.point is not None and not page.is_digital
    }
    return {"places": list(places.values())}
