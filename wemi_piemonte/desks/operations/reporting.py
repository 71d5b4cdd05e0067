"""Needs that antennas report, without any person's data, and what the desk answers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import id_of_form
from wemi_piemonte.desks.models import LatentNeed
from wemi_piemonte.desks.rules import ANSWERED_WITHIN, LatentState
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.errors import Conflict, NotFound
from wemi_piemonte.foundation.locking import locked


def report_need(
    session: Session,
    *,
    desk_id: UUID,
    need: str,
    municipality: str,
    number: int,
    by: UUID,
    secret: str,
    now: datetime,
) -> UUID:
    """Report that so many people somewhere seem to need something; the same form counts once."""
    report_id = id_of_form(secret, str(desk_id), need, municipality, str(number))
    if session.get(LatentNeed, report_id) is None:
        session.add(
            LatentNeed(
                id=report_id,
                desk_id=desk_id,
                need=need,
                municipality=municipality,
                number=number,
                reported_by=by,
                created_at=now,
                due_at=now + ANSWERED_WITHIN,
                state=LatentState.WAITING,
            )
        )
        session.flush()
    return report_id


def answer_need(
    session: Session,
    *,
    report_id: UUID,
    desk_id: UUID,
    target: LatentState,
    service_id: UUID | None,
    by: UUID,
    now: datetime,
) -> None:
    """Answer a report once: taken up, already covered by a service, or not covered.

    Raises NotFound for another desk's, Conflict when it is answered.
    """
    found = locked(session, LatentNeed, report_id)
    if found.desk_id != desk_id:
        raise NotFound
    if found.state is not LatentState.WAITING or target is LatentState.WAITING:
        raise Conflict
    found.state, found.answered_by, found.answered_at = target, by, now
    found.service_id = service_id if target is LatentState.ALREADY_COVERED else None
    session.flush()
    record_act(
        session,
        "answer_latent_need",
        account_id=by,
        subject="latent_need",
        subject_id=report_id,
        now=now,
        state=target.value,
    )
