"""The mails that the site has sent, as somebody finds them in their inbox."""

import email
import email.policy
import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from flask import Flask

from wemi_piemonte.foundation.worker import drain_once

LINK = re.compile(r"http://127\.0\.0\.1:5000(/\S+)")
Mails = Callable[[], list[EmailMessage]]


def inbox(app: Flask) -> Mails:
    """Return what delivers all that waits, and gives the mails that came with it."""
    folder: Path = app.config["WEMI"].data_dir / "mail"
    seen: set[Path] = set()

    def fresh() -> list[EmailMessage]:
        drain_once(app.extensions["wemi_work"])
        found = sorted(set(folder.glob("*.eml")) - seen) if folder.exists() else []
        seen.update(found)
        return [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in found
        ]

    return fresh


def link_in(mail: EmailMessage, part: str) -> str:
    """The path of the link of a mail that holds `part`."""
    links: list[str] = LINK.findall(mail.get_content())
    return next(each for each in links if part in each)
