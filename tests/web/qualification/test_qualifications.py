"""Moderators suspend, take up and revoke a qualification."""

from uuid import UUID

from sqlalchemy import select

from tests.browser import Page
from tests.inbox import Mails
from tests.web.qualification.conftest import Browser, decisions, qualified
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.moderation.rules import Act
from wemi_piemonte.qualification.models import Qualification
from wemi_piemonte.qualification.rules import QualificationState


def test_a_qualification_is_suspended_taken_up_and_revoked(
    anna: Page, rita: Page, mails: Mails
) -> None:
    qualification_id = qualified(anna, rita)
    mails()
    path = f"/en/moderation/qualifications/{qualification_id}"
    rita.open("/en/moderation/qualifications", q="orto", state="active")
    assert path in rita.links()
    rita.open(path).press("Suspend", 422, reason="left_register", text="")
    rita.press("Suspend", reason="left_register", text="Cancellati dal RUNTS.")
    (mail,) = mails()
    assert "Cancellati" not in mail.get_content()
    anna.open("/en/provider/applications")
    assert "Cancellati dal RUNTS." in anna.text
    anna.open("/en/qualified-bodies")
    assert "Suspended" in anna.text
    assert "Cancellati" not in anna.text
    rita.press("Take up again", reason="cause_ended", text="Di nuovo iscritti.")
    rita.press("Revoke", reason="rules_broken", text="Prezzi nascosti.")
    assert not rita.all("//main//form")
    assert len(mails()) == 2
    anna.open("/en/qualified-bodies")
    assert "Revoked" in anna.text
    assert [act for _subject, act, _reason in decisions()] == [
        Act.ACCEPT,
        Act.SUSPEND,
        Act.TAKE_UP,
        Act.REVOKE,
    ]


def test_a_stale_act_on_a_qualification_changes_nothing(
    anna: Page, rita: Page, browser: Browser
) -> None:
    path = f"/en/moderation/qualifications/{qualified(anna, rita)}"
    rita.open(path)
    browser("sara", Role.MODERATOR).open(path).press("Suspend", reason="other", text="Controlli")
    rita.press("Revoke", 409, reason="other", text="Le mie parole")
    assert "It changed after you opened it" in rita.text
    assert "Le mie parole" in rita.text
    with reading() as session:
        state = session.scalars(select(Qualification.state)).one()
    assert state is QualificationState.SUSPENDED


def test_things_that_are_not_there(rita: Page) -> None:
    for path in ("applications", "qualifications", "notices"):
        rita.open(f"/en/moderation/{path}/{UUID(int=5)}", 404)
    rita.open("/en/moderation/qualifications", 404, state="gone")
    rita.open("/en/moderation/qualifications", 404, page=9)
    rita.open("/en/qualified-bodies", 404, page=9)
    rita.open("/en/qualified-bodies", q="100%_")
