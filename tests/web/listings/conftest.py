"""Bodies with people who write listings, and moderators, on a database of their own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tests import make
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import MemberRole, OrganizationKind
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.qualification.models import Qualification
from wemi_piemonte.qualification.rules import QualificationState

# A Wednesday, half past eleven in Piedmont.
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)

SignIn = Callable[..., Page]


def put(record: ServiceRecord) -> ServiceRecord:
    """Publish a listing, without more ado."""
    with transaction() as session:
        put_services(session, [(record, "")], publish=True, now=NOW)
    return record


def third_sector(name: str = "Il melo", **values: Any) -> ServiceRecord:
    """A published listing of a body of the Third Sector."""
    body = make.organization("Cooperativa del Melo", kind=OrganizationKind.THIRD_SECTOR)
    full = make.full_service(name)
    return put(replace(full, organization=body, **values))


def qualify(organization_id: UUID, needs: str = "ageing") -> None:
    """Let the Region say yes to a body for some needs or areas."""
    with transaction() as session:
        session.add(
            Qualification(
                organization_id=organization_id,
                state=QualificationState.ACTIVE,
                needs=needs,
                territory="",
                valid_from=date(2026, 1, 1),
                valid_until=date(2027, 12, 31),
                reason="",
                reason_text="",
                created_at=NOW,
                changed_at=NOW,
            )
        )


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The site on an empty database; the clock stands at NOW."""
    app = make_app(settings(tmp_path / "site", sqlite_url))
    clock.start_at(NOW)
    yield app
    clock.start_at(None)


@pytest.fixture
def sign_in(site: Flask) -> SignIn:
    """Gives a browser in which somebody with this right in a body, or a moderator, is signed in."""

    def enter(
        email: str,
        organization_id: UUID | None = None,
        member: MemberRole = MemberRole.EDITOR,
        role: Role = Role.PROVIDER,
    ) -> Page:
        account = make_account(role, email, organization_id=organization_id, member=member)
        return Page(signed_in(site, account))

    return enter


@pytest.fixture
def moderator(sign_in: SignIn) -> Page:
    """A moderator of the Region."""
    return sign_in("mara@region.example", role=Role.MODERATOR)
