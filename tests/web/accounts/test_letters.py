"""Every mail in every language: a subject in one line, plain text, its page, nothing left out."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from jinja2 import meta

from tests.conftest import ROOT
from wemi_piemonte.foundation.letters import compose, write
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.foundation.mail import Delivery

KINDS = sorted(path.stem for path in Path(ROOT / "templates" / "email").glob("*.txt"))
UUID = "00000000-0000-4000-8000-000000000000"
NAME = "L'Arca & <Amici>"
VALUES = {
    "token": "sekret",
    "body": NAME,
    "name": NAME,
    "title": NAME,
    "code": "ABCD1234",
    "act": "publish",
    "reason": "complete",
    "days": 30,
    "count": 2,
    "state": "mended",
    "is_new": True,
}


def values_of(site: Flask, kind: str) -> dict[str, object]:
    """Something for every value that a mail names."""
    source = (ROOT / "templates" / "email" / f"{kind}.txt").read_text(encoding="utf-8")
    names = meta.find_undeclared_variables(site.jinja_env.parse(source))
    ours = names - {"_", "ngettext", "url_for", "public_url", "comma", "colon"}
    found: dict[str, object] = {}
    for name in ours:
        if name in VALUES:
            found[name] = VALUES[name]
        elif name.endswith("_on"):
            found[name] = "2027-01-31"
        elif name.endswith("_id") or name in {"service", "organization", "application", "notice"}:
            found[name] = UUID
        elif name in {"listings", "services", "links"}:
            found[name] = [{"name": NAME, "token": "sekret", "service_id": UUID, "title": NAME}]
        else:
            found[name] = NAME
    return found


def delivery_of(kind: str, locale: str, values: dict[str, object]) -> Delivery:
    return Delivery(
        recipient="a@example.org",
        locale=locale,
        kind=kind,
        values=json.dumps(values),
        created_at=datetime(2026, 11, 25, tzinfo=UTC),
        tries=0,
        error="",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_is_plain_text_in_each_language(site: Flask, kind: str) -> None:
    subjects = set()
    for locale in LOCALES:
        delivery = delivery_of(kind, locale, values_of(site, kind))
        subject, text = write(site, delivery)
        assert 5 <= len(subject) <= 150, locale
        assert not re.search(r"&(?:#\d+|amp|lt|gt|quot);|<[a-z/]|\{\{|%\(", subject + text), text
        assert "http://127.0.0.1:5000" in text
        assert f"/{locale}/" in text or "http://127.0.0.1:5000\n" in text
        subjects.add(subject)
    assert len(subjects) >= 8, subjects


def page_of(html: str) -> Any:
    """The tree of a page that is valid HTML."""
    builder = html5lib.getTreeBuilder("lxml")
    parser = html5lib.HTMLParser(tree=builder, namespaceHTMLElements=False)
    tree = parser.parse(html).getroot()
    assert parser.errors == []
    return tree


def words_in(text: str) -> list[str]:
    return [word for word in text.split() if "://" not in word]


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_mail_says_the_same_and_needs_nothing_from_elsewhere(
    site: Flask, kind: str
) -> None:
    values = values_of(site, kind)
    for locale in LOCALES:
        written = compose(site, delivery_of(kind, locale, values))
        page = page_of(written.html)
        assert page.get("lang") == LOCALES[locale].html_lang
        assert page.get("dir") == ("rtl" if locale == "ar" else "ltr")
        assert [each.text for each in page.iter("title")] == [written.subject]
        assert ["".join(each.itertext()) for each in page.iter("h1")] == [written.subject]
        told = words_in("".join(page.find("body").itertext()))
        assert set(words_in(written.text)) <= set(told)
        # Each link of the text, in its order, and no other.
        links = [each.get("href") for each in page.iter("a")]
        assert links == re.findall(r"http://127\.0\.0\.1:5000\S*", written.text)
        assert all("".join(each.itertext()).strip() for each in page.iter("a"))
        assert not list(page.iter("img", "script", "style", "link", "iframe"))
        assert "url(" not in written.html


NASTY = 'Anna\r\nBcc: b@example.org\n\nhttp://evil.example/\u2028\u202e<b onclick="x">&amp;</b>'


@pytest.mark.parametrize("kind", ["invitation-to-body", "report-received", "confirm-listing"])
def test_what_a_name_holds_stays_a_name(site: Flask, kind: str) -> None:
    values = values_of(site, kind)
    for name in {"body", "title", "name"} & set(values):
        values[name] = NASTY
    if "listings" in values:
        values["listings"] = [{"title": NASTY, "token": "sekret"}]
    usual = compose(site, delivery_of(kind, "en", values_of(site, kind)))
    written = compose(site, delivery_of(kind, "en", values))
    assert len(written.subject.splitlines()) == 1
    assert len(written.text.splitlines()) == len(usual.text.splitlines())
    assert "\u202e" not in written.subject + written.text + written.html
    page = page_of(written.html)
    assert not list(page.iter("b"))
    links = {each.get("href") for each in page.iter("a")}
    assert all(link.startswith("http://127.0.0.1:5000") for link in links)
    shown = 'Anna Bcc: b@example.org http://evil.example/ <b onclick="x">&amp;</b>'
    assert shown in "".join(page.itertext())


def test_a_subject_is_never_longer_than_a_program_shows(site: Flask) -> None:
    values = {**values_of(site, "listing-published"), "name": "molto " * 400}
    written = compose(site, delivery_of("listing-published", "en", values))
    assert 100 < len(written.subject) <= 150
    assert written.subject.endswith("molto…")


@pytest.mark.parametrize("locale", ["", "xx", "de", "../en"])
def test_who_has_no_language_of_ours_is_written_to_in_the_first(site: Flask, locale: str) -> None:
    written = compose(site, delivery_of("password-changed", locale, {}))
    assert written == compose(site, delivery_of("password-changed", "it", {}))
    assert written.locale == "it"
