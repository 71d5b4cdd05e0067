"""A manager says who works at the desk, as what, and who is there when."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests import desk_work
from tests.browser import Page
from tests.desk_work import NOW
from tests.inbox import inbox, link_in
from tests.people import PASSWORD, make_account
from tests.web.desk.keeping import Kept, kept, role_of
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import DeskDuty, DeskMember
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.foundation.db import reading, transaction

__all__ = ["kept"]


def test_an_operator_is_there_at_once_and_goes_at_the_next_page(kept: Kept) -> None:
    olga = make_account(Role.OPERATOR, "olga@example.org")
    page = kept.open("people")
    page.press("Add or invite", email="olga@example.org", role="operator", spoken=["it", "ar"])
    assert role_of(kept, olga) is DeskRole.OPERATOR
    work = kept.browser(olga).open(kept.path("today"))
    page.press("Remove from the desk", form=str(olga.id))
    work.open(kept.path("today"), 404)


def test_somebody_without_an_account_is_invited_and_works_there(kept: Kept) -> None:
    mails = inbox(kept.app)
    page = kept.open("people")
    page.press("Add or invite", email="nina@example.org", role="referent", spoken=["sq"])
    page.press("Add or invite", email="nina@example.org", role="referent", spoken=["sq"])
    (mail,) = mails()
    assert "Sportello di Cuneo" in mail["Subject"]
    stranger = Page(kept.app.test_client()).open(link_in(mail, "/invitations/"))
    stranger.press("Accept the invitation", name="Nina", password=PASSWORD)
    with reading() as session:
        nina = session.scalars(select(Account).where(Account.email == "nina@example.org")).one()
        member = session.get_one(DeskMember, (kept.desk, nina.id))
    assert (nina.role, member.role, member.spoken) == (Role.OPERATOR, DeskRole.REFERENT, "sq")


def test_the_invitation_of_who_no_longer_manages_the_desk_is_dead(kept: Kept) -> None:
    mails = inbox(kept.app)
    kept.open("people").press("Add or invite", email="nina@example.org", role="manager")
    desk_work.worker(kept.desk, DeskRole.MANAGER, "aldo@example.org")
    with transaction() as session:
        operations.remove_member(
            session, desk_id=kept.desk, account_id=kept.marta.id, by=kept.marta.id, now=NOW
        )
    stranger = Page(kept.app.test_client()).open(link_in(mails()[0], "/invitations/"))
    stranger.press("Accept the invitation", 410, name="Nina", password=PASSWORD)
    with reading() as session:
        query = select(Account).where(Account.email == "nina@example.org")
        assert session.scalars(query).one_or_none() is None


def test_an_invitation_is_taken_back(kept: Kept) -> None:
    mails = inbox(kept.app)
    page = kept.open("people").press("Add or invite", email="nina@example.org", role="operator")
    link = link_in(mails()[0], "/invitations/")
    page.press("Take the invitation back nina@example.org")
    Page(kept.app.test_client()).open(link, 410)


@pytest.mark.parametrize(
    ("email", "role"), [("no", "operator"), ("marta@example.org", "operator"), ("n@e.it", "king")]
)
def test_who_can_not_be_asked_is_said_at_the_field(kept: Kept, email: str, role: str) -> None:
    page = kept.open("people").press("Add or invite", 422, email=email, role=role)
    assert page.all("//input[@id='email']/@value") == [email]
    assert page.all("//*[@aria-invalid='true']")


def test_a_provider_needs_a_second_address(kept: Kept) -> None:
    make_account(Role.PROVIDER, "paolo@example.org")
    page = kept.open("people")
    page.press("Add or invite", 422, email="paolo@example.org", role="operator")
    assert "needs a second address" in page.text


def test_the_last_manager_stays(kept: Kept) -> None:
    page = kept.open("people")
    page.press("Remove from the desk", 409, form=str(kept.marta.id))
    assert "A desk needs a manager" in page.text
    page.press("Save", 409, form=str(kept.marta.id), role="operator")
    assert role_of(kept, kept.marta) is DeskRole.MANAGER


def test_who_hands_the_desk_on_is_led_back_to_the_room(kept: Kept) -> None:
    desk_work.worker(kept.desk, DeskRole.MANAGER, "aldo@example.org")
    page = kept.open("people").press("Save", form=str(kept.marta.id), role="operator", spoken="it")
    assert page.response.request.path == "/en/desk/"


def test_who_is_there_is_kept_by_day_and_their_languages_are_seen(kept: Kept) -> None:
    olga = desk_work.worker(kept.desk)
    page = kept.open("duty")
    assert not page.all("//input[@name='on-2026-11-28']")
    page.press("Save", on__2026__11__26=[str(olga.id), str(uuid4()), "nobody"])
    with reading() as session:
        rows = [(row.on, row.account_id) for row in session.scalars(select(DeskDuty))]
    assert rows == [(date(2026, 11, 26), olga.id)]
    ticked = page.all("//input[@type='checkbox'][@checked]/@name")
    assert ticked == ["on-2026-11-26"]
    page.press("Save", on__2026__11__26=[])
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(DeskDuty)) == 0
