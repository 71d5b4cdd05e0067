"""A plan kept under a code and a PIN: opened elsewhere, changed, shown, taken back, deleted."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.browser import Page
from tests.web.plans.conftest import NOW, Visitor
from tests.web.plans.test_writing import tell
from wemi_piemonte.foundation import clock


def kept(page: Page) -> tuple[str, str]:
    """Save a plan; return its code and PIN as they are shown."""
    tell(page).press("show").press("Salva con un codice", 201)
    code, pin = ("".join(words.split()) for words in page.all("//dl[@class='pass']//bdi/text()"))
    assert re.fullmatch(r"[0-9B-DF-HJKMNP-TV-Z]{8}", code)
    assert re.fullmatch(r"\d{6}", pin)
    return code, pin


def opened(page: Page, code: str, pin: str, status: int = 200) -> Page:
    return page.open("/it/plans").press("open", status, code=code, pin=pin)


def test_a_plan_is_opened_on_another_device_in_any_spelling_of_its_code(visitor: Visitor) -> None:
    code, pin = kept(visitor())
    other = opened(visitor(), f" {code[:4].lower()}-{code[4:].lower()} ", f"{pin[:3]} {pin[3:]}")
    assert other.response.request.path == f"/it/plans/{code}"
    assert other.all("//article[contains(@class, 'step-card')]")
    assert other.response.headers["Cache-Control"] == "no-store"


def test_the_code_alone_opens_nothing(visitor: Visitor) -> None:
    code, _pin = kept(visitor())
    stranger = visitor().open(f"/it/plans/{code}")
    assert not stranger.all("//article")
    assert stranger.all("//input[@id='pin']")
    assert stranger.client.get(f"/it/plans/{code}/plan.pdf").status_code == 303
    for act in ("change", "link", "no-links", "erase", "close"):
        token = stranger.all("//input[@name='csrf_token']/@value")[0]
        answer = stranger.client.post(f"/it/plans/{code}/{act}", data={"csrf_token": token})
        assert answer.status_code == 303, act
    assert opened(visitor(), code, _pin).all("//article")


@pytest.mark.parametrize(
    ("code", "pin"), [("", ""), ("BCDFGHJK", "123"), ("🙂", "abc"), ("BCDFGHJK", "123456")]
)
def test_what_can_be_no_code_or_opens_nothing_is_said_and_stays(
    page: Page, code: str, pin: str
) -> None:
    opened(page, code, pin, 400)
    assert page.all("//*[@role='alert']")
    assert page.all("//input[@id='code']/@value") == [code]
    assert not page.all("//input[@id='pin' and @value]")


def test_five_wrong_pins_lock_it_for_an_hour(visitor: Visitor) -> None:
    code, pin = kept(visitor())
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"
    for _ in range(5):
        opened(visitor(), code, wrong, 400)
    opened(visitor(), code, pin, 429)
    clock.start_at(NOW + timedelta(minutes=61))
    assert opened(visitor(), code, pin).all("//article")


def test_the_page_shows_a_square_sign_with_the_address_and_never_the_pin(page: Page) -> None:
    code, pin = kept(page)
    page.open(f"/it/plans/{code}")
    assert page.all("//*[local-name()='svg' and contains(@class, 'qr')]")
    assert pin not in page.response.get_data(as_text=True)
    assert f"{pin[:3]} {pin[3:]}" not in page.text
    pdf = page.client.get(f"/it/plans/{code}/plan.pdf")
    assert pdf.data.startswith(b"%PDF")


def test_a_change_makes_a_version_and_says_what_is_different(page: Page) -> None:
    code, _pin = kept(page)
    page.open(f"/it/plans/{code}").press("Modifica")
    assert page.response.request.path == "/it/plan"
    page.press("add", add="income.food").press("show").press("Salva la modifica")
    assert page.response.request.path == f"/it/plans/{code}"
    assert "Versione 2" in page.text
    assert "Bisogni aggiunti: Aiuto alimentare" in page.text
    page.press("Modifica")
    kept_ones = [
        k for k in page.all("//input[@name='need' and @checked]/@value") if "food" not in k
    ]
    page.press("show", need=kept_ones).press("Salva la modifica")
    assert "Bisogni tolti: Aiuto alimentare" in page.text


def test_what_is_kept_holds_no_word_of_the_story(page: Page) -> None:
    code, _pin = kept(page)
    page.open(f"/it/plans/{code}").press("Modifica")
    assert not page.all("//textarea/text()")
    assert not page.all("//q")


def test_a_link_shows_the_plan_to_others_who_can_not_change_it(visitor: Visitor) -> None:
    owner = visitor()
    code, pin = kept(owner)
    owner.open(f"/it/plans/{code}").press("Manda come link")
    address = urlsplit(owner.all("//input[@id='link']/@value")[0]).path
    assert code not in address
    other = visitor().open(address)
    assert other.all("//article[contains(@class, 'step-card')]")
    assert not other.all("//main//form")
    assert code not in other.response.get_data(as_text=True)
    assert pin not in other.response.get_data(as_text=True)
    assert "noindex" in other.all("//meta[@name='robots']/@content")[0]
    owner.press("Annulla tutti i link")
    visitor().open(address, 404)


def test_it_can_be_closed_on_this_device(page: Page) -> None:
    code, pin = kept(page)
    page.open(f"/it/plans/{code}").press("Chiudilo su questo dispositivo")
    page.open(f"/it/plans/{code}")
    assert not page.all("//article")
    assert opened(page, code, pin).all("//article")


def test_a_deleted_plan_is_gone_for_everybody(visitor: Visitor) -> None:
    owner = visitor()
    code, pin = kept(owner)
    owner.open(f"/it/plans/{code}").press("Manda come link")
    address = urlsplit(owner.all("//input[@id='link']/@value")[0]).path
    owner.press("Sì, cancellalo")
    opened(visitor(), code, pin, 400)
    visitor().open(address, 404)
    owner.open(f"/it/plans/{code}")
    assert not owner.all("//article")


def test_it_fades_ninety_days_after_it_was_last_opened(visitor: Visitor) -> None:
    code, pin = kept(visitor())
    clock.start_at(NOW + timedelta(days=89))
    assert opened(visitor(), code, pin).all("//article")
    clock.start_at(NOW + timedelta(days=89 + 89))
    assert opened(visitor(), code, pin).all("//article")
    clock.start_at(NOW + timedelta(days=89 + 89 + 91))
    opened(visitor(), code, pin, 400)


@pytest.mark.parametrize("code", ["x", "AEIOU123", "BCDFGHJKL", "%00", "🙂" * 8])
def test_an_address_that_can_be_no_plan_leads_nowhere(page: Page, code: str) -> None:
    page.open(f"/it/plans/{code}", 404)


@pytest.mark.parametrize("token", ["x", "a" * 500, "🙂"])
def test_a_link_that_nobody_made_leads_nowhere(page: Page, token: str) -> None:
    page.open(f"/it/shared-plans/{token}", 404)
