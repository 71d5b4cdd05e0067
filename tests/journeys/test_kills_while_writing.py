"""Site and worker killed under write load: what was acknowledged is there, once, and told.

Most kills strike inside a write: every process of the site is stopped, the lock of the database
is tried, and only when one of them holds it are all of them killed. Where no writer is caught in
time the kill strikes anyhow, and counts as one outside.
"""

import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import psutil
import pytest
from sqlalchemy import func, select, update

from tests.journeys.conftest import Site, wait_until_ready
from tests.journeys.writing_people import Acknowledged, Storyteller
from tests.people import make_account, session_of
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.foundation.sessions import COOKIE
from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.rules import Subject
from wemi_piemonte.ratings.models import Rating, RatingScore
from wemi_piemonte.ratings.queries import summary_for
from wemi_piemonte.ratings.rules import RatingState
from wemi_piemonte.referrals.models import Referral, ReferralEvent, ReferralMessage
from wemi_piemonte.referrals.rules import Actor, EventKind, ReferralState

IS_SOAK = os.environ.get("WEMI_SOAK") == "1"
KILLS = 100 if IS_SOAK else 5
INSIDE = 20 if IS_SOAK else 1
CATCH_SECONDS = 4
DELIVERED_SECONDS = 90


@pytest.fixture
def written(demo_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """A site of its own, to be written to and hurt."""
    folder = tmp_path / "data"
    shutil.copytree(demo_folder, folder)
    site = Site(folder)
    try:
        wait_until_ready(site.url, site.process)
        db.bind(db.open_engine(f"sqlite:///{folder / 'wemi.sqlite'}"))
        yield site
    finally:
        site.stop()


def storytellers(site: Site, stop: threading.Event) -> list[Storyteller]:
    """Three threads of people, with a body and a moderator to answer them."""
    with db.reading() as session:
        service, body = session.execute(
            select(Service.id, Organization.id)
            .join(Organization, Organization.id == Service.organization_id)
            .where(Service.publication == Publication.PUBLISHED)
            .order_by(Service.name)
            .limit(1)
        ).one()
    provider = make_account(Role.PROVIDER, "killed-body@example.org", organization_id=body)
    found = []
    for number in range(3):
        moderator = make_account(Role.MODERATOR, f"killed-region{number}@example.org")
        found.append(
            Storyteller(
                name=f"persona{number}x",
                site=site.url,
                service=service,
                body=body,
                provider={COOKIE: session_of(provider)},
                moderator={COOKIE: session_of(moderator)},
                stop=stop,
            )
        )
    return found


def processes(site: Site) -> list[psutil.Process]:
    """Every process of the site but the one that watches over the others."""
    found: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        found = psutil.Process(site.process.pid).children(recursive=True)
    return found


def is_written_to(path: Path) -> bool:
    """Whether somebody holds the lock of the database now."""
    probe = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        probe.execute("BEGIN IMMEDIATE")
        probe.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        probe.close()
    return False


def send(found: list[psutil.Process], number: signal.Signals) -> None:
    for each in found:
        with suppress(psutil.NoSuchProcess):
            each.send_signal(number)


def kill(site: Site) -> bool:
    """Kill every process of the site, in the middle of a write if one can be caught."""
    path = site.folder / "wemi.sqlite"
    deadline = time.monotonic() + CATCH_SECONDS
    while time.monotonic() < deadline:
        time.sleep(random.uniform(0.001, 0.03))
        if not is_written_to(path):
            continue
        found = processes(site)
        send(found, signal.SIGSTOP)
        # Stopped now, none of them can let go of it: the lock that is held stays held.
        if is_written_to(path):
            send(found, signal.SIGKILL)
            return True
        send(found, signal.SIGCONT)
    send(processes(site), signal.SIGKILL)
    return False


def everything(tellers: list[Storyteller]) -> Acknowledged:
    """What was acknowledged to anybody."""
    found = Acknowledged()
    for each in tellers:
        found.requests += each.done.requests
        found.messages += each.done.messages
        found.answers += each.done.answers
        found.ratings += each.done.ratings
        found.decisions += each.done.decisions
    return found


def check_rows(done: Acknowledged) -> None:
    """Each acknowledged thing is there, and only once."""
    with db.reading() as session:
        asked = Counter(session.scalars(select(Referral.contact)))
        said = Counter(session.scalars(select(ReferralMessage.text)))
        rated = Counter(session.scalars(select(Rating.comment)))
        helped = Counter(
            session.scalars(
                select(ReferralEvent.referral_id).where(
                    ReferralEvent.kind == EventKind.MOVED,
                    ReferralEvent.state == ReferralState.HELPED,
                    ReferralEvent.actor == Actor.BODY,
                )
            )
        )
        decided = Counter(
            session.scalars(select(Decision.subject_id).where(Decision.subject == Subject.RATING))
        )
    for wanted, found in (
        (done.requests, asked),
        (done.messages, said),
        (done.ratings, rated),
        (done.answers, helped),
        ([UUID(each) for each in done.decisions], decided),
    ):
        assert set(wanted) <= set(found)
    for found in (asked, said, rated, helped, decided):
        assert {key: number for key, number in found.items() if number > 1} == {}


def check_whole(service_id: UUID) -> None:
    """Nothing is there by half: each rating with its score, each request with its first line."""
    with db.reading() as session:
        ratings = set(session.scalars(select(Rating.id)))
        assert set(session.scalars(select(RatingScore.rating_id))) == ratings
        begun = select(ReferralEvent.referral_id).where(ReferralEvent.state == ReferralState.SENT)
        assert sorted(session.scalars(begun)) == sorted(session.scalars(select(Referral.id)))
        public = select(func.avg(RatingScore.score)).join(
            Rating, Rating.id == RatingScore.rating_id
        )
        mean = session.scalar(public.where(Rating.state == RatingState.PUBLISHED))
        summary = summary_for(session, service_id)
    if summary.average is not None:
        assert summary.average == pytest.approx(mean)


def check_mails(site: Site) -> None:
    """Every notice that was queued has left, at least once, and each request has its own."""
    # A mail that was in the hand of a killed worker is free again when its lease has run out:
    # that is minutes, which are passed over here.
    with db.transaction() as session:
        session.execute(
            update(Delivery).where(Delivery.sent_at.is_(None)).values(due_at=clock.now())
        )
    deadline = time.monotonic() + DELIVERED_SECONDS
    waits = select(func.count()).select_from(Delivery).where(Delivery.sent_at.is_(None))
    while True:
        with db.reading() as session:
            left = session.scalar(waits)
        if not left:
            break
        assert time.monotonic() < deadline, f"{left} mails have not left"
        time.sleep(0.5)
    with db.reading() as session:
        mails = set(session.scalars(select(Delivery.id)))
        kinds = Counter(session.scalars(select(Delivery.kind)))
        sent = session.scalar(select(func.count()).select_from(Referral)) or 0
        rated = session.scalar(
            select(func.count()).select_from(Decision).where(Decision.subject == Subject.RATING)
        )
    assert {UUID(path.stem) for path in (site.folder / "mail").glob("*.eml")} == mails
    assert kinds["request-received"] == kinds["request-sent"] == sent
    assert kinds["rating-published"] == rated


def test_what_was_acknowledged_is_there_once_after_kills_in_the_middle_of_writes(
    written: Site,
) -> None:
    random.seed(20_261_129)
    stop = threading.Event()
    tellers = storytellers(written, stop)
    threads = [threading.Thread(target=each.run, daemon=True) for each in tellers]
    for thread in threads:
        thread.start()
    inside = 0
    for _turn in range(KILLS):
        # It has come back, and is written to again.
        wait_until_ready(written.url, written.process)
        time.sleep(random.uniform(0.5, 2.5))
        inside += kill(written)
    stop.set()
    for thread in threads:
        thread.join(180)
    assert [each.failure for each in tellers] == [None] * len(tellers)
    wait_until_ready(written.url, written.process)
    done = everything(tellers)
    fewest = min(len(done.requests), len(done.messages), len(done.answers), len(done.ratings))
    assert fewest >= KILLS / 2
    assert done.decisions
    check_rows(done)
    check_whole(tellers[0].service)
    check_mails(written)
    assert inside >= INSIDE
    print(f"{KILLS} kills, {inside} inside a write: {len(done.requests)} requests,")
    print(f"{len(done.ratings)} ratings, {len(done.decisions)} decisions were there, once")
