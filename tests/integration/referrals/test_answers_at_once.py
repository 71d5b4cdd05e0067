"""Two who answer the same request at the same moment: one is heard, the other is told so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine, func, select

from tests import asking
from tests.asking import BODY_EMAIL, NOW, Asking
from wemi_piemonte.accounts.rules import hash_of
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DeadLink, Stale
from wemi_piemonte.referrals.models import ReferralEvent, ReferralLink, ReferralMessage
from wemi_piemonte.referrals.operations import answer
from wemi_piemonte.referrals.rules import LinkFor, ReferralState, Staff

TARGETS = (ReferralState.CONTACTED, ReferralState.WAITING_LIST)


def answered(asked: Asking, target: ReferralState, secret: str, start: Barrier, token: str) -> str:
    """Answer when all are ready; returns what came of it."""
    start.wait(10)
    try:
        with transaction() as session:
            answer(
                session,
                referral_id=asked.id,
                revision=1,
                target=target,
                reason=None,
                text="Eccoci",
                locale="it",
                staff=Staff(),
                secret=secret,
                now=NOW,
                token=token,
            )
    except (Stale, DeadLink) as error:
        return error.code
    return "heard"


def at_once(asked: Asking, *forms: tuple[ReferralState, str], token: str = "") -> list[str]:
    start = Barrier(len(forms))
    with ThreadPoolExecutor(len(forms)) as pool:
        found = [
            pool.submit(answered, asked, target, secret, start, token) for target, secret in forms
        ]
        return sorted(each.result(30) for each in found)


def numbers(asked: Asking) -> tuple[int, int]:
    """How many lines of the timeline and messages there are of a request."""
    with reading() as session:
        events = select(func.count()).where(ReferralEvent.referral_id == asked.id)
        messages = select(func.count()).where(ReferralMessage.referral_id == asked.id)
        return session.scalar(events) or 0, session.scalar(messages) or 0


def test_of_two_members_one_answers_and_the_other_is_stale(database: Engine) -> None:
    asked = asking.ask()
    forms = [(target, f"form of {target}") for target in TARGETS]
    assert at_once(asked, *forms) == ["heard", "stale"]
    assert asking.referral(asked.id).revision == 2
    # Sent, answered, and the words of the answer.
    assert numbers(asked) == (3, 1)


def test_the_same_form_sent_by_six_at_once_answers_once(database: Engine) -> None:
    asked = asking.ask()
    forms = [(ReferralState.CONTACTED, "the one form")] * 6
    assert at_once(asked, *forms) == ["heard"] * 6
    assert numbers(asked) == (3, 1)


def test_a_link_used_by_two_at_once_acts_once(database: Engine) -> None:
    asked = asking.ask()
    with transaction() as session:
        session.add(
            ReferralLink(
                token_hash=hash_of("the link of the tests"),
                referral_id=asked.id,
                link_for=LinkFor.BODY,
                recipient=BODY_EMAIL,
                created_at=NOW,
            )
        )
    forms = [(target, f"form of {target}") for target in TARGETS]
    assert at_once(asked, *forms, token="the link of the tests") == ["dead_link", "heard"]
    assert numbers(asked) == (3, 1)
