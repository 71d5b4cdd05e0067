"""A case that was begun without network: opened with all that was written down, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.accounts.operations import pass_of_form
from wemi_piemonte.cases.operations.mandating import add_note, give_mandate, note_act
from wemi_piemonte.cases.operations.opening import Opened, open_case
from wemi_piemonte.cases.rules import MANDATE_LASTS, CaseEventKind, MandateScope
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.plans.operations import save_under
from wemi_piemonte.plans.rules import Wishes


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a device brings of one visitor: the wishes and their plan, and what was written.

    `agreed_in` is the language in which the visitor let the desk keep notes, else empty.
    """

    visitor_locale: str
    wishes: Wishes
    outcome: dict[str, Any]
    notes: Sequence[str] = ()
    agreed_in: str = ""


def open_from_device(
    session: Session,
    *,
    desk_id: UUID,
    account_id: UUID,
    who: str,
    operator_locale: str,
    arrival: Arrival,
    secret: str,
    now: datetime,
) -> Opened:
    """Open a case with the plan and the notes taken on a device; the same note opens one.

    `secret` tells this note from every other. Raises NotFound at a desk where this account opens
    no cases, NoMandate for notes that nobody agreed to.
    """
    # Held first: of two that arrive at once the second finds what the first has made.
    locked(session, Desk, desk_id)
    is_known = pass_of_form(session, secret=secret, now=now) is not None
    opened = open_case(
        session,
        desk_id=desk_id,
        account_id=account_id,
        who=who,
        visitor_locale=arrival.visitor_locale,
        operator_locale=operator_locale,
        pass_id=None,
        secret=secret,
        now=now,
    )
    if not is_known:
        _write(session, opened, arrival, operator_locale, account_id=account_id, who=who, now=now)
    return opened


def _write(
    session: Session, opened: Opened, arrival: Arrival, operator_locale: str, **by: Any
) -> None:
    wishes, outcome = arrival.wishes, arrival.outcome
    if wishes.wanted:
        save_under(session, pass_id=opened.pass_id, wishes=wishes, outcome=outcome, now=by["now"])
        note_act(session, case_id=opened.id, kind=CaseEventKind.PLANNED, **by)
    if arrival.agreed_in:
        give_mandate(
            session,
            case_id=opened.id,
            scopes=[MandateScope.KEEP_NOTES],
            days=MANDATE_LASTS.days,
            locale=arrival.agreed_in,
            **by,
        )
    for text in arrival.notes:
        add_note(session, case_id=opened.id, text=text, locale=operator_locale, **by)
