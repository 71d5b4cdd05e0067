"""The closed loop on a real database: asked, answered, rated, decided, counted."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests import asking
from tests.asking import NOW
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.ratings.queries import summary_for
from wemi_piemonte.ratings.rules import AlreadyRated, NotYetHelped
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.queries import timeline_of
from wemi_piemonte.referrals.rules import ReferralState


def test_a_request_that_helped_is_rated_once_published_and_counted(database: Engine) -> None:
    service = asking.public_service()
    asking.published(service, 5, 4, 3)
    with reading() as session:
        summary = summary_for(session, service.id)
    assert (summary.count, summary.average, summary.spread) == (3, 4.0, (0, 0, 1, 1, 1))


def test_only_who_was_helped_rates_and_only_once(database: Engine) -> None:
    asked = asking.ask()
    with pytest.raises(NotYetHelped):
        asking.rate(asked)
    asking.answer(asked.id, ReferralState.HELPED)
    asking.rate(asked)
    with pytest.raises(AlreadyRated):
        asking.rate(asked)


def test_a_body_is_reminded_twice_and_the_request_closed_after_thirty_days(
    database: Engine,
) -> None:
    asked = asking.ask()
    for day in range(41):
        for _twice in range(2):
            with transaction() as session:
                referrals.keep_going(session, NOW + timedelta(days=day, minutes=1))
    found = asking.referral(asked.id)
    with reading() as session:
        kinds = [each.kind.value for each in timeline_of(session, asked.id)]
    assert kinds == ["moved", "reminded", "reminded", "moved"]
    assert (found.state, found.reminders, found.close_at) == (ReferralState.EXPIRED, 2, None)


def test_what_is_erased_leaves_nobody_behind(database: Engine) -> None:
    asked = asking.ask(words="Sono sola con mia madre", name="Elena")
    with transaction() as session:
        referrals.erase(session, referral_id=asked.id, now=NOW)
    found = asking.referral(asked.id)
    assert (found.name, found.contact, found.words) == ("", "", "")
    assert (found.account_id, found.pass_id, found.state) == (None, None, ReferralState.WITHDRAWN)
