"""The moderators' room: who is on what, what was decided, and what only administrators may do."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests.browser import Page
from tests.people import PASSWORD, make_account
from tests.web.provider.conftest import NOW, Mails, Town, link_in
from wemi_piemonte.accounts.models import Account, TranslatorGrant
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Membership, Service
from wemi_piemonte.directory.rules import MemberRole, Publication
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.listings.models import Submission
from wemi_piemonte.moderation.models import Claim, Decision
from wemi_piemonte.moderation.rules import Act, Reason, Subject

QUEUE = "/en/moderation/"
NOBODY = UUID("00000000-0000-4000-8000-000000000000")


def waits(service_id: UUID, days: int = 3) -> None:
    with transaction() as session:
        session.get_one(Service, service_id).publication = Publication.SUBMITTED
        session.add(Submission(service_id=service_id, escalated=False, at=NOW - timedelta(days)))


@pytest.fixture
def moderator(town: Town) -> Account:
    return make_account(Role.MODERATOR, "marta@region.example")


@pytest.fixture
def admin(town: Town) -> Account:
    return make_account(Role.ADMIN, "ada@region.example")


def holders() -> list[UUID]:
    with reading() as session:
        return list(session.scalars(select(Claim.account_id)))


def test_an_empty_queue_says_so(town: Town, moderator: Account) -> None:
    assert "all is decided" in town.browser(moderator).open(QUEUE).text


def test_a_moderator_takes_an_item_and_lets_it_go(town: Town, moderator: Account) -> None:
    waits(town.service)
    waits(town.other_service, days=9)
    page = town.browser(moderator).open(QUEUE)
    assert page.text.index("Compiti insieme") < page.text.index("Una mano in casa")
    assert "3 days ago" in page.text
    page.press("I am on it: Una mano in casa")
    assert holders() == [moderator.id]
    mine = page.open(QUEUE + "?mine=1")
    assert "Compiti insieme" not in mine.text
    page.press("Let it go : Una mano in casa".replace("go :", "go:"))
    assert holders() == []


def test_who_comes_second_hears_who_is_on_it(town: Town, moderator: Account) -> None:
    waits(town.service)
    second = town.browser(make_account(Role.MODERATOR, "ugo@region.example")).open(QUEUE)
    town.browser(moderator).open(QUEUE).press("I am on it: Una mano in casa")
    second.press("I am on it: Una mano in casa", 409)
    assert "Somebody else took it" in second.text
    assert "Marta is on it." in second.open(QUEUE).text
    assert holders() == [moderator.id]
    town.app.config["WTF_CSRF_ENABLED"] = False
    fields = {"subject": "service", "subject_id": str(town.service)}
    assert second.client.post(QUEUE + "release", data=fields).status_code == 409
    assert holders() == [moderator.id]


def test_an_administrator_frees_what_somebody_forgot(
    town: Town, moderator: Account, admin: Account
) -> None:
    waits(town.service)
    town.browser(moderator).open(QUEUE).press("I am on it: Una mano in casa")
    town.browser(admin).open(QUEUE).press("Let it go: Una mano in casa")
    assert holders() == []


def test_what_was_decided_meanwhile_is_not_taken(town: Town, moderator: Account) -> None:
    waits(town.service)
    page = town.browser(moderator).open(QUEUE)
    with transaction() as session:
        session.delete(session.get_one(Submission, town.service))
        session.get_one(Service, town.service).publication = Publication.PUBLISHED
    page.press("I am on it: Una mano in casa", 409)
    assert "no longer waits" in page.text


def test_who_belongs_to_the_body_does_not_decide(town: Town, moderator: Account) -> None:
    with transaction() as session:
        session.add(
            Membership(
                account_id=moderator.id,
                organization_id=town.body,
                role=MemberRole.READER,
                created_at=NOW,
            )
        )
    waits(town.service)
    page = town.browser(moderator).open(QUEUE)
    assert "somebody else decides" in page.text
    assert not page.all("//form[contains(@action, '/claim')]")
    town.app.config["WTF_CSRF_ENABLED"] = False
    fields = {"subject": "service", "subject_id": str(town.service)}
    assert page.client.post(QUEUE + "claim", data=fields).status_code == 403
    assert holders() == []


def test_the_queue_is_filtered_and_never_leads_past_its_end(town: Town, moderator: Account) -> None:
    waits(town.service)
    page = town.browser(moderator)
    assert "Una mano in casa" in page.open(QUEUE + "?kind=service").text
    assert "Nothing of this kind" in page.open(QUEUE + "?kind=report").text
    for query in ("?kind=king", "?page=2", "?page=0", "?page=x"):
        page.open(QUEUE + query, 404)


def decided(subject_id: UUID, act: Act, account_id: UUID | None, minutes: int = 0) -> None:
    with transaction() as session:
        session.add(
            Decision(
                subject=Subject.SERVICE,
                subject_id=subject_id,
                act=act,
                reason=Reason.COMPLETE,
                note="Thank <b>you</b>.",
                account_id=account_id,
                at=NOW + timedelta(minutes=minutes),
            )
        )


def test_the_log_is_read_by_page_and_by_filter(town: Town, moderator: Account) -> None:
    decided(town.service, Act.PUBLISH, moderator.id)
    decided(uuid4(), Act.REFUSE, uuid4())
    for number in range(60):
        decided(town.other_service, Act.SUSPEND, None, number)
    page = town.browser(moderator).open("/en/moderation/log")
    assert "62 decisions." in page.text
    last = page.open("/en/moderation/log?page=2")
    assert "Marta" in last.text
    assert "Thank <b>you</b>." in last.text
    assert "Something that is no longer here" in last.text
    assert "An account that is gone" in last.text
    assert "1 decision." in page.open("/en/moderation/log?act=publish&mine=1").text
    assert (
        "No decision is like this." in page.open("/en/moderation/log?act=publish&reason=other").text
    )
    for query in ("?act=king", "?subject=x", "?page=3"):
        page.open("/en/moderation/log" + query, 404)


@pytest.mark.parametrize("path", ["people", "mails", f"people/{NOBODY}"])
def test_moderators_are_no_administrators(town: Town, moderator: Account, path: str) -> None:
    town.browser(moderator).open(QUEUE + path, 403)


def open_person(town: Town, admin: Account, email: str) -> Page:
    page = town.browser(admin).open("/en/moderation/people")
    return page.press("Find", address=email)


def test_an_account_is_found_by_its_address_and_kept_out(town: Town, admin: Account) -> None:
    theirs = town.browser(town.owner).open("/en/provider/")
    page = open_person(town, admin, " Anna@Example.org ")
    assert "Il Melo" in page.text
    assert "anna" not in page.response.request.url
    page.press("Keep this account out")
    assert "kept out" in page.text
    assert theirs.client.get("/en/provider/").status_code == 303
    page.press("Let this account back in")
    town.browser(fresh(town.owner.id)).open("/en/provider/")
    with reading() as session:
        acts = session.scalars(
            select(AuditRow.act).where(AuditRow.subject_id == town.owner.id).order_by(AuditRow.id)
        ).all()
    assert acts[-2:] == ["suspend_account", "let_account_back"]


def fresh(account_id: UUID) -> Account:
    with reading() as session:
        return session.get_one(Account, account_id)


def test_an_unknown_address_is_said_at_the_field(town: Town, admin: Account) -> None:
    page = town.browser(admin).open("/en/moderation/people")
    page.press("Find", 422, address="nobody@example.org")
    assert page.all("//input[@id='address']/@value") == ["nobody@example.org"]
    town.browser(admin).open(f"/en/moderation/people/{uuid4()}", 404)


def test_nobody_keeps_themselves_out(town: Town, admin: Account) -> None:
    page = open_person(town, admin, admin.email)
    assert not page.all("//form[contains(@action, '/suspend')]")
    town.app.config["WTF_CSRF_ENABLED"] = False
    path = f"/en/moderation/people/{admin.id}/suspend"
    assert page.client.post(path).status_code == 422
    assert fresh(admin.id).suspended_at is None


def test_languages_are_given_and_taken_and_each_change_is_in_the_trail(
    town: Town, admin: Account
) -> None:
    page = open_person(town, admin, "anna@example.org")
    page.press("Keep these languages", language=["fr", "ar", "klingon"])
    page.press("Keep these languages", language=["ar"])
    with reading() as session:
        assert session.scalars(select(TranslatorGrant.locale)).all() == ["ar"]
        acts = session.scalars(
            select(AuditRow.act).where(AuditRow.act.contains("language")).order_by(AuditRow.id)
        ).all()
    assert acts == ["grant_language", "grant_language", "withdraw_language"]
    assert "anna@example.org" in page.open("/en/moderation/people").text


def test_staff_come_by_invitation_and_only_while_who_invited_is_an_administrator(
    town: Town, admin: Account, mails: Mails
) -> None:
    page = town.browser(admin).open("/en/moderation/people")
    for email in ("one@region.example", "two@region.example"):
        page.press("Send the invitation", email=email, role="moderator")
    first, second = sorted(mails(), key=lambda mail: mail["To"])
    accept(town, link_in(first, "/invitations/"))
    with reading() as session:
        query = select(Account.role).where(Account.email == "one@region.example")
        assert session.scalars(query).one() is Role.MODERATOR
    with transaction() as session:
        session.get_one(Account, admin.id).role = Role.CITIZEN
    accept(town, link_in(second, "/invitations/"), 410)
    with reading() as session:
        gone = select(Account).where(Account.email == "two@region.example")
        assert session.scalars(gone).all() == []


def accept(town: Town, link: str, status: int = 200) -> None:
    stranger = Page(town.app.test_client()).open(link)
    stranger.press("Accept the invitation", status, name="One", password=PASSWORD)


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("no address", "moderator"),
        ("new@region.example", "provider"),
        ("anna@example.org", "admin"),
    ],
)
def test_an_invitation_that_can_not_be_is_explained(
    town: Town, admin: Account, mails: Mails, email: str, role: str
) -> None:
    page = town.browser(admin).open("/en/moderation/people")
    page.press("Send the invitation", 422, email=email, role=role)
    assert page.all("//input[@id='email']/@value") == [email]
    assert page.all("//*[@aria-invalid='true']")
    assert mails() == []


def dead(kind: str, values: str) -> UUID:
    with transaction() as session:
        mail = Delivery(
            recipient="far@example.org",
            locale="en",
            kind=kind,
            values=values,
            created_at=NOW - timedelta(days=3),
            due_at=None,
            tries=20,
            dead_at=NOW,
            error="SMTPRecipientsRefused: no such box",
        )
        session.add(mail)
        session.flush()
        return mail.id


def test_mails_that_were_given_up_are_shown_and_tried_again(
    town: Town, admin: Account, mails: Mails
) -> None:
    dead("password-changed", "{}")
    wiped = dead("reset-password", "")
    page = town.browser(admin).open("/en/moderation/mails")
    assert "no such box" in page.text
    assert page.text.count("Try again") == 1
    page.press("Try again: far@example.org")
    assert [mail["To"] for mail in mails()] == ["far@example.org"]
    town.app.config["WTF_CSRF_ENABLED"] = False
    answer = page.client.post(f"/en/moderation/mails/{wiped}/retry", follow_redirects=True)
    assert "can not be tried again" in answer.get_data(as_text=True)
    assert mails() == []
