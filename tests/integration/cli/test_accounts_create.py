"""`accounts create` says in one sentence what it did or why not; the demonstration has its people."""

import json
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from tests.browser import Page
from tests.conftest import make_app, settings
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations.second_factor import is_code
from wemi_piemonte.accounts.rules import STAFF, Role
from wemi_piemonte.cli.people import DEMO_PASSWORD, DEMO_SECRET, demo_email
from wemi_piemonte.directory.models import Membership, Organization
from wemi_piemonte.directory.rules import MemberRole, OrganizationKind
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction

PASSWORD = "quattro parole in riga"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Flask:
    return make_app(settings(tmp_path / "data", sqlite_url))


def create(site: Flask, *words: str, password: str = PASSWORD) -> Result:
    args = ["accounts", "create", *words]
    return site.test_cli_runner().invoke(args=args, input=f"{password}\n")


def accounts() -> list[Account]:
    with reading() as session:
        return list(session.scalars(select(Account)))


def test_an_account_that_was_made_signs_in(site: Flask) -> None:
    found = create(site, "--email", " Anna@Example.org", "--role", "citizen", "--locale", "en")
    assert (found.exit_code, "otpauth" in found.output) == (0, False)
    page = Page(site.test_client()).open("/en/sign-in")
    page.press("Sign in", 200, "sign-in", email="anna@example.org", password=PASSWORD)
    assert "My page" in page.text
    assert [each.locale for each in accounts()] == ["en"]


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_get_a_second_factor_that_works(site: Flask, role: Role) -> None:
    found = create(site, "--email", "a@example.org", "--role", role.value)
    address = found.output.splitlines()[-1]
    assert address.startswith("otpauth://totp/")
    totp = pyotp.parse_uri(address)
    now = clock.now()
    with transaction() as session:
        (account,) = session.scalars(select(Account))
        assert account.second_factor_at is not None
        code = pyotp.TOTP(totp.secret).at(int(now.timestamp()))
        assert is_code(session, account=account, code=code, now=now)


def test_a_provider_is_owner_of_the_body_named(site: Flask) -> None:
    with transaction() as session:
        body = Organization(
            name="Il Melo",
            kind=OrganizationKind.PUBLIC_BODY,
            source_lang="it",
            created_at=clock.now(),
            modified_at=clock.now(),
        )
        session.add(body)
        session.flush()
        key = body.id
    words = ("--email", "p@example.org", "--role", "provider", "--organization", str(key))
    assert create(site, *words).exit_code == 0
    with reading() as session:
        member = session.scalars(select(Membership)).one()
    assert (member.organization_id, member.role) == (key, MemberRole.OWNER)


@pytest.mark.parametrize(
    ("words", "password"),
    [
        (["--email", "no address", "--role", "citizen"], PASSWORD),
        (["--email", "a@example.org", "--role", "citizen"], "short"),
        (["--email", "a@example.org", "--role", "citizen"], ""),
        (["--email", "a@example.org", "--role", "king"], PASSWORD),
        (["--email", "a@example.org", "--role", "citizen", "--locale", "xx"], PASSWORD),
        (["--email", "a@example.org", "--role", "citizen", "--organization", NOBODY], PASSWORD),
        (["--email", "a@example.org", "--role", "provider", "--organization", NOBODY], PASSWORD),
        (["--email", "a@example.org", "--role", "provider", "--organization", "x"], PASSWORD),
        (["--role", "citizen"], PASSWORD),
    ],
)
def test_what_is_wrong_is_one_sentence_and_makes_nothing(
    site: Flask, words: list[str], password: str
) -> None:
    found = create(site, *words, password=password)
    assert found.exit_code != 0
    assert "Error: " in found.output
    assert "Traceback" not in found.output
    assert password not in found.output or not password
    assert accounts() == []


def test_an_address_is_taken_once(site: Flask) -> None:
    words = ("--email", "a@example.org", "--role", "admin")
    create(site, *words)
    again = create(site, *words)
    assert again.exit_code == 1
    assert again.output == "Error: An account has this address already.\n"


def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    found = create(make_app(settings(tmp_path / "data")), "--email", "a@b.it", "--role", "citizen")
    assert found.exit_code == 1
    assert found.output.startswith("Error: The database refused: no such table")


def test_the_demonstration_has_one_account_for_each_role_made_once(
    site: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = Path("wemi_piemonte/exchange/hsds/demo.jsonl").read_text().splitlines()
    third = next(
        line for line in one if json.loads(line)["organization"].get("legal_status") is not None
    )
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join([*one[:20], third]))
    monkeypatch.setattr("wemi_piemonte.exchange.hsds.commands.DEMO", few)
    for _ in range(2):
        assert site.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 0
    assert {each.email for each in accounts()} == {demo_email(role) for role in Role}
    assert {each.role for each in accounts() if each.totp_secret == DEMO_SECRET} == STAFF
    with reading() as session:
        body = session.scalars(select(Organization).join(Membership)).one()
    assert body.kind is OrganizationKind.THIRD_SECTOR
    page = Page(site.test_client()).open("/en/sign-in")
    page.press("Sign in", 200, "sign-in", email=demo_email(Role.PROVIDER), password=DEMO_PASSWORD)
    assert body.name in page.text


def test_production_gets_no_accounts_of_the_demonstration(sqlite_url: str, tmp_path: Path) -> None:
    config = replace(settings(tmp_path / "data", sqlite_url), env="production")
    assert make_app(config).test_cli_runner().invoke(args=["demo", "load"]).exit_code == 1
    assert accounts() == []
