"""A body applies: in as many sittings as it takes, and nobody else sees what it wrote."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.browser import Page
from tests.web.qualification.conftest import (
    NOW,
    TAX_CODE,
    Browser,
    begun,
    filled,
    pdf,
    sent,
)
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Membership, Organization
from wemi_piemonte.directory.rules import MemberRole, OrganizationKind
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.qualification.demonstration import NOTICE
from wemi_piemonte.qualification.models import Application, ApplicationDocument, Notice
from wemi_piemonte.qualification.rules import ApplicationState


def only_application() -> Application:
    with reading() as session:
        return session.scalars(select(Application)).one()


def body(name: str = "Ciliegie in Tasca", tax_code: str = "") -> Organization:
    """A body of the directory that nobody speaks for."""
    with transaction() as session:
        found = Organization(
            id=uuid4(),
            name=name,
            kind=OrganizationKind.THIRD_SECTOR,
            tax_code=tax_code,
            source_lang="it",
            created_at=NOW,
            modified_at=NOW,
        )
        session.add(found)
    return found


def test_the_open_notice_is_found_and_read(anna: Page) -> None:
    anna.open("/en/provider/applications")
    assert "Avviso per la qualificazione" in anna.text
    anna.open(f"/en/provider/notices/{NOTICE}")
    assert "Statuto coerente con i servizi" in anna.text
    assert "lasts 36 months" in anna.text


def test_a_notice_that_is_not_open_is_not_there(anna: Page, rita: Page) -> None:
    rita.open("/en/moderation/notices").press("Begin", title="Un altro avviso")
    draft = rita.response.request.path.rpartition("/")[2]
    anna.open(f"/en/provider/notices/{draft}", 404)
    anna.open(f"/en/provider/notices/{uuid4()}", 404)


def test_to_begin_makes_the_body_and_its_owner(anna: Page) -> None:
    begun(anna)
    application = only_application()
    with reading() as session:
        found = session.get(Organization, application.organization_id)
        member = session.scalars(select(Membership)).one()
    assert found is not None
    assert (found.name, found.kind, found.tax_code) == (
        "L'Orto di Tutti ODV",
        OrganizationKind.THIRD_SECTOR,
        TAX_CODE,
    )
    assert (member.organization_id, member.role) == (found.id, MemberRole.OWNER)
    assert not application.is_claim


def test_a_double_click_begins_one_application(anna: Page) -> None:
    assert begun(anna) == begun(anna)
    only_application()


@pytest.mark.parametrize(
    ("name", "tax_code", "words"),
    [
        ("", TAX_CODE, "Write the legal name."),
        ("Orto", "80087670017", "eleven digits"),
        ("Orto", "RSSMRA80A01L219M", "eleven digits"),
    ],
)
def test_a_wrong_beginning_is_said_at_the_field(
    anna: Page, name: str, tax_code: str, words: str
) -> None:
    anna.open(f"/en/provider/notices/{NOTICE}")
    anna.press("Begin", 422, legal_name=name, tax_code=tax_code)
    assert words in anna.text
    assert anna.all("//title")[0].text.startswith("Error: ")
    assert anna.all("//input[@name='tax_code']/@value") == [tax_code]


def test_a_draft_is_kept_incomplete_and_says_what_is_missing(anna: Page) -> None:
    path = begun(anna)
    anna.press("Keep as draft", municipality="Atlantide", municipalities="Bra\nUn posto qualunque")
    assert "It is kept." in anna.text
    assert "Write the municipality of the seat" in anna.text
    assert "all names must be places of Piedmont" in anna.text
    assert "Send a document for: Statuto coerente con i servizi" in anna.text
    anna.open(path)
    # What is no place is still there to be mended.
    assert anna.all("//input[@name='municipality']/@value") == ["Atlantide"]
    assert anna.all("//textarea[@name='municipalities']")[0].text.split("\n")[-2:] == [
        "Bra (CN)",
        "Un posto qualunque",
    ]


def test_an_incomplete_application_is_kept_but_not_sent(anna: Page) -> None:
    begun(anna)
    anna.press("Send to the Region", 422, statement="Aiutiamo tutti.")
    assert "It is kept, but not sent" in anna.text
    application = only_application()
    assert application.state is ApplicationState.DRAFT
    assert application.statement == "Aiutiamo tutti."


def test_a_complete_application_is_sent_and_can_no_longer_be_written(anna: Page) -> None:
    application_id = sent(anna)
    assert "The Region looks at it" in anna.text
    application = only_application()
    assert application.state is ApplicationState.SUBMITTED
    assert application.municipality == "004078"
    assert application.territory == "004 001272 004029"
    anna.open(f"/en/provider/applications/{application_id}")
    assert not anna.all("//textarea[@name='statement']")
    assert "Waiting for the Region" in anna.text


def test_the_same_form_sent_twice_sends_once(anna: Page) -> None:
    path = begun(anna)
    filled(anna, path)
    anna.open(path)
    values = anna._values(anna.all("//form[.//textarea[@name='statement']]")[0])
    values["act"] = "submit"
    first = anna.client.post(path, data=values)
    second = anna.client.post(path, data=values)
    assert (first.status_code, second.status_code) == (303, 303)
    assert only_application().state is ApplicationState.SUBMITTED


def test_two_editors_lose_nothing(anna: Page, browser: Browser) -> None:
    path = begun(anna)
    other = browser(
        "bruno", organization_id=only_application().organization_id, member=MemberRole.EDITOR
    )
    other.open(path).press("Keep as draft", statement="Il testo di Bruno")
    anna.press("Keep as draft", 409, statement="Il testo di Anna")
    assert "Somebody else changed this application" in anna.text
    assert "Il testo di Bruno" in anna.text
    assert anna.all("//textarea[@name='statement']")[0].text.strip() == "Il testo di Anna"
    anna.press("Keep as draft")
    assert only_application().statement == "Il testo di Anna"


def test_an_editor_writes_and_an_owner_sends(anna: Page, browser: Browser) -> None:
    path = begun(anna)
    body_id = only_application().organization_id
    editor = browser("bruno", organization_id=body_id, member=MemberRole.EDITOR)
    reader = browser("carla", organization_id=body_id, member=MemberRole.READER)
    editor.open(path).press("Keep as draft", statement="Aiutiamo.")
    editor.open(path)
    assert "An owner of the body sends it." in editor.text
    for page, act in ((editor, "submit"), (editor, "withdraw"), (reader, "save")):
        token = page.open("/en/account").all("//input[@name='csrf_token']/@value")[0]
        values = {"csrf_token": token, "revision": "2", "act": act}
        assert page.client.post(path, data=values).status_code == 403
    reader.open(f"{path}/documents")
    assert not reader.all("//input[@type='file']")
    sent_file = {"csrf_token": token, "file": pdf()}
    assert reader.client.post(f"{path}/documents", data=sent_file).status_code == 403


def test_a_stranger_finds_nothing_under_any_address(anna: Page, browser: Browser) -> None:
    path = begun(anna)
    filled(anna, path)
    with reading() as session:
        document = session.scalars(select(ApplicationDocument.id)).first()
    stranger = browser("zeno")
    for each in (path, f"{path}/documents", f"{path}/documents/{document}"):
        stranger.open(each, 404)
    token = stranger.open(f"/en/provider/notices/{NOTICE}").all(
        "//input[@name='csrf_token']/@value"
    )
    for each in (path, f"{path}/documents", f"{path}/documents/{document}/remove"):
        values = {"csrf_token": token[0], "revision": "1", "act": "withdraw"}
        assert stranger.client.post(each, data=values).status_code == 404
    anna.open(path)


def test_a_removed_member_is_out_at_the_next_request(anna: Page) -> None:
    path = begun(anna)
    with transaction() as session:
        session.delete(session.scalars(select(Membership)).one())
    anna.press("Keep as draft", 404, statement="Ancora io")
    anna.open(path, 404)


def test_a_known_body_lets_no_stranger_in(anna: Page, browser: Browser) -> None:
    begun(anna)
    stranger = browser("zeno")
    stranger.open(f"/en/provider/notices/{NOTICE}")
    stranger.press("Begin", 409, legal_name="Il mio orto", tax_code=f"IT {TAX_CODE}")
    assert "Ask its owner to invite you" in stranger.text
    only_application()
    # Nor under its id.
    stranger.open(f"/en/provider/notices/{NOTICE}")
    stranger.press("Begin", 404, organization=str(only_application().organization_id))


def test_a_body_without_members_is_claimed_and_the_claim_is_nobody_elses(
    anna: Page, browser: Browser
) -> None:
    known = body()
    anna.open(f"/en/provider/notices/{NOTICE}")
    anna.press("Begin", legal_name="ciliegie in tasca", tax_code=TAX_CODE)
    assert "Is it yours?" in anna.text
    anna.press("Go on")
    application = only_application()
    assert (application.organization_id, application.is_claim) == (known.id, True)
    with reading() as session:
        assert session.scalars(select(Membership)).all() == []
    path = anna.response.request.path
    browser("zeno").open(path, 404)
    # A second person may claim it too: the Region decides.
    zeno = browser("zeno").open(f"/en/provider/notices/{NOTICE}")
    zeno.press("Begin", legal_name="Ciliegie in Tasca", tax_code=TAX_CODE).press("Go on")
    with reading() as session:
        assert len(session.scalars(select(Application)).all()) == 2


def test_a_namesake_may_be_another_body(anna: Page) -> None:
    known = body()
    anna.open(f"/en/provider/notices/{NOTICE}")
    anna.press("Begin", legal_name="Ciliegie in Tasca", tax_code=TAX_CODE)
    anna.press("Go on", organization="new")
    assert only_application().organization_id != known.id


def test_after_the_last_day_nothing_is_begun_or_sent(anna: Page) -> None:
    path = begun(anna)
    filled(anna, path)
    anna.open(path)
    with transaction() as session:
        notice = session.get(Notice, NOTICE)
        assert notice is not None
        notice.closes_on = NOW.date() - timedelta(days=1)
    anna.press("Send to the Region", 409)
    assert "What you wrote is kept." in anna.text
    anna.open(f"/en/provider/notices/{NOTICE}")
    assert "takes no applications now" in anna.text
    assert not anna.all("//input[@name='legal_name']")


def test_who_withdraws_may_begin_anew(anna: Page) -> None:
    path = begun(anna)
    anna.open(f"{path}/documents").press("Send a document", file=pdf())
    anna.open(path).press("Yes, withdraw it")
    with reading() as session:
        assert session.scalars(select(ApplicationDocument.id)).all() == []
    assert "The application is withdrawn." in anna.text
    assert begun(anna) != path
    anna.open(path)
    assert "Withdrawn" in anna.text


def test_an_unknown_choice_is_refused_and_the_text_stays(anna: Page) -> None:
    begun(anna)
    anna.press("Keep as draft", 422, legal_form="bank", statement="Resta qui")
    assert anna.all("//textarea[@name='statement']")[0].text.strip() == "Resta qui"
    assert only_application().statement == ""


def test_other_roles_have_no_provider_s_room(browser: Browser) -> None:
    browser("ciro", Role.CITIZEN).open("/en/provider/applications", 403)
