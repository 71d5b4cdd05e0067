"""Moderators judge an application, ask, decide; the decision is about what they have seen."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.browser import Page
from tests.inbox import Mails
from tests.web.qualification.conftest import (
    NOW,
    PDF,
    Browser,
    begun,
    decisions,
    filled,
    judged,
    pdf,
    sent,
    stored,
)
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Membership, Organization
from wemi_piemonte.directory.rules import MemberRole, OrganizationKind
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.moderation.models import Claim
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.qualification.demonstration import NOTICE
from wemi_piemonte.qualification.models import (
    ApplicationDocument,
    RegisterEntry,
)
from wemi_piemonte.qualification.rules import ApplicationState


def test_the_whole_way_from_application_to_register(
    anna: Page, rita: Page, mails: Mails, browser: Browser
) -> None:
    application_id = sent(anna)
    rita.open("/en/moderation/")
    assert f"/en/moderation/applications/{application_id}" in rita.links()
    judged(rita, application_id, "more_needed")
    rita.press("Ask the body", reason="documents_missing", text="Manca il bilancio.")
    (asked,) = mails()
    assert asked["To"] == "anna@example.org"
    assert "Manca il bilancio" not in asked.get_content()
    assert "L'Orto di Tutti ODV" in asked.get_content()
    assert f"/it/provider/applications/{application_id}" in asked.get_content()

    anna.open(f"/en/provider/applications/{application_id}")
    assert "Manca il bilancio." in anna.text
    anna.open(f"/en/provider/applications/{application_id}/documents")
    anna.press("Send a document", criterion="", file=pdf("bilancio"))
    anna.open(f"/en/provider/applications/{application_id}")
    anna.press("Send the answer", text="Ecco il bilancio.")

    judged(rita, application_id)
    assert "Ecco il bilancio." in rita.text
    rita.press("Qualify the body", needs=["ageing.company"], territory=["004"], months="24")
    assert "Accepted" in rita.text
    (accepted,) = mails()
    assert accepted["To"] == "anna@example.org"
    assert decisions() == [
        (Subject.APPLICATION, Act.ASK_MORE, Reason.DOCUMENTS_MISSING),
        (Subject.APPLICATION, Act.ACCEPT, Reason.CRITERIA_MET),
    ]
    stranger = browser("ciro", Role.CITIZEN).open("/en/qualified-bodies", q="orto")
    assert "1 body" in stranger.text
    assert "Company against loneliness" in stranger.text
    assert "Home care for older people" not in stranger.text
    assert "from 25 November 2026 to 24 November 2028" in stranger.text
    anna.open("/en/provider/applications")
    assert "Qualified" in anna.text


def test_the_moderators_give_documents_as_something_to_keep(anna: Page, rita: Page) -> None:
    application_id = sent(anna)
    with reading() as session:
        document = session.scalars(select(ApplicationDocument.id)).first()
    path = f"/en/moderation/applications/{application_id}/documents/{document}"
    answer = rita.client.get(path)
    assert answer.data.startswith(PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert anna.client.get(path).status_code == 403
    other = f"/en/moderation/applications/{UUID(int=7)}/documents/{document}"
    assert rita.client.get(other).status_code == 404


def test_nobody_is_qualified_before_each_criterion_is_met(anna: Page, rita: Page) -> None:
    application_id = sent(anna)
    rita.open(f"/en/moderation/applications/{application_id}")
    rita.press("Qualify the body", 422, text="Un appunto")
    assert "Not found to be met: Iscrizione al RUNTS" in rita.text
    assert "Un appunto" in rita.text
    assert stored(application_id).state is ApplicationState.SUBMITTED


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"needs": ["family.nursery"]}, "Choose needs that the body asked for."),
        ({"territory": ["01"]}, "Choose places that the body asked for."),
        ({"months": "900"}, "Choose from 1 to 120 months."),
    ],
)
def test_a_body_is_qualified_for_no_more_than_it_asked(
    anna: Page, rita: Page, fields: dict[str, Any], words: str
) -> None:
    application_id = sent(anna)
    judged(rita, application_id).press("Qualify the body", 422, **fields)
    assert words in rita.text


def test_a_refusal_has_a_reason_and_words(anna: Page, rita: Page, mails: Mails) -> None:
    application_id = sent(anna)
    rita.open(f"/en/moderation/applications/{application_id}")
    rita.press("Refuse the application", 422, reason="", text="Non basta.")
    assert "Non basta." in rita.text
    rita.press("Refuse the application", 422, reason="not_in_register", text=" ")
    rita.press("Refuse the application", reason="not_in_register", text="Non è nel RUNTS.")
    (mail,) = mails()
    assert f"/it/provider/applications/{application_id}" in mail.get_content()
    anna.open(f"/en/provider/applications/{application_id}")
    assert "Non è nel RUNTS." in anna.text
    assert decisions() == [(Subject.APPLICATION, Act.REFUSE, Reason.NOT_IN_REGISTER)]
    # Who was refused may apply again.
    assert begun(anna) != f"/en/provider/applications/{application_id}"


def test_a_decision_is_about_what_was_seen(anna: Page, rita: Page, browser: Browser) -> None:
    application_id = sent(anna)
    judged(rita, application_id)
    other = browser("sara", Role.MODERATOR).open(f"/en/moderation/applications/{application_id}")
    other.press("Ask the body", reason="incomplete", text="Chi guida il pulmino?")
    anna.open(f"/en/provider/applications/{application_id}")
    anna.press("Send the answer", statement="Ora diciamo altro.", text="Lo guida Ugo.")
    rita.press("Qualify the body", 409, text="Tutto a posto")
    assert "It changed after you opened it." in rita.text
    changed = "".join(rita.all("//section[@aria-labelledby='changed']")[0].itertext())
    assert changed.split("\n")[1:] or changed
    assert "What the body does" in changed
    assert "Messages" in changed
    assert "Territory served" not in changed
    assert "Tutto a posto" in rita.text
    assert stored(application_id).state is ApplicationState.SUBMITTED


def test_a_second_click_decides_nothing_twice(anna: Page, rita: Page, mails: Mails) -> None:
    application_id = sent(anna)
    judged(rita, application_id)
    form = rita.all("//form[.//button[@value='accept']]")[0]
    values = rita._values(form) | {"act": "accept"}
    path = f"/en/moderation/applications/{application_id}"
    assert rita.client.post(path, data=values).status_code == 303
    assert rita.client.post(path, data=values).status_code == 409
    assert len(decisions()) == 1
    assert len(mails()) == 1


def test_two_moderators_judge_and_nothing_is_lost(anna: Page, rita: Page, browser: Browser) -> None:
    application_id = sent(anna)
    other = browser("sara", Role.MODERATOR).open(f"/en/moderation/applications/{application_id}")
    judged(rita, application_id)
    note = str(other.all("//textarea[starts-with(@name, 'note-')]/@name")[0])
    values = other._values(other.all("//form[.//button[@value='judge']]")[0])
    values |= {"act": "judge", note: "Visto da Sara"}
    answer = other.client.post(f"/en/moderation/applications/{application_id}", data=values)
    assert answer.status_code == 409
    assert "Visto da Sara" in answer.text
    assert "Criteria" in answer.text


def test_who_is_on_it_keeps_others_from_deciding(anna: Page, rita: Page, browser: Browser) -> None:
    application_id = sent(anna)
    rita.open(f"/en/moderation/applications/{application_id}")
    rita.press("I am on it")
    assert "You are on it." in rita.text
    rita.press("Let it go")
    browser("sara", Role.MODERATOR)
    with transaction() as session:
        sara = session.scalars(select(Account).where(Account.email == "sara@example.org")).one()
        session.add(
            Claim(
                subject=Subject.APPLICATION,
                subject_id=UUID(application_id),
                account_id=sara.id,
                until=NOW.replace(hour=23),
            )
        )
    rita.press("Refuse the application", 409, reason="other", text="Il mio testo")
    assert "Somebody else is on it" in rita.text
    assert "Il mio testo" in rita.text


def test_four_eyes_who_belongs_to_the_body_does_not_decide(
    anna: Page, rita: Page, browser: Browser
) -> None:
    application_id = sent(anna)
    rita.open(f"/en/moderation/applications/{application_id}")
    with transaction() as session:
        found = session.scalars(select(Account).where(Account.email == "rita@example.org")).one()
        session.add(
            Membership(
                account_id=found.id,
                organization_id=stored(application_id).organization_id,
                role=MemberRole.READER,
                created_at=NOW,
            )
        )
    rita.press("Refuse the application", 409, reason="other", text="Il mio testo")
    assert "You belong to this body" in rita.text
    rita.open(f"/en/moderation/applications/{application_id}")
    assert not rita.all("//button[@value='refuse']")


def test_the_register_is_compared(anna: Page, rita: Page) -> None:
    application_id = sent(anna)
    rita.open(f"/en/moderation/applications/{application_id}")
    assert "The register has not been imported" in rita.text
    with transaction() as session:
        session.add(
            RegisterEntry(
                number="012345",
                tax_code="80087670016",
                name="L’ORTO DI TUTTI",
                section="b",
                municipality="Cuneo",
                province="CN",
                registered_on=None,
                imported_at=NOW,
            )
        )
    rita.open(f"/en/moderation/applications/{application_id}")
    assert "The name is alike." in rita.text
    assert "The section is another: B: associations of social promotion" in rita.text
    assert "The number is as declared." in rita.text


def test_a_claim_makes_an_owner_with_the_yes_and_not_before(
    anna: Page, rita: Page, browser: Browser
) -> None:
    with transaction() as session:
        known = Organization(
            name="Ciliegie in Tasca",
            kind=OrganizationKind.OTHER,
            source_lang="it",
            created_at=NOW,
            modified_at=NOW,
        )
        session.add(known)
    paths = {}
    for name in ("anna", "zeno"):
        page = browser(name).open(f"/en/provider/notices/{NOTICE}")
        page.press("Begin", legal_name="Ciliegie in Tasca", tax_code="80087670016")
        page.press("Go on")
        paths[name] = page.response.request.path
        filled(page, paths[name])
        page.open(paths[name]).press("Send to the Region")
    application_id = paths["anna"].rpartition("/")[2]
    judged(rita, application_id)
    assert "With your yes they become its owner" in rita.text
    rita.press("Qualify the body")
    with reading() as session:
        (member,) = session.scalars(select(Membership)).all()
        body = session.get(Organization, known.id)
    assert body is not None
    assert member.organization_id == known.id
    assert (body.kind, body.tax_code) == (OrganizationKind.THIRD_SECTOR, "80087670016")
    # The other claim can no longer be accepted; it is still its author's own.
    judged(rita, paths["zeno"].rpartition("/")[2]).press("Qualify the body", 409)
    assert "they must invite who claims it" in rita.text
    browser("zeno").open(paths["zeno"])
    browser("zeno").open(paths["anna"], 404)
