"""All services of the plan that somebody is writing are asked for at once."""

import re

import pytest

from tests.people import make_account
from tests.web.asking.conftest import (
    BODY_EMAIL,
    CILIEGIO,
    MELO,
    PERO,
    PERSON_EMAIL,
    Site,
    all_of,
    form_of,
    offered,
    passes,
    planned,
    requests,
    shown_pass,
    the_request,
)
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.operations import set_publication
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.plans.models import PlanReferral, PlanVersion, SavedPlan
from wemi_piemonte.referrals import operations as referrals

ASK = "/en/plan/requests"
SEND = "Send the requests"
BY_MAIL = {"contact_kind": "email", "email": PERSON_EMAIL, "consent": "1"}
NEEDS = ("ageing.home-care", "income.food", "school.homework")


def test_the_plan_leads_to_one_form_for_all_and_to_one_for_each(site: Site) -> None:
    page = planned(site.browser())
    assert ASK in page.links()
    assert f"/en/services/{MELO.id}/request?need=ageing.home-care" in page.links()
    assert not any(f"{PERO.id}/request" in each for each in page.links())


def test_one_form_asks_every_body_for_its_own_and_keeps_the_plan_under_the_same_code(
    site: Site,
) -> None:
    page = planned(site.browser()).open(ASK)
    assert offered(page) == {str(MELO.id), str(CILIEGIO.id)}
    assert len(page.all("//input[@name='service' and @checked]")) == 2
    consent = " ".join(page.all("//label[@for='consent']")[0].itertext())
    assert "Consorzio del Melo" in consent
    assert "Emporio del Ciliegio" in consent
    assert "Il Pero" not in consent
    # What can not be asked for here says how to reach it.
    assert "Compiti insieme" in page.text
    assert "takes no requests" in page.text
    page.press(SEND, 201, **BY_MAIL, words="for my mother")
    code, pin = shown_pass(page)
    assert {(each.service_id, each.needs) for each in requests()} == {
        (MELO.id, "ageing.home-care"),
        (CILIEGIO.id, "income.food"),
    }
    assert {each.words for each in requests()} == {"for my mother"}
    assert (passes(), len(all_of(SavedPlan)), len(all_of(PlanReferral))) == (1, 1, 2)
    page.open("/en/plan")
    assert page.response.status_code == 200
    other = site.browser().open(f"/en/plans/{code}").press("open", pin=pin)
    assert other.response.request.path == f"/en/plans/{code}"
    for each in requests():
        assert f"/en/requests/{each.id}" in other.links()
    assert sorted(str(each["To"]) for each in site.mails()) == sorted(
        [PERSON_EMAIL, PERSON_EMAIL, BODY_EMAIL, "ciliegio@example.org"]
    )


def test_what_is_not_ticked_is_not_sent(site: Site) -> None:
    page = planned(site.browser()).open(ASK)
    page.press(SEND, 201, **BY_MAIL, service=[str(CILIEGIO.id)])
    assert the_request().service_id == CILIEGIO.id


def test_without_a_service_or_a_consent_the_form_says_so_and_keeps_what_was_typed(
    site: Site,
) -> None:
    page = planned(site.browser()).open(ASK)
    page.press(SEND, 422, service=[], contact_kind="desk", words="for my mother")
    assert "Choose at least one service." in page.text
    assert "Without your consent" in page.text
    assert not page.all("//input[@name='service' and @checked]")
    assert page.all("//textarea/text()")[0].strip() == "for my mother"
    page.press(SEND, 422, service=[str(MELO.id)], contact_kind="desk")
    assert page.all("//input[@name='service' and @checked]/@value") == [str(MELO.id)]
    assert requests() == []


def test_the_same_form_twenty_times_asks_once_and_shows_the_same_pass(site: Site) -> None:
    page = planned(site.browser()).open(ASK)
    path, values = form_of(page, **BY_MAIL)
    shown = set()
    for _ in range(20):
        answer = page.client.post(path, data=values)
        assert answer.status_code == 201
        shown.add(tuple(re.findall(r"<dd><bdi[^>]*>([^<]+)<", answer.text)))
        assert "/en/plans/" in answer.text
    assert len(shown) == 1
    assert (len(requests()), passes(), len(all_of(SavedPlan))) == (2, 1, 1)
    assert (len(all_of(PlanVersion)), len(all_of(PlanReferral))) == (1, 2)
    assert len(site.mails()) == 4


def test_when_one_can_not_be_sent_nothing_is_and_the_person_decides(site: Site) -> None:
    page = planned(site.browser()).open(ASK)
    with transaction() as session:
        set_publication(session, service_id=CILIEGIO.id, target=Publication.SUSPENDED, now=site.now)
    page.press(SEND, 409, **BY_MAIL, words="for my mother")
    assert requests() == []
    assert offered(page) == {str(MELO.id)}
    assert page.all("//textarea/text()")[0].strip() == "for my mother"
    assert "no longer listed" in page.text
    page.press(SEND, 201, consent="1")
    assert (the_request().service_id, the_request().words) == (MELO.id, "for my mother")


def test_what_was_asked_for_already_is_named_with_its_state(site: Site) -> None:
    page = site.browser().open(f"/en/services/{MELO.id}/request")
    stale = planned(site.browser())
    page.press("Send the request", 201, **BY_MAIL)
    planned(page)
    address = f"/en/requests/{the_request().id}"
    assert address in page.links()
    page.open(ASK)
    assert offered(page) == {str(CILIEGIO.id)}
    assert address in page.links()
    path, values = form_of(page, **BY_MAIL, service=[str(MELO.id), str(CILIEGIO.id)])
    page.response = page.client.post(path, data=values)
    assert page.response.status_code == 409
    page._read(path)
    assert "Nothing has been sent yet" in page.text
    assert len(requests()) == 1
    page.press(SEND, 201, consent="1")
    assert len({each.pass_id for each in requests()}) == 1
    assert "kept under the same code" in page.text
    # Of somebody else's nothing is told.
    assert address not in stale.open(ASK).links()


def test_an_address_of_one_body_keeps_only_that_body_from_being_asked(site: Site) -> None:
    page = planned(site.browser()).open(ASK)
    page.press(SEND, 409, contact_kind="email", email=BODY_EMAIL, consent="1")
    assert offered(page) == {str(CILIEGIO.id)}
    assert "one of its addresses" in page.text
    assert (requests(), passes()) == ([], 0)


def test_a_member_of_a_body_asks_the_others(site: Site) -> None:
    olga = make_account(Role.PROVIDER, "olga@example.org", organization_id=MELO.organization.id)
    page = planned(site.browser(olga)).open(ASK)
    assert offered(page) == {str(CILIEGIO.id)}
    page.press(SEND, consent="1")
    assert the_request().account_id == olga.id


def test_a_person_with_an_account_finds_them_there_and_goes_on_with_the_plan(site: Site) -> None:
    anna = site.citizen()
    page = planned(site.browser(anna)).open(ASK)
    path, values = form_of(page, consent="1")
    assert {page.client.post(path, data=values).status_code for _ in range(3)} == {303}
    page.open("/en/requests?done=sent")
    assert "Una mano in casa" in page.text
    assert {each.account_id for each in requests()} == {anna.id}
    assert (len(requests()), passes(), all_of(SavedPlan)) == (2, 0, [])
    page.open("/en/plan/result")
    for each in requests():
        assert f"/en/requests/{each.id}" in page.links()


def test_the_hour_of_a_draft_is_over_and_what_was_written_is_sent_all_the_same(site: Site) -> None:
    page = planned(site.browser()).open(ASK)
    site.after(minutes=61)
    page.press(SEND, 422, contact_kind="desk")
    page.press(SEND, 201, contact_kind="desk", consent="1")
    assert (len(requests()), passes(), all_of(SavedPlan)) == (2, 1, [])
    assert page.client.get(ASK).status_code == 303


def test_without_a_plan_there_is_nothing_to_ask_for(site: Site) -> None:
    page = site.browser()
    assert page.client.get(ASK).headers["Location"].endswith("/en/plan")
    token = form_of(page.open(f"/en/services/{MELO.id}/request"))[1]["csrf_token"]
    sent = {"csrf_token": token, "offered": ["x", "🙂" * 50], "service": ["x"], **BY_MAIL}
    assert page.client.post(ASK, data=sent).status_code == 404
    assert requests() == []


def test_requests_of_a_withdrawn_form_are_asked_anew(site: Site) -> None:
    page = planned(site.browser(), "income.food").open(ASK)
    path, values = form_of(page, **BY_MAIL)
    assert page.client.post(path, data=values).status_code == 201
    with transaction() as session:
        referrals.withdraw(session, referral_id=the_request().id, now=site.now)
    page.response = page.client.post(path, data=values)
    assert page.response.status_code == 409
    page._read(path)
    page.press(SEND, 201, consent="1")
    assert sorted(each.state for each in requests()) == ["sent", "withdrawn"]


def test_where_it_is_about_violence_there_is_a_quick_way_out(site: Site) -> None:
    page = planned(site.browser(), "protection.violence", "income.food").open(ASK)
    assert page.all("//*[@id='quick-exit']")
    page.press(SEND, 201, **BY_MAIL)
    assert page.all("//*[@id='quick-exit']")


@pytest.mark.parametrize("locale", ["it", "ar"])
def test_the_form_is_a_page_in_other_languages_and_directions(site: Site, locale: str) -> None:
    page = planned(site.browser(), locale=locale).open(f"/{locale}/plan/requests")
    button = "".join(page.all("//main//form//button")[0].itertext()).strip()
    page.press(button, 422, service=[])
    page.press(button, 201, **BY_MAIL, service=[str(MELO.id)])
    assert the_request().locale == locale
