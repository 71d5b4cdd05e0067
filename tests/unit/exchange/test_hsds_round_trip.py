"""A record written and read again is the same record."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from tests.conftest import ROOT
from tests.unit.exchange.samples import full, small
from tests.unit.exchange.whole import services
from wemi_piemonte.directory.hsds import parse, render
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.exchange.hsds.commands import DEMO
from wemi_piemonte.exchange.hsds.exporter import line_of

SCHEMA = ROOT.parent / "shared" / "hsds" / "service_with_definitions.json"


def read(text: str) -> ServiceRecord:
    record, warnings = parse(json.loads(text))
    assert warnings == []
    return record


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The standard's own schema of a service; it stands beside the project, not in it."""
    if not SCHEMA.exists():
        pytest.skip("the schemas of HSDS 3 are not beside the project (../shared/hsds)")
    return Draft202012Validator(json.loads(SCHEMA.read_text()), format_checker=FormatChecker())


SETTINGS = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@SETTINGS
@given(st.data())
def test_every_record_is_read_back_as_it_was_written(data: st.DataObject) -> None:
    record = data.draw(services())
    assert read(line_of(record)) == record


@SETTINGS
@given(st.data())
def test_every_record_is_written_as_the_standard_says(
    schema: Draft202012Validator, data: st.DataObject
) -> None:
    written = render(data.draw(services()))
    assert [error.message for error in schema.iter_errors(written)] == []


@pytest.mark.parametrize("document", [small(), full()], ids=["small", "full"])
def test_what_was_read_is_written_and_read_again(document: dict[str, Any]) -> None:
    record, _ = parse(document)
    assert read(line_of(record)) == record
    assert line_of(read(line_of(record))) == line_of(record)


def test_the_full_record_keeps_everything(schema: Draft202012Validator) -> None:
    written = render(parse(full())[0])
    assert [error.message for error in schema.iter_errors(written)] == []
    assert lost(full(), written, Path("/")) == []


# What the importer knows better, or does not need: the parent's ids, and our terms' ids.
REPLACED = {"organization_id", "attributes", "organization_identifiers", "source_hash"}


def lost(before: Any, after: Any, where: Path) -> list[str]:
    """The places of values that are in one document and not in the other."""
    if isinstance(before, dict):
        return [
            place
            for key in before
            if key not in REPLACED
            for place in (
                lost(before[key], after[key], where / key) if key in after else [str(where / key)]
            )
        ]
    if isinstance(before, list):
        if len(before) != len(after):
            return [str(where)]
        pairs = enumerate(zip(before, after, strict=True))
        return [place for n, (a, b) in pairs for place in lost(a, b, where / str(n))]
    return [] if before == after else [f"{where}: {before!r} != {after!r}"]


def test_the_demonstration_is_in_the_exporters_form(schema: Draft202012Validator) -> None:
    lines = DEMO.read_text(encoding="utf-8").splitlines(keepends=True)
    records = [read(line) for line in lines]
    assert [line_of(record) for record in records] == lines
    assert [record.id for record in records] == sorted(record.id for record in records)
    assert all(list(schema.iter_errors(json.loads(line))) == [] for line in lines)
