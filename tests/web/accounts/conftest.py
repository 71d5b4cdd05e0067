"""A site on an empty database, its clock standing, its mails in a folder."""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from tests.browser import Page
from tests.conftest import make_app, settings
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.worker import drain_once

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
LINK = re.compile(r"http://127\.0\.0\.1:5000(/\S+)")


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    app = make_app(settings(tmp_path / "data", sqlite_url))
    clock.start_at(NOW)
    yield app
    clock.start_at(None)
    db.open_engine(sqlite_url).dispose()


@pytest.fixture
def page(site: Flask) -> Page:
    """A stranger's browser."""
    return Page(site.test_client())


Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def mails(site: Flask) -> Mails:
    """Delivers what waits, and gives the mails that came with it."""
    folder: Path = site.config["WEMI"].data_dir / "mail"
    seen: set[Path] = set()

    def fresh() -> list[EmailMessage]:
        drain_once(site.extensions["wemi_work"])
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
