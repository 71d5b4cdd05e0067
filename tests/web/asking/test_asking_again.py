"""The same form again and again, an old form, what was asked for already: nothing twice, nothing lost."""

import re
from dataclasses import replace
from pathlib import Path

from tests.browser import Page
from tests.conftest import make_app
from tests.web.asking.conftest import (
    MELO,
    PERSON_EMAIL,
    Site,
    form_of,
    passes,
    requests,
    the_request,
)
from wemi_piemonte.directory.operations import set_publication
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.referrals import operations as referrals

ASK = f"/en/services/{MELO.id}/request"
SEND = "Send the request"
BY_MAIL = {"contact_kind": "email", "email": PERSON_EMAIL, "consent": "1"}
CANARY = "zeppelin color pervinca"


def test_the_same_form_twenty_times_is_one_request_one_mail_and_one_pass(site: Site) -> None:
    page = site.browser().open(ASK)
    path, values = form_of(page, **BY_MAIL)
    shown = set()
    for number in range(20):
        client, sent = page.client, dict(values)
        if number % 2:
            # The cookie of the first answer got lost on the way.
            fresh = site.browser().open(ASK)
            client, sent["csrf_token"] = fresh.client, form_of(fresh)[1]["csrf_token"]
        answer = client.post(path, data=sent)
        assert answer.status_code == 201, number
        shown.add(tuple(re.findall(r"<dd><bdi[^>]*>([^<]+)<", answer.text)))
    assert len(shown) == 1
    assert len(next(iter(shown))) == 2
    assert (len(requests()), passes()) == (1, 1)
    assert len(site.mails()) == 2


def test_a_form_sent_again_with_other_words_is_not_lost_in_silence(site: Site) -> None:
    page = site.browser().open(ASK)
    path, values = form_of(page, **BY_MAIL, words="first")
    assert page.client.post(path, data=values).status_code == 201
    other = page.client.post(path, data=values | {"words": "second thoughts"})
    assert other.status_code == 409
    assert "second thoughts" in other.text
    assert f"/en/requests/{the_request().id}" in other.text
    assert the_request().words == "first"


def test_who_has_withdrawn_and_sends_the_old_form_is_asked_and_may_ask_anew(site: Site) -> None:
    page = site.browser().open(ASK)
    path, values = form_of(page, **BY_MAIL, words="first")
    page.press(SEND, 201, **BY_MAIL, words="first")
    with transaction() as session:
        referrals.withdraw(session, referral_id=the_request().id, now=site.now)
    page.response = page.client.post(path, data=values)
    assert page.response.status_code == 409
    page._read(path)
    assert "has ended" in page.text
    page.press(SEND, 201, consent="1")
    assert sorted(each.state for each in requests()) == ["sent", "withdrawn"]
    assert {each.pass_id for each in requests()} == {requests()[0].pass_id}


def test_what_is_asked_for_already_leads_to_the_open_request(site: Site) -> None:
    page = site.browser().open(ASK)
    stale = form_of(page, **BY_MAIL)
    page.press(SEND, 201, **BY_MAIL)
    address = f"/en/requests/{the_request().id}"
    page.open(ASK)
    assert address in page.links()
    assert not page.all("//textarea")
    path, values = stale
    again = page.client.post(path, data=values | {"key": "k" * 30, "words": "more to say"})
    assert again.status_code == 409
    assert address in again.text
    assert "more to say" in again.text
    assert len(requests()) == 1
    page.open(f"/en/services/{MELO.id}")
    assert address in page.links()
    assert ASK not in page.links()
    assert address not in site.browser().open(f"/en/services/{MELO.id}").links()


def test_the_form_of_a_person_with_an_account_sent_twenty_times_asks_once(site: Site) -> None:
    page = site.browser(site.citizen()).open(ASK)
    path, values = form_of(page, consent="1")
    assert {page.client.post(path, data=values).status_code for _ in range(20)} == {303}
    the_request()
    assert len(site.mails()) == 2


def test_a_retry_is_answered_as_sent_though_the_service_has_gone_meanwhile(site: Site) -> None:
    page = site.browser().open(ASK)
    path, values = form_of(page, **BY_MAIL)
    assert page.client.post(path, data=values).status_code == 201
    with transaction() as session:
        set_publication(session, service_id=MELO.id, target=Publication.SUSPENDED, now=site.now)
    assert page.client.post(path, data=values).status_code == 201


def test_a_flood_is_stopped_mistakes_are_not_counted_and_a_retry_is_never_blocked(
    tmp_path: Path, site: Site
) -> None:
    config = replace(site.app.config["WEMI"], rate_limits=True, data_dir=tmp_path / "limited")
    config.data_dir.mkdir()
    app = make_app(config)
    page = Page(app.test_client()).open(ASK)
    path, values = form_of(page, contact_kind="desk")
    wrong = {page.client.post(path, data=values).status_code for _ in range(25)}
    assert wrong == {422}
    answers = []
    for number in range(21):
        stranger = Page(app.test_client()).open(ASK)
        path, values = form_of(stranger, contact_kind="desk", consent="1", words=f"{number}")
        answers.append(stranger.client.post(path, data=values).status_code)
        if number == 0:
            first = stranger, dict(values)
    assert answers == [201] * 20 + [429]
    stranger, values = first
    assert {stranger.client.post(path, data=values).status_code for _ in range(3)} == {201}
    assert len(requests()) == 20
