"""A case goes on: to a colleague, to another desk, to another day, to its end."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.cases.models import Case
from wemi_piemonte.cases.operations.mandating import end_mandates
from wemi_piemonte.cases.operations.opening import tell
from wemi_piemonte.cases.queries import taking_desks
from wemi_piemonte.cases.rules import (
    CaseClosed,
    CaseEventKind,
    CaseOutcome,
    CaseState,
    NobodyThere,
    move,
)
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.locking import locked


def hand_over(
    session: Session,
    *,
    case_id: UUID,
    revision: int,
    to_desk_id: UUID,
    account_id: UUID,
    who: str,
    now: datetime,
) -> None:
    """Hand a case over to another desk, or to the next shift of the same; nobody holds it then.

    A mandate is given to one desk: at another it ends, with the notes that rested on it, and the
    visitor is asked anew. Raises Stale, CaseClosed, NotFound for a desk that is not there,
    NobodyThere for one at which nobody opens cases: there it would be lost.
    """
    case = locked(session, Case, case_id, revision)
    if case.state is not CaseState.OPEN:
        raise CaseClosed
    desk = session.get(Desk, to_desk_id)
    if desk is None:
        raise NotFound
    if to_desk_id not in taking_desks(session):
        raise NobodyThere
    if to_desk_id != case.desk_id:
        end_mandates(session, case_id=case_id, account_id=account_id, who=who, now=now)
    tell(
        session,
        case,
        CaseEventKind.HANDED_OVER,
        account_id=account_id,
        who=who,
        now=now,
        to_desk_id=to_desk_id,
    )
    case.desk_id, case.holder_id = to_desk_id, None
    case.revision += 1
    session.flush()


def take(session: Session, *, case_id: UUID, account_id: UUID, who: str, now: datetime) -> None:
    """Take a case in hand."""
    case = locked(session, Case, case_id)
    if case.state is not CaseState.OPEN:
        raise CaseClosed
    if case.holder_id != account_id:
        case.holder_id = account_id
        case.revision += 1
        tell(session, case, CaseEventKind.TAKEN, account_id=account_id, who=who, now=now)


def set_follow_up(
    session: Session,
    *,
    case_id: UUID,
    on: date | None,
    account_id: UUID,
    who: str,
    now: datetime,
) -> None:
    """Say when to come back to a case; None takes the date away."""
    case = locked(session, Case, case_id)
    if case.state is not CaseState.OPEN:
        raise CaseClosed
    if case.follow_up_on == on:
        return
    case.follow_up_on = on
    tell(session, case, CaseEventKind.FOLLOW_UP, account_id=account_id, who=who, now=now)


def close_case(
    session: Session,
    *,
    case_id: UUID,
    revision: int,
    outcome: CaseOutcome,
    account_id: UUID,
    who: str,
    now: datetime,
) -> None:
    """Close a case with its outcome: the desk sees nothing more of the visitor. Raises Stale.

    To go on, the visitor brings code and PIN, and a new case is opened.
    """
    case = locked(session, Case, case_id, revision)
    case.state = move(case.state, CaseState.CLOSED)
    case.outcome, case.follow_up_on = outcome, None
    case.revision += 1
    end_mandates(session, case_id=case_id, account_id=account_id, who=who, now=now)
    tell(session, case, CaseEventKind.CLOSED, account_id=account_id, who=who, now=now)
