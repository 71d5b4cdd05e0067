"""Word of free places is dated, comes with a confirmation, and lapses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, select

from tests import make
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Availability
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.outbox import Change
from wemi_piemonte.listings.operations.freshness import Places, confirm
from wemi_piemonte.listings.working import keep_fresh

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
PLAIN = make.service()


def put(*records: ServiceRecord) -> None:
    with transaction() as session:
        put_services(session, [(record, "{}") for record in records], publish=True, now=NOW)


def said(availability: Availability, weeks: int | None, on: date, name: str) -> ServiceRecord:
    return replace(
        make.service(name),
        availability=availability,
        waiting_weeks=weeks,
        availability_on=on,
    )


def places_of(service_id: UUID) -> tuple[Availability, int | None, date | None]:
    with reading() as session:
        found = session.get_one(Service, service_id)
    return found.availability, found.waiting_weeks, found.availability_on


def test_word_of_free_places_lapses_after_forty_five_days(database: Engine) -> None:
    old = said(Availability.WAITING_LIST, 6, date(2026, 10, 10), "Vecchio")
    fresh = said(Availability.FULL, None, date(2026, 10, 11), "Fresco")
    put(old, fresh, PLAIN)
    with reading() as session:
        before = len(session.scalars(select(Change)).all())
    for minutes in (0, 1):
        keep_fresh(NOW + timedelta(minutes=minutes))
    assert places_of(old.id) == (Availability.UNKNOWN, None, date(2026, 10, 10))
    assert places_of(fresh.id) == (Availability.FULL, None, date(2026, 10, 11))
    # Of one that says no day nobody knows how old it is.
    assert places_of(PLAIN.id)[0] is Availability.ACCEPTS
    with reading() as session:
        told = session.scalars(select(Change.entity_id)).all()[before:]
    assert told == [old.id]


def test_a_confirmation_says_how_it_is_with_places(database: Engine) -> None:
    put(PLAIN)
    for places, kept in (
        (Places(Availability.WAITING_LIST, 8), (Availability.WAITING_LIST, 8, NOW.date())),
        (Places(Availability.FULL, 8), (Availability.FULL, None, NOW.date())),
        (None, (Availability.FULL, None, NOW.date())),
    ):
        with transaction() as session:
            confirm(session, service_id=PLAIN.id, places=places, account_id=None, now=NOW)
        assert places_of(PLAIN.id) == kept
