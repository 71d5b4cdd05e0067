"""Mail: queued with what it tells of, delivered once, retried for days, given up in the open."""

import email
import email.policy
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import (
    GIVEN_UP_AFTER,
    LEASE,
    Delivery,
    FileMailer,
    Letter,
    claim_due,
    drain_mail,
    mailer_for,
    pause_after,
    queue_mail,
)

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


class Broken:
    """A server that is down."""

    def __init__(self) -> None:
        self.asked: list[Letter] = []

    def send(self, letter: Letter) -> None:
        self.asked.append(letter)
        raise ConnectionRefusedError("no server")


class Kept:
    """A server that takes everything."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)


def write(delivery: Delivery) -> tuple[str, str]:
    return "Hello", f"text of {delivery.kind} {delivery.values}"


def queue(now: datetime = NOW) -> None:
    with transaction() as session:
        queue_mail(session, to="a@example.org", locale="it", kind="probe", now=now, token="secret")


def the_one() -> Delivery:
    with reading() as session:
        return session.scalars(select(Delivery)).one()


def test_a_mail_leaves_once_and_its_secret_is_wiped(database: Engine) -> None:
    del database
    queue()
    server = Kept()
    assert drain_mail(server, write, NOW) == 1
    assert drain_mail(server, write, NOW + timedelta(days=1)) == 0
    assert [letter.text for letter in server.letters] == ['text of probe {"token": "secret"}']
    kept = the_one()
    assert (kept.values, kept.sent_at, kept.due_at) == ("{}", NOW, None)


def test_what_is_taken_back_sends_no_mail(database: Engine) -> None:
    del database

    class Undone(Exception):
        pass

    def undo() -> None:
        with transaction() as session:
            queue_mail(session, to="a@example.org", locale="it", kind="probe", now=NOW)
            raise Undone

    with pytest.raises(Undone):
        undo()
    assert drain_mail(Kept(), write, NOW) == 0


def test_a_mail_is_tried_with_longer_pauses_under_one_name_and_given_up(database: Engine) -> None:
    del database
    queue()
    server = Broken()
    now = NOW
    pauses = []
    while the_one().dead_at is None:
        assert drain_mail(server, write, now) == 0
        due = the_one().due_at
        if due is not None:
            pauses.append(due - now)
            now = due
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert len({letter.id for letter in server.asked}) == 1
    dead = the_one()
    assert dead.dead_at is not None
    assert dead.dead_at - NOW >= GIVEN_UP_AFTER
    assert (dead.values, dead.error) == ("", "ConnectionRefusedError: no server")
    assert drain_mail(Kept(), write, now + timedelta(days=30)) == 0


def test_a_server_that_comes_back_gets_the_mail(database: Engine) -> None:
    del database
    queue()
    drain_mail(Broken(), write, NOW)
    assert drain_mail(Kept(), write, NOW) == 0
    assert drain_mail(Kept(), write, NOW + pause_after(1)) == 1


def test_a_mail_that_can_not_be_written_does_not_hold_up_others(database: Engine) -> None:
    del database
    queue()
    queue()
    told: list[Delivery] = []

    def once(delivery: Delivery) -> tuple[str, str]:
        told.append(delivery)
        if len(told) == 1:
            raise KeyError("a value is missing")
        return "Hello", "text"

    assert drain_mail(Kept(), once, NOW) == 1


def test_two_workers_never_take_the_same_mail(database: Engine) -> None:
    del database
    for _ in range(8):
        queue()
    servers = [Kept(), Kept()]
    threads = [threading.Thread(target=drain_mail, args=(each, write, NOW)) for each in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [letter.id for server in servers for letter in server.letters]
    assert len(sent) == len(set(sent)) == 8


def test_a_worker_that_dies_leaves_the_mail_to_the_next(database: Engine) -> None:
    del database
    queue()
    with transaction() as session:
        assert len(claim_due(session, NOW)) == 1
    assert drain_mail(Kept(), write, NOW) == 0
    assert drain_mail(Kept(), write, NOW + LEASE) == 1


def test_a_mail_is_as_the_standard_has_it(tmp_path: Path) -> None:
    letter = Letter(
        id=UUID(int=7),
        recipient="a@example.org",
        subject="Città di Torino: перевірка",
        text="Ciao\n你好\n",
        locale="it",
        at=NOW,
    )
    FileMailer("https://wemi.example", tmp_path).send(letter)
    (path,) = tmp_path.glob("*.eml")
    found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert found["Subject"] == letter.subject
    assert found["Message-ID"] == f"<{letter.id}@wemi.example>"
    assert found["From"] == "WeMi Piemonte <no-reply@wemi.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found.get_content() == letter.text


def test_a_subject_can_not_bring_headers_of_its_own(tmp_path: Path) -> None:
    uuid = UUID(int=8)
    letter = Letter(uuid, "a@example.org", "Hi\nBcc: b@example.org", "text", "it", NOW)
    with pytest.raises(ValueError, match=r"[Hh]eader|newline|linefeed"):
        FileMailer("https://wemi.example", tmp_path).send(letter)


@pytest.mark.parametrize("url", ["", "http://x", "smpt://x"])
def test_a_setting_that_names_no_mailer_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="WEMI_MAIL_URL"):
        mailer_for(url, "https://wemi.example")
