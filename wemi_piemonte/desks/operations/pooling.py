"""The pool of mediators: a body shares somebody, changes what it says, switches them off."""

from dataclasses import asdict, dataclass
from datetime import datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import id_of_form
from wemi_piemonte.desks.models import Mediator
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.locking import locked


@dataclass(frozen=True, slots=True, kw_only=True)
class MediatorValues:
    """What a body says of a mediator; languages are parted by spaces, days by commas."""

    name: str
    spoken: str
    municipality: str
    is_remote: bool = False
    byday: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    email: str = ""
    phone: str = ""


def share_mediator(
    session: Session,
    *,
    organization_id: UUID,
    values: MediatorValues,
    by: UUID,
    secret: str,
    now: datetime,
) -> UUID:
    """Share a mediator with the desks of all; the same form shares one."""
    mediator_id = id_of_form(secret, "mediator", str(organization_id))
    if session.get(Mediator, mediator_id) is None:
        session.add(
            Mediator(
                id=mediator_id,
                organization_id=organization_id,
                is_active=True,
                created_at=now,
                **asdict(values),
            )
        )
        session.flush()
        _record(session, "share_mediator", mediator_id, by, now)
    return mediator_id


def change_mediator(
    session: Session,
    *,
    organization_id: UUID,
    mediator_id: UUID,
    values: MediatorValues,
    by: UUID,
    now: datetime,
) -> None:
    """Change what a body says of a mediator; raises NotFound for another body's."""
    mediator = _taken(session, organization_id, mediator_id)
    for name, value in asdict(values).items():
        setattr(mediator, name, value)
    session.flush()
    _record(session, "change_mediator", mediator_id, by, now)


def switch_mediator(
    session: Session,
    *,
    organization_id: UUID,
    mediator_id: UUID,
    is_active: bool,
    by: UUID,
    now: datetime,
) -> None:
    """Let a mediator be asked, or no longer; what was asked before stays. Raises NotFound."""
    mediator = _taken(session, organization_id, mediator_id)
    if mediator.is_active is not is_active:
        mediator.is_active = is_active
        session.flush()
        act = "switch_on_mediator" if is_active else "switch_off_mediator"
        _record(session, act, mediator_id, by, now)


def _taken(session: Session, organization_id: UUID, mediator_id: UUID) -> Mediator:
    found = locked(session, Mediator, mediator_id)
    if found.organization_id != organization_id:
        raise NotFound
    return found


def _record(session: Session, act: str, mediator_id: UUID, by: UUID, now: datetime) -> None:
    record_act(session, act, account_id=by, subject="mediator", subject_id=mediator_id, now=now)
