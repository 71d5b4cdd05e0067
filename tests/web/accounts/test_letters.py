"""Every mail in every language: a subject in one line, plain text, nothing left out."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta

from tests.conftest import ROOT
from wemi_piemonte.foundation.letters import write
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


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_is_plain_text_in_each_language(site: Flask, kind: str) -> None:
    subjects = set()
    for locale in LOCALES:
        delivery = Delivery(
            recipient="a@example.org",
            locale=locale,
            kind=kind,
            values=json.dumps(values_of(site, kind)),
            created_at=datetime(2026, 11, 25, tzinfo=UTC),
            tries=0,
            error="",
        )
        subject, text = write(site, delivery)
        assert 5 <= len(subject) <= 150, locale
        assert not re.search(r"&(?:#\d+|amp|lt|gt|quot);|<[a-z/]|\{\{|%\(", subject + text), text
        assert "http://127.0.0.1:5000" in text
        assert f"/{locale}/" in text or "http://127.0.0.1:5000\n" in text
        subjects.add(subject)
    assert len(subjects) >= 8, subjects
