"""The desks of the demonstration: enough of each kind, made once, with contacts that reach nobody."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests.conftest import ROOT
from tests.desk_work import NOW
from tests.people import make_account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks.demonstration import id_of, load_demonstration
from wemi_piemonte.desks.demonstration.examples import EXAMPLES
from wemi_piemonte.desks.models import Desk, DeskDay, DeskHours, DeskMember
from wemi_piemonte.desks.queries import met
from wemi_piemonte.desks.rules import DeskAccess, DeskAct, DeskKind, DeskRole
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.rules import OrganizationKind
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.geo.gazetteer.places import municipality

# As of the listings (decision 0007).
NUMBER = re.compile(r"\+39 0\d{1,3} 000 \d{4}")


def bodies() -> None:
    """The bodies that the demonstration's listings bring."""
    with transaction() as session:
        session.add_all(
            Organization(
                name=name,
                kind=OrganizationKind.PUBLIC_BODY,
                source_lang="it",
                created_at=NOW,
                modified_at=NOW,
            )
            for name in sorted({each.body for each in EXAMPLES})
        )


def load(worker: Any = None) -> None:
    with transaction() as session:
        load_demonstration(session, NOW, worker=worker)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the desks, word for word."""
    with reading() as session:
        return {
            model.__tablename__: sorted(
                tuple(str(getattr(row, column.key)) for column in model.__table__.columns)
                for row in session.scalars(select(model))
            )
            for model in (Desk, DeskHours, DeskDay, DeskMember, AuditRow)
        }


@pytest.fixture
def demonstration(database: Engine) -> None:
    bodies()
    load()


def test_there_are_enough_desks_of_each_kind(demonstration: None) -> None:
    with reading() as session:
        desks = session.scalars(select(Desk)).all()
        found = Counter(desk.kind for desk in desks)
        towns = {desk.municipality[:3] for desk in desks if desk.kind is DeskKind.FIXED}
        assert all(each.halts for each in met(session, desks, now=NOW))
    assert sum(found.values()) >= 12
    assert found[DeskKind.FIXED] >= 8
    assert found[DeskKind.ITINERANT] >= 2
    assert found[DeskKind.POINT] >= 3
    assert found[DeskKind.DIGITAL] >= 1
    assert towns == {"001", "002", "003", "004", "005", "006", "096", "103"}, "every province"


def test_each_tour_has_four_stops_one_of_them_every_second_week(demonstration: None) -> None:
    with reading() as session:
        for desk in session.scalars(select(Desk).where(Desk.kind == DeskKind.ITINERANT)):
            stops = session.scalars(select(DeskHours).where(DeskHours.desk_id == desk.id)).all()
            assert len({stop.municipality for stop in stops}) == 4
            assert len({stop.byday for stop in stops}) == 4
            assert sorted(stop.interval for stop in stops) == [1, 1, 1, 2]


def test_stops_and_desks_lie_where_their_names_say() -> None:
    for example in EXAMPLES:
        for stop in example.stops:
            town = municipality(stop.municipality)
            assert town is not None
            assert town.name == stop.name
        town = municipality(example.values.municipality)
        if example.values.kind is DeskKind.FIXED:
            assert town is not None
            assert example.values.name == f"Sportello di {town.name}"


def test_their_bodies_are_those_of_the_listings() -> None:
    lines = (ROOT / "wemi_piemonte/exchange/hsds/demo.jsonl").read_text().splitlines()
    known = {json.loads(line)["organization"]["name"] for line in lines}
    assert {each.body for each in EXAMPLES} <= known


def test_their_contacts_reach_nobody_and_no_person_is_named() -> None:
    for example in EXAMPLES:
        told = example.values
        assert NUMBER.fullmatch(told.phone), example.key
        assert not told.email or told.email.endswith(".example")
        assert not told.url or told.url.split("/")[2].endswith(".example")
        assert not told.address or "dell'Esempio" in told.address
        assert not told.referent or told.referent.startswith("Chi ")


def test_their_codes_are_known() -> None:
    for example in EXAMPLES:
        assert {DeskAct(code) for code in example.values.can_do.split()}
        assert all(DeskAccess(code) for code in example.values.access.split())
        spoken = [*example.values.spoken.split(), *(s.spoken for s in example.stops if s.spoken)]
        assert all(re.fullmatch("[a-z]{2}", code) for code in spoken)
        assert "it" in spoken
    assert {code for each in EXAMPLES for code in each.values.spoken.split()} >= {"ar", "uk", "zh"}


def test_loading_twice_changes_nothing(database: Engine) -> None:
    bodies()
    operator = make_account(Role.OPERATOR, "operator@example.org")
    load(operator.id)
    before = everything()
    load(operator.id)
    assert everything() == before


def test_the_operator_of_the_demonstration_works_at_two_of_them(database: Engine) -> None:
    bodies()
    operator = make_account(Role.OPERATOR, "operator@example.org")
    load(operator.id)
    with reading() as session:
        members = session.scalars(select(DeskMember)).all()
        assert {(each.desk_id, each.role) for each in members} == {
            (id_of("Cuneo"), DeskRole.MANAGER),
            (id_of("Valle Po e Valle Varaita"), DeskRole.OPERATOR),
        }
        (day,) = session.scalars(select(DeskDay))
        assert day.desk_id == id_of("Valle Po e Valle Varaita")
        assert day.opens_at is None


def test_without_a_body_there_is_no_desk(database: Engine) -> None:
    load()
    with reading() as session:
        assert session.scalars(select(Desk)).all() == []
