"""Every kind of page: nothing serious for axe, nothing from third hosts, light at first sight."""

import gzip
import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import ROOT, missing
from tests.journeys.conftest import Visit
from wemi_piemonte.foundation.locales import LOCALES

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}
LIGHT_BYTES = 130_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds serious on the page as it stands."""
    if not AXE.exists():
        missing("axe-core is not installed")
    page.wait_for_load_state("load")
    # Through the debugger, so that the site's own policy against foreign scripts stays on.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
    ]


def first_link(page: Page, pattern: str) -> str:
    """The address of the first link that fits."""
    script = "links => links.map(a => a.getAttribute('href'))"
    links: list[str | None] = page.eval_on_selector_all("a", script)
    return next(link for link in links if link and re.search(pattern, link))


def kinds(visit: Visit, locale: str) -> list[str]:
    """One address of each kind of page."""
    page = visit.open(f"/{locale}/search")
    sheet = first_link(page, r"/services/[0-9a-f-]{36}$")
    page = visit.open(sheet)
    body = first_link(page, r"/organizations/")
    page = visit.open(f"/{locale}/desks?kind=itinerant")
    desk = first_link(page, r"/desks/[0-9a-f-]{36}$")
    return [
        f"/{locale}/",
        f"/{locale}/search",
        f"/{locale}/search?q=casa&place=Cuneo&radius_km=30",
        f"/{locale}/search?q=zzxxqqyy",
        f"/{locale}/search?place=Atlantide&age=999",
        f"/{locale}/needs",
        f"/{locale}/needs/family",
        f"/{locale}/needs/ageing.home-care",
        sheet,
        body,
        f"/{locale}/plan",
        f"/{locale}/plans",
        f"/{locale}/desks",
        f"/{locale}/desks?place=Bardonecchia&radius_km=5&spoken=zu",
        f"/{locale}/desks?place=Venasca&spoken=ar&view=times",
        desk,
        f"{desk}/poster",
        f"/{locale}/accessibility",
        f"/{locale}/privacy",
        f"/{locale}/sources",
        f"/{locale}/nowhere",
    ]


@pytest.mark.parametrize("locale", ["it", "en", "ar"])
@pytest.mark.parametrize("visit", [(360, True), (1280, True)], indirect=True, ids=["360", "1280"])
def test_axe_finds_nothing_serious_and_nothing_overflows(visit: Visit, locale: str) -> None:
    for path in kinds(visit, locale):
        page = visit.open(path)
        assert violations(page) == [], path
        assert not visit.overflows(), path


@pytest.mark.parametrize("locale", ["fr", "es", "ro", "sq", "uk", "zh"])
@pytest.mark.parametrize("visit", [(360, True)], indirect=True, ids=["360"])
def test_a_phone_shows_each_page_whole_and_in_its_language(visit: Visit, locale: str) -> None:
    for path in kinds(visit, locale):
        page = visit.open(path)
        assert page.locator("html").get_attribute("lang") == LOCALES[locale].html_lang, path
        assert page.locator("html").get_attribute("dir") == "ltr", path
        assert not visit.overflows(), path
        assert violations(page) == [], path


@pytest.mark.parametrize("visit", [(1280, True)], indirect=True)
def test_axe_finds_nothing_serious_with_the_map_open(visit: Visit) -> None:
    page = visit.open("/it/search?need=income.food")
    page.locator("#map-toggle").click()
    page.locator("#map .leaflet-marker-icon").first.wait_for()
    assert violations(page) == []


def test_axe_would_see_a_field_without_a_name(visit: Visit) -> None:
    page = visit.open("/it/")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert {each.split(":")[0] for each in violations(page)} >= {"label", "image-alt"}


def weight(url: str) -> int:
    """What a resource weighs on the line, with gzip."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
        already = Path(url.split("?", maxsplit=1)[0]).suffix in {".woff2", ".png", ".jpg"}
    return len(body) if packed or already else len(gzip.compress(body))


@pytest.mark.parametrize("path", ["/it/", "/it/search", "/it/needs"])
def test_a_first_visit_on_a_phone_is_light(chromium: Browser, site: str, path: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + path)
    page.wait_for_load_state("networkidle")
    context.close()
    urls = {url for url in asked if url.startswith("http")}
    assert sum(weight(url) for url in urls) <= LIGHT_BYTES
    packed = urllib.request.Request(site + path, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(packed) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"


def test_reduced_motion_and_large_text_keep_the_page_whole(chromium: Browser, site: str) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, reduced_motion="reduce", device_scale_factor=1
    )
    page = context.new_page()
    page.goto(f"{site}/it/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 361
