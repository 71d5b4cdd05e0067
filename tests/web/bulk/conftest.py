"""Two bodies with listings of their own, on a site whose worker is called by hand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import make
from tests.conftest import make_app, settings
from tests.people import make_account
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.directory.hsds import parse, render
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.rules import MemberRole, Scope
from wemi_piemonte.directory.tokens import make_api_token
from wemi_piemonte.exchange.bulk import working
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import transaction

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
OURS = make.organization()
OTHERS = make.organization("Associazione del Pero")
SERVICES = "/api/v1/own/services"
BOTH = (Scope.READ_LISTINGS, Scope.WRITE_LISTINGS)


@pytest.fixture
def site(sqlite_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = make_app(settings(tmp_path_factory.mktemp("bulk"), sqlite_url))
    clock.start_at(NOW)
    with transaction() as session:
        theirs = make.service("Il pero", organization=OTHERS)
        # As a source tells it, so that what it is read from and written as is the same.
        ours, _ = parse(render(make.full_service()))
        put_services(session, [(ours, ""), (theirs, "")], publish=True, now=NOW)
    yield app
    clock.start_at(None)
    working._held.clear()
    db.Sessions.kw["bind"].dispose()


@pytest.fixture
def owner(site: Flask) -> Account:
    del site
    return make_account(organization_id=OURS.id)


@pytest.fixture
def editor(site: Flask) -> Account:
    del site
    return make_account(email="edo@example.org", organization_id=OURS.id, member=MemberRole.EDITOR)


@pytest.fixture
def reader(site: Flask) -> Account:
    del site
    return make_account(email="lea@example.org", organization_id=OURS.id, member=MemberRole.READER)


@pytest.fixture
def stranger(site: Flask) -> Account:
    """An owner, but of another body."""
    del site
    return make_account(email="ugo@example.org", organization_id=OTHERS.id)


def key(account: Account, *scopes: Scope, body: UUID = OURS.id, days: int = 30) -> str:
    with transaction() as session:
        return make_api_token(
            session,
            token_id=uuid4(),
            organization_id=body,
            account_id=account.id,
            name="Gestionale",
            scopes=scopes or BOTH,
            days=days,
            now=clock.now(),
        )


def get(site: Flask, secret: str, **query: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {secret}"}
    return site.test_client().get(SERVICES, headers=headers, query_string=query)


def put(site: Flask, secret: str, service_id: object, document: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {secret}"}
    client = site.test_client()
    return client.put(f"{SERVICES}/{service_id}", json=document, headers=headers)
