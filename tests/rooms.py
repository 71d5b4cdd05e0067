"""The rooms of a provider and of the Region: one address of each kind of page."""

from uuid import UUID

from sqlalchemy import select

from tests.people import make_account
from tests.web.moderation import judging
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.directory.rules import OrganizationKind
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.qualification.models import Notice, Qualification

STEPS = (
    *("what", "for-whom", "where", "when", "cost", "how-to-ask"),
    *("languages-and-access", "availability"),
)


def _examples() -> tuple[UUID, UUID, UUID, UUID]:
    """A service of a body of the Third Sector, the body, a notice, a qualification."""
    with reading() as session:
        service, body = session.execute(
            select(Service.id, Organization.id)
            .join(Organization, Organization.id == Service.organization_id)
            .where(Organization.kind == OrganizationKind.THIRD_SECTOR)
            .order_by(Service.name)
            .limit(1)
        ).one()
        notice = session.scalars(select(Notice.id).limit(1)).one()
        qualification = session.scalars(select(Qualification.id).limit(1)).one()
    return service, body, notice, qualification


def of_provider() -> tuple[Account, list[str]]:
    """A provider, and the pages of their room without the language."""
    service, body, notice, _ = _examples()
    account = make_account(Role.PROVIDER, "p@example.org", organization_id=body)
    of_body = f"provider/organizations/{body}"
    return account, [
        *("provider/", "account", "account/second-factor", "provider/applications"),
        f"provider/notices/{notice}",
        *(f"{of_body}/{each}" for each in ("services", "services/new", "import", "programs")),
        *(f"{of_body}/{each}" for each in ("people", "numbers", "care", "reports")),
        *(f"{of_body}/{each}" for each in ("requests", "ratings")),
        f"provider/services/{service}",
        *(f"provider/services/{service}/edit/{step}" for step in STEPS),
        *(f"provider/services/{service}/{each}" for each in ("history", "preview")),
    ]


def of_the_region() -> tuple[Account, list[str]]:
    """An administrator, and the pages of the Region's room without the language."""
    service, _, notice, qualification = _examples()
    account = make_account(Role.ADMIN, "a@example.org")
    return account, [
        *("moderation/", "moderation/log", "moderation/notices", "moderation/qualifications"),
        *("moderation/people", "moderation/mails", "translations/"),
        f"moderation/notices/{notice}",
        *(f"moderation/{kind}/{each}" for kind, each in judging.one_of_each().items()),
        f"moderation/listings/{service}",
        f"moderation/people/{account.id}",
        f"moderation/qualifications/{qualification}",
    ]
