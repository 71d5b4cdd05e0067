"""What the page of a case tells: to who has opened it, the visitor's plan and requests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.cases.models import CaseEvent, CaseNote, Mandate
from wemi_piemonte.cases.queries import (
    Held,
    desks_named,
    history_of,
    mandate_of,
    notes_of,
    people_named,
    referrals_of_case,
    taking_desks,
)
from wemi_piemonte.cases.rules import CaseEventKind, MandateScope
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.queries import desks_of, point_of, public_desks
from wemi_piemonte.foundation import clock
from wemi_piemonte.geo.rules import haversine_km
from wemi_piemonte.pages.desk.door import by_me, pass_of
from wemi_piemonte.pages.plans.shown import ShownPlan, plan_now
from wemi_piemonte.pages.requests.shown import Line, lines
from wemi_piemonte.plans.queries import plan_of_pass, versions_of
from wemi_piemonte.plans.rules import Wishes
from wemi_piemonte.referrals.models import ReferralMessage
from wemi_piemonte.referrals.queries import messages_of, referral_of_id


@dataclass(frozen=True, slots=True)
class Sent:
    """A request sent in a case; what the service wrote only where the visitor lets the desk."""

    line: Line
    messages: Sequence[ReferralMessage]


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that an operator sees of an open case."""

    held: Held
    holder: str
    plan: ShownPlan | None
    planned_at: datetime | None
    sent: tuple[Sent, ...]
    mandate: Mandate | None
    notes: Sequence[CaseNote]
    events: Sequence[CaseEvent]
    names: dict[UUID, str]
    others: tuple[Desk, ...]
    has_next_shift: bool

    def allows(self, scope: str) -> bool:
        """Say whether the visitor lets the desk do this, and this person may do it here."""
        is_given = self.mandate is not None and scope in self.mandate.scopes.split()
        return is_given and self.held.is_full


def wishes_of(session: Session, held: Held, locale: str) -> tuple[Wishes, datetime] | None:
    """Return what the visitor of a case wishes for, and since when; None without a plan."""
    plan_id = plan_of_pass(session, pass_of(held), clock.now())
    if plan_id is None:
        return None
    version = versions_of(session, plan_id)[0]
    return replace(version.wishes, locale=locale), version.created_at


def case_page(session: Session, held: Held, locale: str) -> CasePage:
    """Return the page of a case."""
    now, case = clock.now(), held.case
    kept = wishes_of(session, held, locale)
    mandate = mandate_of(session, case, now)
    page = CasePage(
        held=held,
        holder=holder_of(session, held),
        plan=plan_now(session, kept[0], locale, now) if kept else None,
        planned_at=kept[1] if kept else None,
        sent=(),
        mandate=mandate,
        notes=(),
        **told_of(session, held),
        **_takers(session, held),
    )
    sent = _sent(session, case.id, may_read=page.allows(MandateScope.READ_ANSWERS))
    notes = notes_of(session, case.id) if page.allows(MandateScope.KEEP_NOTES) else ()
    return replace(page, sent=sent, notes=notes)


def told_of(session: Session, held: Held) -> dict[str, Any]:
    """Return the history of a case, and what the desks in it are called."""
    events = history_of(session, held.case.id)
    ids = {each for event in events for each in (event.desk_id, event.to_desk_id) if each}
    return {"events": events, "names": desks_named(session, ids)}


def holder_of(session: Session, held: Held) -> str:
    """Return who has a case in hand, empty for nobody."""
    holder = held.case.holder_id
    return people_named(session, [holder]).get(holder, "") if holder else ""


def closed_on(events: Sequence[CaseEvent]) -> datetime | None:
    """Return when a case was closed."""
    return next((e.at for e in reversed(events) if e.kind is CaseEventKind.CLOSED), None)


def _sent(session: Session, case_id: UUID, *, may_read: bool) -> tuple[Sent, ...]:
    found = [
        told
        for each in referrals_of_case(session, case_id)
        if (told := referral_of_id(session, each)) is not None
    ]
    found.sort(key=lambda told: (told.referral.created_at, str(told.referral.id)))
    return tuple(
        Sent(line, messages_of(session, line.told.referral.id) if may_read else ())
        for line in lines(session, found)
    )


def _takers(session: Session, held: Held) -> dict[str, Any]:
    """Return the desks that a case can go to, and whether somebody else of its own may take it.

    The nearest stands first: it is the one that a Point hands over to, unless it chooses another.
    """
    taking = taking_desks(session)
    mine = [desk for desk, _role in desks_of(session, by_me()["account_id"])]
    known = {desk.id: desk for desk in (*public_desks(session), *mine)}
    others = [each for each in known.values() if each.id in taking and each.id != held.desk.id]
    others.sort(key=lambda each: (_away(held.desk, each), each.name.casefold(), str(each.id)))
    return {"others": tuple(others), "has_next_shift": held.desk.id in taking}


def _away(desk: Desk, other: Desk) -> float:
    """Return how far one desk is from another, endless for one that is nowhere."""
    here, there = point_of(desk), point_of(other)
    return haversine_km(here, there) if here and there else float("inf")
