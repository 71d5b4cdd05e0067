"""The services of a saved plan are asked for under its own code, by who has opened it."""

from tests.web.asking.conftest import (
    MELO,
    PERSON_EMAIL,
    Site,
    all_of,
    form_of,
    offered,
    passes,
    planned,
    requests,
    saved,
    the_request,
)
from wemi_piemonte.plans.models import PlanReferral, PlanVersion, SavedPlan

ASK = "/en/plan/requests"
SEND = "Send the requests"
BY_MAIL = {"contact_kind": "email", "email": PERSON_EMAIL, "consent": "1"}
NEEDS = ("ageing.home-care", "income.food", "school.homework")


def test_a_saved_plan_asks_under_its_own_code(site: Site) -> None:
    page = site.browser()
    code, _pin = saved(page)
    address = f"/en/plans/{code}/requests"
    assert address in page.links()
    page.open(f"/en/plans/{code}")
    assert address in page.links()
    page.open(address).press(SEND, 201, **BY_MAIL)
    assert not page.all("//dl[@class='pass']")
    (plan,) = all_of(SavedPlan)
    assert {each.pass_id for each in requests()} == {plan.pass_id}
    assert {each.referral_id for each in all_of(PlanReferral)} == {each.id for each in requests()}
    page.open(f"/en/plans/{code}")
    for each in requests():
        assert f"/en/requests/{each.id}" in page.links()
    page.open(address)
    assert not offered(page)
    assert len(page.all("//h3")) == 3


def test_a_shared_plan_tells_nobody_what_was_asked_for(site: Site) -> None:
    page = site.browser()
    code, _pin = saved(page)
    page.open(f"/en/plans/{code}/requests").press(SEND, 201, **BY_MAIL)
    page.open(f"/en/plans/{code}").press("Send as a link")
    link = page.all("//input[@id='link']/@value")[0].removeprefix("http://127.0.0.1:5000")
    for reader in (page, site.browser()):
        reader.open(link)
        assert "You asked for this" not in reader.text
        assert not any("/requests/" in each for each in reader.links())


def test_a_code_that_is_not_open_asks_for_its_pin_and_then_goes_on(site: Site) -> None:
    code, pin = saved(site.browser())
    address = f"/en/plans/{code}/requests"
    page = site.browser().open(address)
    assert not page.all("//input[@name='service']")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    answer = page.client.post(
        address,
        data={"csrf_token": token, "offered": MELO.id, "service": MELO.id, **BY_MAIL},
    )
    assert 'id="pin"' in answer.text
    assert requests() == []
    page.press("open", pin=pin)
    assert page.response.request.path == address
    assert len(offered(page)) == 2
    page.open("/en/plans/nothing-here/requests", 404)


def test_a_saved_plan_that_is_being_changed_gets_its_next_version(site: Site) -> None:
    page = site.browser()
    code, _pin = saved(page, "ageing.home-care")
    page.open(f"/en/plans/{code}").press("Change")
    planned(page, "income.food").open(ASK)
    path, values = form_of(page, **BY_MAIL)
    assert {page.client.post(path, data=values).status_code for _ in range(3)} == {201}
    (plan,) = all_of(SavedPlan)
    assert {each.pass_id for each in requests()} == {plan.pass_id}
    assert (len(requests()), len(all_of(PlanVersion)), passes()) == (2, 2, 1)


def test_a_pass_that_opens_another_plan_leaves_this_one_to_be_saved(site: Site) -> None:
    page = site.browser()
    saved(page, "ageing.home-care")
    planned(page, "income.food").open(ASK)
    page.press(SEND, 201, **BY_MAIL)
    assert (len(all_of(SavedPlan)), len(all_of(PlanVersion)), passes()) == (1, 1, 1)
    assert page.open("/en/plan/result").all("//article")


def test_a_form_that_was_sent_is_the_same_whatever_was_opened_since(site: Site) -> None:
    page = site.browser()
    code, _pin = saved(page, "ageing.home-care")
    page.open(f"/en/plans/{code}/requests")
    path, values = form_of(page, **BY_MAIL)
    assert page.client.post(path, data=values).status_code == 201
    other = site.browser()
    other_code, other_pin = saved(other, "income.food")
    page.open("/en/requests").press("open", code=other_code, pin=other_pin)
    assert page.client.post(path, data=values).status_code == 201
    the_request()
