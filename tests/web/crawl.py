"""Walks through the public pages of a language and tells apart the texts that stand in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.browser import Page

# Text is read out to people from these too.
ATTRIBUTES = ("aria-label", "alt", "title", "placeholder", "content")
SPOKEN_METAS = {"description"}
NOT_TEXT = {"script", "style", "template"}
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
# Life in one sentence, for the recogniser: some need in every language.
STORIES = {
    "it": "mia madre non si lava più da sola e ho perso il lavoro",
    "en": "my mother can no longer wash herself and I lost my job",
    "fr": "ma mère n'arrive plus à se laver seule et j'ai perdu mon travail",
    "es": "mi madre ya no puede lavarse sola y he perdido el trabajo",
    "ro": "mama mea nu se mai poate spăla singură și mi-am pierdut locul de muncă",
    "ar": "أمي لا تستطيع الاستحمام وحدها وفقدت عملي",
    "sq": "nëna ime nuk lahet dot vetë dhe kam humbur punën",
    "uk": "моя мама вже не може митися сама, і я втратила роботу",
    "zh": "我妈妈不能自己洗澡了，我也失业了",
}


@dataclass(frozen=True)
class Said:
    """A stretch of text, the language it is said to be in, and where it stands."""

    text: str
    lang: str
    is_name: bool
    where: str


def said_on(page: Page) -> Iterator[Said]:
    """Yield every text of a page that somebody sees or hears."""
    for element in page.tree.iter():
        if not isinstance(element.tag, str) or _is_silent(element):
            continue
        lang, is_name = _language(element), _is_name(element)
        where = f"{element.tag}.{element.get('class', '')}"
        texts = [element.text, *(child.tail for child in element)]
        texts += [element.get(name) for name in ATTRIBUTES if _is_spoken(element, name)]
        for text in texts:
            if text and (plain := " ".join(text.split())):
                yield Said(plain, lang, is_name, where)


def _is_silent(element: Any) -> bool:
    return any(each.tag in NOT_TEXT for each in (element, *element.iterancestors()))


def _is_spoken(element: Any, attribute: str) -> bool:
    return attribute != "content" or element.get("name") in SPOKEN_METAS


def _language(element: Any) -> str:
    for each in (element, *element.iterancestors()):
        if each.get("lang"):
            return str(each.get("lang"))
    return ""


def _is_name(element: Any) -> bool:
    return any(each.get("translate") == "no" for each in (element, *element.iterancestors()))


class Walk:
    """The public pages of one language, each opened once for every kind of address."""

    def __init__(self, page: Page, locale: str, *, one_in: int = 1) -> None:
        self.page = page
        # Of the sheets of services and bodies only one in so many is opened.
        self.one_in = one_in
        self.locale = locale
        self.found: set[Said] = set()
        self.paths: list[str] = []

    def look(self) -> None:
        """Take down what the page that is open says."""
        self.found |= set(said_on(self.page))
        self.paths.append(self.page.response.request.path)

    def open(self, path: str, status: int = 200, **query: Any) -> None:
        """Open a page, and take down what it says."""
        self.page.open(path, status, **query)
        self.look()

    def links(self, pattern: str) -> list[str]:
        """The addresses on this page that match, each once."""
        found = self.page.all("//main//a/@href")
        return sorted({each.split("#")[0] for each in found if re.search(pattern, each)})

    def everything(self) -> None:
        """Open home, needs, search, sheets, bodies, plans, documents and errors."""
        base = f"/{self.locale}"
        self.open(f"{base}/")
        for name in ("accessibility", "privacy", "sources", "plans"):
            self.open(f"{base}/{name}")
        self.open(f"{base}/needs")
        for path in self.links(rf"^{base}/needs/"):
            self.open(path)
        self._search(base)
        self._plan(base)
        self._desks(base)
        self.open(f"{base}/nowhere", 404)
        self.open(f"{base}/services/00000000-0000-4000-8000-000000000000", 404)

    def _search(self, base: str) -> None:
        self.open(f"{base}/search", per_page=100)
        sheets = self.links(rf"^{base}/services/{ID.pattern}$")
        self.open(f"{base}/search", per_page=100, page=2)
        sheets += self.links(rf"^{base}/services/{ID.pattern}$")
        queries: tuple[dict[str, Any], ...] = (
            {"q": "ISEE"},
            {"q": "xyzzyxq"},
            {"place": "Cuneo", "radius_km": "30", "sort": "distance"},
            {"age": "80", "cost": "free", "mode": "remote", "spoken": "ar", "open": "now"},
        )
        wrong: tuple[dict[str, Any], ...] = (
            {"age": "abc"},
            {"place": "Atlantide"},
            {"cost": "9"},
        )
        for query in queries:
            self.open(f"{base}/search", **query)
        for query in wrong:
            self.open(f"{base}/search", 400, **query)
        bodies: set[str] = set()
        for path in sheets[:: self.one_in]:
            self.open(path)
            bodies |= set(self.links(rf"^{base}/organizations/"))
        for path in sorted(bodies)[:: self.one_in]:
            self.open(path)

    def _desks(self, base: str) -> None:
        self.open(f"{base}/desks")
        desks = self.links(rf"^{base}/desks/{ID.pattern}$")
        for path in desks:
            self.open(path)
        for path in desks[:: self.one_in]:
            self.open(f"{path}/poster")
        self.open(f"{base}/desks", view="times", place="Venasca", spoken="ar")
        self.open(f"{base}/desks", place="Bardonecchia", radius_km=5, spoken="zu")
        self.open(f"{base}/desks", 400, day="x", kind="x", place="Atlantide")

    def _plan(self, base: str) -> None:
        self.open(f"{base}/plan")
        self.page.press("read", text=STORIES[self.locale])
        self.look()
        self.page.press("show")
        self.look()
