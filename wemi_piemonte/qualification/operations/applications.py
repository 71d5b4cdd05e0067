"""What a body does with its application: write, send, answer, withdraw."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import Conflict, DomainError
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.qualification.models import (
    Application,
    ApplicationDocument,
    ApplicationMessage,
    Notice,
)
from wemi_piemonte.qualification.queries import application_sheet, bodies_of_tax_code
from wemi_piemonte.qualification.rules import (
    WRITABLE,
    ApplicationState,
    Told,
    is_open,
    move_application,
)


class NoticeShut(DomainError):
    """The notice takes no applications today."""

    code = "notice_shut"


class BodyKnown(Conflict):
    """The body is here already and has members: they, or the Region, must invite who applies."""

    code = "body_known"


class Incomplete(Conflict):
    """Something is missing before it can be sent; `details["missing"]` says what."""

    code = "application_incomplete"


class NotWritable(Conflict):
    """The application is with the Region, or has been answered."""

    code = "not_writable"


def touch(application: Application, now: datetime) -> None:
    """Let an application count as changed, also where only something beside it is."""
    application.modified_at = now
    flag_modified(application, "modified_at")


def save_application(
    session: Session, *, application_id: UUID, revision: int, told: Told, now: datetime
) -> Application:
    """Keep what was written, complete or not; raises Stale or NotWritable."""
    application = locked(session, Application, application_id, revision)
    if application.state not in WRITABLE:
        raise NotWritable
    body = session.get(Organization, application.organization_id)
    assert body is not None
    for name in ("legal_name", "legal_form", "runts_section", "runts_number", "municipality"):
        setattr(application, name, getattr(told, name))
    for name in ("email", "phone", "website", "statement"):
        setattr(application, name, getattr(told, name))
    # The tax code says who applies: it is given once.
    application.tax_code = body.tax_code or told.tax_code
    application.sections = " ".join(told.sections)
    application.needs = " ".join(told.needs)
    application.territory = " ".join(told.territory)
    touch(application, now)
    _tell_body(session, application, body, now)
    session.flush()
    return application


def _tell_body(
    session: Session, application: Application, body: Organization, now: datetime
) -> None:
    """Let a body that nobody sees yet be called as its application says."""
    listed = session.scalar(select(Service.id).where(Service.organization_id == body.id).limit(1))
    if application.is_claim or listed is not None:
        return
    body.name = application.legal_name or body.name
    body.email, body.website = application.email, application.website
    body.modified_at = now


def submit_application(
    session: Session,
    *,
    application_id: UUID,
    revision: int,
    answer: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Send an application, or the answer to what was asked; raises Stale, Incomplete, NoticeShut.

    Whoever was asked for more may answer after the notice has closed.
    """
    application = locked(session, Application, application_id, revision)
    notice = locked(session, Notice, application.notice_id)
    before = application.state
    application.state = move_application(before, ApplicationState.SUBMITTED)
    today = now.astimezone(ROME).date()
    if before is ApplicationState.DRAFT and not is_open(notice.opens_on, notice.closes_on, today):
        raise NoticeShut
    lacks = application_sheet(session, application_id).missing
    if others_have_tax_code(session, application):
        lacks = [*lacks, "tax_code_taken"]
    if lacks:
        raise Incomplete(missing=lacks)
    if answer:
        add_message(session, application, answer, from_region=False, account_id=account_id, now=now)
    application.submitted_at = application.modified_at = now
    note_act(session, "submit_application", application, account_id, now)


def others_have_tax_code(session: Session, application: Application) -> bool:
    """Say whether another body of the directory goes by the tax code of an application."""
    found = bodies_of_tax_code(session, application.tax_code)
    return any(each.id != application.organization_id for each in found)


def add_message(
    session: Session,
    application: Application,
    text: str,
    *,
    from_region: bool,
    account_id: UUID,
    now: datetime,
) -> None:
    """Add a message between the Region and a body."""
    session.add(
        ApplicationMessage(
            application_id=application.id,
            from_region=from_region,
            text=text,
            account_id=account_id,
            at=now,
        )
    )


def withdraw_application(
    session: Session, *, application_id: UUID, revision: int, account_id: UUID, now: datetime
) -> None:
    """Take an application back; raises Stale."""
    application = locked(session, Application, application_id, revision)
    if application.state is ApplicationState.DRAFT:
        # The Region has never seen it: nothing of it has to be kept.
        session.execute(
            delete(ApplicationDocument).where(ApplicationDocument.application_id == application_id)
        )
    application.state = move_application(application.state, ApplicationState.WITHDRAWN)
    application.modified_at = now
    note_act(session, "withdraw_application", application, account_id, now)


def note_act(
    session: Session, act: str, application: Application, account_id: UUID, now: datetime
) -> None:
    """Write an act on an application into the trail."""
    record_act(
        session,
        act,
        account_id=account_id,
        subject="application",
        subject_id=application.id,
        now=now,
        organization=application.organization_id,
    )
