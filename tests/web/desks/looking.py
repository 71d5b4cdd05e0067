"""Desks to look for, and what a page of the list says of them."""

from typing import Any
from uuid import UUID

from tests import desk_work
from tests.browser import Page
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.operations import remove_hours
from wemi_piemonte.desks.queries import rules_of
from wemi_piemonte.desks.rules import DeskKind
from wemi_piemonte.foundation.db import transaction

VENASCA, PAESANA, CUNEO, TORINO = "004237", "004157", "004078", "001272"


def without_hours(name: str, **values: Any) -> UUID:
    """A desk that says no times yet."""
    desk_id = desk_work.desk(name, **values)
    with transaction() as session:
        for each in rules_of(session, [session.get_one(Desk, desk_id)])[desk_id]:
            remove_hours(session, desk_id=desk_id, hours_id=each.id)
    return desk_id


def tour(name: str = "Sportello delle valli", **values: Any) -> UUID:
    """A tour that halts in Venasca on Thursdays, with Arabic, and in Paesana on Mondays."""
    told = {"kind": DeskKind.ITINERANT, "municipality": "004203", "slot_places": 0, **values}
    desk_id = without_hours(name, **told)
    for town, code, day, spoken in (
        ("Venasca", VENASCA, "TH", "ar"),
        ("Paesana", PAESANA, "MO", ""),
    ):
        desk_work.hours(desk_id, name=town, municipality=code, byday=day, spoken=spoken)
    return desk_id


def by_phone(**values: Any) -> UUID:
    """A desk that is met from everywhere."""
    told = {
        "kind": DeskKind.DIGITAL,
        "municipality": "",
        "phone": "+39 011 000 0100",
        "slot_places": 0,
        **values,
    }
    return desk_work.desk("Sportello a distanza", **told)


def names(page: Page) -> list[str]:
    """The desks on a page, in order."""
    return [
        " ".join("".join(each.itertext()).split()) for each in page.all("//main//article//h3/a")
    ]


def times(page: Page) -> list[str]:
    """The times on a page, in order."""
    return [
        " ".join("".join(each.itertext()).split())
        for each in page.all("//ul[contains(@class, 'desk-times')]/li")
    ]
