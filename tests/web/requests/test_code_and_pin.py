"""One code and PIN open a plan, requests, or both; what is deleted of one leaves the other."""

from tests import asking
from tests.asking import NOW, Asking
from tests.web.requests.conftest import Site, address
from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.plans.operations import save_plan
from wemi_piemonte.plans.rules import Wanted, Wishes

WISHES = Wishes(locale="en", wanted=(Wanted("ageing.home-care"),))
OUTCOME: dict[str, list[str]] = {"needs": [], "services": [], "gaps": []}


def planned(*, with_request: bool = True) -> tuple[str, str, Asking | None]:
    """A saved plan, its code and PIN, and a request sent with it."""
    with transaction() as session:
        pass_id, _plan, code, pin = save_plan(session, wishes=WISHES, outcome=OUTCOME, now=NOW)
    mine = asking.ask(requester=Requester(pass_id=pass_id)) if with_request else None
    return code, pin, mine


def test_a_pass_with_both_opens_the_plan_and_the_requests_are_open_too(site: Site) -> None:
    code, pin, mine = planned()
    assert mine is not None
    page = site.browser().open("/en/plans").press("open", code=code, pin=pin)
    assert page.response.request.path == f"/en/plans/{code}"
    assert "/en/requests" in page.links()
    page.open(address(mine.id))


def test_a_pass_with_requests_alone_opens_them_from_the_page_of_plans_too(site: Site) -> None:
    mine = asking.ask()
    page = site.browser().open("/en/plans").press("open", code=mine.code, pin=mine.pin)
    assert page.response.request.path == "/en/requests"


def test_deleting_the_plan_leaves_code_and_pin_to_the_requests(site: Site) -> None:
    code, pin, mine = planned()
    assert mine is not None
    page = site.browser().open("/en/plans").press("open", code=code, pin=pin)
    page.press("Yes, delete it")
    assert "still open your requests" in page.text
    page.open(address(mine.id))
    page = site.browser().open("/en/plans").press("open", code=code, pin=pin)
    assert page.response.request.path == "/en/requests"


def test_deleting_a_plan_without_requests_leaves_nothing_that_opens(site: Site) -> None:
    code, pin, _ = planned(with_request=False)
    page = site.browser().open("/en/plans").press("open", code=code, pin=pin)
    page.press("Yes, delete it")
    assert "no longer open anything" in page.text
    site.browser().open("/en/plans").press("open", 400, code=code, pin=pin)


def test_closing_it_on_this_device_closes_the_requests_too(site: Site) -> None:
    code, pin, mine = planned()
    assert mine is not None
    page = site.browser().open("/en/plans").press("open", code=code, pin=pin)
    page.press("Close it on this device")
    page.open(address(mine.id), 404)
