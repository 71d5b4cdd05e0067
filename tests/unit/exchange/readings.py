"""Short ways to read a small service that says a little more."""

from typing import Any

from tests.unit.exchange.samples import Document, small
from wemi_piemonte.directory.hsds import parse
from wemi_piemonte.directory.record import LocationRecord, ServiceRecord


def read(**more: Any) -> ServiceRecord:
    return parse(small() | more)[0]


def warnings_of(**more: Any) -> list[str]:
    return parse(small() | more)[1]


def place(**more: Any) -> Document:
    return {"location": {"location_type": "physical", **more}}


def place_of(**more: Any) -> LocationRecord:
    return read(service_at_locations=[place(**more)]).locations[0].location
