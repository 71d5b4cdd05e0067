"""A row and a listing, both ways: what is told, what is wrong, and what stays as it is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests import make
from wemi_piemonte.directory.hsds import parse, render
from wemi_piemonte.directory.record import CostOptionRecord, ServiceRecord
from wemi_piemonte.directory.rules import Availability, Cost, Mode, Target
from wemi_piemonte.exchange.bulk.columns import (
    ORDER,
    cells_of,
    derived_service_id,
    headings,
    record_of,
)
from wemi_piemonte.exchange.bulk.rules import Fault
from wemi_piemonte.exchange.bulk.schemas import FAULTS, LABELS
from wemi_piemonte.exchange.bulk.words import COLUMNS
from wemi_piemonte.geo.gazetteer.names import folded

BODY = make.organization()
TODAY = date(2026, 11, 25)
FULL, _ = parse(render(make.full_service()))


def read(
    cells: Mapping[str, str], base: ServiceRecord | None = None
) -> tuple[ServiceRecord | None, list[Fault]]:
    service_id = base.id if base else UUID(int=7)
    return record_of(cells, service_id=service_id, body=BODY, base=base, today=TODAY)


def made(cells: Mapping[str, str], base: ServiceRecord | None = None) -> ServiceRecord:
    record, faults = read(cells, base)
    assert faults == []
    assert record is not None
    return record


def codes(cells: Mapping[str, str], base: ServiceRecord | None = None) -> list[tuple[str, str]]:
    record, faults = read(cells, base)
    assert record is None
    return [(fault.column, fault.code) for fault in faults]


def test_a_whole_row_becomes_a_whole_listing() -> None:
    record = made(
        {
            "name": "Doposcuola",
            "description": "Aiuto nei compiti. Ogni pomeriggio.",
            "needs": "Assistenza domiciliare|ageing.home-care",
            "modes": "in sede | A domicilio",
            "targets": "minori|famiglie",
            "minimum_age": "2,5",
            "maximum_age": "14",
            "cost": "Gratuito",
            "price": "Nulla.",
            "municipality": "Cuneo|Samone (TO)",
            "address": "via Roma 1|via Po 2",
            "area": "provincia di Cuneo|TO|Alba",
            "phone": "+39 0171 1234|0171 99",
            "email": "x@example.org",
            "url": "https://example.org",
            "languages": "arabo|French|uk",
            "hours": "lun-ven 9-12",
            "availability": "lista d'attesa",
            "waiting_weeks": "3",
            "documents": "ISEE|Carta d'identità",
        }
    )
    assert record.summary == "Aiuto nei compiti."
    assert record.needs == ("ageing.home-care",)
    assert record.modes == (Mode.ON_SITE, Mode.AT_HOME)
    assert record.targets == (Target.MINORS, Target.FAMILIES)
    assert (record.minimum_age, record.maximum_age, record.waiting_weeks) == (2.5, 14, 3)
    assert (record.cost, record.availability) == (Cost.FREE, Availability.WAITING_LIST)
    assert record.availability_on == TODAY
    assert [each.code for each in record.languages] == ["ar", "fr", "uk"]
    assert [each.number for each in record.phones] == ["+39 0171 1234", "0171 99"]
    assert record.service_areas[0].extent == "004 001 004003"
    places = [link.location for link in record.locations]
    assert [place.municipality for place in places] == ["004078", "001235"]
    assert {place.organization_id for place in places} == {BODY.id}
    assert [place.addresses[0].address_1 for place in places] == ["via Roma 1", "via Po 2"]


def test_what_is_written_is_read_back_as_nothing_new() -> None:
    for base in (FULL, parse(render(make.service()))[0]):
        assert made(cells_of(base), base) == base


@pytest.mark.parametrize("name", ORDER)
def test_changing_one_cell_changes_nothing_that_it_does_not_speak_of(name: str) -> None:
    told = {
        "name": "Altro",
        "needs": "",
        "modes": "remote",
        "targets": "women",
        "minimum_age": "18",
        "maximum_age": "99",
        "cost": "paid",
        "municipality": "Alba (CN)",
        "area": "Alba",
        "phone": "011 1234",
        "email": "x@example.org",
        "url": "https://example.org",
        "languages": "it",
        "hours": "dom 9-12",
        "availability": "full",
        "waiting_weeks": "1",
        "documents": "Altro",
    }
    if name in {"id", "address"}:
        return
    cells = {**cells_of(FULL), name: told.get(name, "Altro testo")}
    record = made(cells, FULL)
    assert record != FULL
    changed = {each for each in (*FULL.__slots__,) if getattr(record, each) != getattr(FULL, each)}
    assert len(changed - {"availability_on", "translations"}) == 1
    # What no column speaks of.
    for each in ("contacts", "closures", "exceptions", "stops", "cost_options", "eligibility"):
        assert getattr(record, each) == getattr(FULL, each)


def test_a_column_that_is_not_there_changes_nothing_and_an_empty_cell_empties() -> None:
    assert made({}, FULL) == FULL
    record = made({"phone": "", "description": "", "municipality": "", "address": ""}, FULL)
    assert (record.phones, record.description, record.locations) == ((), "", ())


def test_parts_that_are_named_again_keep_what_a_cell_can_not_tell() -> None:
    record = made({"phone": "+39 0171 000 1002|011 1234"}, FULL)
    assert record.phones[0] == FULL.phones[0]
    assert record.phones[0].extension == 7


def test_a_translation_goes_with_the_text_that_it_translates() -> None:
    base, _ = parse(
        render(
            replace(
                FULL,
                what_you_get="Aiuto",
                translations=(
                    *FULL.translations,
                    make.translation(FULL.id, "what_you_get", "Aiuto", "Help"),
                ),
            )
        )
    )
    record = made({"what_you_get": ""}, base)
    assert [row.field for row in record.translations] == ["name"]


def test_a_star_leaves_a_part_as_it_is() -> None:
    assert made({"hours": "*", "municipality": "*", "address": "*", "name": "*"}, FULL) == FULL
    assert codes({"name": "Nuovo", "hours": "*"}) == [("hours", "nothing_to_keep")]
    assert codes({"name": "Nuovo", "municipality": "*"}) == [("municipality", "nothing_to_keep")]


def test_what_a_cell_can_not_hold_is_written_as_a_star_and_stays() -> None:
    rich = replace(
        FULL,
        schedules=(make.schedule(notes="Solo su appuntamento"),),
        cost_options=(CostOptionRecord(id=make.key("x"), option="Ogni ora", amount_cents=600),),
    )
    cells = cells_of(rich)
    assert cells["hours"] == "*"
    assert made(cells, rich) == rich


WRONG: list[tuple[dict[str, str], list[tuple[str, str]]]] = [
    ({"name": ""}, [("name", "required")]),
    ({}, [("name", "required")]),
    ({"name": "x" * 301}, [("name", "too_long")]),
    ({"name": "a\x07b"}, [("name", "signs")]),
    ({"needs": "aiuto compitii"}, [("needs", "need_near")]),
    ({"needs": "qqqq"}, [("needs", "need")]),
    ({"modes": "volando"}, [("modes", "choice")]),
    ({"targets": "draghi|minori|orchi"}, [("targets", "choice"), ("targets", "choice")]),
    ({"minimum_age": "dieci"}, [("minimum_age", "number")]),
    ({"minimum_age": "-1"}, [("minimum_age", "number")]),
    ({"minimum_age": "nan"}, [("minimum_age", "number")]),
    ({"minimum_age": "20", "maximum_age": "3"}, [("maximum_age", "age_order")]),
    ({"waiting_weeks": "1,5"}, [("waiting_weeks", "number")]),
    ({"cost": "boh"}, [("cost", "choice")]),
    ({"availability": "boh"}, [("availability", "choice")]),
    ({"municipality": "Atlantide"}, [("municipality", "municipality")]),
    ({"municipality": "Cunio"}, [("municipality", "municipality_near")]),
    ({"municipality": "Cuneo|Alba|Bra", "address": "a|b"}, [("address", "places_differ")]),
    ({"address": "via Roma 1"}, [("address", "places_differ")]),
    ({"municipality": "Cuneo", "address": "x" * 301}, [("address", "too_long")]),
    ({"area": "Atlantide|Cuneo"}, [("area", "municipality")]),
    ({"phone": "chiamate Anna"}, [("phone", "phone")]),
    ({"email": "anna"}, [("email", "email")]),
    ({"url": "javascript:alert(1)"}, [("url", "url")]),
    ({"url": "www.example.org"}, [("url", "url")]),
    ({"languages": "klingoniano"}, [("languages", "language")]),
    ({"hours": "su appuntamento"}, [("hours", "hours")]),
    ({"hours": "lun 9-12;" * 100}, [("hours", "too_long")]),
    ({"documents": "|".join(f"d{n}" for n in range(101))}, [("documents", "too_many")]),
    ({"documents": "x" * 1001}, [("documents", "too_long")]),
]


@pytest.mark.parametrize(("cells", "wanted"), WRONG)
def test_every_fault_is_told_with_its_column(
    cells: dict[str, str], wanted: list[tuple[str, str]]
) -> None:
    whole = cells if not cells or "name" in cells else {"name": "Mensa", **cells}
    assert codes(whole) == wanted


def test_all_faults_of_a_row_are_told_at_once_in_the_order_of_the_columns() -> None:
    assert codes({"hours": "boh", "phone": "x", "name": "", "cost": "boh"}) == [
        ("name", "required"),
        ("cost", "choice"),
        ("phone", "phone"),
        ("hours", "hours"),
    ]


def test_every_fault_that_is_found_has_its_words() -> None:
    found = {code for _, faults in WRONG for _, code in faults}
    assert found <= set(FAULTS)


def test_several_addresses_of_one_town_and_the_same_place_for_two_services() -> None:
    record = made({"name": "Mensa", "municipality": "Cuneo", "address": "via Roma 1|via Po 2"})
    assert len(record.locations) == 2
    other, _ = record_of(
        {"name": "Doccia", "municipality": "CUNEO (cn)", "address": "Via Roma, 1"},
        service_id=UUID(int=8),
        body=BODY,
        base=None,
        today=TODAY,
    )
    assert other is not None
    assert other.locations[0].location.id == record.locations[0].location.id


def test_the_same_name_in_the_same_town_is_the_same_service() -> None:
    first = derived_service_id(BODY.id, "Mensa dei poveri", "Cuneo")
    assert derived_service_id(BODY.id, "  MENSA dei poveri ", "cuneo (CN)") == first
    assert derived_service_id(BODY.id, "Mensa dei poveri", "Alba") != first
    assert derived_service_id(make.key("other"), "Mensa dei poveri", "Cuneo") != first
    assert derived_service_id(BODY.id, "x", "Atlantide") != derived_service_id(BODY.id, "x", "Mu")


@pytest.mark.parametrize("locale", ["it", "en", "ar"])
def test_headings_are_read_back_in_every_language(locale: str) -> None:
    assert [COLUMNS[folded(each)] for each in headings(locale)] == list(ORDER)


def test_every_column_is_explained() -> None:
    labels: Any = LABELS["bulk_column"]
    assert tuple(labels) == ORDER
