"""The desks of the demonstration: fixed, on the move, community points, by phone and video.

They are examples, as are its services: contacts reach nobody (decision 0007), and no person is
named. They are made by the operations of the site itself, once.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.desks.demonstration.examples import EXAMPLES, Example, Stop
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.operations import (
    HoursValues,
    save_desk,
    save_hours,
    set_day,
    set_member,
)
from wemi_piemonte.desks.queries import met
from wemi_piemonte.desks.rules import LOOK_AHEAD_DAYS, DeskRole
from wemi_piemonte.directory.models import Organization

SPACE = UUID("00000000-0000-4000-8000-00000000de5c")
# A Monday: what happens every second week is counted from here.
SINCE = date(2025, 9, 1)
# Where the operator of the demonstration works, and as what.
_WORKS_AT = {"Cuneo": DeskRole.MANAGER, "Valle Po e Valle Varaita": DeskRole.OPERATOR}


def id_of(key: str) -> UUID:
    """Return the id of a desk of the demonstration: the same everywhere."""
    return uuid5(SPACE, key)


def load_demonstration(session: Session, now: datetime, *, worker: UUID | None = None) -> None:
    """Put in the desks that are not there yet; `worker` is an operator who works at two of them."""
    found = session.execute(select(Organization.name, Organization.id))
    bodies: dict[str, UUID] = dict(found.all())
    for example in EXAMPLES:
        body = bodies.get(example.body)
        if body is not None and session.get(Desk, id_of(example.key)) is None:
            _found(session, example, body, now)
            _staff(session, example, worker, now)


def _found(session: Session, example: Example, body: UUID, now: datetime) -> None:
    desk_id = id_of(example.key)
    save_desk(
        session,
        desk_id=None,
        as_id=desk_id,
        organization_id=body,
        values=example.values,
        revision=None,
        by=None,
        now=now,
    )
    stops = [*(Stop("", "", rule, address="") for rule in example.rules), *example.stops]
    for number, stop in enumerate(stops):
        days, opens, closes = stop.rule
        values = HoursValues(
            byday=days,
            opens_at=time.fromisoformat(opens),
            closes_at=time.fromisoformat(closes),
            interval=stop.interval,
            valid_from=SINCE,
            name=stop.name,
            municipality=stop.municipality,
            address=stop.address,
            spoken=stop.spoken,
        )
        rule_id = uuid5(desk_id, str(number))
        save_hours(session, desk_id=desk_id, hours_id=None, values=values, as_id=rule_id)


def _staff(session: Session, example: Example, worker: UUID | None, now: datetime) -> None:
    role = _WORKS_AT.get(example.key)
    if worker is None or role is None:
        return
    desk_id = id_of(example.key)
    set_member(
        session,
        desk_id=desk_id,
        account_id=worker,
        role=role,
        spoken="it fr ar",
        by=None,
        now=now,
    )
    if example.stops:
        _call_one_off(session, desk_id, worker, now)


def _call_one_off(session: Session, desk_id: UUID, worker: UUID, now: datetime) -> None:
    """Call off the second halt to come, so that the demonstration shows what that looks like."""
    (found,) = met(session, [session.get_one(Desk, desk_id)], now=now, days=LOOK_AHEAD_DAYS)
    ahead = [each for each in found.halts if each.starts > now + timedelta(days=1)]
    if len(ahead) > 1:
        set_day(
            session,
            desk_id=desk_id,
            hours_id=ahead[1].hours.id,
            on=ahead[1].starts.date(),
            opens_at=None,
            closes_at=None,
            note="Oggi il furgone è dal meccanico. Chiama: ti aiutiamo al telefono.",
            by=worker,
            now=now,
        )
