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
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests.conftest import ROOT
from tests.journeys.conftest import Site, wait_until_ready
from tests.people import make_account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory import operations, queries
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.rules import OrganizationKind, Publication
from wemi_piemonte.exchange.bulk.operations import begin_taking, start_import
from wemi_piemonte.exchange.bulk.queries import counts_of, own_count
from wemi_piemonte.exchange.bulk.rows import file_of
from wemi_piemonte.exchange.bulk.rules import BulkOutcome, BulkState
from wemi_piemonte.exchange.models import BulkImport
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


def brought(rows: int) -> tuple[UUID, UUID]:
    """A file of a body waits for its dry run: the body and the import."""
    head = "nome;comune;bisogni;costo;telefono;lingue\n"
    lines = (
        f"Servizio {n};Cuneo;ageing.company;free;+39 0171 000 {n:04};it\n" for n in range(rows)
    )
    with db.reading() as session:
        body = session.scalars(
            select(Organization.id).where(Organization.kind == OrganizationKind.THIRD_SECTOR)
        ).first()
    assert body is not None
    account = make_account(Role.PROVIDER, "bulk@example.org", organization_id=body)
    import_id, content = uuid4(), (head + "".join(lines)).encode()
    with db.transaction() as session:
        start_import(
            session,
            import_id=import_id,
            organization_id=body,
            account_id=account.id,
            file=file_of("servizi.csv", content),
            now=clock.now(),
        )
    return body, import_id


def state_of(import_id: UUID) -> BulkImport:
    with db.reading() as session:
        return session.get_one(BulkImport, import_id)


def test_an_import_goes_on_after_its_worker_is_killed_and_doubles_nothing(hurt: Site) -> None:
    rows = 600
    body, import_id = brought(rows)
    with db.reading() as session:
        before = own_count(session, body)
    kills = 0
    for wanted in (BulkState.CHECKED, BulkState.DONE):
        deadline = time.monotonic() + CONVERGES_SECONDS
        while (found := state_of(import_id)).state is not wanted:
            assert time.monotonic() < deadline, (found.state, found.done)
            # Each time some rows more are done, in the middle of the next ones.
            if kills < 6 and found.done > kills % 3 * 150:
                # Killed a moment ago, it may not be back yet.
                with suppress(ProcessLookupError):
                    kill(hurt, "worker")
                    kills += 1
            time.sleep(0.05)
        if wanted is BulkState.CHECKED:
            with db.transaction() as session:
                begin_taking(
                    session,
                    import_id=import_id,
                    account_id=found.account_id,
                    now=clock.now(),
                )
    with db.reading() as session:
        assert own_count(session, body) == before + rows
        counts = counts_of(session, import_id)
    assert (counts[BulkOutcome.CREATED], sum(counts.values())) == (rows, rows)
    assert kills >= 2
