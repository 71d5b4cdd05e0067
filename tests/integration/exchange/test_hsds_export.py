"""An export is read back without a change, and is the same for the same listings."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, update

from tests.integration.exchange.conftest import Rows, Write
from tests.unit.exchange.samples import full, small, uid
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.exchange.hsds.commands import DEMO, import_file
from wemi_piemonte.exchange.hsds.exporter import export_file
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import transaction

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def demonstration(database: Engine) -> None:
    """The demonstration data, in the database."""
    assert import_file(DEMO, publish=True, report=None) == 0


@pytest.fixture
def later() -> Iterator[Callable[[], None]]:
    """Let a day pass, so that nothing is stamped as before."""
    yield lambda: clock.start_at(clock.now() + timedelta(days=1))
    clock.start_at(None)


@pytest.mark.usefixtures("demonstration")
def test_the_export_of_the_demonstration_is_the_demonstration(
    exported: Callable[[], bytes],
) -> None:
    assert exported() == DEMO.read_bytes()


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("publish", [True, False])
def test_the_import_of_an_export_changes_no_row(
    publish: bool,
    later: Callable[[], None],
    tmp_path: Path,
    rows: Callable[[], Rows],
    capsys: pytest.CaptureFixture[str],
) -> None:
    import_file(write_full(tmp_path), publish=True, report=None)
    path = tmp_path / "out.jsonl"
    count = export_file(path)
    before = rows()
    later()
    capsys.readouterr()
    assert import_file(path, publish=publish, report=None) == 0
    assert f"unchanged {count}, refused 0" in capsys.readouterr().out
    assert rows() == before


def write_full(folder: Path) -> Path:
    """A file with the record that has everything."""
    path = folder / "full.json"
    path.write_text(json.dumps(full()))
    return path


@pytest.mark.usefixtures("demonstration")
def test_an_export_makes_the_same_export_in_an_empty_database(
    tmp_path: Path, exported: Callable[[], bytes], emptied: Callable[[], None]
) -> None:
    import_file(write_full(tmp_path), publish=True, report=None)
    first = exported()
    (tmp_path / "first.jsonl").write_bytes(first)
    emptied()
    assert exported() == b""
    assert import_file(tmp_path / "first.jsonl", publish=True, report=None) == 0
    assert exported() == first


def test_an_array_of_the_same_records_makes_the_same_export(
    write: Write, exported: Callable[[], bytes], emptied: Callable[[], None]
) -> None:
    documents = [json.loads(line) for line in DEMO.read_text(encoding="utf-8").splitlines()]
    assert import_file(write(reversed(documents), array=True), publish=True, report=None) == 0
    assert exported() == DEMO.read_bytes()


def test_only_published_services_are_exported_and_all_of_them(
    write: Write, exported: Callable[[], bytes]
) -> None:
    closed = small(2) | {"status": "inactive"}
    import_file(write([small(1), closed, small(3), small(4)]), publish=True, report=None)
    import_file(write([small(5)]), publish=False, report=None)
    with transaction() as session:
        suspended = update(Service).where(Service.id == UUID(uid(4)))
        session.execute(suspended.values(publication=Publication.SUSPENDED))
    found = [json.loads(line)["id"] for line in exported().splitlines()]
    assert found == [uid(1), uid(2), uid(3)]


def test_a_shared_place_is_the_same_for_both_of_its_services(
    write: Write, rows: Callable[[], Rows], exported: Callable[[], bytes], tmp_path: Path
) -> None:
    place = full()["service_at_locations"][0]["location"]
    guest = small(2) | {"service_at_locations": [{"id": uid(70), "location": place}]}
    import_file(write([guest, full()]), publish=True, report=None)
    first, before = exported(), rows()
    path = tmp_path / "again.jsonl"
    path.write_bytes(first)
    assert import_file(path, publish=True, report=None) == 0
    assert rows() == before
    assert exported() == first
