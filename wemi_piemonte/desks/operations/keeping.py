"""Keeping a desk: what it is, when it is met, who works there."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import Desk, DeskDuty, DeskHours, DeskMember, DeskVisits
from wemi_piemonte.desks.rules import DeskKind, DeskRole
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.db import insert_or
from wemi_piemonte.foundation.errors import DomainError, NotFound
from wemi_piemonte.foundation.locking import locked


class LastManager(DomainError):
    """A desk is never left without somebody who manages it."""

    code = "last_manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskValues:
    """What a desk says of itself; lists of codes are parted by spaces."""

    kind: DeskKind
    name: str
    description: str = ""
    source_lang: str = "it"
    can_do: str = ""
    access: str = ""
    spoken: str = "it"
    municipality: str = ""
    address: str = ""
    directions: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    email: str = ""
    url: str = ""
    referent: str = ""
    slot_minutes: int = 30
    slot_places: int = 0
    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursValues:
    """One rule of when, and of a tour where, a desk is met."""

    freq: str = "WEEKLY"
    interval: int = 1
    byday: str = ""
    opens_at: time
    closes_at: time
    valid_from: date
    valid_to: date | None = None
    name: str = ""
    municipality: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    spoken: str = ""
    note: str = ""


def save_desk(
    session: Session,
    *,
    desk_id: UUID | None,
    organization_id: UUID,
    values: DeskValues,
    revision: int | None,
    by: UUID | None,
    now: datetime,
    as_id: UUID | None = None,
) -> UUID:
    """Keep what a desk says of itself, or found a new one, `as_id` if it is told; raises Stale."""
    if desk_id is None:
        desk = Desk(
            id=as_id or uuid4(),
            organization_id=organization_id,
            created_at=now,
            revision=0,
            times_revision=0,
        )
        session.add(desk)
    else:
        desk = locked(session, Desk, desk_id, revision)
    for name, value in asdict(values).items():
        setattr(desk, name, value)
    desk.modified_at = now
    desk.revision += 1
    session.flush()
    act = "found_desk" if desk_id is None else "change_desk"
    record_act(session, act, account_id=by, subject="desk", subject_id=desk.id, now=now)
    return desk.id


def set_public(
    session: Session, *, desk_id: UUID, is_public: bool, by: UUID, now: datetime
) -> None:
    """Let everybody know of a desk, or nobody; what is booked stays booked."""
    desk = locked(session, Desk, desk_id)
    if desk.is_public is is_public:
        return
    desk.is_public, desk.modified_at = is_public, now
    session.flush()
    act = "show_desk" if is_public else "hide_desk"
    record_act(session, act, account_id=by, subject="desk", subject_id=desk_id, now=now)


def save_hours(
    session: Session,
    *,
    desk_id: UUID,
    hours_id: UUID | None,
    values: HoursValues,
    as_id: UUID | None = None,
) -> UUID:
    """Keep one rule of a desk, or add one; raises NotFound for a rule of another desk."""
    locked(session, Desk, desk_id).times_revision += 1
    if hours_id is None:
        hours = DeskHours(id=as_id or uuid4(), desk_id=desk_id)
        session.add(hours)
    else:
        hours = _hours(session, desk_id, hours_id)
    for name, value in asdict(values).items():
        setattr(hours, name, value)
    session.flush()
    return hours.id


def _hours(session: Session, desk_id: UUID, hours_id: UUID) -> DeskHours:
    hours = session.get(DeskHours, hours_id)
    if hours is None or hours.desk_id != desk_id:
        raise NotFound
    return hours


def remove_hours(session: Session, *, desk_id: UUID, hours_id: UUID) -> None:
    """Take a rule away; what was booked in it stays until somebody calls it off."""
    locked(session, Desk, desk_id).times_revision += 1
    session.delete(_hours(session, desk_id, hours_id))
    session.flush()


def set_member(
    session: Session,
    *,
    desk_id: UUID,
    account_id: UUID,
    role: DeskRole,
    spoken: str,
    by: UUID | None,
    now: datetime,
) -> None:
    """Let an account work at a desk as this; raises LastManager where no manager would be left."""
    locked(session, Desk, desk_id)
    member = session.get(DeskMember, (desk_id, account_id))
    if member is None:
        member = DeskMember(desk_id=desk_id, account_id=account_id, created_at=now)
        session.add(member)
    elif role is not DeskRole.MANAGER:
        _keep_a_manager(session, desk_id, account_id)
    member.role, member.spoken = role, spoken
    session.flush()
    record_act(
        session,
        "desk_member",
        account_id=by,
        subject="desk",
        subject_id=desk_id,
        now=now,
        member=account_id,
        role=role.value,
    )


def remove_member(
    session: Session, *, desk_id: UUID, account_id: UUID, by: UUID, now: datetime
) -> None:
    """Let somebody go from a desk, from the next request on; raises LastManager."""
    locked(session, Desk, desk_id)
    member = session.get(DeskMember, (desk_id, account_id))
    if member is None:
        raise NotFound
    _keep_a_manager(session, desk_id, account_id)
    session.delete(member)
    session.flush()
    record_act(
        session,
        "remove_desk_member",
        account_id=by,
        subject="desk",
        subject_id=desk_id,
        now=now,
        member=account_id,
    )


def _keep_a_manager(session: Session, desk_id: UUID, but: UUID) -> None:
    query = select(DeskMember.account_id).where(
        DeskMember.desk_id == desk_id, DeskMember.role == DeskRole.MANAGER
    )
    if set(session.scalars(query)) == {but}:
        raise LastManager


def set_duty(session: Session, *, desk_id: UUID, on: date, account_ids: set[UUID]) -> None:
    """Say who is at a desk on a day; only members count."""
    locked(session, Desk, desk_id)
    members = select(DeskMember.account_id).where(DeskMember.desk_id == desk_id)
    wanted = account_ids & set(session.scalars(members))
    session.execute(delete(DeskDuty).where(DeskDuty.desk_id == desk_id, DeskDuty.on == on))
    session.add_all(DeskDuty(desk_id=desk_id, account_id=each, on=on) for each in sorted(wanted))
    session.flush()


def count_visit(session: Session, *, desk_id: UUID, on: date, spoken: str) -> None:
    """Count somebody who came without a booking, by the language that was spoken."""
    statement = insert_or(session, DeskVisits).values(
        desk_id=desk_id, on=on, spoken=spoken, number=1
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[DeskVisits.desk_id, DeskVisits.on, DeskVisits.spoken],
            set_={"number": DeskVisits.number + 1},
        )
    )
