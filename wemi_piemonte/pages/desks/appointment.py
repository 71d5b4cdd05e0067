"""A booking as the page of its person shows it: when, where, how it stands, what can be done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.desks.models import Booking, Desk
from wemi_piemonte.desks.queries import Met, bookings_of, met, rules_of
from wemi_piemonte.desks.rules import BookingState, DeskKind, Halt, HoursRule, Place
from wemi_piemonte.directory.content import Text
from wemi_piemonte.directory.record import StopRecord
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.pages.desks.shown import ShownHalt, halt_shown, text_of
from wemi_piemonte.pages.whereabouts import municipality_label


@dataclass(frozen=True, slots=True)
class Appointment:
    """A booking beside its desk, in the time and at the place at which they meet."""

    booking: Booking
    met: Met
    halt: ShownHalt

    @property
    def id(self) -> UUID:
        return self.booking.id

    @property
    def desk(self) -> Desk:
        return self.met.desk

    @property
    def name(self) -> Text:
        return text_of(self.met, self.desk.name)

    @property
    def directions(self) -> Text:
        return text_of(self.met, self.desk.directions)

    @property
    def referent(self) -> Text:
        return text_of(self.met, self.desk.referent)

    @property
    def is_afar(self) -> bool:
        return self.desk.kind is DeskKind.DIGITAL

    @property
    def video(self) -> str:
        """Return where it is met by video, if that is an address that is safe to link."""
        return self.desk.url if self.desk.url.startswith(("https://", "http://")) else ""

    @property
    def is_ahead(self) -> bool:
        """Say whether it can still be moved and cancelled."""
        is_booked = self.booking.state is BookingState.BOOKED
        return is_booked and self.booking.starts_at > clock.now()

    @property
    def is_over(self) -> bool:
        """Say whether its time has gone by without anybody saying who came."""
        return self.booking.state is BookingState.BOOKED and not self.is_ahead


def appointments_of(session: Session, requesters: Iterable[Requester]) -> list[Appointment]:
    """Return the bookings of a person: those to come, the soonest first, then what is over."""
    found = appointments(session, bookings_of(session, requesters))
    ahead = [each for each in found if each.is_ahead]
    return ahead + [each for each in reversed(found) if not each.is_ahead]


def appointments(session: Session, found: Sequence[tuple[Booking, Desk]]) -> list[Appointment]:
    """Return bookings beside their desks, in their order."""
    desks = list({desk.id: desk for _booking, desk in found}.values())
    known = {each.desk.id: each for each in met(session, desks, now=clock.now())}
    rules = {each.id: each for of_desk in rules_of(session, desks).values() for each in of_desk}
    return [
        Appointment(booking, known[desk.id], _halt(known[desk.id], booking, rules))
        for booking, desk in found
    ]


def _halt(found: Met, booking: Booking, rules: dict[UUID, HoursRule]) -> ShownHalt:
    rule = rules.get(booking.hours_id) if booking.hours_id else None
    starts, ends = _local(booking.starts_at), _local(booking.ends_at)
    return halt_shown(found, Halt(starts, ends, rule or _at_the_desk(found.desk)))


def _local(at: datetime) -> datetime:
    return at.astimezone(ROME)


def _at_the_desk(desk: Desk) -> HoursRule:
    place = Place(desk.name, desk.municipality, desk.address)
    return HoursRule(UUID(int=0), StopRecord(id=UUID(int=0), name=""), place)


def copy_of_bookings(session: Session, requesters: Iterable[Requester]) -> list[dict[str, Any]]:
    """Return what is kept of a person's bookings, for the copy of their data."""
    return [
        {
            "id": booking.id,
            "desk": desk.name,
            "starts_at": _local(booking.starts_at).isoformat(),
            "ends_at": _local(booking.ends_at).isoformat(),
            "municipality": str(municipality_label(desk.municipality)),
            "language": booking.spoken,
            "contact": booking.contact,
            "state": booking.state.value,
            "booked_at": booking.created_at.isoformat(),
        }
        for booking, desk in bookings_of(session, requesters)
    ]
