"""Asking for a mediator or interpreter out of the pool that bodies share."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import id_of_form
from wemi_piemonte.desks.models import Mediation, Mediator
from wemi_piemonte.desks.operations.telling import tell_mediator
from wemi_piemonte.desks.rules import MediationState, move_mediation
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.locking import locked


def ask_mediator(
    session: Session,
    *,
    desk_id: UUID,
    mediator_id: UUID | None,
    spoken: str,
    is_remote: bool,
    starts_at: datetime,
    booking_id: UUID | None,
    asked_by: UUID,
    now: datetime,
    secret: str = "",
) -> UUID:
    """Ask a mediator of the pool; with nobody to ask it is unmet at once, and counted by language.

    The same form (`secret`) asks once. Raises NotFound for a mediator who can not be asked for it.
    """
    said = (str(desk_id), str(mediator_id or ""), spoken, starts_at.isoformat())
    mediation_id = id_of_form(secret, "mediation", *said) if secret else uuid4()
    if session.get(Mediation, mediation_id) is not None:
        return mediation_id
    if mediator_id is not None:
        _refuse_unfit(session, mediator_id, spoken, is_remote=is_remote)
    mediation = Mediation(
        id=mediation_id,
        desk_id=desk_id,
        mediator_id=mediator_id,
        booking_id=booking_id,
        spoken=spoken,
        is_remote=is_remote,
        starts_at=starts_at,
        state=MediationState.ASKED if mediator_id else MediationState.UNMET,
        asked_by=asked_by,
        created_at=now,
        moved_at=now,
    )
    session.add(mediation)
    session.flush()
    tell_mediator(session, mediation, "mediation-asked", now)
    return mediation.id


def _refuse_unfit(session: Session, mediator_id: UUID, spoken: str, *, is_remote: bool) -> None:
    mediator = session.get(Mediator, mediator_id)
    if mediator is None or not mediator.is_active or spoken not in mediator.spoken.split():
        raise NotFound
    if is_remote and not mediator.is_remote:
        raise NotFound


def release_mediators(session: Session, *, booking_id: UUID, now: datetime) -> None:
    """Let the mediators of a booking go who would come in vain: its time is free again."""
    query = select(Mediation.id).where(
        Mediation.booking_id == booking_id,
        Mediation.state.in_((MediationState.ASKED, MediationState.CONFIRMED)),
        Mediation.starts_at > now,
    )
    for mediation_id in session.scalars(query.order_by(Mediation.id)).all():
        found = locked(session, Mediation, mediation_id)
        found.state = move_mediation(found.state, MediationState.CANCELLED)
        found.moved_at = now
        session.flush()
        tell_mediator(session, found, "mediation-cancelled", now)


def settle_mediation(
    session: Session,
    *,
    mediation_id: UUID,
    desk_id: UUID,
    target: MediationState,
    now: datetime,
) -> None:
    """Write down what came of asking a mediator; raises NotFound for another desk's."""
    found = locked(session, Mediation, mediation_id)
    if found.desk_id != desk_id:
        raise NotFound
    found.state = move_mediation(found.state, target)
    found.moved_at = now
    session.flush()
    if target is MediationState.CANCELLED:
        tell_mediator(session, found, "mediation-cancelled", now)
