"""The Region founds a desk for a body, names who keeps it, and shows it to everybody."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import desk_work
from tests.browser import Page
from tests.inbox import Mails, link_in
from tests.people import PASSWORD, make_account, signed_in
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks.models import Desk, DeskMember
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading


def body_name() -> str:
    body = desk_work.body()
    with reading() as session:
        return session.get_one(Organization, body).name


def room(site: Flask, role: Role = Role.MODERATOR) -> Page:
    account = make_account(role, f"{role.value}@example.org")
    return Page(signed_in(site, account)).open("/en/moderation/desks")


def found(page: Page, status: int = 200, /, **fields: str) -> Page:
    told = {
        "body": body_name(),
        "name": "Sportello di Mondovì",
        "kind": "fixed",
        "municipality": "Mondovì",
        "email": "olga@example.org",
    }
    return page.press("Found the desk", status, **(told | fields))


def desk() -> Desk:
    with reading() as session:
        return session.scalars(select(Desk)).one()


def number_of(model: type) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
def test_a_desk_is_founded_with_its_manager_and_shown_later(site: Flask, role: Role) -> None:
    olga = make_account(Role.OPERATOR, "olga@example.org")
    page = found(room(site, role))
    assert "The desk is founded." in page.text
    assert "olga@example.org" in page.text
    made = desk()
    assert (made.is_public, made.municipality) == (False, "004130")
    with reading() as session:
        assert session.get_one(DeskMember, (made.id, olga.id)).role is DeskRole.MANAGER
    stranger = Page(site.test_client()).open(f"/en/desks/{made.id}", 404)
    Page(signed_in(site, olga)).open(f"/en/desk/{made.id}/manage")
    page.press("Show it to everybody: Sportello di Mondovì")
    assert desk().is_public
    stranger.open(f"/en/desks/{made.id}")
    page.press("Show it to nobody: Sportello di Mondovì")
    stranger.open(f"/en/desks/{made.id}", 404)
    with reading() as session:
        rows = session.scalars(select(AuditRow.act).where(AuditRow.subject_id == made.id))
        assert list(rows) == ["found_desk", "desk_member", "show_desk", "hide_desk"]


def test_a_manager_without_an_account_is_invited(site: Flask, mails: Mails) -> None:
    page = found(room(site))
    assert "Invited, not yet here" in page.text
    (mail,) = mails()
    stranger = Page(site.test_client()).open(link_in(mail, "/invitations/"))
    stranger.press("Accept the invitation", name="Olga", password=PASSWORD)
    with reading() as session:
        account = session.scalars(select(Account).where(Account.email == "olga@example.org")).one()
        member = session.get_one(DeskMember, (desk().id, account.id))
    assert (account.role, member.role) == (Role.OPERATOR, DeskRole.MANAGER)


def test_the_same_form_sent_twice_founds_one_desk(site: Flask) -> None:
    page = room(site)
    key = page.all("//input[@name='key']/@value")[0]
    found(found(page), key=key)
    assert number_of(Desk) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", "Nobody at all"),
        ("body", ""),
        ("name", ""),
        ("kind", "castle"),
        ("municipality", "Nowhere"),
        ("email", "no address"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_kept(site: Flask, field: str, value: str) -> None:
    page = found(room(site), 422, **{field: value})
    assert page.all(f"//*[@id='{field}'][@aria-invalid='true']")
    kept = "name" if field != "name" else "email"
    assert page.all(f"string(//input[@id='{kept}']/@value)") != [""]
    assert number_of(Desk) == 0


def test_who_has_another_role_can_not_keep_it_and_no_desk_is_founded(site: Flask) -> None:
    make_account(Role.PROVIDER, "olga@example.org")
    assert "needs a second address" in found(room(site), 422).text
    assert number_of(Desk) == 0


def test_one_more_manager_is_named(site: Flask) -> None:
    made = desk_work.desk()
    make_account(Role.OPERATOR, "olga@example.org")
    page = room(site)
    page.press("Name this person", 422, form=str(made), email="no")
    assert "Nobody manages it." in page.text
    page.press("Name this person", form=str(made), email="olga@example.org")
    assert "manages the desk from now on" in page.text
    page.press("Name this person", 422, form=str(made), email="olga@example.org")
    assert "works at the desk already" in page.text


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PROVIDER, Role.CITIZEN])
def test_nobody_else_founds_desks(site: Flask, role: Role) -> None:
    account = make_account(role, "eva@example.org")
    Page(signed_in(site, account)).open("/en/moderation/desks", 403)


def test_what_is_not_there_can_not_be_shown(site: Flask) -> None:
    page = room(site)
    token = page.all("//input[@name='csrf_token']/@value")[0]
    nowhere = UUID(int=1)
    values = {"csrf_token": token, "public": "1", "email": "olga@example.org"}
    for act in ("public", "manager"):
        path = f"/en/moderation/desks/{nowhere}/{act}"
        assert page.client.post(path, data=values).status_code == 404
