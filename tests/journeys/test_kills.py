"""Processes killed in the middle of updates: the index converges, what is withdrawn stays away."""

import json
import os
import random
import shutil
import signal
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import ROOT
from tests.journeys.conftest import Site, wait_until_ready
from wemi_piemonte.directory import operations, queries
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation import clock, db

KILLS = 100 if os.environ.get("WEMI_SOAK") == "1" else 5
CONVERGES_SECONDS = 60
RESTARTS_SECONDS = 10


@pytest.fixture
def hurt(demo_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """A site of its own, to be hurt."""
    folder = tmp_path / "data"
    shutil.copytree(demo_folder, folder)
    site = Site(folder)
    try:
        wait_until_ready(site.url, site.process)
        db.bind(db.open_engine(f"sqlite:///{folder / 'wemi.sqlite'}"))
        yield site
    finally:
        site.stop()


def ask(site: Site, **query: str) -> dict[str, Any]:
    """Ask the API, also while the server comes back."""
    url = f"{site.url}/api/v1/services?{urllib.parse.urlencode(query)}"
    deadline = time.monotonic() + RESTARTS_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except OSError:
            assert time.monotonic() < deadline, "the site did not come back"
            time.sleep(0.1)


def change_name(service_id: UUID, word: str) -> None:
    """Give a listing a word that nobody else has."""
    with db.transaction() as session:
        record = queries.records(session, [service_id])[0]
        renamed = replace(record, name=f"{word} {record.name.split(' ', 1)[-1]}")
        operations.put_services(session, [(renamed, "")], publish=True, now=clock.now())


def withdraw(service_id: UUID) -> None:
    """Suspend a listing."""
    with db.transaction() as session:
        operations.set_publication(
            session, service_id=service_id, target=Publication.SUSPENDED, now=clock.now()
        )


def kill(site: Site, name: str) -> None:
    """Kill a process, and one of its children where it has any, without warning."""
    pid = site.pid(name)
    listing = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    children = [int(line) for line in listing.stdout.split()]
    target = random.choice([pid, *children])
    os.kill(target, signal.SIGKILL)


def differs(site: Site) -> bool:
    """Whether index and database differ."""
    done = subprocess.run(
        Site.command("search", "check"), cwd=ROOT, env=site.env, capture_output=True, check=False
    )
    return done.returncode != 0


def test_the_index_converges_after_kills_and_what_is_withdrawn_never_shows(hurt: Site) -> None:
    random.seed(20_261_122)
    with db.reading() as session:
        ids = queries.published_ids(session)
    withdrawn: list[UUID] = []
    for turn in range(KILLS):
        target = ids[turn % (len(ids) // 2)]
        word = f"parola{turn}unica"
        change_name(target, word)
        if turn % 2:
            gone = ids[len(ids) // 2 + turn % (len(ids) // 2)]
            if gone not in withdrawn:
                withdraw(gone)
                withdrawn.append(gone)
        time.sleep(random.uniform(0, 0.4))
        kill(hurt, "worker" if turn % 3 else "web")
        shown = {item["id"] for item in ask(hurt, per_page="100")["items"]}
        assert shown.isdisjoint(str(each) for each in withdrawn)
        deadline = time.monotonic() + CONVERGES_SECONDS
        while not any(i["id"] == str(target) for i in ask(hurt, q=word)["items"]):
            assert time.monotonic() < deadline, f"turn {turn}: the change was never found"
            time.sleep(0.2)
    deadline = time.monotonic() + CONVERGES_SECONDS
    while differs(hurt):
        assert time.monotonic() < deadline, "index and database still differ"
        time.sleep(0.5)
