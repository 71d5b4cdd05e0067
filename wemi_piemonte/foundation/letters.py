"""Writing a mail in its reader's language: `templates/email/<kind>.txt`, subject first."""

import json
from typing import TYPE_CHECKING

from flask import Flask, render_template

from wemi_piemonte.foundation.mail import Delivery

if TYPE_CHECKING:
    from config import Config


def write(app: Flask, delivery: Delivery) -> tuple[str, str]:
    """Return subject and text of a mail, its links beginning with the public address."""
    config: Config = app.config["WEMI"]
    with app.test_request_context(f"/{delivery.locale}/", base_url=config.public_url):
        app.preprocess_request()
        values = json.loads(delivery.values)
        told = render_template(f"email/{delivery.kind}.txt", public_url=config.public_url, **values)
    subject, _, text = told.strip().partition("\n")
    return subject.strip(), text.strip() + "\n"
