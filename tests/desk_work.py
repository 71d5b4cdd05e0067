"""Desks, bookings and cases for tests, brought about by the operations of the site itself."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from uuid import UUID

from tests import make
from tests.people import make_account
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.cases.operations import Opened, open_case
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.operations import DeskValues, HoursValues
from wemi_piemonte.desks.rules import DeskKind, DeskRole
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.foundation.db import transaction

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
_numbers = count()


def body() -> UUID:
    """A body that runs desks."""
    record = make.service()
    with transaction() as session:
        if session.get(Organization, record.organization.id) is None:
            put_services(session, [(record, "")], publish=True, now=NOW)
    return record.organization.id


def desk(name: str = "Sportello di Cuneo", **values: Any) -> UUID:
    """A public desk in Cuneo with two places every half hour, open on weekdays from 9 to 12."""
    told = {
        "kind": DeskKind.FIXED,
        "name": name,
        "can_do": "listen plan send_requests",
        "municipality": "004078",
        "slot_places": 2,
        **values,
    }
    organization_id = body()
    with transaction() as session:
        desk_id = operations.save_desk(
            session,
            desk_id=None,
            organization_id=organization_id,
            values=DeskValues(**told),
            revision=None,
            by=None,
            now=NOW,
        )
    hours(desk_id)
    return desk_id


def hours(desk_id: UUID, **values: Any) -> UUID:
    """When a desk is met; by default on weekdays from 9 to 12."""
    told = {
        "byday": "MO,TU,WE,TH,FR",
        "opens_at": time(9),
        "closes_at": time(12),
        "valid_from": date(2026, 1, 1),
        **values,
    }
    with transaction() as session:
        return operations.save_hours(
            session, desk_id=desk_id, hours_id=None, values=HoursValues(**told)
        )


def worker(
    desk_id: UUID, role: DeskRole = DeskRole.OPERATOR, email: str = "olga@example.org"
) -> Account:
    """An account that works at a desk."""
    account = make_account(Role.OPERATOR, email)
    with transaction() as session:
        operations.set_member(
            session,
            desk_id=desk_id,
            account_id=account.id,
            role=role,
            spoken="it uk",
            by=None,
            now=NOW,
        )
    return account


def case(desk_id: UUID, account: Account, *, visitor: str = "uk", now: datetime = NOW) -> Opened:
    """A case for somebody at a desk."""
    with transaction() as session:
        return open_case(
            session,
            desk_id=desk_id,
            account_id=account.id,
            who=account.name,
            visitor_locale=visitor,
            operator_locale="it",
            pass_id=None,
            secret=f"case-{next(_numbers)}-of-the-tests",
            now=now,
        )
