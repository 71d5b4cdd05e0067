"""What an import does to the database: drafts, proposals, publications, and nothing by halves."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from tests.integration.exchange.conftest import Rows, Write
from tests.unit.exchange.broken import BROKEN
from tests.unit.exchange.samples import Document, full, small, uid
from wemi_piemonte.directory.hsds import parse
from wemi_piemonte.directory.hsds.services import SERVICE
from wemi_piemonte.directory.hsds.values import number
from wemi_piemonte.directory.models import Location, Organization, Proposal, Service
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.exchange.hsds.commands import DEMO, import_file
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.outbox import Change
from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.rules import Act, Reason

pytestmark = pytest.mark.usefixtures("database")


def taken(path: Path, *, publish: bool = False, report: Path | None = None) -> int:
    return import_file(path, publish=publish, report=report)


def count(model: Any) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def publications() -> dict[str, Publication]:
    with reading() as session:
        return {str(s.id): s.publication for s in session.scalars(select(Service))}


def service(number: int, **more: Any) -> Document:
    return small(number) | more


def test_without_publish_a_new_service_is_a_draft(write: Write) -> None:
    assert taken(write([service(1), service(2)])) == 0
    assert set(publications().values()) == {Publication.DRAFT}
    assert count(Decision) == 0


def test_with_publish_it_is_published_and_the_decision_is_written(write: Write) -> None:
    assert taken(write([service(1), service(2)]), publish=True) == 0
    assert set(publications().values()) == {Publication.PUBLISHED}
    with reading() as session:
        decisions = session.scalars(select(Decision)).all()
    assert {str(each.subject_id) for each in decisions} == {uid(1), uid(2)}
    assert {(each.act, each.reason) for each in decisions} == {(Act.PUBLISH, Reason.TRUSTED_SOURCE)}


def test_a_draft_is_replaced(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    taken(write([service(1)]))
    assert taken(write([service(1, name="Another name")])) == 0
    assert "updated 1" in capsys.readouterr().out
    with reading() as session:
        assert [s.name for s in session.scalars(select(Service))] == ["Another name"]


def test_over_a_published_one_only_a_proposal_is_kept(
    write: Write, rows: Callable[[], Rows], capsys: pytest.CaptureFixture[str]
) -> None:
    taken(write([full()]), publish=True)
    before = rows()
    changed = full()
    changed["name"] = "Un altro nome"
    changed["organization"]["name"] = "Un altro ente"
    changed["service_at_locations"][0]["location"]["name"] = "Un'altra sede"
    assert taken(write([changed])) == 0
    assert "proposed 1" in capsys.readouterr().out
    after = rows()
    assert {name for name in after if after[name] != before[name]} == {"proposal"}
    with reading() as session:
        proposed, _ = parse(json.loads(session.scalars(select(Proposal.hsds)).one()))
    assert proposed == parse(changed)[0]
    assert taken(write([changed], array=True)) == 0
    assert rows() == after
    assert "proposed 0, unchanged 1" in capsys.readouterr().out


def test_with_publish_the_proposal_gives_way(write: Write) -> None:
    taken(write([service(1)]), publish=True)
    taken(write([service(1, name="Proposed")]))
    taken(write([service(1, name="Decided")]), publish=True)
    assert count(Proposal) == 0


@pytest.mark.parametrize("publish", [True, False])
def test_a_second_import_changes_nothing(
    publish: bool, write: Write, rows: Callable[[], Rows], capsys: pytest.CaptureFixture[str]
) -> None:
    taken(write([full(), service(9)]), publish=publish)
    before = rows()
    assert taken(write([full(), service(9)]), publish=publish) == 0
    assert "created 0, updated 0, proposed 0, unchanged 2, refused 0" in capsys.readouterr().out
    assert rows() == before


def test_a_draft_of_a_known_body_is_stable_too(write: Write, rows: Callable[[], Rows]) -> None:
    taken(write([service(1)]), publish=True)
    other = service(2)
    other["organization"]["name"] = "As the feed calls it"
    taken(write([other]))
    before = rows()
    taken(write([other]))
    assert rows() == before
    with reading() as session:
        assert session.scalars(select(Organization.name)).all() == ["A charity"]


def test_a_place_keeps_its_owner_whoever_else_uses_it(
    write: Write, rows: Callable[[], Rows]
) -> None:
    place = full()["service_at_locations"][0]["location"]
    guest = service(2, service_at_locations=[{"id": uid(70), "location": place}])
    taken(write([full(), guest]), publish=True)
    before = rows()
    with reading() as session:
        assert [str(o) for o in session.scalars(select(Location.organization_id))] == [uid(2)]
    taken(write([guest]), publish=True)
    assert rows() == before


def test_what_changes_is_told_to_the_index(write: Write) -> None:
    taken(write([service(1), service(2)]), publish=True)
    changed = service(1)
    changed["organization"]["name"] = "Another body"
    before = count(Change)
    taken(write([changed]), publish=True)
    with reading() as session:
        told = session.scalars(select(Change.entity_id).order_by(Change.id)).all()[before:]
    assert {str(each) for each in told} == {uid(1), uid(2)}


def test_fifty_kinds_of_broken_records_leave_nothing_behind(
    write: Write, tmp_path: Path, rows: Callable[[], Rows], capsys: pytest.CaptureFixture[str]
) -> None:
    good = [service(2000 + number) for number in range(len(BROKEN))]
    assert taken(write(good), publish=True) == 0
    before = rows()
    capsys.readouterr()
    report = tmp_path / "report.jsonl"
    mixed = [each for pair in zip(BROKEN, good, strict=True) for each in pair]
    documents = [each if isinstance(each, dict) else each.document() for each in mixed]
    assert taken(write(documents), publish=True, report=report) == 3
    told = capsys.readouterr()
    lines = told.err.splitlines()
    assert f"unchanged {len(good)}, refused {len(BROKEN)}" in told.out
    assert rows() == before
    entries = [json.loads(line) for line in report.read_text().splitlines()]
    assert len(lines) == len(entries) == len(BROKEN)
    for n, (broken, line, entry) in enumerate(zip(BROKEN, lines, entries, strict=True)):
        assert line.startswith(f"record {2 * n + 1}")
        assert line.endswith(f"{broken.pointer}: {entry['reason']}")
        assert (entry["number"], entry["pointer"]) == (2 * n + 1, broken.pointer)


def test_a_record_that_the_database_refuses_does_not_take_others_with_it(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The mapping lets no such age through; the constraint of the table is the last guard.
    field = next(each for each in SERVICE.fields if each.name == "minimum_age")
    monkeypatch.setitem(field.__dict__, "kind", number(0, 1000))
    documents = [service(1), service(2, minimum_age=900), service(3)]
    assert taken(write(documents), publish=True) == 3
    assert sorted(publications()) == [uid(1), uid(3)]
    assert count(Decision) == 2
    told = capsys.readouterr()
    assert "created 2" in told.out
    assert f"record 2, id {uid(2)}: the database refused it" in told.err


def test_two_records_with_one_id_are_one_too_many(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    same = [service(1), service(1), service(1, name="Another")]
    assert taken(write(same)) == 3
    told = capsys.readouterr()
    assert "created 1, updated 0, proposed 0, unchanged 1, refused 1" in told.out
    assert (
        told.err == f"record 3, id {uid(1)}, /id: is the id of an earlier record of this file too\n"
    )


def test_ignored_fields_are_counted(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    taken(write([service(number, program={"name": "x"}) for number in range(1, 4)]))
    assert capsys.readouterr().err == "The field service.program is not kept. (3 times)\n"


def test_the_demonstration_is_taken_whole(
    database: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert taken(DEMO, publish=True) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert f"created {count(Service)}, updated 0" in told.out
    assert count(Service) >= 150
