"""Claims, and writing decisions down in the same transaction as the act they speak of."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.db import insert_or
from wemi_piemonte.listings.operations import bring_back, take_down
from wemi_piemonte.listings.rules import SuspensionCause
from wemi_piemonte.moderation.models import Claim, Decision
from wemi_piemonte.moderation.queries import ClaimedByOther
from wemi_piemonte.moderation.rules import CLAIMED_FOR, Act, Reason, Subject
from wemi_piemonte.qualification import operations as qualification
from wemi_piemonte.qualification.rules import QualificationState


def record_trusted_publications(
    session: Session, *, service_ids: Iterable[UUID], now: datetime
) -> None:
    """Write that these listings were published because their source is trusted."""
    rows = [
        {
            "id": uuid4(),
            "subject": Subject.SERVICE,
            "subject_id": service_id,
            "act": Act.PUBLISH,
            "reason": Reason.TRUSTED_SOURCE,
            "note": "",
            "account_id": None,
            "at": now,
        }
        for service_id in service_ids
    ]
    if rows:
        session.execute(insert(Decision), rows)


def record_decision(
    session: Session,
    *,
    subject: Subject,
    subject_id: UUID,
    act: Act,
    reason: Reason,
    note: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Write a moderator's decision down, and let go of the claim: what was waiting is done."""
    session.add(
        Decision(
            subject=subject,
            subject_id=subject_id,
            act=act,
            reason=reason,
            note=note,
            account_id=account_id,
            at=now,
        )
    )
    release(session, subject=subject, subject_id=subject_id)
    record_act(
        session,
        act.value,
        account_id=account_id,
        subject=subject.value,
        subject_id=subject_id,
        now=now,
        reason=reason.value,
    )


def claim(
    session: Session, *, subject: Subject, subject_id: UUID, account_id: UUID, now: datetime
) -> None:
    """Say "I am on it"; raises ClaimedByOther while another moderator is."""
    until = now + CLAIMED_FOR
    # In one statement: of two moderators at once, one is on it and the other hears so.
    taken = session.execute(
        insert_or(session, Claim)
        .values(subject=subject, subject_id=subject_id, account_id=account_id, until=until)
        .on_conflict_do_update(
            index_elements=[Claim.subject, Claim.subject_id],
            set_={"account_id": account_id, "until": until},
            where=(Claim.account_id == account_id) | (Claim.until <= now),
        )
        .returning(Claim.account_id)
    )
    if taken.one_or_none() is None:
        raise ClaimedByOther


def release(session: Session, *, subject: Subject, subject_id: UUID) -> None:
    """Let an item go back to all."""
    session.execute(delete(Claim).where(Claim.subject == subject, Claim.subject_id == subject_id))


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
