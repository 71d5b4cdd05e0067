"""What help desks do for a visitor, as the visitor sees it: who read it, what they may do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.cases.models import Case, CaseEvent, Mandate
from wemi_piemonte.cases.operations import end_mandates
from wemi_piemonte.cases.queries import (
    cases_of_pass,
    desks_named,
    history_of,
    mandate_of,
    mandates_of_pass,
    notes_of,
)
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.pages.requests.door import requesters

END = "/<locale:locale>/requests/desk-cases/<uuid:case_id>/mandate-end"


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A case of this visitor: where, what happened, what the desk may do now."""

    case: Case
    desk_name: str
    events: Sequence[CaseEvent]
    names: dict[UUID, str]
    mandate: Mandate | None


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(END)(back_to_desks)
    blueprint.post(END)(end_mandate)


def _cases(session: Session, who: Iterable[Requester]) -> list[Case]:
    passes = [each.pass_id for each in who if each.pass_id is not None]
    return [case for each in passes for case in cases_of_pass(session, each)]


def at_desks(session: Session, who: Iterable[Requester]) -> list[AtDesk]:
    """Return the cases that help desks have for this visitor, the newest first."""
    found, now = [], clock.now()
    for case in _cases(session, who):
        events = history_of(session, case.id)
        ids = {each for event in events for each in (event.desk_id, event.to_desk_id) if each}
        names = desks_named(session, {*ids, case.desk_id})
        mandate = mandate_of(session, case, now)
        found.append(AtDesk(case, names.get(case.desk_id, ""), events, names, mandate))
    return sorted(found, key=lambda each: each.case.opened_at, reverse=True)


def copy_of_cases(session: Session, who: Iterable[Requester]) -> list[dict[str, Any]]:
    """Return all that desks have kept of this visitor, their notes too (GDPR, article 15)."""
    return [_copy(session, each) for each in at_desks(session, who)]


def _copy(session: Session, told: AtDesk) -> dict[str, Any]:
    case = told.case
    assert case.pass_id is not None
    return {
        "id": str(case.id),
        "desk": told.desk_name,
        "opened_at": case.opened_at.isoformat(),
        "state": case.state.value,
        "outcome": case.outcome.value if case.outcome else None,
        "language": case.visitor_locale,
        "follow_up_on": case.follow_up_on.isoformat() if case.follow_up_on else None,
        "history": [
            {
                "at": each.at.isoformat(),
                "kind": each.kind.value,
                "who": each.who,
                "desk": told.names.get(each.desk_id, ""),
                "to": told.names.get(each.to_desk_id, "") if each.to_desk_id else None,
            }
            for each in told.events
        ],
        "mandates": [
            {
                "scopes": each.scopes.split(),
                "granted_at": each.granted_at.isoformat(),
                "expires_at": each.expires_at.isoformat(),
                "revoked_at": each.revoked_at.isoformat() if each.revoked_at else None,
            }
            for each in mandates_of_pass(session, case.pass_id)
            if each.case_id == case.id
        ],
        "notes": [
            {"at": each.at.isoformat(), "who": each.who, "text": each.text}
            for each in notes_of(session, case.id)
        ],
    }


def _own(session: Session, case_id: UUID) -> None:
    """Raise NotFound for a case of somebody else."""
    if all(case.id != case_id for case in _cases(session, requesters(session))):
        raise NotFound


@public
def back_to_desks(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Lead from the address of the button back to its page."""
    del case_id
    return redirect(url_for("requests.mine", locale=locale), code=303)


@public
def end_mandate(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Take back what a desk may do; what it noted is deleted at once."""
    with reading() as session:
        _own(session, case_id)
    with transaction() as session:
        _own(session, case_id)
        end_mandates(session, case_id=case_id, account_id=None, who="", now=clock.now())
    address = url_for("requests.mine", locale=locale, done="mandate-ended", _anchor="at-desks")
    return redirect(address, code=303)
