"""As whom somebody asks, who can not ask, and what can not be asked for."""

from sqlalchemy import update

from tests.people import make_account
from tests.web.asking.conftest import (
    BODY_EMAIL,
    CILIEGIO,
    MELO,
    PERO,
    PERSON_EMAIL,
    Site,
    form_of,
    passes,
    requests,
    shown_pass,
    the_request,
)
from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.operations import set_publication
from wemi_piemonte.directory.rules import MemberRole, Publication
from wemi_piemonte.foundation.db import transaction

ASK = f"/en/services/{MELO.id}/request"
SEND = "Send the request"
BY_MAIL = {"contact_kind": "email", "email": PERSON_EMAIL, "consent": "1"}
CANARY = "zeppelin color pervinca"


def test_a_second_request_goes_under_the_pass_that_is_open(site: Site) -> None:
    page = site.browser().open(ASK).press(SEND, 201, **BY_MAIL)
    page.open(f"/en/services/{CILIEGIO.id}/request").press(SEND, 201, **BY_MAIL)
    assert "that you have already" in page.text
    assert not page.all("//dl[@class='pass']")
    assert (len({each.pass_id for each in requests()}), passes()) == (1, 1)


def test_of_several_open_passes_the_one_opened_last_is_used(site: Site) -> None:
    first = site.browser().open(ASK).press(SEND, 201, **BY_MAIL)
    code, pin = shown_pass(first)
    page = site.browser().open(ASK).press(SEND, 201, **BY_MAIL)
    page.open("/en/requests").press("open", code=code, pin=pin)
    page.open(f"/en/services/{CILIEGIO.id}/request").press(SEND, 201, **BY_MAIL)
    mine = {each.pass_id for each in requests() if each.service_id == CILIEGIO.id}
    assert mine < {each.pass_id for each in requests() if each.service_id == MELO.id}
    page.open("/en/requests")
    assert page.text.count("Una mano in casa") >= 2
    first.open(f"/en/services/{CILIEGIO.id}/request")
    assert not first.all("//textarea")


def test_a_pass_that_has_ended_is_used_no_more(site: Site) -> None:
    page = site.browser().open(ASK).press(SEND, 201, **BY_MAIL)
    with transaction() as session:
        session.execute(update(Pass).values(expires_at=site.now))
    page.open(f"/en/services/{CILIEGIO.id}/request").press(SEND, 201, **BY_MAIL)
    shown_pass(page)
    assert passes() == 2


def test_a_person_with_an_account_needs_no_pass(site: Site) -> None:
    anna = site.citizen()
    page = site.browser(anna).open(ASK)
    assert page.all("//input[@name='email']/@value") == ["anna@example.org"]
    assert page.all("//input[@name='contact_kind' and @checked]/@value") == ["email"]
    page.press(SEND, consent="1")
    assert page.response.request.path == "/en/requests"
    assert page.all("//*[@role='status']")
    assert "Una mano in casa" in page.text
    assert (the_request().account_id, passes()) == (anna.id, 0)


def test_staff_of_the_body_do_not_ask_it_for_its_own_service(site: Site) -> None:
    owner = make_account(Role.PROVIDER, "olga@example.org", organization_id=MELO.organization.id)
    page = site.browser(owner).open(f"/en/services/{CILIEGIO.id}/request")
    path, values = form_of(page, consent="1", words="all the same")
    page.open(ASK)
    assert "belong to this body" in page.text
    assert not page.all("//textarea")
    answer = page.client.post(ASK, data=values)
    assert answer.status_code == 409
    assert "all the same" in answer.text
    assert requests() == []
    assert path != ASK


def test_an_address_of_the_body_itself_is_refused_at_its_field(site: Site) -> None:
    make_account(
        Role.PROVIDER,
        "olga@example.org",
        organization_id=MELO.organization.id,
        member=MemberRole.READER,
    )
    page = site.browser().open(ASK)
    for address in ("Olga@Example.org", BODY_EMAIL):
        page.press(SEND, 409, contact_kind="email", email=address, consent="1", words="please")
        assert "one of the body's own" in page.text
        assert page.all("//input[@name='email']/@value") == [address]
        assert page.all("//textarea/text()")[0].strip() == "please"
    assert (requests(), passes()) == ([], 0)


def test_a_service_whose_body_can_not_be_written_to_says_how_to_reach_it(site: Site) -> None:
    page = site.browser().open(f"/en/services/{PERO.id}")
    address = f"/en/services/{PERO.id}/request"
    assert address not in page.links()
    page.open(address)
    assert not page.all("//textarea")
    assert any(each.startswith("tel:") for each in page.links())
    _path, values = form_of(page.open(ASK), **BY_MAIL, words="help with homework")
    answer = page.client.post(address, data=values)
    assert answer.status_code == 409
    assert "help with homework" in answer.text
    assert "tel:" in answer.text
    assert requests() == []


def test_a_body_that_takes_part_here_can_be_asked_without_an_address_on_its_listing(
    site: Site,
) -> None:
    member = make_account(Role.PROVIDER, "piero@example.org", organization_id=PERO.organization.id)
    page = site.browser().open(f"/en/services/{PERO.id}")
    assert f"/en/services/{PERO.id}/request" in page.links()
    page.open(f"/en/services/{PERO.id}/request").press(SEND, 201, **BY_MAIL)
    assert member.email in {each["To"] for each in site.mails()}


def test_what_is_not_public_is_not_there_and_what_was_typed_is_given_back(site: Site) -> None:
    page = site.browser().open(ASK)
    path, values = form_of(page, **BY_MAIL, words="what I wrote")
    with transaction() as session:
        set_publication(session, service_id=MELO.id, target=Publication.SUSPENDED, now=site.now)
    assert page.client.get(ASK).status_code == 404
    answer = page.client.post(path, data=values)
    assert answer.status_code == 404
    assert "what I wrote" in answer.text
    assert "Una mano in casa" not in answer.text
    nowhere = "/en/services/00000000-0000-4000-8000-000000000000/request"
    assert page.client.get(nowhere).status_code == 404
    assert page.client.post(nowhere, data=values).status_code == 404
    assert requests() == []
