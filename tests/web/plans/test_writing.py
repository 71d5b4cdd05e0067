"""From a story to a plan: what was understood, what may be changed, what is never lost or told."""

from datetime import timedelta

import pytest

from tests.browser import Page
from tests.web.plans.conftest import NOW
from wemi_piemonte.foundation import clock
from wemi_piemonte.plans.rules import LONGEST_STORY

STORY = (
    "Vivo a Biella con mia madre di 84 anni che non riesce più a lavarsi da sola. "
    "Mio figlio di 9 anni ha bisogno di aiuto con i compiti."
)
CANARY = "zeppelin color pervinca"


def tell(page: Page, story: str = STORY, locale: str = "it") -> Page:
    return page.open(f"/{locale}/").press("Cerca" if locale == "it" else "Search", text=story)


def chosen(page: Page) -> list[str]:
    return [str(key) for key in page.all("//input[@name='need' and @checked]/@value")]


def codes(page: Page) -> set[str]:
    return {key.partition(":")[0] for key in chosen(page)}


@pytest.mark.parametrize("locale", ["it", "en"])
def test_the_three_examples_lead_to_needs_that_can_be_met(page: Page, locale: str) -> None:
    page.open(f"/{locale}/")
    examples = page.all("//ul[@aria-labelledby='examples']//button/@value")
    assert len(examples) == 3
    for words in examples:
        page.open(f"/{locale}/").press(words)
        assert chosen(page), words
        page.press("show")
        assert page.all("//article"), words


def test_a_story_becomes_needs_with_their_words_and_people_with_ages(page: Page) -> None:
    tell(page)
    assert page.response.request.path == "/it/plan"
    assert {"ageing.home-care", "school.homework"} <= codes(page)
    assert "lavarsi" in page.all("//li[contains(@class, 'need-chip')]//q/text()")
    people = page.all("//fieldset[@class='person']//select/option[@selected]/@value")
    assert set(people) >= {"self", "mother", "son"}
    assert set(page.all("//fieldset[@class='person']//input[@inputmode='numeric']/@value")) >= {
        "84",
        "9",
    }
    assert page.all("//input[@id='place']/@value") == ["Biella (BI)"]


def test_the_plan_says_who_gets_what_why_and_what_to_do(page: Page) -> None:
    tell(page).press("show")
    assert page.response.request.path == "/it/plan/result"
    assert page.all("//article[contains(@class, 'step-card')]")
    assert page.all("//a[starts-with(@href, 'tel:') or starts-with(@href, 'mailto:')]")
    assert "Mia madre, 84 anni" in page.text
    assert page.all("//table[contains(@class, 'matrix')]")


def test_words_of_a_story_enter_no_address_and_nobody_keeps_the_page(page: Page) -> None:
    tell(page, f"{STORY} {CANARY}")
    page.press("show")
    for step in (*page.response.history, page.response):
        assert "pervinca" not in step.request.url
        assert step.headers["Cache-Control"] == "no-store"
    assert "pervinca" not in page.text


def test_what_is_taken_off_stays_off_and_what_is_added_is_planned(page: Page) -> None:
    tell(page)
    kept = [key for key in chosen(page) if key.startswith("school.homework")]
    page.press("add", need=kept, add="income.food")
    assert codes(page) == {"school.homework", "income.food"}
    page.press("show")
    assert "Aiuto alimentare" in page.text
    assert "Assistenza domiciliare (" not in page.text


def test_a_person_can_be_added_and_taken_off_again(page: Page) -> None:
    tell(page, "cerco una badante per la notte")
    before = len(page.all("//fieldset[@class='person']"))
    page.press("add-person")
    assert len(page.all("//fieldset[@class='person']")) == before + 1
    page.press(f"remove-person:{before + 1}")
    assert len(page.all("//fieldset[@class='person']")) == before


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [("age__1", "999", "age-1"), ("age__1", "-1", "age-1"), ("place", "Atlantide", "place")],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    page: Page, field: str, value: str, where: str
) -> None:
    tell(page, "cerco una badante per la notte")
    page.press("show", 400, **{field: value, "text": "cambiato a mano"})
    assert page.all(f"//*[@id='{where}' and @aria-invalid='true']/@value") == [value]
    assert page.all("//textarea/text()") == ["cambiato a mano"]
    assert page.all("//*[@role='alert']")
    assert "ageing.family-assistant" in codes(page)


def test_several_places_of_a_name_are_offered(page: Page) -> None:
    tell(page, "cerco una badante per la notte")
    page.press("show", 400, place="San")
    assert len(page.all("//button[@name='place']")) > 1


@pytest.mark.parametrize(
    "text", ["", "buongiorno", "xkqz wrrt", "\x00\x01", "a" * 50_000, "<script>alert(1)</script>"]
)
def test_where_nothing_is_understood_there_is_always_a_way_on(page: Page, text: str) -> None:
    tell(page, text)
    assert not chosen(page)
    assert page.all("//select[@name='add']//option")
    assert len(page.all("//a[contains(@class, 'area-tile')]")) > 5
    assert len("".join(page.all("//textarea/text()"))) <= LONGEST_STORY
    page.press("show")
    assert page.response.request.path == "/it/plan"


@pytest.mark.parametrize(
    "sent",
    [
        {"need": ["nothing.of-the-kind:1", "ageing.meals:99", ":", "ageing.meals"]},
        {"kind__1": "emperor", "condition__1": ["immortal"]},
        {"max_km": "-5", "spoken": ["🙂", "it; drop table"]},
        {"lat": "here", "lon": "there"},
        {"add": "nothing", "add__for": "42"},
        {"do": "remove-person:99"},
        {"do": "no-such-act"},
    ],
)
def test_nonsense_in_the_form_is_never_a_fault_of_ours(page: Page, sent: dict[str, object]) -> None:
    tell(page, "cerco una badante per la notte")
    form = page.all("//form[@id='wishes']")[0]
    values = {**page._values(form), **{k.replace("__", "-"): v for k, v in sent.items()}}
    answer = page.client.post("/it/plan/wishes", data=values, follow_redirects=True)
    assert answer.status_code in {200, 400}


def test_one_need_can_be_begun_with_from_elsewhere(page: Page) -> None:
    page.open("/it/plan")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    page.client.post("/it/plan", data={"csrf_token": token, "need": "income.food"})
    page.open("/it/plan")
    assert codes(page) == {"income.food"}


def test_a_draft_is_gone_after_an_hour_and_at_once_on_request(page: Page) -> None:
    tell(page)
    assert chosen(page)
    clock.start_at(NOW + timedelta(minutes=61))
    page.open("/it/plan")
    assert not chosen(page)
    tell(page)
    page.press("Cancella ciò che ho scritto")
    page.open("/it/plan")
    assert not chosen(page)
    assert not page.all("//textarea/text()")


def test_a_post_without_a_token_is_refused(page: Page) -> None:
    assert page.client.post("/it/plan", data={"text": "aiuto"}).status_code == 400


@pytest.mark.parametrize(
    ("change", "limits"),
    [("anywhere", {"max_km": "5"}), ("paid", {"free_only": "1"}), ("in_person", {"by_phone": "1"})],
)
def test_what_if_changes_one_limit_and_never_covers_less_where_it_opens(
    page: Page, change: str, limits: dict[str, str]
) -> None:
    tell(page, "Sto a Ceresole Reale. Cerco una badante. Non riesco a pagare la bolletta del gas")
    page.press("show", **limits)
    change = "farther" if change == "anywhere" else change
    before = len(page.all("//li[@class='gap']"))
    page.press(change)
    assert page.response.request.path == "/it/plan/result"
    assert len(page.all("//li[@class='gap']")) <= before


def services(page: Page) -> list[str]:
    """The services of a plan, in their order."""
    return [str(each).rpartition("/")[2] for each in page.all("//article//h3/a/@href")]


def test_a_service_is_put_earlier_and_stays_there_when_the_plan_is_saved(page: Page) -> None:
    tell(page, "Cerco una badante. Non riesco a pagare la bolletta del gas. Cerco lavoro.")
    page.press("show")
    before = services(page)
    assert len(before) > 2
    columns = page.all("//table[@class='matrix']//thead//span[@class='visually-hidden']/text()")
    page.press(before[2])
    assert page.response.request.path == "/it/plan/result"
    assert services(page) == [before[0], before[2], before[1], *before[3:]]
    moved = page.all("//table[@class='matrix']//thead//span[@class='visually-hidden']/text()")
    assert moved == [columns[0], columns[2], columns[1], *columns[3:]]
    page.press("Salva con un codice", 201)
    code = "".join(str(page.all("//dl[@class='pass']//bdi/text()")[0]).split())
    ordered = [before[0], before[2], before[1], *before[3:]]
    assert services(page.open(f"/it/plans/{code}")) == ordered
    # The first has no place before it, and what is not in the plan moves nothing.
    token = page.open("/it/plans").all("//input[@name='csrf_token']/@value")[0]
    sent = {"csrf_token": token, "service": "nobody"}
    assert page.client.post("/it/plan/order", data=sent).status_code == 303


def test_a_need_that_nothing_covers_has_a_cause_and_a_next_step(page: Page) -> None:
    tell(page, "Sto a Ceresole Reale. Cerco una badante.")
    page.press("show", max_km="5", spoken=["am"])
    gap = page.all("//li[@class='gap']")[0]
    words = " ".join(" ".join(gap.itertext()).split())
    assert "Che cosa fare:" in words
    assert gap.xpath(".//a[contains(@href, '/search')]")


def test_a_plan_on_paper_is_a_pdf(page: Page) -> None:
    tell(page).press("show")
    answer = page.client.get("/it/plan/result.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert len(answer.data) > 5_000


@pytest.mark.parametrize("path", ["/it/plan/result", "/it/plan/result.pdf"])
def test_without_a_draft_there_is_no_result_but_the_way_to_one(page: Page, path: str) -> None:
    answer = page.client.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/it/plan"


def test_a_plan_about_violence_has_a_quick_exit(page: Page) -> None:
    tell(page, "mio marito mi picchia e ho paura")
    assert "protection.violence" in codes(page)
    assert page.all("//a[@id='quick-exit']")
    page.press("show")
    assert page.all("//a[@id='quick-exit']")
