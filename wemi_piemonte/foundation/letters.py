"""Writing a mail in its reader's language: `templates/email/<kind>.txt`, subject first.

The page beside the text is made from that text, so that both say the same.
"""

import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Flask, render_template

from wemi_piemonte.foundation.i18n import (
    current_language,
    direction_of,
    gettext,
    ngettext,
)
from wemi_piemonte.foundation.mail import Delivery, Written
from wemi_piemonte.foundation.mail.page import paragraphs_of

if TYPE_CHECKING:
    from config import Config

LONGEST_SUBJECT = 150
# Controls, ends of lines and paragraphs, and what turns the direction of all that follows.
_UNSEEN = {"Cc", "Zl", "Zp"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def compose(app: Flask, delivery: Delivery) -> Written:
    """Return subject, text and page of a mail, its links beginning with the public address."""
    config: Config = app.config["WEMI"]
    with _speaking(app, delivery.locale):
        subject, text = _told(delivery, config.public_url)
        *paragraphs, footer = paragraphs_of(text, config.public_url)
        language = current_language()
        html = render_template(
            "email/layout.html",
            subject=subject,
            paragraphs=paragraphs,
            footer=footer,
            lang=language.html_lang,
            direction=direction_of(language),
        )
    return Written(subject, text, html, language.code)


def write(app: Flask, delivery: Delivery) -> tuple[str, str]:
    """Return subject and text of a mail."""
    written = compose(app, delivery)
    return written.subject, written.text


@contextmanager
def _speaking(app: Flask, locale: str) -> Iterator[None]:
    """Answer as to a request of the reader, who gets the first language for want of theirs."""
    config: Config = app.config["WEMI"]
    spoken = locale if locale in config.locales else config.locales[0]
    with app.test_request_context(f"/{spoken}/", base_url=config.public_url):
        app.preprocess_request()
        yield


def _told(delivery: Delivery, public_url: str) -> tuple[str, str]:
    values: dict[str, Any] = _in_one_line(json.loads(delivery.values))
    # Names that end in `_on` are those of days.
    days = {name: value for name, value in values.items() if name.endswith("_on") and value}
    values |= {name: date.fromisoformat(value) for name, value in days.items()}
    # A mail is plain text: its texts are not those of pages, which hold marks for names.
    values |= {"_": gettext, "ngettext": ngettext, "public_url": public_url}
    told = render_template(f"email/{delivery.kind}.txt", **values)
    subject, _, text = told.strip().partition("\n")
    subject = subject.strip()
    if len(subject) > LONGEST_SUBJECT:
        subject = subject[: LONGEST_SUBJECT - 1].rstrip() + "…"
    return subject, text.strip() + "\n"


def _in_one_line(value: Any) -> Any:
    """Return a value whose texts hold no ends of lines.

    Names come from outside. One of two lines would cut the subject, and write into our own text.
    """
    if isinstance(value, dict):
        return {name: _in_one_line(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_in_one_line(each) for each in value]
    return _plain(value) if isinstance(value, str) else value


def _plain(text: str) -> str:
    seen = (" " if unicodedata.category(sign) in _UNSEEN else sign for sign in text)
    return " ".join("".join(sign for sign in seen if sign not in _TURNING).split())
