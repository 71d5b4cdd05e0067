"""What the visitor lets the desk do, and what the desk does by it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import id_of_form
from wemi_piemonte.cases.models import Case, CaseMediation, CaseNote, CaseReferral, Mandate
from wemi_piemonte.cases.operations.opening import tell
from wemi_piemonte.cases.queries import may_in, referrals_of_case
from wemi_piemonte.cases.rules import (
    MANDATE_VERSION,
    CaseClosed,
    CaseEventKind,
    CaseState,
    MandateScope,
    NoMandate,
    expiry_of,
)
from wemi_piemonte.foundation.locking import locked


def give_mandate(
    session: Session,
    *,
    case_id: UUID,
    scopes: Iterable[MandateScope],
    days: int,
    locale: str,
    account_id: UUID,
    who: str,
    now: datetime,
    secret: str = "",
) -> UUID:
    """Record what the visitor lets the desk do, and until when; one before it ends.

    Notes stay where both let the desk keep them. The same form (`secret`) records one. Raises
    CaseClosed.
    """
    case = locked(session, Case, case_id)
    if case.state is not CaseState.OPEN:
        raise CaseClosed
    mandate_id = id_of_form(secret, "mandate", str(case_id)) if secret else uuid4()
    if session.get(Mandate, mandate_id) is not None:
        return mandate_id
    wanted = set(scopes)
    _make_way(session, case, wanted, now)
    mandate = Mandate(
        id=mandate_id,
        case_id=case_id,
        desk_id=case.desk_id,
        scopes=" ".join(sorted(each.value for each in wanted)),
        version=MANDATE_VERSION,
        locale=locale,
        recorded_by=account_id,
        granted_at=now,
        expires_at=expiry_of(now, days),
    )
    session.add(mandate)
    session.flush()
    tell(session, case, CaseEventKind.MANDATE, account_id=account_id, who=who, now=now)
    return mandate.id


def _make_way(session: Session, case: Case, wanted: set[MandateScope], now: datetime) -> None:
    """End what was given before; notes stay where both let the desk keep them."""
    scope = MandateScope.KEEP_NOTES
    keeps_notes = scope in wanted and may_in(session, case, scope, now)
    _end(session, case.id, now)
    if not keeps_notes:
        _forget_notes(session, case.id)


def end_mandates(
    session: Session, *, case_id: UUID, account_id: UUID | None, who: str, now: datetime
) -> None:
    """Take every mandate of a case back, by the visitor (no account) or for them.

    What was noted by it goes with it.
    """
    case = locked(session, Case, case_id)
    _forget_notes(session, case_id)
    if _end(session, case_id, now):
        kind = CaseEventKind.MANDATE_ENDED
        tell(session, case, kind, account_id=account_id, who=who, now=now)


def _end(session: Session, case_id: UUID, now: datetime) -> bool:
    query = (
        update(Mandate)
        .where(Mandate.case_id == case_id, Mandate.revoked_at.is_(None), Mandate.expires_at > now)
        .values(revoked_at=now)
    )
    return bool(session.execute(query.returning(Mandate.id)).all())


def _forget_notes(session: Session, case_id: UUID) -> None:
    session.execute(delete(CaseNote).where(CaseNote.case_id == case_id))


def add_note(
    session: Session,
    *,
    case_id: UUID,
    text: str,
    locale: str,
    account_id: UUID,
    who: str,
    now: datetime,
    secret: str = "",
) -> None:
    """Note something about a visitor who lets the desk keep notes; raises NoMandate, CaseClosed.

    The same form (`secret`) with the same words writes one note.
    """
    case = locked(session, Case, case_id)
    if case.state is not CaseState.OPEN:
        raise CaseClosed
    if not may_in(session, case, MandateScope.KEEP_NOTES, now):
        raise NoMandate
    note_id = id_of_form(secret, "note", str(case_id), text) if secret else uuid4()
    if session.get(CaseNote, note_id) is not None:
        return
    session.add(
        CaseNote(
            id=note_id,
            case_id=case_id,
            account_id=account_id,
            who=who,
            text=text,
            locale=locale,
            at=now,
        )
    )
    tell(session, case, CaseEventKind.NOTED, account_id=account_id, who=who, now=now)


def note_requests(
    session: Session,
    *,
    case_id: UUID,
    referral_ids: Iterable[UUID],
    account_id: UUID,
    who: str,
    now: datetime,
) -> None:
    """Bind requests that were just sent for the visitor to the case.

    Raises NoMandate when the visitor has not let the desk send any: then none is sent at all.
    """
    case = locked(session, Case, case_id)
    if case.state is not CaseState.OPEN:
        raise CaseClosed
    if not may_in(session, case, MandateScope.SEND_REQUESTS, now):
        raise NoMandate
    before = set(referrals_of_case(session, case_id))
    fresh = [each for each in referral_ids if each not in before]
    if not fresh:
        # The same form once more.
        return
    session.add_all([CaseReferral(case_id=case_id, referral_id=each) for each in fresh])
    tell(session, case, CaseEventKind.REQUESTED, account_id=account_id, who=who, now=now)


def note_mediation(session: Session, *, case_id: UUID, mediation_id: UUID) -> None:
    """Bind a request for a mediator to a case; once is enough. Raises CaseClosed."""
    case = locked(session, Case, case_id)
    if case.state is not CaseState.OPEN:
        raise CaseClosed
    if session.get(CaseMediation, (case_id, mediation_id)) is None:
        session.add(CaseMediation(case_id=case_id, mediation_id=mediation_id))
        session.flush()


def note_act(
    session: Session,
    *,
    case_id: UUID,
    kind: CaseEventKind,
    account_id: UUID | None,
    who: str,
    now: datetime,
) -> None:
    """Write down that a plan was made, or a sheet printed, in a case."""
    case = locked(session, Case, case_id)
    tell(session, case, kind, account_id=account_id, who=who, now=now)
