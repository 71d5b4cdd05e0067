"""What a provider and a moderator do on the site, in a real browser."""

import re
from pathlib import Path

import pyotp
from playwright.sync_api import Page, expect

from tests.inbox import opened
from tests.journeys.conftest import Site, Visit, press
from tests.journeys.test_every_page import violations
from tests.people import PASSWORD, SECRET

BODY = "Cooperativa sociale Il Gelso"
TAX_CODE = "01234560017"
SERVICE = "Compagnia del gelso"
DESCRIPTION = (
    "Un volontario formato va a trovare le persone anziane che vivono sole: una passeggiata,"
    " quattro chiacchiere, una partita a carte. Viene sempre la stessa persona, due volte la"
    " settimana, per un'ora e mezza. Si comincia con un incontro a casa per conoscersi."
)


class Person(Visit):
    """Somebody with an account, in a window of their own."""

    def sign_in(self, address: str, *, staff: bool = False) -> Page:
        """Sign in by the form, with the second factor where the role asks for it."""
        page = self.open("/en/sign-in")
        page.get_by_label("E-mail address").fill(address)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Sign in")
        if staff:
            page.get_by_label("Code").fill(pyotp.TOTP(SECRET).now())
            press(page, "Sign in")
        return page

    def look(self) -> None:
        """The page fits its window, and axe finds nothing serious where scripts are on."""
        # Axe may wait for a timer, and where scripts are off no timer ever rings.
        if self.javascript:
            assert violations(self.page) == [], self.page.url
        assert not self.overflows(), self.page.url


def apply(page: Page) -> str:
    """Begin an application, tell what is asked, send it; returns its address."""
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("qualification", re.IGNORECASE)
    ).first.click()
    page.locator("main a[href*='/provider/notices/']").first.click()
    page.locator("#legal_name").fill(BODY)
    page.locator("#tax_code").fill(TAX_CODE)
    press(page, "Begin")
    page.locator("#legal_form").select_option(index=4)
    page.locator("#runts_section").select_option(index=4)
    page.locator("#runts_number").fill("12345")
    page.locator("#municipality").fill("Cuneo")
    page.locator("#email").fill("info@gelso.example")
    page.locator("#phone").fill("+39 0171 000 1234")
    page.locator("#statement").fill("Da dieci anni accompagniamo persone anziane sole.")
    page.locator("input[name='region']").check()
    page.get_by_role("checkbox", name="Anziani").check()
    for each in page.locator("#needs details").all():
        if each.get_attribute("open") is None:
            each.locator("summary").click()
    for need in page.locator("input[name='needs'][value^='ageing.']").all():
        need.check()
    press(page, "Keep as draft")
    address = page.url.partition("?")[0]
    page.goto(address + "/documents")
    for option in page.locator("#criterion option:not([value=''])").all():
        page.locator("#criterion").select_option(option.get_attribute("value"))
        page.locator("#file").set_input_files(
            {"name": "statuto.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
        )
        press(page, "Send a document")
    page.goto(address)
    expect(page.get_by_text("Nothing: it can be sent.")).to_be_visible()
    press(page, "Send to the Region")
    expect(page.get_by_text("It is sent.", exact=False)).to_be_visible()
    return address


def write_listing(page: Page) -> str:
    """Write a listing in its steps and send it; returns its address."""
    page.locator("main a[href$='/services']").first.click()
    page.get_by_role("link", name="A new listing").click()
    page.get_by_label("Name of the service").fill(SERVICE)
    page.get_by_label("In one sentence", exact=False).fill("Una visita amica a chi è solo.")
    press(page, "Begin")
    address = page.url.partition("/edit/")[0]
    page.goto(address + "/edit/what")
    page.locator("#description").fill(DESCRIPTION)
    page.locator("#what_you_get").fill("Due visite la settimana.")
    page.locator("#add_need").select_option("ageing.company")
    press(page, "Save and go on")
    page.goto(address + "/edit/where")
    page.locator("#modes-at_home").check()
    page.locator("#provinces-004").check()
    press(page, "Save and go on")
    page.goto(address + "/edit/cost")
    page.locator("#cost-free").check()
    press(page, "Save and go on")
    page.goto(address + "/edit/how-to-ask")
    press(page, "Add a phone")
    page.locator("input[name^='phones-'][name$='-number']").first.fill("+39 0171 000 1234")
    press(page, "Save and go on")
    page.goto(address + "/edit/languages-and-access")
    page.locator("input[value='it'][type='checkbox']").first.check()
    press(page, "Save and go on")
    page.goto(address)
    expect(page.get_by_text("Nothing: it can be sent.")).to_be_visible()
    press(page, "Send to the Region")
    return address


def decide(page: Page, site: Site, words: str, note: str = "") -> None:
    """Take the first thing of the queue and decide on it."""
    page.goto(site.url + "/en/moderation/")
    page.locator("ol.queue h2 a").first.click()
    if note:
        page.locator("details[open] textarea[name='note']").first.fill(note)
    press(page, words)


def link_of(folder: Path, part: str) -> str:
    """The newest link of a mail that holds `part`."""
    found: list[tuple[float, str]] = []
    for path in (folder / "mail").glob("*.eml"):
        mail = opened(path.read_bytes())
        text = mail.get_content()
        found += [
            (path.stat().st_mtime, each) for each in re.findall(rf"https?://\S*{part}\S*", text)
        ]
    return max(found)[1]
