"""A visitor without JavaScript: every page it opens is checked as a page."""

import re
from itertools import pairwise
from typing import Any

import html5lib
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

LANGS = {"zh": "zh-Hans"}
RIGHT_TO_LEFT = {"ar"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class PageError(AssertionError):
    """A page that is not as pages of this house are."""


class Page:
    """Opens pages and checks each; acts are named as people say them."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.response: TestResponse
        self.tree: Any = None

    def open(self, path: str, status: int = 200, **query: Any) -> "Page":
        """Open a page, expect its status, check it whatever it says."""
        self.response = self.client.get(path, query_string=query or None)
        if self.response.status_code != status:
            raise PageError(f"{path}: {self.response.status_code}, not {status}")
        self._read(path)
        return self

    def press(self, button: str, status: int = 200, /, form: str = "", **fields: Any) -> "Page":
        """Press the button that says or sends this, with the fields filled in as given.

        All else is sent as it stands in the form, as a browser would; redirects are followed.
        """
        found, name, value = self._button(button, form)
        values = self._values(found)
        for field, filled in fields.items():
            values[field.replace("__", "-")] = filled
        if name:
            values[name] = value
        path = str(found.get("action"))
        self.response = self.client.post(path, data=values, follow_redirects=True)
        if self.response.status_code != status:
            raise PageError(f"{path}: {self.response.status_code}, not {status}")
        if self.response.mimetype == "text/html":
            self._read(self.response.request.path)
        return self

    def _button(self, words: str, form: str) -> tuple[Any, str | None, str]:
        for button in self.tree.xpath("//main//form//button | //main//button[@form]"):
            owner = button.get("form")
            parent = (
                self.tree.xpath(f"//form[@id='{owner}']")
                if owner
                else button.xpath("ancestor::form")
            )
            said = " ".join("".join(button.itertext()).split())
            fits = words in {said, button.get("value")}
            if fits and parent and form in (parent[0].get("action") or ""):
                return parent[0], button.get("name"), button.get("value") or ""
        raise PageError(f"no button says {words}")

    def _values(self, form: Any) -> dict[str, Any]:
        """Return what a browser would send of a form, its buttons left out."""
        inside = form.xpath(".//input | .//select | .//textarea")
        outside = self.tree.xpath(f"//*[@form='{form.get('id')}']") if form.get("id") else []
        values: dict[str, Any] = {}
        for field in [*inside, *(each for each in outside if each.tag != "button")]:
            name, kind = field.get("name"), field.get("type")
            if not name or (kind in {"checkbox", "radio"} and field.get("checked") is None):
                continue
            if field.tag == "select":
                chosen = field.xpath(".//option[@selected]") or field.xpath(".//option")[:1]
                sent = chosen[0].get("value") if chosen else ""
            elif field.tag == "textarea":
                sent = field.text or ""
            else:
                sent = field.get("value") or ("on" if kind == "checkbox" else "")
            values.setdefault(name, []).append(sent)
        return values

    def search(self, words: str = "", near: str = "", locale: str = "it", **more: Any) -> "Page":
        """Search for words near a place."""
        query = {"q": words, "place": near, **more}
        return self.open(f"/{locale}/search", **{k: v for k, v in query.items() if v})

    @property
    def text(self) -> str:
        """The words of the page as one line."""
        return " ".join(" ".join(self.tree.itertext()).split())

    def all(self, path: str) -> list[Any]:
        """The elements at an XPath, without name spaces."""
        found = self.tree.xpath(path)
        return found if isinstance(found, list) else [found]

    def links(self) -> list[str]:
        """Where the page leads to."""
        return [str(href) for href in self.all("//a/@href")]

    def _read(self, path: str) -> None:
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False
        )
        document = parser.parse(self.response.get_data())
        self.tree = document.getroot()
        errors = [error for _, error, _ in parser.errors]
        if errors:
            raise PageError(f"{path}: invalid HTML: {errors[:3]}")
        for check in (_head, _headings, _language, _fields, _forms, _images, _ids):
            if problem := check(self.tree, path):
                raise PageError(f"{path}: {problem}")


def _head(tree: Any, _path: str) -> str | None:
    title = "".join(tree.xpath("//head/title/text()")).strip()
    if not title:
        return "no title"
    if not tree.xpath("//*[contains(@class, 'skiplinks')]//a"):
        return "no skip link"
    target = tree.xpath("//*[contains(@class, 'skiplinks')]//a/@href")[0][1:]
    return None if tree.xpath(f"//*[@id='{target}']") else "the skip link leads nowhere"


def _headings(tree: Any, _path: str) -> str | None:
    levels = [int(node.tag[1]) for node in tree.iter() if re.fullmatch(r"h[1-6]", str(node.tag))]
    if levels.count(1) != 1:
        return f"{levels.count(1)} h1"
    jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    return f"headings jump {jumps[0]}" if jumps else None


def _language(tree: Any, path: str) -> str | None:
    first = path.split("/")[1].split("?", maxsplit=1)[0]
    lang = tree.get("lang")
    if len(first) == 2 and lang != LANGS.get(first, first):
        return f"lang is {lang}"
    wanted = "rtl" if lang in RIGHT_TO_LEFT else "ltr"
    return None if tree.get("dir") == wanted else f"dir is {tree.get('dir')}"


def _fields(tree: Any, _path: str) -> str | None:
    for field in tree.xpath("//input | //select | //textarea"):
        if field.get("type") in UNLABELLED:
            continue
        known = field.get("aria-label") or field.get("aria-labelledby")
        labelled = field.get("id") and tree.xpath(f"//label[@for='{field.get('id')}']")
        if not (known or labelled or field.xpath("ancestor::label")):
            return f"no label for {etree.tostring(field)[:80]!r}"
    return None


def _forms(tree: Any, _path: str) -> str | None:
    for form in tree.xpath("//form"):
        posting = (form.get("method") or "get").lower() == "post"
        token = form.xpath(".//input[@name='csrf_token']")
        if posting and not form.get("action"):
            return "a posting form without action"
        if posting != bool(token):
            return "a CSRF field is missing or out of place"
    return None


def _images(tree: Any, _path: str) -> str | None:
    return "an image without alt" if tree.xpath("//img[not(@alt)]") else None


def _ids(tree: Any, _path: str) -> str | None:
    ids = tree.xpath("//@id")
    doubles = {each for each in ids if ids.count(each) > 1}
    if doubles:
        return f"ids twice: {sorted(doubles)[:3]}"
    names = ("aria-labelledby", "aria-describedby", "aria-controls")
    for name in names:
        for value in tree.xpath(f"//@{name}"):
            missing = [part for part in value.split() if part not in ids]
            if missing:
                return f"{name} names {missing[0]}, which is not there"
    return None
