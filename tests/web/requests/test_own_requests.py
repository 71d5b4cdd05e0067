"""A person's requests: how they stand, who saw what when, messages, the ways to end them."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests import asking
from tests.asking import NOW
from tests.people import make_account
from tests.web.requests.conftest import WORDS, Site, address, asked, citizen, send
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.models import ReferralMessage
from wemi_piemonte.referrals.rules import Actor, ContactKind, NotHelped, ReferralState, Staff

ACTS = ("/messages", "/withdraw", "/consent", "/outcome", "/erase")
RATING_ACTS = ("/rating", "/rating/comment", "/rating/withdraw", "/rating/appeal")
KEY = "a-key-of-more-than-22-letters"


def body_writes(request_id: object, text: str, now: datetime = NOW) -> None:
    with transaction() as session:
        referrals.write_message(
            session,
            referral_id=request_id,  # type: ignore[arg-type]
            actor=Actor.BODY,
            text=text,
            locale="it",
            secret=text,
            now=now,
            staff=Staff(name="Maria Rossi"),
        )


def test_who_has_opened_nothing_is_asked_for_code_and_pin(site: Site) -> None:
    page = site.browser().open("/en/requests")
    assert page.all("//input[@id='code']")
    assert page.all("//input[@id='pin']")
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.all("//meta[@name='robots']/@content") == ["noindex"]


def test_who_has_asked_for_nothing_is_told_how_to_ask(site: Site) -> None:
    account, _ = citizen()
    page = site.browser(account).open("/en/requests")
    assert "You have not asked for anything yet." in page.text
    assert "/en/search" in page.links()


def test_code_and_pin_open_the_requests_that_were_sent_with_them(site: Site) -> None:
    mine = asked()
    page = site.opened(mine)
    assert page.response.request.path == "/en/requests"
    assert address(mine.id) in page.links()
    assert "They have until 30 November 2026 to answer; then we remind them." in page.text


def test_a_wrong_pin_opens_nothing_and_the_code_stays(site: Site) -> None:
    mine = asked()
    wrong = f"{(int(mine.pin) + 1) % 1_000_000:06}"
    page = site.browser().open("/en/requests").press("open", 400, code=mine.code, pin=wrong)
    assert page.all("//input[@id='code']/@value") == [mine.code]
    assert page.all("//*[@role='alert']")
    page.open(address(mine.id), 404)


def test_a_mail_leads_to_the_request_by_way_of_code_and_pin(site: Site) -> None:
    mine = asked()
    page = site.browser().open(address(mine.id), 404)
    page.press("open", code=mine.code, pin=mine.pin)
    assert page.response.request.path == address(mine.id)
    assert WORDS in page.text


def test_an_address_elsewhere_is_not_gone_on_to(site: Site) -> None:
    mine = asked()
    page = site.browser().open("/en/requests")
    page.press("open", code=mine.code, pin=mine.pin, next="//evil.example/")
    assert page.response.request.path == "/en/requests"


def test_requests_of_the_account_and_of_opened_passes_stand_together_newest_first(
    site: Site,
) -> None:
    account, me = citizen()
    service = asking.public_service()
    first = asking.ask(service, requester=me, now=NOW - timedelta(days=2))
    second = asking.ask(service, now=NOW - timedelta(days=1))
    page = site.browser(account).open("/en/requests")
    page.press("open", code=second.code, pin=second.pin)
    found = [each for each in page.links() if each in {address(first.id), address(second.id)}]
    assert list(dict.fromkeys(found)) == [address(second.id), address(first.id)]


@pytest.mark.parametrize("who", ["nobody", "account", "pass", "member"])
def test_what_is_somebody_elses_is_not_there_and_can_not_be_touched(site: Site, who: str) -> None:
    theirs = asking.helped(words=WORDS, name="Elena")
    asking.rate(theirs, comment="Very kind")
    if who == "account":
        page = site.browser(citizen("other@example.org")[0])
    elif who == "member":
        body = theirs.service.organization.id
        page = site.browser(make_account(Role.PROVIDER, organization_id=body))
    elif who == "pass":
        page = site.opened(asking.ask(theirs.service, contact="other@example.org"))
    else:
        page = site.browser()
    for path in ("", "/rating"):
        page.open(address(theirs.id, path), 404)
        assert WORDS not in page.text
        assert theirs.service.name not in page.text
    for act in (*ACTS, *RATING_ACTS):
        fields = {"text": "x", "state": "helped", "key": KEY, "score": "5", "met": "yes"}
        fields |= {"comment": "", "comment_language": "en", "revision": "1"}
        assert send(page, address(theirs.id, act), **fields) == 404, act
    assert asking.referral(theirs.id).state is ReferralState.HELPED
    copied = json.loads(page.client.get("/en/requests/data.json").data)
    assert str(theirs.id) not in {each["id"] for each in copied["requests"]}


def test_what_never_was_answers_like_what_is_somebody_elses(site: Site) -> None:
    theirs, page = asked(), site.browser()
    page.open(address(theirs.id), 404)
    answers = {page.text.replace(str(theirs.id), "")}
    never = uuid4()
    page.open(address(never), 404)
    assert answers == {page.text.replace(str(never), "")}


def test_the_page_tells_what_was_sent_and_who_opened_it_when(site: Site) -> None:
    mine = asked()
    staff = Staff(make_account().id, "Maria Rossi")
    with transaction() as session:
        at = NOW + timedelta(hours=2)
        referrals.note_reading(session, referral_id=mine.id, staff=staff, now=at)
    page = site.opened(mine).open(address(mine.id))
    timeline = " ".join("".join(page.all("//ol[@class='timeline']")[0].itertext()).split())
    assert "You sent the request" in timeline
    name = mine.service.organization.name
    assert f"Maria Rossi ({name}) opened the request" in timeline
    # Half past ten in the world is half past twelve in Piedmont two hours later, in winter.
    assert "13:30" in timeline
    assert timeline.count("opened the request") == 1
    for told in (WORDS, "Elena", asking.PERSON_EMAIL):
        assert told in page.text
    assert f"/en/services/{mine.service.id}" in page.links()


def test_a_link_of_a_mail_that_was_opened_names_the_body_alone(site: Site) -> None:
    mine = asked()
    with transaction() as session:
        referrals.note_reading(session, referral_id=mine.id, staff=Staff(), now=NOW)
    page = site.opened(mine).open(address(mine.id))
    assert f"{mine.service.organization.name} opened the request" in page.text


def test_no_word_of_a_request_stands_in_titles_or_addresses(site: Site) -> None:
    mine = asked()
    page = site.opened(mine).open(address(mine.id))
    title = "".join(page.all("//title/text()"))
    assert "Your request" in title
    assert mine.service.name not in title
    assert not any("Ofelia" in each for each in page.links())


def test_a_message_is_sent_once_however_often_its_form_is(site: Site) -> None:
    mine = asked()
    site.mails()
    page = site.opened(mine).open(address(mine.id))
    values = page._values(page._button("Send the message", "")[0]) | {"text": "Call after six."}
    for _ in range(3):
        assert page.client.post(address(mine.id, "/messages"), data=values).status_code == 303
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ReferralMessage)) == 1
    told = [each["Subject"] for each in site.mails()]
    assert len(told) == 1
    page.open(address(mine.id))
    assert "Call after six." in page.text
    assert "You wrote a message" in page.text


def test_an_empty_or_endless_message_is_refused_and_stays(site: Site) -> None:
    mine = asked()
    page = site.opened(mine).open(address(mine.id))
    page.press("Send the message", 422, text="x" * 2001)
    assert page.all("//textarea[@id='text']/text()")[0].strip() == "x" * 2001
    assert page.all("//title/text()")[0].startswith("Error: ")
    assert "#text" in page.links()
    page.press("Send the message", 422, text="  ")
    assert "Write something." in page.text


def test_what_is_written_too_late_is_not_sent_and_not_lost(site: Site) -> None:
    mine = asked()
    page = site.opened(mine).open(address(mine.id))
    asking.answer(mine.id, ReferralState.NOT_HELPED, reason=NotHelped.FULL)
    page.press("Send the message", 409, text="Call after six.")
    assert "Call after six." in page.text
    assert "There are no free places" in page.text
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ReferralMessage)) == 0


def test_what_the_body_wrote_since_is_counted_until_the_person_writes(site: Site) -> None:
    mine = asked()
    body_writes(mine.id, "Quando possiamo chiamare?", NOW - timedelta(minutes=1))
    body_writes(mine.id, "Siamo qui fino alle 18.")
    page = site.opened(mine)
    assert "2 new messages" in page.text
    page.open(address(mine.id))
    told = page.all("//ol[@class='talk']/li")
    assert "Maria Rossi" in "".join(told[0].itertext())
    assert page.all("//ol[@class='talk']//p[@lang='it']/text()")[0] == "Quando possiamo chiamare?"
    page.press("Send the message", text="At six.")
    assert "new message" not in page.open("/en/requests").text


def test_the_copy_holds_requests_messages_timeline_and_ratings(site: Site) -> None:
    account, me = citizen()
    mine = asking.helped(requester=me, words=WORDS, contact_kind=ContactKind.PHONE, contact="011 1")
    body_writes_in = asking.ask(mine.service, requester=me, words="again")
    body_writes(body_writes_in.id, "Buongiorno")
    asking.rate(mine, 4, comment="Gentili", now=NOW)
    page = site.browser(account)
    answer = page.client.get("/en/requests/data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    told = {each["id"]: each for each in json.loads(answer.data)["requests"]}
    one = told[str(mine.id)]
    assert (one["words"], one["contact"]) == (WORDS, "011 1")
    assert [each["state"] for each in one["timeline"]] == ["sent", "helped"]
    assert one["rating"]["comment"] == "Gentili"
    assert one["rating"]["scores"]["score"] == 4
    assert told[str(body_writes_in.id)]["messages"][0]["text"] == "Buongiorno"
    of_account = json.loads(page.client.get("/en/account/data.json").data)
    assert {each["id"] for each in of_account["requests"]} == set(told)


def test_a_copy_is_given_with_code_and_pin_too_and_to_a_stranger_it_is_empty(site: Site) -> None:
    mine = asked()
    opened = site.opened(mine).client.get("/en/requests/data.json")
    assert [each["words"] for each in json.loads(opened.data)["requests"]] == [WORDS]
    stranger = site.browser().client.get("/en/requests/data.json")
    assert not any(json.loads(stranger.data).values())


def test_my_page_shows_the_newest_requests(site: Site) -> None:
    account, me = citizen()
    page = site.browser(account).open("/en/account")
    assert "You have not asked for anything yet." in page.text
    mine = asking.helped(requester=me)
    page.open("/en/account")
    assert {address(mine.id), address(mine.id, "/rating")} <= set(page.links())


def test_the_address_that_a_form_was_sent_to_leads_back(site: Site) -> None:
    mine = asked()
    page = site.opened(mine)
    for act in ACTS:
        answer = page.client.get(address(mine.id, act))
        assert (answer.status_code, answer.location) == (303, address(mine.id))


def test_the_page_reads_from_right_to_left(site: Site) -> None:
    mine = asked()
    page = site.opened(mine)
    for path in ("", f"/{mine.id}"):
        page.open(f"/ar/requests{path}")
    page.open(f"/ar/requests/{mine.id}/rating", 409)
