"""The rooms of a provider, of the Region and of an operator: one address of each kind of page."""

from uuid import UUID

from sqlalchemy import select

from tests import desk_work
from tests.people import make_account
from tests.web.moderation import judging
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.cases.operations import give_mandate
from wemi_piemonte.cases.rules import MandateScope
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.directory.rules import OrganizationKind
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.plans.operations import save_under
from wemi_piemonte.plans.rules import Wanted, Wishes
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
        *(f"{of_body}/{each}" for each in ("requests", "ratings", "mediators")),
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
        *("moderation/people", "moderation/mails", "moderation/desks", "translations/"),
        f"moderation/notices/{notice}",
        *(f"moderation/{kind}/{each}" for kind, each in judging.one_of_each().items()),
        f"moderation/listings/{service}",
        f"moderation/people/{account.id}",
        f"moderation/qualifications/{qualification}",
    ]


def of_operator() -> tuple[Account, list[str]]:
    """Who manages a desk of the demonstration, and the pages of their room without the language."""
    with reading() as session:
        desk = session.scalars(select(Desk.id).order_by(Desk.name).limit(1)).one()
    account = desk_work.worker(desk, DeskRole.MANAGER, "o@example.org")
    case = desk_work.case(desk, account, now=clock.now())
    wishes = Wishes(wanted=(Wanted("income.food"), Wanted("work.job-search")), place="004078")
    with transaction() as session:
        save_under(
            session,
            pass_id=case.pass_id,
            wishes=wishes,
            outcome={"needs": [], "services": [], "gaps": []},
            now=clock.now(),
        )
        give_mandate(
            session,
            case_id=case.id,
            scopes=list(MandateScope),
            days=30,
            locale="uk",
            account_id=account.id,
            who=account.name,
            now=clock.now(),
        )
    of_case = f"desk/cases/{case.id}"
    return account, [
        *("desk/", of_case, f"desk/{desk}/offline"),
        *(f"{of_case}/{each}" for each in ("together", "mandate", "requests")),
    ]
