"""What is erased leaves nothing of its person in any table; what was withdrawn is read by nobody."""

from uuid import UUID

from sqlalchemy import LargeBinary, cast, func, select
from sqlalchemy.types import String

from tests import asking
from tests.asking import NOW, Asking
from tests.people import PASSWORD, make_account
from tests.web.requests.conftest import Site, address, citizen
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Requester, Role
from wemi_piemonte.foundation.db import Base, reading, transaction
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.models import Rating
from wemi_piemonte.ratings.rules import RatingState, Verdict
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.queries import referral_of_id
from wemi_piemonte.referrals.rules import Actor, ReferralState

CANARIES = ("Zeppelina", "zeppelina@example.net", "pervinca", "quokka", "axolotl", "ornitorinco")


def told_everywhere(requester: Requester | None = None) -> tuple[Asking, UUID]:
    """A request with a canary in each thing that its person can write."""
    mine = asking.ask(
        requester=requester, name="Zeppelina", contact="zeppelina@example.net", words="pervinca"
    )
    with transaction() as session:
        referrals.write_message(
            session,
            referral_id=mine.id,
            actor=Actor.PERSON,
            text="quokka",
            locale="it",
            secret="quokka",
            now=NOW,
        )
    asking.answer(mine.id, ReferralState.HELPED)
    rating_id = asking.rate(mine, comment="axolotl, very good", now=NOW)
    asking.decide(rating_id, Verdict.REDACT, removed=("axolotl",), reason="personal_data", now=NOW)
    with transaction() as session:
        ratings.appeal(session, rating_id=rating_id, text="ornitorinco", now=NOW)
    return mine, rating_id


def canaries() -> set[str]:
    """The canaries that some column of some table holds."""
    found: set[str] = set()
    with reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, LargeBinary):
                    continue
                text = func.lower(cast(column, String))
                for each in CANARIES:
                    query = select(func.count()).select_from(table)
                    if session.scalar(query.where(text.contains(each.lower()))):
                        found.add(each)
    return found


def test_the_canaries_are_found_where_they_are(site: Site) -> None:
    told_everywhere()
    assert canaries() == set(CANARIES)


def test_erasing_asks_once_more_and_leaves_nothing_anywhere(either_site: Site) -> None:
    site = either_site
    mine, rating_id = told_everywhere()
    site.mails()
    page = site.opened(mine).open(address(mine.id))
    assert page.all("//details[.//button[text()='Yes, erase it']]")
    page.press("Yes, erase it")
    assert page.response.request.path == "/en/requests"
    assert "It is erased" in page.text
    assert canaries() == set()
    page.open(address(mine.id), 404)
    with reading() as session:
        assert session.get_one(Rating, rating_id).state is RatingState.WITHDRAWN
    # What came of it is counted all the same.
    assert asking.referral(mine.id).state is ReferralState.HELPED


def test_mails_that_wait_are_not_sent_about_what_is_erased(site: Site) -> None:
    mine, _ = told_everywhere()
    page = site.opened(mine).open(address(mine.id))
    page.press("Yes, erase it")
    assert canaries() == set()
    assert {each["To"] for each in site.mails()} == {asking.BODY_EMAIL}


def test_mails_about_another_request_to_the_same_address_are_sent_all_the_same(
    site: Site,
) -> None:
    mine, _ = told_everywhere()
    other = asking.ask(asking.public_service("Altro"), contact="zeppelina@example.net")
    site.opened(mine).open(address(mine.id)).press("Yes, erase it")
    mails = [each for each in site.mails() if each["To"] == "zeppelina@example.net"]
    assert len(mails) == 1
    assert str(other.id) in mails[0].get_content()


def test_deleting_the_account_erases_its_requests(either_site: Site) -> None:
    site = either_site
    account, me = citizen()
    mine, rating_id = told_everywhere(me)
    site.mails()
    page = site.browser(account).open("/en/account")
    page.press("Yes, delete it", form="/delete", old=PASSWORD)
    with reading() as session:
        assert session.get(Account, account.id) is None
        assert session.get_one(Rating, rating_id).state is RatingState.WITHDRAWN
    found = asking.referral(mine.id)
    assert (found.account_id, found.name, found.words) == (None, "", "")
    assert canaries() == set()


def test_an_open_request_of_a_deleted_account_is_withdrawn_and_its_body_told(site: Site) -> None:
    account, me = citizen()
    mine = asking.ask(requester=me)
    site.mails()
    site.browser(account).open("/en/account").press("Yes, delete it", form="/delete", old=PASSWORD)
    assert asking.referral(mine.id).state is ReferralState.WITHDRAWN
    assert [each["To"] for each in site.mails()] == [asking.BODY_EMAIL]


def test_an_ended_pass_takes_the_words_of_its_requests_with_it(site: Site) -> None:
    mine, rating_id = told_everywhere()
    site.mails()
    other = make_account(Role.MODERATOR)
    with transaction() as session:
        rating = session.get_one(Rating, rating_id)
        ratings.decide_appeal(
            session,
            rating_id=rating_id,
            revision=rating.revision,
            ruling=ratings.Ruling(
                verdict=Verdict.REJECT,
                reason="personal_data",
                note="The word axolotl names somebody.",
                by=other.id,
                now=NOW,
            ),
        )
    site.mails()
    site.after(days=91)
    site.after(minutes=1)
    assert canaries() == set()
    found = asking.referral(mine.id)
    assert (found.pass_id, found.words, found.erased_at is None) == (None, "", False)
    # What is public stays, and leads back to nobody.
    with reading() as session:
        kept = session.get_one(Rating, rating_id)
    assert kept.state is RatingState.PUBLISHED
    assert kept.comment == kept.shown
    assert "very good" in kept.shown


def test_what_waits_for_a_decision_is_left_until_it_is_decided(site: Site) -> None:
    mine = asking.helped()
    rating_id = asking.rate(mine, comment="axolotl, very good", now=NOW)
    site.after(days=91)
    with reading() as session:
        assert session.get_one(Rating, rating_id).comment == "axolotl, very good"
    asking.decide(rating_id, Verdict.REJECT, reason="advertising", now=site.now)
    site.after(minutes=1)
    assert canaries() == set()


def test_old_requests_are_erased_when_the_page_said_they_would_be(site: Site) -> None:
    account, me = citizen()
    mine = asking.helped(requester=me, words="pervinca")
    page = site.browser(account).open(address(mine.id))
    assert "We erase this by ourselves on 24 May 2027." in page.text
    site.after(days=179)
    assert canaries() == {"pervinca"}
    site.after(days=1, minutes=1)
    assert canaries() == set()
    site.browser(account).open(address(mine.id), 404)


def test_what_was_withdrawn_the_body_reads_no_more(site: Site) -> None:
    mine = asking.ask(name="Zeppelina", contact="zeppelina@example.net", words="pervinca")
    member = make_account(Role.PROVIDER, organization_id=mine.service.organization.id)
    room = f"/en/provider/organizations/{mine.service.organization.id}/requests/{mine.id}"
    page = site.browser(member).open(room).press("Open the request")
    assert "pervinca" in page.text
    site.opened(mine).open(address(mine.id)).press("Yes, withdraw it")
    page.open(room)
    assert not any(each in page.text for each in CANARIES)
    with reading() as session:
        told = referral_of_id(session, mine.id)
    assert told is not None
    assert not told.is_readable
    # The person still reads it.
    assert "pervinca" in site.opened(mine).open(address(mine.id)).text
