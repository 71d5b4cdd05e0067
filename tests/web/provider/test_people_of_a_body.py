"""Owners say who belongs to a body; rights end at the next request, and one owner always stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.browser import Page
from tests.people import PASSWORD, make_account
from tests.web.provider.conftest import NOW, Mails, Town, link_in, member_of
from wemi_piemonte.accounts.models import Account, Token
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.memberships import remove_member
from wemi_piemonte.directory.models import Membership
from wemi_piemonte.directory.queries import membership_of
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction


def right_of(town: Town, account: Account) -> MemberRole | None:
    with reading() as session:
        return membership_of(session, account.id, town.body)


def invite(town: Town, email: str = "carla@example.org", right: str = "editor") -> Page:
    browser = town.browser(town.owner).open(town.path())
    return browser.press("Send the invitation", email=email, member=right)


def accept(town: Town, link: str, **fields: str) -> Page:
    stranger = Page(town.app.test_client()).open(link)
    return stranger.press("Accept the invitation", name="Carla", password=PASSWORD, **fields)


def carla() -> Account:
    with reading() as session:
        return session.scalars(select(Account).where(Account.email == "carla@example.org")).one()


def test_somebody_invited_belongs_to_the_body_with_the_right_given(
    town: Town, mails: Mails
) -> None:
    page = invite(town)
    assert "on its way" in page.text
    assert "carla@example.org" in page.text
    (mail,) = mails()
    assert "Il Melo" in mail["Subject"]
    link = link_in(mail, "/invitations/")
    accept(town, link)
    account = carla()
    assert (account.role, right_of(town, account)) == (Role.PROVIDER, MemberRole.EDITOR)
    Page(town.app.test_client()).open(link, 410)
    assert "Il Melo" in town.browser(account).open("/en/provider/").text


def test_an_invitation_ends_after_two_days(town: Town, mails: Mails) -> None:
    invite(town)
    link = link_in(mails()[0], "/invitations/")
    clock.start_at(NOW + timedelta(days=2, minutes=1))
    Page(town.app.test_client()).open(link, 410)


def test_the_same_press_twice_sends_one_mail(town: Town, mails: Mails) -> None:
    invite(town)
    invite(town)
    assert len(mails()) == 1


def test_a_later_invitation_takes_the_place_of_the_first(town: Town, mails: Mails) -> None:
    invite(town, right="owner")
    first = link_in(mails()[0], "/invitations/")
    invite(town, right="reader")
    second = link_in(mails()[0], "/invitations/")
    Page(town.app.test_client()).open(first, 410)
    accept(town, second)
    assert right_of(town, carla()) is MemberRole.READER


def test_an_invitation_that_is_taken_back_is_dead(town: Town, mails: Mails) -> None:
    invite(town)
    link = link_in(mails()[0], "/invitations/")
    page = town.browser(town.owner).open(town.path())
    page.press("Take the invitation back carla@example.org")
    Page(town.app.test_client()).open(link, 410)


def test_who_invited_must_be_an_owner_still(town: Town, mails: Mails) -> None:
    invite(town)
    other = member_of(town, MemberRole.OWNER, "bruno@example.org")
    with transaction() as session:
        remove_member(
            session,
            organization_id=town.body,
            account_id=town.owner.id,
            by=other.id,
            now=NOW,
        )
    accept(town, link_in(mails()[0], "/invitations/"))
    assert right_of(town, carla()) is None


def test_who_has_an_account_accepts_with_it(town: Town, mails: Mails) -> None:
    account = make_account(Role.CITIZEN, "carla@example.org", locale="en")
    invite(town)
    link = link_in(mails()[0], "/invitations/")
    assert "Sign in" in Page(town.app.test_client()).open(link).text
    town.browser(account).open(link).press("Accept the invitation")
    assert right_of(town, account) is MemberRole.EDITOR


def test_a_member_is_not_invited_again(town: Town, mails: Mails) -> None:
    member_of(town, MemberRole.READER, "carla@example.org")
    page = town.browser(town.owner).open(town.path())
    page.press("Send the invitation", 422, email="carla@example.org")
    assert page.all("//input[@id='email']/@value") == ["carla@example.org"]
    assert "belongs to the body already" in page.text
    assert mails() == []


@pytest.mark.parametrize(
    ("email", "right"), [("no address", "editor"), ("carla@example.org", "king")]
)
def test_what_is_wrong_is_said_at_the_field_and_kept(town: Town, email: str, right: str) -> None:
    page = town.browser(town.owner).open(town.path())
    page.press("Send the invitation", 422, email=email, member=right)
    assert page.all("//input[@id='email']/@value") == [email]
    assert page.all("string(//title)")[0].startswith("Error:")
    assert page.all("//*[@aria-invalid='true']")


def test_a_member_who_is_removed_is_out_at_the_next_request(town: Town, mails: Mails) -> None:
    account = member_of(town, MemberRole.OWNER, "bruno@example.org")
    browser = town.browser(account).open(town.path())
    owner = town.browser(town.owner).open(town.path())
    owner.press("Remove from the body", 200, str(account.id))
    browser.open(town.path(), 404)
    browser.open(town.path("numbers"), 404)
    assert right_of(town, account) is None
    assert mails() == []


def test_a_removed_member_does_not_come_back_by_an_old_invitation(town: Town, mails: Mails) -> None:
    invite(town)
    link = link_in(mails()[0], "/invitations/")
    account = member_of(town, MemberRole.READER, "carla@example.org")
    owner = town.browser(town.owner).open(town.path())
    owner.press("Remove from the body", 200, str(account.id))
    town.browser(account).open(link, 410)


def test_a_right_that_is_made_smaller_counts_at_the_next_request(town: Town) -> None:
    account = member_of(town, MemberRole.OWNER, "bruno@example.org")
    browser = town.browser(account).open(town.path())
    owner = town.browser(town.owner).open(town.path())
    owner.press("Change the right", 200, str(account.id), member="reader")
    assert "The right is changed" in owner.text
    browser.open(town.path(), 403)
    browser.open(town.path("numbers"))
    with reading() as session:
        acts = session.scalars(select(AuditRow.act).where(AuditRow.subject_id == town.body)).all()
    assert acts == ["change_right"]


def test_the_last_owner_stays(town: Town) -> None:
    page = town.browser(town.owner).open(town.path())
    page.press("Remove from the body", 409, str(town.owner.id))
    assert "A body needs an owner" in page.text
    page.press("Change the right", 409, str(town.owner.id), member="editor")
    assert right_of(town, town.owner) is MemberRole.OWNER


def test_an_owner_who_goes_is_led_to_the_first_page(town: Town) -> None:
    member_of(town, MemberRole.OWNER, "bruno@example.org")
    page = town.browser(town.owner).open(town.path())
    page.press("Remove from the body", 200, str(town.owner.id))
    assert "You do not yet act for a body." in page.text


@pytest.mark.parametrize("role", [MemberRole.EDITOR, MemberRole.READER])
def test_only_owners_see_and_change_people(town: Town, role: MemberRole) -> None:
    account = member_of(town, role, "bruno@example.org")
    town.browser(account).open(town.path(), 403)
    calls = [
        ("invitations", {"email": "x@example.org", "member": "owner"}),
        ("invitations/withdraw", {"email": "x@example.org"}),
        (f"{account.id}/right", {"member": "owner"}),
        (f"{town.owner.id}/remove", {}),
    ]
    town.app.config["WTF_CSRF_ENABLED"] = False
    browser = town.browser(account)
    for rest, fields in calls:
        answer = browser.client.post(f"{town.path()}/{rest}", data=fields)
        assert answer.status_code == 403, rest
    assert right_of(town, account) is role


def test_there_is_nothing_for_owners_of_other_bodies(town: Town) -> None:
    with reading() as session:
        stranger = session.scalars(
            select(Account).where(Account.email == "piero@example.org")
        ).one()
    town.app.config["WTF_CSRF_ENABLED"] = False
    browser = town.browser(stranger)
    browser.open(town.path(), 404)
    for rest in ("invitations", f"{town.owner.id}/right", f"{town.owner.id}/remove"):
        fields = {"email": "x@example.org", "member": "owner"}
        assert browser.client.post(f"{town.path()}/{rest}", data=fields).status_code == 404
    # Nor may they reach a member of a body through the address of their own.
    own = f"/en/provider/organizations/{town.other}/people/{town.owner.id}/remove"
    assert browser.client.post(own).status_code == 404
    with reading() as session:
        assert session.scalars(select(Token)).all() == []
        assert len(session.scalars(select(Membership)).all()) == 2


def test_the_only_owner_can_not_delete_the_account_and_others_can(town: Town) -> None:
    page = town.browser(town.owner).open("/en/account")
    page.press("Yes, delete it", 409, old=PASSWORD)
    assert "only owner" in page.text
    member_of(town, MemberRole.OWNER, "bruno@example.org")
    page.press("Yes, delete it", old=PASSWORD)
    with reading() as session:
        assert session.get(Account, town.owner.id) is None


def test_the_copy_of_ones_data_names_the_bodies(town: Town) -> None:
    told = town.browser(town.owner).client.get("/en/account/data.json").get_json()
    assert [(each["name"], each["right"]) for each in told["bodies"]] == [("Il Melo", "owner")]
