"""Questions about applications, and what the copy of the register says of who applies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Membership, Organization
from wemi_piemonte.directory.rules import OrganizationKind
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.geo.gazetteer.names import folded
from wemi_piemonte.qualification.models import (
    Application,
    ApplicationDocument,
    ApplicationMessage,
    Judgement,
    Notice,
    RegisterEntry,
)
from wemi_piemonte.qualification.queries.notices import NoticeSheet, notice_sheet
from wemi_piemonte.qualification.rules import ApplicationState, Told, missing
from wemi_piemonte.qualification.runts import is_alike


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application that waits for the Region; `title` is the notice's."""

    id: UUID
    title: str
    organization_id: UUID
    organization_name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ApplicationSheet:
    """An application with all that belongs to it."""

    application: Application
    organization_name: str
    notice: NoticeSheet
    documents: Sequence[ApplicationDocument]
    judgements: dict[UUID, Judgement]
    messages: Sequence[ApplicationMessage]

    @property
    def told(self) -> Told:
        """Return what the body tells."""
        return told_of(self.application)

    @property
    def missing(self) -> list[str]:
        """Return what is still needed before it can be sent."""
        documented = frozenset(str(each.criterion_id) for each in self.documents)
        return missing(self.told, self.notice.offered, self.notice.asked, documented)


@dataclass(frozen=True, slots=True)
class RegisterCheck:
    """What the copy of the register says of a body; `entry` None when it is not in it."""

    entry: RegisterEntry | None
    name_fits: bool
    section_fits: bool
    number_fits: bool
    imported_at: datetime | None


def told_of(application: Application) -> Told:
    """Return what an application tells."""
    return Told(
        legal_name=application.legal_name,
        tax_code=application.tax_code,
        legal_form=application.legal_form,
        runts_section=application.runts_section,
        runts_number=application.runts_number,
        municipality=application.municipality,
        email=application.email,
        phone=application.phone,
        website=application.website,
        statement=application.statement,
        sections=tuple(application.sections.split()),
        needs=tuple(application.needs.split()),
        # Words that are no place may hold other spaces than this one.
        territory=tuple(application.territory.split(" ")) if application.territory else (),
    )


def waiting_applications(session: Session) -> list[Waiting]:
    """Return the applications that wait for the Region, the oldest first."""
    query = (
        select(
            Application.id,
            Notice.title,
            Organization.id,
            Organization.name,
            Application.submitted_at,
        )
        .join(Notice, Notice.id == Application.notice_id)
        .join(Organization, Organization.id == Application.organization_id)
        .where(Application.state == ApplicationState.SUBMITTED)
        .order_by(Application.submitted_at, Application.id)
    )
    rows = session.execute(query)
    return [
        Waiting(each, title, body, name, since)
        for each, title, body, name, since in rows
        if since is not None
    ]


def application_sheet(session: Session, application_id: UUID) -> ApplicationSheet:
    """Return an application with all that belongs to it; raises NotFound."""
    application = session.get(Application, application_id)
    if application is None:
        raise NotFound
    body = session.get(Organization, application.organization_id)
    assert body is not None
    documents = select(ApplicationDocument).where(
        ApplicationDocument.application_id == application_id
    )
    messages = select(ApplicationMessage).where(ApplicationMessage.application_id == application_id)
    judgements = select(Judgement).where(Judgement.application_id == application_id)
    return ApplicationSheet(
        application,
        body.name,
        notice_sheet(session, application.notice_id),
        session.scalars(
            documents.order_by(ApplicationDocument.created_at, ApplicationDocument.id)
        ).all(),
        {each.criterion_id: each for each in session.scalars(judgements)},
        session.scalars(messages.order_by(ApplicationMessage.at, ApplicationMessage.id)).all(),
    )


def applications_of(session: Session, account_id: UUID) -> list[tuple[Application, str, str]]:
    """Return the applications of an account's bodies and its own claims, the newest first.

    Each comes with the title of its notice and the name of its body.
    """
    bodies = select(Membership.organization_id).where(Membership.account_id == account_id)
    query = (
        select(Application, Notice.title, Organization.name)
        .join(Notice, Notice.id == Application.notice_id)
        .join(Organization, Organization.id == Application.organization_id)
        .where(
            or_(
                Application.organization_id.in_(bodies) & ~Application.is_claim,
                Application.is_claim & (Application.created_by == account_id),
            )
        )
        .order_by(Application.created_at.desc(), Application.id)
    )
    return [(each, title, name) for each, title, name in session.execute(query)]


def bodies_of_tax_code(session: Session, tax_code: str) -> Sequence[Organization]:
    """Return the bodies of the directory that have a tax code."""
    query = select(Organization).where(
        Organization.tax_code == tax_code, Organization.tax_code != ""
    )
    return session.scalars(query.order_by(Organization.id)).all()


def register_check(session: Session, told: Told) -> RegisterCheck:
    """Compare what a body tells with the copy of the register."""
    query = select(RegisterEntry).where(RegisterEntry.tax_code == told.tax_code)
    found = session.scalars(query.order_by(RegisterEntry.number)).all()
    # A network of associations stands in two sections: the one that was declared, if it is there.
    entry = next((e for e in found if e.section == told.runts_section), found[0] if found else None)
    return RegisterCheck(
        entry,
        name_fits=entry is not None and is_alike(entry.name, told.legal_name),
        section_fits=entry is not None and entry.section == told.runts_section,
        number_fits=entry is not None
        and entry.number.lstrip("0") == told.runts_number.strip().lstrip("0"),
        imported_at=session.scalar(select(func.max(RegisterEntry.imported_at))),
    )


def unowned_namesakes(session: Session, name: str) -> list[Organization]:
    """Return the bodies without members that are called so: one of them may be who applies."""
    query = select(Organization).where(
        Organization.kind != OrganizationKind.PUBLIC_BODY,
        ~select(Membership.account_id)
        .where(Membership.organization_id == Organization.id)
        .exists(),
    )
    wanted = folded(name)
    found = session.scalars(query.order_by(Organization.name, Organization.id))
    return [each for each in found if folded(each.name) == wanted]
