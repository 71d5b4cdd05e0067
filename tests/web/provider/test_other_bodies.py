"""Two bodies never see or change each other's things: every provider's route, every method."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, inspect, select
from werkzeug.routing import Rule

from tests import asking, make
from tests.conftest import make_app, settings
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks.models import Mediator
from wemi_piemonte.directory.hsds import render
from wemi_piemonte.directory.models import ApiToken, Membership, Service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.exchange.bulk.rules import BulkKind, BulkState
from wemi_piemonte.exchange.models import BulkImport
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import Base, reading, transaction
from wemi_piemonte.listings.models import ListingVersion
from wemi_piemonte.listings.rules import VersionKind
from wemi_piemonte.qualification.models import Application, ApplicationDocument, Notice
from wemi_piemonte.qualification.rules import ApplicationState
from wemi_piemonte.reports.models import Report
from wemi_piemonte.reports.rules import ReportField, ReportState
from wemi_piemonte.search import queries as search_queries

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
# Open to every provider: a notice is the same for all.
FOR_ALL = {"notice_id"}
# What a request may change without being an act on somebody's thing.
NOT_THINGS = {"web_session", "rate_limit", "tally", "need_tally"}
# What a reader of the body may do too: reading a request is written down.
FOR_READERS = {"provider.open_request"}


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    app = make_app(settings(tmp_path / "data", sqlite_url))
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.test_cli_runner().invoke(args=["search", "rebuild"], catch_exceptions=False)
    search_queries.open_index(app.config["WEMI"].data_dir)
    clock.start_at(NOW)
    yield app
    clock.start_at(None)


def body(name: str) -> UUID:
    """A body with a published service."""
    owner = make.organization(name)
    record = replace(make.service(f"Servizio di {name}", organization=owner), email="a@example.org")
    with transaction() as session:
        put_services(session, [(record, json.dumps(render(record)))], publish=True, now=NOW)
    return owner.id


FORM = {
    **dict.fromkeys(("right", "member"), "reader"),
    **dict.fromkeys(("name", "text"), "x"),
    "act": "keep",
    "state": "contacted",
    "revision": "1",
}


def asked_of(service_id: UUID) -> dict[str, UUID]:
    """A request that waits, and a published rating of another one."""
    service = replace(make.service(), id=service_id)
    (rating_id,) = asking.published(service, 4, now=NOW - timedelta(days=9))
    return {"request_id": asking.ask(service).id, "rating_id": rating_id}


def things_of(organization_id: UUID, account: Account) -> dict[str, UUID]:
    """One thing of each kind that belongs to a body, by the name of its parameter."""
    ids = {
        name: uuid4()
        for name in (
            *("application_id", "document_id", "report_id", "token_id"),
            *("import_id", "version_id", "mediator_id"),
        )
    }
    with transaction() as session:
        service_id = session.scalars(
            select(Service.id).where(Service.organization_id == organization_id)
        ).one()
        notice = Notice(
            title="Avviso",
            text="Testo",
            source_lang="it",
            opens_on=date(2026, 11, 1),
            valid_months=24,
            created_at=NOW,
            modified_at=NOW,
        )
        session.add(notice)
        session.flush()
        session.add(
            Application(
                id=ids["application_id"],
                notice_id=notice.id,
                organization_id=organization_id,
                round=1,
                is_claim=False,
                state=ApplicationState.DRAFT,
                created_by=account.id,
                created_at=NOW,
                modified_at=NOW,
                **dict.fromkeys(
                    (
                        *("legal_name", "tax_code", "runts_section", "runts_number", "email"),
                        *("municipality", "phone", "website", "statement", "sections", "needs"),
                        "territory",
                    ),
                    "",
                ),
            )
        )
        session.flush()
        session.add_all(
            [
                ApplicationDocument(
                    id=ids["document_id"],
                    application_id=ids["application_id"],
                    name="statuto.pdf",
                    media_type="application/pdf",
                    size=4,
                    content=b"%PDF",
                    created_at=NOW,
                ),
                Report(
                    id=ids["report_id"],
                    service_id=service_id,
                    field=ReportField.TIMES,
                    text="È chiuso",
                    email="",
                    locale="it",
                    state=ReportState.SENT,
                    code_hash=str(uuid4()),
                    answer="",
                    created_at=NOW,
                    due_at=NOW + timedelta(days=14),
                ),
                ApiToken(
                    id=ids["token_id"],
                    organization_id=organization_id,
                    name="programma",
                    token_hash=str(uuid4()),
                    start="abcd",
                    scopes="read_listings",
                    created_at=NOW,
                    expires_at=NOW + timedelta(days=30),
                ),
                BulkImport(
                    id=ids["import_id"],
                    organization_id=organization_id,
                    account_id=account.id,
                    kind=next(iter(BulkKind)),
                    name="servizi.csv",
                    content=b"name\n",
                    state=next(iter(BulkState)),
                    fault="",
                    ignored="[]",
                    total=0,
                    done=0,
                    created_at=NOW,
                ),
                Mediator(
                    id=ids["mediator_id"],
                    organization_id=organization_id,
                    is_remote=False,
                    is_active=True,
                    created_at=NOW,
                    **dict.fromkeys(
                        ("name", "spoken", "municipality", "byday", "email", "phone"), ""
                    ),
                ),
                ListingVersion(
                    id=ids["version_id"],
                    service_id=service_id,
                    number=99,
                    kind=VersionKind.SAVED,
                    hsds="{}",
                    at=NOW,
                ),
            ]
        )
    return ids | {
        **asked_of(service_id),
        "organization_id": organization_id,
        "service_id": service_id,
        "account_id": account.id,
    }


def calls(app: Flask) -> list[tuple[Rule, str]]:
    """Every route of the provider's room that names a thing, with every method it takes."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("provider.") and rule.arguments - {"locale"} - FOR_ALL
        if rule.endpoint != "provider.region_preview"
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def ask(app: Flask, client: FlaskClient, rule: Rule, method: str, things: dict[str, UUID]) -> int:
    values: dict[str, Any] = {"locale": "en", "step": "what", "notice_id": uuid4(), **things}
    values["act"] = "open"
    with app.test_request_context("/en/"):
        path = app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
    return client.open(
        path,
        method=method,
        data=FORM,
    ).status_code


def snapshot() -> dict[str, list[str]]:
    """Everything in the database but sessions and counts."""
    with reading() as session:
        names = set(inspect(session.get_bind()).get_table_names()) & set(Base.metadata.tables)
        return {
            name: sorted(repr(row) for row in session.execute(Base.metadata.tables[name].select()))
            for name in sorted(names - NOT_THINGS)
        }


def test_a_stranger_to_the_body_finds_nothing_and_changes_nothing(site: Flask) -> None:
    mine, theirs = body("Nostra"), body("Loro")
    me = make_account(Role.PROVIDER, "me@example.org", organization_id=mine)
    them = make_account(Role.PROVIDER, "them@example.org", organization_id=theirs)
    own, others = things_of(mine, me), things_of(theirs, them)
    client = signed_in(site, me)
    before = snapshot()
    answers = {}
    for rule, method in calls(site):
        answers[f"{method} {rule.endpoint}"] = ask(site, client, rule, method, others)
    assert {name: status for name, status in answers.items() if status != 404} == {}
    # And under the address of my own body, with the ids of their things.
    mixed = others | {"organization_id": own["organization_id"]}
    for rule, method in calls(site):
        inner = rule.arguments - {"locale", "organization_id", "step", "act"} - FOR_ALL
        if "organization_id" in rule.arguments and inner:
            answers[f"{method} {rule.endpoint}"] = ask(site, client, rule, method, mixed)
    assert {name: status for name, status in answers.items() if status != 404} == {}
    assert snapshot() == before


def test_a_removed_member_is_out_at_the_next_request(site: Flask) -> None:
    mine = body("Nostra")
    me = make_account(Role.PROVIDER, "me@example.org", organization_id=mine)
    own = things_of(mine, me)
    client = signed_in(site, me)
    reads = [(rule, method) for rule, method in calls(site) if method == "GET"]
    opened = [rule.endpoint for rule, m in reads if ask(site, client, rule, m, own) == 200]
    assert len(opened) >= 10
    with transaction() as session:
        session.execute(delete(Membership).where(Membership.account_id == me.id))
    statuses = {rule.endpoint: ask(site, client, rule, m, own) for rule, m in calls(site)}
    assert set(statuses.values()) == {404}


def test_a_reader_reads_and_changes_nothing(site: Flask) -> None:
    mine = body("Nostra")
    reader = make_account(
        Role.PROVIDER, "r@example.org", organization_id=mine, member=MemberRole.READER
    )
    own = things_of(mine, reader)
    client = signed_in(site, reader)
    before = snapshot()
    wrong = {}
    for rule, method in calls(site):
        status = ask(site, client, rule, method, own)
        if method != "GET" and status not in {403, 404} and rule.endpoint not in FOR_READERS:
            wrong[f"{method} {rule.endpoint}"] = status
    assert wrong == {}
    after = snapshot()
    assert after.pop("referral_event") != before.pop("referral_event")
    for told in ("referral", "audit_row", "visitor_pass"):
        assert after.pop(told) != before.pop(told)
    assert after == before
