"""A body's requests in its room: the queue, opening one, answering it, writing to the person."""

from datetime import timedelta

import pytest

from tests import asking
from tests.browser import Page
from tests.people import make_account
from tests.web.provider.conftest import NOW, Mails, Town, member_of
from tests.web.provider.requesting import (
    CANARIES,
    MINE,
    NAME,
    PHONE,
    THEIRS,
    WORDS,
    ask,
    at,
    events,
    number_of_messages,
    room,
    withdraw,
    write,
)
from tests.web.provider.test_other_bodies import snapshot
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.referrals.rules import Actor, EventKind, NotHelped, ReferralState


def opened(town: Town, asked: asking.Asking) -> Page:
    """The page of a request that the owner has just opened."""
    page = town.browser(town.owner).open(room(town, asked))
    return page.press("Open the request")


def shown(page: Page, *canaries: str) -> list[str]:
    body = page.response.get_data(as_text=True)
    return [each for each in canaries or CANARIES if each in body]


def test_the_queue_says_what_waits_first_and_nothing_of_the_person(town: Town) -> None:
    newest = ask(now=NOW - timedelta(hours=1))
    answered = ask(now=NOW - timedelta(days=9))
    asking.answer(answered.id, ReferralState.CONTACTED, now=NOW - timedelta(days=8))
    written = ask(now=NOW - timedelta(days=4))
    asking.answer(written.id, ReferralState.CONTACTED, now=NOW - timedelta(days=3))
    write(written, "Posso venire martedì col canarino?")
    ended = ask(now=NOW - timedelta(days=20))
    asking.answer(ended.id, ReferralState.NOT_HELPED, reason=NotHelped.FULL)
    ask(THEIRS)
    page = town.browser(town.owner).open(room(town))
    links = [each.rpartition("/")[2] for each in page.all("//main//h2/a/@href")]
    assert links == [str(each.id) for each in (written, newest, answered, ended)]
    assert "2 requests wait for you." in page.text
    assert "Please answer by 25 December 2026" in page.text
    assert shown(page) == []


def test_the_queue_is_filtered_by_state_and_service(town: Town) -> None:
    helped, open_ = ask(), ask()
    asking.answer(helped.id, ReferralState.HELPED)
    page = town.browser(town.owner).open(room(town), state="helped", service=str(MINE.id))
    assert [each.rpartition("/")[2] for each in page.all("//main//h2/a/@href")] == [str(helped.id)]
    assert page.all("//select[@id='state']/option[@selected]/@value") == ["helped"]
    page.open(room(town), service=str(THEIRS.id))
    assert "No request is like this." in page.text
    page.open(room(town), state="sent")
    assert room(town, open_) in page.links()
    page.open(room(town), 404, state="eaten")
    page.open(room(town), 404, service="none")
    page.open(room(town), 404, page="2")


def test_a_long_queue_has_pages(town: Town) -> None:
    for number in range(51):
        ask(now=NOW - timedelta(hours=number))
    page = town.browser(town.owner).open(room(town))
    assert len(page.all("//main//ol/li/h2")) == 50
    page.open(room(town), page="2", state="sent")
    assert len(page.all("//main//ol/li/h2")) == 1


def test_a_request_shows_the_person_only_once_it_was_opened_and_says_by_whom(town: Town) -> None:
    asked = ask()
    before = snapshot()
    page = town.browser(town.owner).open(room(town, asked))
    assert shown(page) == []
    assert snapshot() == before
    page.press("Open the request")
    assert shown(page, NAME, WORDS, PHONE) == [NAME, WORDS, PHONE]
    assert "tel:+39011987654" in page.links()
    assert page.all("//main//*[@lang='ro']//text()") == [WORDS]
    assert page.response.headers["Cache-Control"] == "no-store"
    assert asking.referral(asked.id).state is ReferralState.SEEN
    page.open(room(town, asked)).open(room(town, asked))
    assert [each.who for each in events(asked, EventKind.READ)] == [town.owner.name]


def test_each_member_opens_it_anew_and_each_day(town: Town) -> None:
    asked = ask()
    opened(town, asked)
    other = town.browser(member_of(town, MemberRole.EDITOR, "bruno@example.org"))
    assert shown(other.open(room(town, asked))) == []
    at(NOW + timedelta(days=1))
    page = town.browser(town.owner)
    assert shown(page.open(room(town, asked))) == []
    page.press("Open the request")
    assert shown(page) == list(CANARIES)
    assert len(events(asked, EventKind.READ)) == 2


def test_an_answer_moves_the_request_and_the_person_is_told(town: Town, mails: Mails) -> None:
    asked = ask(contact_kind="email", contact="elena@example.org")
    page = opened(town, asked)
    mails()
    page.press("Send the answer", state="accepted", text="La aspettiamo martedì.")
    assert "Your answer is sent." in page.text
    assert "La aspettiamo martedì." in page.text
    assert asking.referral(asked.id).state is ReferralState.ACCEPTED
    assert [each["To"] for each in mails()] == ["elena@example.org"]
    assert events(asked)[-1].who == town.owner.name
    assert "accepted" not in page.all("//input[@name='state']/@value")


def test_a_no_needs_a_reason_and_what_was_typed_stays(town: Town) -> None:
    asked = ask()
    page = opened(town, asked)
    page.press("Send the answer", 422, state="not_helped", text="Ci dispiace.")
    assert "Say why: choose one of these." in page.text
    assert page.all("//select[@id='reason']/@aria-describedby") == ["reason-error"]
    assert page.all("//input[@value='not_helped']/@checked")
    assert page.all("//textarea[@id='text']/text()")[0].strip() == "Ci dispiace."
    assert shown(page) == list(CANARIES)
    page.press("Send the answer", reason="full")
    found = asking.referral(asked.id)
    assert (found.state, found.reason) == (ReferralState.NOT_HELPED, NotHelped.FULL)
    assert not page.all("//main//form")


@pytest.mark.parametrize("wrong", ["", "withdrawn", "eaten"])
def test_what_is_no_answer_is_refused(town: Town, wrong: str) -> None:
    asked = ask()
    page = opened(town, asked)
    page.press("Send the answer", 422, state=wrong, text="Ecco.")
    assert "Choose one of these." in page.text
    assert asking.referral(asked.id).state is ReferralState.SEEN


def test_the_second_of_two_answers_is_told_so_and_keeps_its_words(town: Town) -> None:
    asked = ask()
    first = opened(town, asked)
    second = town.browser(member_of(town, MemberRole.EDITOR, "bruno@example.org"))
    second.open(room(town, asked)).press("Open the request")
    first.press("Send the answer", state="contacted")
    second.press("Send the answer", 409, state="waiting_list", text="Sei mesi di attesa.")
    assert "This request has changed meanwhile." in second.text
    assert "The body has been in touch" in second.text
    assert second.all("//textarea[@id='text']/text()")[0].strip() == "Sei mesi di attesa."
    assert asking.referral(asked.id).state is ReferralState.CONTACTED
    second.press("Send the answer")
    assert asking.referral(asked.id).state is ReferralState.WAITING_LIST


def test_the_same_answer_sent_twenty_times_is_there_once(town: Town, mails: Mails) -> None:
    asked = ask(contact_kind="email", contact="elena@example.org")
    page = opened(town, asked)
    mails()
    form, _name, _value = page._button("Send the answer", "")
    values = page._values(form) | {"state": "contacted", "text": "La chiamo domani."}
    moves = len(events(asked))
    answers = [page.client.post(str(form.get("action")), data=values) for _ in range(20)]
    assert {each.status_code for each in answers} == {303}
    assert len(events(asked)) == moves + 1
    assert number_of_messages(asked) == 1
    assert len(mails()) == 1


def test_messages_go_to_the_person_once_each(town: Town) -> None:
    asked = ask()
    page = opened(town, asked)
    page.press("Send the message", 422, text="  ")
    assert page.all("//textarea[@id='message']/@aria-invalid") == ["true"]
    form, _name, _value = page._button("Send the message", "")
    values = page._values(form) | {"text": "Porti la tessera."}
    for _ in range(3):
        assert page.client.post(str(form.get("action")), data=values).status_code == 303
    assert number_of_messages(asked) == 1
    assert "Porti la tessera." in page.open(room(town, asked)).text
    assert asking.referral(asked.id).state is ReferralState.SEEN


def test_a_message_too_late_is_not_sent_and_stays(town: Town) -> None:
    asked = ask()
    page = opened(town, asked)
    withdraw(asked)
    page.press("Send the message", 409, text="Porti la tessera.")
    assert "Porti la tessera." in page.text
    assert number_of_messages(asked) == 0
    assert shown(page) == []


def test_what_the_person_wrote_is_read_only_in_the_opened_request(town: Town) -> None:
    asked = ask()
    write(asked, "Ho anche un pappagallo.")
    page = town.browser(town.owner).open(room(town, asked))
    assert "pappagallo" not in page.text
    page.press("Open the request")
    assert "pappagallo" in page.text


def test_a_withdrawn_request_shows_nothing_and_opens_no_more(town: Town) -> None:
    asked = ask()
    page, late = opened(town, asked), town.browser(town.owner)
    late.open(room(town, asked))
    withdraw(asked)
    reads = len(events(asked, EventKind.READ))
    page.press("Send the answer", 409, state="contacted", text="La chiamo.")
    assert shown(page) == []
    assert "La chiamo." in page.text
    page.open(room(town, asked))
    assert "The person has withdrawn this request" in page.text
    assert shown(page) == []
    assert not page.all("//main//form")
    path = room(town, asked, "open")
    token = town.browser(town.owner).open("/en/account").all("//input[@name='csrf_token']/@value")
    assert late.client.post(path, data={"csrf_token": token[0]}).status_code in {400, 409}
    assert len(events(asked, EventKind.READ)) == reads


def test_a_reader_of_the_body_reads_and_does_not_answer(town: Town) -> None:
    asked = ask()
    page = town.browser(member_of(town, MemberRole.READER, "bruno@example.org"))
    page.open(room(town, asked)).press("Open the request")
    assert shown(page) == list(CANARIES)
    assert "Those who edit for the body answer it." in page.text
    assert not page.all("//main//form")
    token = page.open("/en/account").all("//input[@name='csrf_token']/@value")[0]
    for rest in ("answer", "messages"):
        form = {"csrf_token": token, "state": "contacted", "text": "Eccomi", "revision": "2"}
        assert page.client.post(room(town, asked, rest), data=form).status_code == 403
    assert asking.referral(asked.id).state is ReferralState.SEEN
    assert number_of_messages(asked) == 0


def test_what_was_asked_of_another_body_is_not_there(town: Town) -> None:
    theirs = ask(THEIRS)
    page = town.browser(town.owner).open("/en/account")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    other = f"/en/provider/organizations/{town.other}/requests"
    before = snapshot()
    for base in (room(town), other):
        page.open(f"{base}/{theirs.id}", 404)
        for act in ("open", "answer", "messages"):
            path = f"{base}/{theirs.id}/{act}"
            form = {"csrf_token": token, "state": "contacted", "text": "Eccomi", "revision": "1"}
            assert page.client.get(path).status_code == 404
            assert page.client.post(path, data=form).status_code == 404
    page.open(other, 404)
    stranger = town.browser(make_account(Role.ADMIN, "x@example.org"))
    stranger.open(room(town), 403)
    assert asking.referral(theirs.id).state is ReferralState.SENT
    assert snapshot()["referral_event"] == before["referral_event"]


def test_who_comes_back_to_a_button_is_led_to_the_request(town: Town) -> None:
    asked = ask()
    page = town.browser(town.owner)
    for act in ("open", "answer", "messages"):
        response = page.client.get(room(town, asked, act))
        assert (response.status_code, response.location) == (303, room(town, asked))


def test_the_room_says_how_many_requests_wait_and_until_when(town: Town) -> None:
    browser = town.browser(town.owner)
    assert "wait for you" not in browser.open("/en/provider/").text
    ask(now=NOW - timedelta(days=3))
    answered = ask(now=NOW - timedelta(days=4))
    asking.answer(answered.id, ReferralState.CONTACTED)
    page = browser.open("/en/provider/")
    first = page.all("//main//h3/following-sibling::ul[1]/li[1]")[0]
    words = " ".join("".join(first.itertext()).split())
    assert words == "1 request waits for you, by 22 December 2026."
    assert room(town) in page.links()
    write(answered, "E allora?", Actor.PERSON)
    assert "2 requests wait for you, the first by 22 December 2026." in (
        browser.open("/en/provider/").text
    )
