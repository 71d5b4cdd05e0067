"""Decisions about who is qualified, with what they do to listings."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.listings.operations import bring_back, take_down
from wemi_piemonte.listings.rules import SuspensionCause
from wemi_piemonte.moderation.operations.deciding import record_decision
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.qualification import operations as qualification
from wemi_piemonte.qualification.rules import QualificationState

STANDING: dict[Act, QualificationState] = {
    Act.SUSPEND: QualificationState.SUSPENDED,
    Act.TAKE_UP: QualificationState.ACTIVE,
    Act.REVOKE: QualificationState.REVOKED,
}
"""What each act makes of a qualification."""


def accept_application(
    session: Session,
    *,
    application_id: UUID,
    revision: int,
    needs: Sequence[str],
    territory: Sequence[str],
    months: int,
    note: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Qualify a body; listings that waited for this come back."""
    given = qualification.accept(
        session,
        application_id=application_id,
        revision=revision,
        needs=needs,
        territory=territory,
        months=months,
        now=now,
    )
    bring_back(
        session,
        organization_id=given.organization_id,
        cause=SuspensionCause.QUALIFICATION,
        now=now,
    )
    record_decision(
        session,
        subject=Subject.APPLICATION,
        subject_id=application_id,
        act=Act.ACCEPT,
        reason=Reason.CRITERIA_MET,
        note=note,
        account_id=account_id,
        now=now,
    )


def decide_qualification(
    session: Session,
    *,
    qualification_id: UUID,
    revision: int,
    act: Act,
    reason: Reason,
    text: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Suspend, take up or revoke a qualification, with what that does to listings, at once."""
    changed = qualification.change_qualification(
        session,
        qualification_id=qualification_id,
        revision=revision,
        target=STANDING[act],
        reason=reason.value,
        text=text,
        now=now,
    )
    body, cause = changed.organization_id, SuspensionCause.QUALIFICATION
    if act is Act.TAKE_UP:
        bring_back(session, organization_id=body, cause=cause, now=now)
    else:
        take_down(session, organization_id=body, cause=cause, reason=reason.value, now=now)
    record_decision(
        session,
        subject=Subject.QUALIFICATION,
        subject_id=qualification_id,
        act=act,
        reason=reason,
        note=text,
        account_id=account_id,
        now=now,
    )


def end_qualifications(session: Session, now: datetime) -> None:
    """Remind bodies in time, and take down what a qualification that has run out let them publish.

    Nothing that was done once is done again.
    """
    today = now.astimezone(ROME).date()
    qualification.remind(session, today=today, now=now)
    for body in qualification.end_of_validity(session, today=today, now=now):
        take_down(
            session,
            organization_id=body,
            cause=SuspensionCause.QUALIFICATION,
            reason=Reason.NOT_QUALIFIED.value,
            now=now,
        )
