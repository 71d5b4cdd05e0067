"""What the demonstration data promises: it covers everything, and its contacts reach nobody."""

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.conftest import ROOT
from wemi_piemonte.taxonomy.tree import need_codes

FILE = ROOT / "wemi_piemonte" / "exchange" / "hsds" / "demo.jsonl"
PROVINCES = {"001", "002", "003", "004", "005", "006", "096", "103"}
# A true area code, then a subscriber number that begins with 0 (decision 0007).
NUMBER = re.compile(r"\+39 0\d{1,3} 000 \d{4}")
MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
LINK = re.compile(r"https?://[^\s\"<>)]+")

Item = dict[str, Any]


@cache
def services() -> tuple[Item, ...]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def found(value: Any, name: str) -> Iterator[Any]:
    """Every value under a name, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            yield from found(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from found(inner, name)


def texts(value: Any) -> Iterator[str]:
    """Every text, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def needs_of(service: Item) -> set[str]:
    return {code for code in found(service.get("attributes", []), "code") if code in need_codes()}


def test_there_are_enough_services_and_all_needs_are_met() -> None:
    assert len(services()) >= 150
    met = set().union(*(needs_of(service) for service in services()))
    assert sorted(set(need_codes()) - met) == []


def test_every_province_is_served() -> None:
    municipalities = {
        str(code)[:3]
        for service in services()
        for code in found(service, "external_identifier")
        if re.fullmatch(r"\d{6}", str(code))
    }
    assert municipalities >= PROVINCES


def test_the_lead_bodies_are_public_and_keep_their_names() -> None:
    bodies = {
        service["organization"]["name"]: service["organization"]["x_wemi"]["organization_kind"]
        for service in services()
    }
    public = [name for name, kind in bodies.items() if kind == "public_body"]
    assert len(public) >= 22
    assert "third_sector" in bodies.values()


def test_numbers_reach_nobody() -> None:
    numbers = {number for service in services() for number in found(service, "number")}
    assert numbers
    assert sorted(number for number in numbers if not NUMBER.fullmatch(number)) == []


def test_mails_and_links_end_in_a_domain_for_examples() -> None:
    mails = {
        mail for service in services() for text in texts(service) for mail in MAIL.findall(text)
    }
    links = {
        link for service in services() for text in texts(service) for link in LINK.findall(text)
    }
    assert [mail for mail in mails if not mail.endswith(".example")] == []
    assert [link for link in links if not link.split("/")[2].endswith(".example")] == []


def test_streets_are_examples() -> None:
    streets = {street for service in services() for street in found(service, "address_1")}
    assert streets
    assert [street for street in streets if "dell'Esempio" not in street] == []


def test_refuges_have_an_area_and_no_place() -> None:
    hidden = [
        service
        for service in services()
        if needs_of(service) & {"protection.violence", "protection.trafficking"}
        and not service.get("service_at_locations")
    ]
    assert hidden
    for service in hidden:
        assert service["service_areas"]
        assert not list(found(service, "latitude"))
        assert not list(found(service, "address_1"))


def test_every_text_has_an_english_translation_that_was_reviewed() -> None:
    for service in services():
        translations = service["x_wemi"]["translations"]["en"]
        assert {"name", "summary", "description"} <= set(translations)
        assert {each["state"] for each in translations.values()} == {"reviewed"}


def test_the_tree_of_needs_is_the_one_of_the_file() -> None:
    path = ROOT / "wemi_piemonte" / "taxonomy" / "needs.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row["code"] for row in csv.DictReader(file) if row["area"]]
    assert rows == list(need_codes())
    assert len(rows) == 69
