"""What the Region finds of an application, asks, and decides on what it has seen."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.directory.models import Membership, Organization
from wemi_piemonte.directory.queries import members_of
from wemi_piemonte.directory.rules import MemberRole, OrganizationKind
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import Invalid, NotFound
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.foundation.mail import queue_mail
from wemi_piemonte.geo.gazetteer.places import municipality, province_of
from wemi_piemonte.qualification.models import (
    Application,
    Judgement,
    Qualification,
)
from wemi_piemonte.qualification.operations.applications import (
    BodyKnown,
    NotWritable,
    add_message,
    touch,
)
from wemi_piemonte.qualification.queries import ApplicationSheet, addressees, application_sheet
from wemi_piemonte.qualification.rules import (
    LONGEST_VALIDITY,
    REGION,
    SHORTEST_VALIDITY,
    ApplicationState,
    QualificationState,
    Verdict,
    move_application,
    within,
)

Found = Mapping[UUID, tuple[Verdict | None, str]]
"""For each criterion what was found, None where nothing yet, and a note."""


def judge(
    session: Session,
    *,
    application_id: UUID,
    revision: int,
    found: Found,
    account_id: UUID,
    now: datetime,
) -> None:
    """Write down what was found of each criterion; raises Stale, NotWritable or NotFound."""
    application = locked(session, Application, application_id, revision)
    if application.state is not ApplicationState.SUBMITTED:
        raise NotWritable
    sheet = application_sheet(session, application_id)
    known = {each.id for each in sheet.notice.criteria}
    for criterion_id, (verdict, note) in found.items():
        if criterion_id not in known:
            raise NotFound
        before = sheet.judgements.get(criterion_id)
        if verdict is None:
            if before is not None:
                session.delete(before)
            continue
        if before is not None and (before.verdict, before.note) == (verdict, note):
            continue
        session.merge(
            Judgement(
                application_id=application.id,
                criterion_id=criterion_id,
                verdict=verdict,
                note=note,
                account_id=account_id,
                at=now,
            )
        )
    touch(application, now)
    session.flush()


def ask_more(
    session: Session,
    *,
    application_id: UUID,
    revision: int,
    text: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Ask a body for more: it may write again; raises Stale or IllegalMove."""
    application = locked(session, Application, application_id, revision)
    application.state = move_application(application.state, ApplicationState.MORE_ASKED)
    application.modified_at = now
    add_message(session, application, text, from_region=True, account_id=account_id, now=now)
    write_to(session, application, "more-asked", now)


def refuse(
    session: Session,
    *,
    application_id: UUID,
    revision: int,
    reason: str,
    text: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Refuse an application; the reasons stand on its page. Raises Stale or IllegalMove."""
    application = locked(session, Application, application_id, revision)
    application.state = move_application(application.state, ApplicationState.REFUSED)
    application.decided_at = application.modified_at = now
    add_message(session, application, text, from_region=True, account_id=account_id, now=now)
    write_to(session, application, "application-refused", now, reason=reason)


def accept(
    session: Session,
    *,
    application_id: UUID,
    revision: int,
    needs: Sequence[str],
    territory: Sequence[str],
    months: int,
    now: datetime,
) -> Qualification:
    """Qualify a body, for no more than it asked; who claimed it becomes its owner.

    Raises Stale, IllegalMove, BodyKnown, and Invalid with codes.
    """
    application = locked(session, Application, application_id, revision)
    application.state = move_application(application.state, ApplicationState.ACCEPTED)
    _check(application_sheet(session, application_id), needs, territory, months)
    body = session.get(Organization, application.organization_id)
    assert body is not None
    if application.is_claim:
        _give(session, application, now)
    application.decided_at = application.modified_at = now
    body.kind = OrganizationKind.THIRD_SECTOR
    body.tax_code = body.tax_code or application.tax_code
    body.modified_at = now
    given = _given(application, needs, territory, months, now)
    session.add(given)
    session.flush()
    write_to(session, application, "application-accepted", now, ends_on=given.valid_until)
    return given


def _given(
    application: Application,
    needs: Sequence[str],
    territory: Sequence[str],
    months: int,
    now: datetime,
) -> Qualification:
    today = now.astimezone(ROME).date()
    return Qualification(
        id=uuid4(),
        organization_id=application.organization_id,
        application_id=application.id,
        state=QualificationState.ACTIVE,
        needs=" ".join(needs),
        territory="" if REGION in territory else " ".join(territory),
        valid_from=today,
        valid_until=today + relativedelta(months=months) - timedelta(days=1),
        reason="",
        reason_text="",
        created_at=now,
        changed_at=now,
    )


def _check(
    sheet: ApplicationSheet, needs: Sequence[str], territory: Sequence[str], months: int
) -> None:
    faults: dict[str, list[str]] = {}
    told = sheet.told
    if not needs or not set(needs) <= set(told.needs):
        faults["needs"] = ["not_asked"]
    if not territory or not within(territory, frozenset(told.territory), provinces_of(territory)):
        faults["territory"] = ["not_asked"]
    if not SHORTEST_VALIDITY <= months <= LONGEST_VALIDITY:
        faults["months"] = ["out_of_range"]
    if unmet(sheet, needs):
        faults["criteria"] = ["not_met"]
    if faults:
        raise Invalid(faults)


def unmet(sheet: ApplicationSheet, needs: Sequence[str]) -> list[str]:
    """Return the titles of the criteria for these needs that were not found to be met."""
    offered = sheet.notice.offered
    sections = frozenset(
        each for each in sheet.told.sections if offered.get(each, frozenset()) & set(needs)
    )
    return [
        each.title
        for each in sheet.notice.criteria_for(sections)
        if (found := sheet.judgements.get(each.id)) is None or found.verdict is not Verdict.MET
    ]


def provinces_of(codes: Sequence[str]) -> dict[str, str]:
    """Return the province of each municipality among some codes."""
    found = {code: province_of(code) for code in codes if municipality(code)}
    return {code: province.istat for code, province in found.items() if province}


def _give(session: Session, application: Application, now: datetime) -> None:
    """Make who claimed a body its owner; raises BodyKnown when it has got members meanwhile."""
    owner = session.get(Account, application.created_by) if application.created_by else None
    if owner is None or members_of(session, application.organization_id):
        raise BodyKnown
    session.add(
        Membership(
            account_id=owner.id,
            organization_id=application.organization_id,
            role=MemberRole.OWNER,
            created_at=now,
        )
    )
    application.is_claim = False
    session.flush()


def write_to(
    session: Session, application: Application, kind: str, now: datetime, **values: object
) -> None:
    """Write to who applies, in their language: the body's people, or who claims it."""
    found = addressees(session, application.organization_id)
    if application.is_claim:
        claimant = session.get(Account, application.created_by)
        found = [(claimant.email, claimant.locale)] if claimant else []
    for address, locale in found:
        queue_mail(
            session,
            to=address,
            locale=locale,
            kind=kind,
            now=now,
            name=application.legal_name,
            application_id=application.id,
            **values,
        )
