"""Writing a mail in its reader's language: `templates/email/<kind>.txt`, subject first."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Flask, render_template

from wemi_piemonte.foundation.i18n import gettext, ngettext
from wemi_piemonte.foundation.mail import Delivery

if TYPE_CHECKING:
    from config import Config


def write(app: Flask, delivery: Delivery) -> tuple[str, str]:
    """Return subject and text of a mail, its links beginning with the public address."""
    config: Config = app.config["WEMI"]
    with app.test_request_context(f"/{delivery.locale}/", base_url=config.public_url):
        app.preprocess_request()
        values = _values(delivery)
        # A mail is plain text: its texts are not those of pages, which hold marks for names.
        values |= {"_": gettext, "ngettext": ngettext, "public_url": config.public_url}
        told = render_template(f"email/{delivery.kind}.txt", **values)
    subject, _, text = told.strip().partition("\n")
    return subject.strip(), text.strip() + "\n"


def _values(delivery: Delivery) -> dict[str, Any]:
    """Return what a mail tells; names that end in `_on` are those of days."""
    values: dict[str, Any] = json.loads(delivery.values)
    days = {name: value for name, value in values.items() if name.endswith("_on") and value}
    return values | {name: date.fromisoformat(value) for name, value in days.items()}
