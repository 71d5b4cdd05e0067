"""The real worker and a real mail server: what one does when the other hangs, or is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import ROOT, make_app, settings
from tests.mail_server import HANG, MailServer
from tests.make import service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import LEASE, Delivery, queue_mail
from wemi_piemonte.foundation.worker import run
from wemi_piemonte.search import queries
from wemi_piemonte.search.rules import Query

PATIENCE_SECONDS = 60


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def queue() -> None:
    with transaction() as session:
        queue_mail(
            session, to="a@example.org", locale="it", kind="password-changed", now=clock.now()
        )


def the_mail() -> Delivery:
    with reading() as session:
        return session.scalars(select(Delivery)).one()


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Look again and again, until it is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def found(folder: Path) -> int:
    """What somebody finds who searches now."""
    if not (folder / "search" / "current").exists():
        return 0
    queries.open_index(folder)
    with reading() as session:
        return queries.results_for(session, Query(text="zefiro")).total


def test_the_index_is_fed_while_the_mail_server_hangs(
    server: MailServer, sqlite_url: str, tmp_path: Path
) -> None:
    config = settings(tmp_path / "data", sqlite_url)
    app = make_app(replace(config, mail_url=f"smtp://127.0.0.1:{server.port}"))
    server.script = {"DATA": [HANG]}
    queue()
    stop = threading.Event()
    worker = threading.Thread(target=run, args=(app.extensions["wemi_work"], stop))
    worker.start()
    try:
        wait_until(lambda: server.taken, "the mail is in hand")
        with transaction() as session:
            records = [(service("Zefiro"), "{}")]
            put_services(session, records, publish=True, now=clock.now())
        wait_until(lambda: found(config.data_dir) == 1, "the listing is found")
        held = the_mail()
        assert (held.tries, held.sent_at, held.error) == (1, None, "")
    finally:
        stop.set()
        server.loop.call_soon_threadsafe(server.cut)
        worker.join()
        queries.close_index()
    assert the_mail().error.startswith("SMTPServerDisconnected")


@contextmanager
def working(url: str, folder: Path, port: int, *, now: str = "") -> Iterator[subprocess.Popen[str]]:
    """The command `worker` in a process of its own, which ends with the block."""
    environment = {
        **os.environ,
        "WEMI_DATABASE_URL": url,
        "WEMI_DATA_DIR": str(folder / "data"),
        "WEMI_MAIL_URL": f"smtp://127.0.0.1:{port}",
        "WEMI_NOW": now,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    log = folder / "worker.log"
    with (
        log.open("a") as told,
        subprocess.Popen(command, cwd=ROOT, env=environment, stderr=told, text=True) as process,
    ):
        try:
            yield process
        except BaseException:
            print(log.read_text())
            raise
        finally:
            process.kill()


@pytest.mark.usefixtures("sqlite_database")
def test_a_worker_killed_before_it_notes_the_mail_sends_it_again_under_its_name(
    server: MailServer, sqlite_url: str, tmp_path: Path
) -> None:
    queue()
    with working(sqlite_url, tmp_path, server.port) as first:
        server.on_data = first.kill
        assert first.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    server.on_data = lambda: None
    held = the_mail()
    assert (held.sent_at, held.tries) == (None, 1)
    # Before the lease has run out nobody takes it: whoever had it might be alive.
    assert held.due_at is not None
    assert held.due_at - held.created_at >= LEASE
    later = (clock.now() + LEASE + timedelta(minutes=1)).isoformat()
    with working(sqlite_url, tmp_path, server.port, now=later) as second:
        wait_until(lambda: the_mail().sent_at or second.poll(), "the mail is delivered")
        second.terminate()
        assert second.wait(PATIENCE_SECONDS) == 0
    names = [letter["Message-ID"] for letter in server.letters]
    assert (len(names), len(set(names))) == (2, 1)
    assert server.taken[0] == server.taken[1]


@pytest.mark.usefixtures("sqlite_database")
def test_a_worker_that_is_told_to_stop_finishes_the_mail_in_hand(
    server: MailServer, sqlite_url: str, tmp_path: Path
) -> None:
    queue()
    with working(sqlite_url, tmp_path, server.port) as process:

        def tell_to_stop() -> None:
            queue_another.start()
            queue_another.join()
            process.terminate()
            # The answer comes well after the signal.
            time.sleep(1)

        queue_another = threading.Thread(target=queue)
        server.on_data = tell_to_stop
        assert process.wait(PATIENCE_SECONDS) == 0
    with reading() as session:
        tries = session.scalars(select(Delivery.tries).order_by(Delivery.created_at)).all()
        sent = session.scalars(select(Delivery.id).where(Delivery.sent_at.is_not(None))).all()
    assert (tries, len(sent), len(server.taken)) == ([1, 0], 1, 1)
