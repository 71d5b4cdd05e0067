"""What is booked and asked in the tests of bookings."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from tests.desk_work import NOW
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import Booking, Desk
from wemi_piemonte.desks.operations import Booked
from wemi_piemonte.desks.queries import slots_ahead
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import Delivery

TEN = datetime(2026, 11, 25, 10, 0, tzinfo=ROME)
ELEVEN = datetime(2026, 11, 25, 11, 0, tzinfo=ROME)
TOMORROW = TEN + timedelta(days=1)
TODAY = date(2026, 11, 25)


def book(desk: UUID, starts: datetime = TEN, secret: str = "", **values: Any) -> Booked:
    told: dict[str, Any] = {"requester": None, "contact": "", "now": NOW, **values}
    with transaction() as session:
        return operations.book(
            session,
            desk_id=desk,
            starts_at=starts,
            locale="it",
            spoken="uk",
            secret=secret or f"a form of the tests {uuid4()}",
            **told,
        )


def rows() -> list[Booking]:
    with reading() as session:
        return list(session.scalars(select(Booking).order_by(Booking.starts_at, Booking.id)))


def mails() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(Delivery.kind)))


def free(desk: UUID, now: datetime = NOW) -> list[datetime]:
    with reading() as session:
        found = slots_ahead(session, session.get_one(Desk, desk), now)
    return [slot.starts for _halt, slots in found for slot in slots]


def shut(desk: UUID, on: date = TODAY, now: datetime = NOW, **values: Any) -> list[UUID]:
    told: dict[str, Any] = {"hours_id": None, "opens_at": None, "closes_at": None, **values}
    with transaction() as session:
        return operations.set_day(session, desk_id=desk, on=on, note="", by=None, now=now, **told)
