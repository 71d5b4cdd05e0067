"""Opening a case for a visitor, with a fresh pass or the one they bring; and letting it fade."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.operations import make_pass
from wemi_piemonte.accounts.rules import id_of_form
from wemi_piemonte.cases.models import Case, CaseEvent, CaseNote, Mandate
from wemi_piemonte.cases.queries import is_reading, number_for
from wemi_piemonte.cases.rules import (
    READING_LASTS,
    CaseEventKind,
    CaseState,
    MandateScope,
    fades_at,
)
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.queries import desk_role
from wemi_piemonte.desks.rules import DeskRight, may
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.locking import locked


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, and code and PIN of the pass that was made for it; empty for one that was brought."""

    id: UUID
    pass_id: UUID
    code: str = ""
    pin: str = ""


def open_case(
    session: Session,
    *,
    desk_id: UUID,
    account_id: UUID,
    who: str,
    visitor_locale: str,
    operator_locale: str,
    pass_id: UUID | None,
    secret: str,
    now: datetime,
) -> Opened:
    """Open a case at a desk; nothing of the visitor is asked. The same form opens one.

    `pass_id` is of the pass that the visitor has opened with its PIN, None makes a fresh one.
    Raises NotFound at a desk where this account opens none.
    """
    role = desk_role(session, account_id, desk_id)
    if not may(role, DeskRight.OPEN_PLANS):
        raise NotFound
    locked(session, Desk, desk_id)
    code = pin = ""
    if pass_id is None:
        pass_id, code, pin = make_pass(session, now=now, secret=secret)
    case_id = id_of_form(secret, "case", str(desk_id), str(pass_id))
    if session.get(Case, case_id) is None:
        case = _fresh(
            session,
            now,
            id=case_id,
            desk_id=desk_id,
            pass_id=pass_id,
            holder_id=account_id,
            visitor_locale=visitor_locale,
            operator_locale=operator_locale,
        )
        tell(session, case, CaseEventKind.OPENED, account_id=account_id, who=who, now=now)
    return Opened(case_id, pass_id, code, pin)


def _fresh(session: Session, now: datetime, **values: Any) -> Case:
    case = Case(
        **values,
        number=number_for(session, values["desk_id"], midnight(now)),
        state=CaseState.OPEN,
        revision=1,
        opened_at=now,
        touched_at=now,
        fades_at=fades_at(now),
    )
    session.add(case)
    session.flush()
    return case


def midnight(now: datetime) -> datetime:
    """Return when the day began in Piedmont."""
    return now.astimezone(ROME).replace(hour=0, minute=0, second=0, microsecond=0)


def tell(
    session: Session,
    case: Case,
    kind: CaseEventKind,
    *,
    account_id: UUID | None,
    who: str,
    now: datetime,
    to_desk_id: UUID | None = None,
) -> None:
    """Write a line of the history, and keep the case for its whole time again."""
    session.add(
        CaseEvent(
            case_id=case.id,
            kind=kind,
            desk_id=case.desk_id,
            to_desk_id=to_desk_id,
            account_id=account_id,
            who=who,
            at=now,
        )
    )
    case.touched_at, case.fades_at = now, fades_at(now)
    session.flush()


def note_reading(
    session: Session,
    *,
    case_id: UUID,
    account_id: UUID,
    who: str,
    now: datetime,
    within: timedelta = READING_LASTS,
) -> None:
    """Write down that somebody of the desk opens a case, unless they are still at a reading of it.

    `within` is how long ago that may have begun, or gone on, at most.
    """
    case = locked(session, Case, case_id)
    if not is_reading(session, case_id, account_id, now, within):
        tell(session, case, CaseEventKind.READ, account_id=account_id, who=who, now=now)


def forget_faded_cases(session: Session, now: datetime) -> None:
    """Delete the cases whose time is over, or whose pass has ended; a due job.

    And the notes for which no mandate holds any more.
    """
    living = select(Pass.id).where(Pass.id == Case.pass_id, Pass.expires_at > now).exists()
    session.execute(delete(Case).where((Case.fades_at <= now) | ~living))
    kept = select(Mandate.id).where(
        Mandate.case_id == CaseNote.case_id,
        Mandate.revoked_at.is_(None),
        Mandate.expires_at > now,
        Mandate.scopes.contains(MandateScope.KEEP_NOTES.value),
    )
    session.execute(delete(CaseNote).where(~kept.exists()))
