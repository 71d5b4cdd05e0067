"""Two bodies with a listing each, and people who act for them."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask

from tests import make
from tests.browser import Page
from tests.inbox import Mails, link_in
from tests.people import make_account, signed_in
from tests.web.accounts.conftest import NOW, mails, page, site
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.record import ServiceAtLocationRecord
from wemi_piemonte.directory.rules import MemberRole, OrganizationKind
from wemi_piemonte.foundation.db import transaction

__all__ = ["NOW", "Mails", "link_in", "mails", "page", "site"]


@dataclass(frozen=True, slots=True)
class Town:
    """What these tests are about; `other` is a body of other people."""

    app: Flask
    body: UUID
    service: UUID
    other: UUID
    other_service: UUID
    owner: Account

    def browser(self, account: Account) -> Page:
        return Page(signed_in(self.app, account))

    def path(self, rest: str = "people") -> str:
        return f"/en/provider/organizations/{self.body}/{rest}"


@pytest.fixture
def town(site: Flask) -> Town:
    place = make.location()
    mine = make.service(
        "Una mano in casa",
        organization=make.organization("Il Melo", kind=OrganizationKind.THIRD_SECTOR),
        locations=(ServiceAtLocationRecord(id=make.key("at", "Melo"), location=place),),
    )
    theirs = make.service("Compiti insieme", organization=make.organization("Il Pero"))
    with transaction() as session:
        put_services(session, [(mine, "{}"), (theirs, "{}")], publish=True, now=NOW)
    owner = make_account(Role.PROVIDER, "anna@example.org", organization_id=mine.organization.id)
    make_account(Role.PROVIDER, "piero@example.org", organization_id=theirs.organization.id)
    return Town(site, mine.organization.id, mine.id, theirs.organization.id, theirs.id, owner)


def member_of(town: Town, role: MemberRole, email: str) -> Account:
    return make_account(Role.PROVIDER, email, organization_id=town.body, member=role)
