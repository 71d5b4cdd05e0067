"""Beginning to apply: for one's own body, a new one, or one of the directory that nobody claims."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Membership, Organization
from wemi_piemonte.directory.queries import members_of, membership_of
from wemi_piemonte.directory.rules import MemberRole, OrganizationKind
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.qualification.models import Application, Notice
from wemi_piemonte.qualification.operations.applications import BodyKnown, NoticeShut, note_act
from wemi_piemonte.qualification.queries import bodies_of_tax_code
from wemi_piemonte.qualification.rules import OPEN, ApplicationState, is_open
from wemi_piemonte.taxonomy import tree

# What a new application does not say yet.
_EMPTY = (
    *("runts_section", "runts_number", "municipality", "phone", "statement"),
    *("sections", "needs", "territory"),
)


def start_application(
    session: Session,
    *,
    notice_id: UUID,
    organization_id: UUID | None,
    legal_name: str,
    tax_code: str,
    account_id: UUID,
    now: datetime,
) -> Application:
    """Begin to apply for a body: one's own, one that nobody has claimed yet, or a new one.

    Returns the application that is open already when there is one, so that a double click begins
    one. Raises NotFound, NoticeShut, BodyKnown.
    """
    notice = locked(session, Notice, notice_id)
    if not is_open(notice.opens_on, notice.closes_on, now.astimezone(ROME).date()):
        raise NoticeShut
    body, is_claim = _applicant(session, organization_id, tax_code, account_id)
    if body is None:
        body = _new_body(session, legal_name, tax_code, now)
        _make_owner(session, body, account_id, now)
    there = _open_one(session, notice_id, body.id, account_id, is_claim=is_claim)
    if there is not None:
        return there
    application = _new_application(
        session,
        notice_id=notice_id,
        body=body,
        is_claim=is_claim,
        legal_name=legal_name,
        tax_code=tax_code,
        account_id=account_id,
        now=now,
    )
    note_act(session, "start_application", application, account_id, now)
    return application


def _new_application(
    session: Session,
    *,
    notice_id: UUID,
    body: Organization,
    is_claim: bool,
    legal_name: str,
    tax_code: str,
    account_id: UUID,
    now: datetime,
) -> Application:
    last = select(func.max(Application.round)).where(
        Application.notice_id == notice_id, Application.organization_id == body.id
    )
    application = Application(
        id=uuid4(),
        notice_id=notice_id,
        organization_id=body.id,
        round=(session.scalar(last) or 0) + 1,
        is_claim=is_claim,
        state=ApplicationState.DRAFT,
        created_by=account_id,
        created_at=now,
        modified_at=now,
        legal_form=None,
        legal_name=legal_name or body.name,
        tax_code=body.tax_code or tax_code,
        email=body.email,
        website=body.website,
        **dict.fromkeys(_EMPTY, ""),
    )
    session.add(application)
    session.flush()
    return application


def _applicant(
    session: Session, organization_id: UUID | None, tax_code: str, account_id: UUID
) -> tuple[Organization | None, bool]:
    """Return the body that applies, None for a new one, and whether this is a claim of it."""
    if organization_id is not None:
        body = session.get(Organization, organization_id)
        if body is None or body.kind is OrganizationKind.PUBLIC_BODY:
            raise NotFound
        if membership_of(session, account_id, body.id) is MemberRole.OWNER:
            return body, False
        if members_of(session, body.id):
            raise NotFound
        return body, True
    known = bodies_of_tax_code(session, tax_code)
    mine = [b for b in known if membership_of(session, account_id, b.id) is MemberRole.OWNER]
    if mine:
        return mine[0], False
    if any(members_of(session, each.id) for each in known):
        raise BodyKnown
    return (known[0], True) if known else (None, False)


def _new_body(session: Session, name: str, tax_code: str, now: datetime) -> Organization:
    """Create a body, which nobody sees before it has a published listing."""
    body = Organization(
        id=uuid4(),
        name=name,
        kind=OrganizationKind.THIRD_SECTOR,
        tax_code=tax_code,
        source_lang=tree.SOURCE,
        created_at=now,
        modified_at=now,
    )
    session.add(body)
    session.flush()
    return body


def _make_owner(session: Session, body: Organization, account_id: UUID, now: datetime) -> None:
    session.add(
        Membership(
            account_id=account_id,
            organization_id=body.id,
            role=MemberRole.OWNER,
            created_at=now,
        )
    )
    record_act(
        session,
        "create_organization",
        account_id=account_id,
        subject="organization",
        subject_id=body.id,
        now=now,
    )


def _open_one(
    session: Session, notice_id: UUID, organization_id: UUID, account_id: UUID, *, is_claim: bool
) -> Application | None:
    query = select(Application).where(
        Application.notice_id == notice_id,
        Application.organization_id == organization_id,
        Application.state.in_(sorted(OPEN)),
        Application.is_claim == is_claim,
    )
    if is_claim:
        query = query.where(Application.created_by == account_id)
    return session.scalar(query.order_by(Application.round.desc()).limit(1))
