"""Two browsers send the same at the same moment: one thing is done, on both kinds of database."""

import threading
from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from tests import asking
from tests.browser import Page
from tests.web.requests.conftest import Site, address
from tests.web.requests.test_rating import GIVEN, ratings
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.ratings.models import RatingScore
from wemi_piemonte.referrals.models import ReferralEvent, ReferralMessage
from wemi_piemonte.referrals.rules import EventKind, ReferralState

Form = tuple[Page, str, dict[str, str]]


def at_once(forms: Sequence[Form]) -> list[int]:
    """Send all of these at the same moment; returns what was answered, in order."""
    gate = threading.Barrier(len(forms))
    answers: list[int] = []

    def send(page: Page, path: str, values: dict[str, str]) -> None:
        gate.wait()
        answers.append(page.client.post(path, data=values).status_code)

    threads = [threading.Thread(target=send, args=form) for form in forms]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(answers)


def forms(pages: Sequence[Page], path: str, values: Callable[[int], dict[str, str]]) -> list[Form]:
    found = []
    for number, page in enumerate(pages):
        token = str(page.all("//input[@name='csrf_token']/@value")[0])
        found.append((page, path, {"csrf_token": token, **values(number)}))
    return found


def test_one_request_rated_by_two_at_once_is_rated_once(either_site: Site) -> None:
    mine = asking.helped()
    pages = [either_site.opened(mine).open(address(mine.id, "/rating")) for _ in range(2)]
    sent = forms(pages, address(mine.id, "/rating"), lambda n: {**GIVEN, "score": str(n + 1)})
    assert at_once(sent) == [303, 409]
    assert len(ratings()) == 1
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(RatingScore)) == 1


def test_one_link_used_by_two_at_once_rates_once(either_site: Site) -> None:
    asking.helped()
    link = either_site.link()
    pages = [either_site.browser().open(link) for _ in range(2)]
    answers = at_once(forms(pages, f"{link}/rating", lambda n: {**GIVEN, "score": str(n + 1)}))
    assert answers == [200, 410]
    assert len(ratings()) == 1


def test_the_link_and_the_page_at_once_rate_once(either_site: Site) -> None:
    mine = asking.helped()
    link = either_site.link()
    by_page = either_site.opened(mine).open(address(mine.id, "/rating"))
    by_link = either_site.browser().open(link)
    sent = [
        *forms([by_page], address(mine.id, "/rating"), lambda _n: {**GIVEN, "score": "1"}),
        *forms([by_link], f"{link}/rating", lambda _n: {**GIVEN, "score": "5"}),
    ]
    assert at_once(sent) in ([200, 409], [303, 409])
    assert len(ratings()) == 1


def test_a_no_and_a_rating_at_once_leave_no_rating_of_what_was_no_help(either_site: Site) -> None:
    mine = asking.helped()
    no = either_site.opened(mine).open(address(mine.id))
    rate = either_site.opened(mine).open(address(mine.id, "/rating"))
    denied = {"state": "not_helped", "reason": "other"}
    answers = at_once(
        [
            *forms([no], address(mine.id, "/outcome"), lambda _n: denied),
            *forms([rate], address(mine.id, "/rating"), lambda _n: GIVEN),
        ]
    )
    assert answers == [303, 409]
    is_helped = asking.referral(mine.id).state is ReferralState.HELPED
    assert len(ratings()) == (1 if is_helped else 0)


def test_the_same_message_and_the_same_withdrawal_at_once_are_done_once(either_site: Site) -> None:
    mine = asking.ask()
    pages = [either_site.opened(mine).open(address(mine.id)) for _ in range(3)]
    key = "the-same-form-in-three-windows"
    sent = forms(pages, address(mine.id, "/messages"), lambda _n: {"key": key, "text": "At six."})
    assert at_once(sent) == [303, 303, 303]
    assert at_once(forms(pages, address(mine.id, "/withdraw"), lambda _n: {})) == [303, 303, 303]
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ReferralMessage)) == 1
        moved = select(func.count()).where(ReferralEvent.kind == EventKind.MOVED)
        assert session.scalar(moved) == 2
