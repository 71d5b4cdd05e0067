"""The mails that the site has sent, as somebody finds them in their inbox."""

import email
import email.policy
import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import Flask

from wemi_piemonte.foundation.worker import drain_once

LINK = re.compile(r"http://127\.0\.0\.1:5000(/\S+)")
Mails = Callable[[], list[EmailMessage]]


class Mail(EmailMessage):
    """A mail as a program shows it that reads no pages: its content is its text."""

    def get_content(self, *args: Any, **options: Any) -> Any:
        if not self.is_multipart():
            return super().get_content(*args, **options)
        body = self.get_body(("plain",))
        assert body is not None
        return body.get_content(*args, **options)


def opened(content: bytes) -> EmailMessage:
    """A mail as it came."""
    return email.message_from_bytes(content, policy=READ)


READ = email.policy.default.clone(message_factory=Mail)


def inbox(app: Flask) -> Mails:
    """Return what delivers all that waits, and gives the mails that came with it."""
    folder: Path = app.config["WEMI"].data_dir / "mail"
    seen: set[Path] = set()

    def fresh() -> list[EmailMessage]:
        drain_once(app.extensions["wemi_work"])
        found = sorted(set(folder.glob("*.eml")) - seen) if folder.exists() else []
        seen.update(found)
        return [opened(path.read_bytes()) for path in found]

    return fresh


def link_in(mail: EmailMessage, part: str) -> str:
    """The path of the link of a mail that holds `part`."""
    links: list[str] = LINK.findall(mail.get_content())
    return next(each for each in links if part in each)
