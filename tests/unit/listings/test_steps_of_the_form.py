"""The steps of the form: what they show is read back as it was, and rows keep their places."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from tests import make
from tests.conftest import ROOT
from wemi_piemonte.directory.hsds import parse
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.listings.difference import changes
from wemi_piemonte.pages.provider.listing_form_reading import (
    NUMBER,
    read,
    typed_values,
    with_row,
    without_row,
)
from wemi_piemonte.pages.provider.listing_form_texts import Around
from wemi_piemonte.pages.provider.listing_steps import (
    BY_SLUG,
    MENDED_IN,
    STEPS,
    Step,
    after,
    before,
    step_of,
)

DEMO = Path(ROOT) / "wemi_piemonte" / "exchange" / "hsds" / "demo.jsonl"
AROUND = Around(date(2026, 11, 25), (), frozenset())


@cache
def listings() -> tuple[ServiceRecord, ...]:
    """The demonstration listings, and the one with a part of every kind."""
    lines = DEMO.read_text(encoding="utf-8").splitlines()
    return (make.full_service(), *(parse(json.loads(line))[0] for line in lines))


@pytest.mark.parametrize("step", STEPS, ids=lambda each: each.slug)
def test_a_step_that_is_saved_as_shown_changes_no_listing(step: Step) -> None:
    for record in listings():
        loaded = read(step.schema, step.tell(record, AROUND))
        assert loaded.errors == {}, record.name
        kept = step.keep(record, dict(loaded.values), AROUND)
        assert changes(record, kept) == (), record.name


def test_every_thing_that_may_be_missing_has_its_step() -> None:
    assert set(MENDED_IN.values()) <= set(BY_SLUG)
    assert step_of("cost_options") == "cost"
    assert step_of("verified_on") == "what"


def test_steps_follow_one_another() -> None:
    assert before(STEPS[0]) is None
    assert after(STEPS[-1]) is None
    assert after(STEPS[0]) is STEPS[1]
    assert before(STEPS[1]) is STEPS[0]


def test_rows_of_a_form_are_read_by_their_numbers_and_empty_ones_left_out() -> None:
    step = BY_SLUG["how-to-ask"]
    form = MultiDict(
        [
            ("phones-7-number", "0171 000 1"),
            ("phones-2-number", ""),
            ("phones-2-description", "  "),
            ("phones-9-number", "sempre"),
            ("phones-x-number", "not a row"),
        ]
    )
    typed = typed_values(form, step.schema)
    assert [row[NUMBER] for row in typed["phones"]] == [2, 7, 9]
    assert set(read(step.schema, typed).errors) == {"phones-9-number"}


def test_an_error_in_a_row_of_a_row_is_told_where_it_is() -> None:
    step = BY_SLUG["cost"]
    form = MultiDict(
        [
            ("cost_options-3-option", "Un'ora"),
            ("cost_options-3-bands-1-lower", ""),
            ("cost_options-3-bands-4-lower", "9000"),
            ("cost_options-3-bands-4-upper", "100"),
            ("cost_options-3-bands-4-amount", "1"),
        ]
    )
    errors = read(step.schema, typed_values(form, step.schema)).errors
    assert set(errors) == {"cost_options-3-bands-4-upper"}


def test_rows_come_and_go_at_every_depth() -> None:
    typed = {"cost_options": [{NUMBER: 3, "option": "A", "bands": []}]}
    more = with_row(typed, "cost_options-3-bands", lambda _path: {"lower": ""})
    more = with_row(more, "cost_options-3-bands", lambda _path: {"lower": ""})
    assert [row[NUMBER] for row in more["cost_options"][0]["bands"]] == [0, 1]
    fewer = without_row(more, "cost_options-3-bands-0")
    assert [row[NUMBER] for row in fewer["cost_options"][0]["bands"]] == [1]
    assert without_row(fewer, "cost_options-3")["cost_options"] == []
    assert without_row(typed, "nothing-1") == typed


@pytest.mark.parametrize(
    ("slug", "form", "field"),
    [
        ("what", {"name": ""}, "name"),
        ("what", {"name": "A", "needs": "no.such-need"}, "needs"),
        ("for-whom", {"minimum_age": "70", "maximum_age": "6"}, "maximum_age"),
        ("for-whom", {"minimum_age": "tanti"}, "minimum_age"),
        ("where", {"towns": "Cuneo\nAtlantide"}, "towns"),
        ("where", {"places-0-town": "Cuneo", "places-0-latitude": "44,39"}, "places-0-longitude"),
        ("where", {"stops-0-town": "Cuneo"}, "stops-0-name"),
        ("when", {"schedules-0-opens_at": "09:00"}, "schedules-0-days"),
        ("when", {"schedules-0-days": "MO", "schedules-0-opens_at": "9"}, "schedules-0-opens_at"),
        ("when", {"exceptions-0-note": "Festa"}, "exceptions-0-on"),
        ("when", {"closures-0-starts_on": "2026-02-30"}, "closures-0-starts_on"),
        ("cost", {"cost": "cheap"}, "cost"),
        ("cost", {"cost_options-0-amount": "-5"}, "cost_options-0-amount"),
        ("how-to-ask", {"url": "javascript:alert(1)"}, "url"),
        ("how-to-ask", {"contacts-0-email": "nobody"}, "contacts-0-email"),
        ("languages-and-access", {"languages": "klingon"}, "languages"),
        ("availability", {"waiting_weeks": "9999"}, "waiting_weeks"),
    ],
)
def test_what_can_not_be_is_told_at_its_field(slug: str, form: dict[str, str], field: str) -> None:
    step = BY_SLUG[slug]
    assert field in read(step.schema, typed_values(MultiDict(form), step.schema)).errors
