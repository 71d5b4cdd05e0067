"""Where and when desks are met, asked of both kinds of database: nearness, languages, days."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select

from tests import desk_work
from tests.desk_work import NOW
from tests.people import make_account
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Requester, Role
from wemi_piemonte.desks.models import Booking, Desk, DeskDay
from wemi_piemonte.desks.operations import (
    book,
    clear_day,
    remove_hours,
    save_hours,
    set_day,
    set_duty,
    set_member,
)
from wemi_piemonte.desks.operations.keeping import HoursValues
from wemi_piemonte.desks.queries import Wanted, afar_desks, find_desks, met, rules_of
from wemi_piemonte.desks.rules import BookingState, DeskKind, DeskRole
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.geo.gazetteer.places import municipality
from wemi_piemonte.geo.rules import Point

pytestmark = pytest.mark.usefixtures("database")


def point(istat: str) -> Point:
    town = municipality(istat)
    assert town is not None
    return Point(town.lat, town.lon)


def found(**wanted: object) -> list[str]:
    """The names of the desks that fit."""
    with reading() as session:
        answer = find_desks(session, Wanted(**wanted), NOW)  # type: ignore[arg-type]
        return [each.desk.name for each in (*answer.near, *answer.afar)]


def days_of_ukrainian(desk_id: object) -> list[str]:
    with reading() as session:
        desk = session.get_one(Desk, desk_id)
        (one,) = met(session, [desk], now=NOW)
        return [f"{h.starts:%d}" for h in one.halts if "uk" in one.spoken_at(h)]


def test_the_nearest_desk_comes_first_whatever_it_is_called(database: Engine) -> None:
    desk_work.desk("Z", municipality="004078")
    desk_work.desk("A", municipality="004028")
    assert found(origin=point("004078")) == ["Z", "A"]
    assert found(origin=point("004028")) == ["A", "Z"]
    assert found(origin=point("004078"), radius_km=1.0) == ["Z"]
    assert found() == ["A", "Z"]


def test_an_antenna_and_who_is_suspended_speak_for_nobody(database: Engine) -> None:
    desk_id = desk_work.desk()
    antenna = desk_work.worker(desk_id, DeskRole.ANTENNA, "ada@example.org")
    assert found(spoken=("uk",)) == []
    operator = desk_work.worker(desk_id, DeskRole.OPERATOR)
    assert found(spoken=("uk",)) == ["Sportello di Cuneo"]
    with transaction() as session:
        session.get_one(Account, operator.id).suspended_at = NOW
    assert found(spoken=("uk",)) == []
    assert antenna.id != operator.id


def test_a_language_is_promised_for_the_days_on_which_somebody_speaks_it(
    database: Engine,
) -> None:
    desk_id = desk_work.desk()
    olga = desk_work.worker(desk_id)
    everyday = days_of_ukrainian(desk_id)
    assert len(everyday) == 10, (
        "all weekdays of two weeks but the holiday: nobody said who is there"
    )
    ivo = make_account(Role.OPERATOR, "ivo@example.org")
    with transaction() as session:
        set_member(
            session,
            desk_id=desk_id,
            account_id=ivo.id,
            role=DeskRole.OPERATOR,
            spoken="it",
            by=None,
            now=NOW,
        )
        set_duty(session, desk_id=desk_id, on=date(2026, 11, 26), account_ids={ivo.id})
        set_duty(session, desk_id=desk_id, on=date(2026, 11, 27), account_ids={ivo.id, olga.id})
    assert days_of_ukrainian(desk_id) == [day for day in everyday if day != "26"]
    assert found(spoken=("uk",), day=date(2026, 11, 26)) == []
    assert found(spoken=("uk",), day=date(2026, 11, 27)) == ["Sportello di Cuneo"]


def test_a_day_farther_off_is_looked_at_too(database: Engine) -> None:
    desk_work.desk()
    assert found(day=date(2027, 2, 24)) == ["Sportello di Cuneo"]
    assert found(day=date(2027, 2, 27)) == []


def test_only_public_desks_are_found(database: Engine) -> None:
    desk_work.desk("Nascosto", is_public=False)
    desk_work.desk("Nascosto a distanza", is_public=False, kind=DeskKind.DIGITAL)
    assert found() == []
    with reading() as session:
        assert list(afar_desks(session)) == []


def test_hours_with_a_name_and_no_place_are_at_the_desk(database: Engine) -> None:
    desk_id = desk_work.desk(address="via dell'Esempio 3")
    desk_work.hours(desk_id, name="Sportello famiglie", byday="SA")
    with reading() as session:
        (desk,) = session.scalars(select(Desk))
        places = {each.place.name: each.place for each in rules_of(session, [desk])[desk_id]}
    own = places["Sportello famiglie"]
    assert (own.municipality, own.address) == ("004078", "via dell'Esempio 3")
    assert own.point == places["Sportello di Cuneo"].point == point("004078")


def test_every_change_of_the_times_is_counted_and_no_other(database: Engine) -> None:
    desk_id = desk_work.desk()
    seen = [_times(desk_id)]
    rule = desk_work.hours(desk_id, byday="SA")
    seen.append(_times(desk_id))
    values = HoursValues(
        byday="SU", opens_at=time(9), closes_at=time(10), valid_from=date(2026, 1, 1)
    )
    with transaction() as session:
        save_hours(session, desk_id=desk_id, hours_id=rule, values=values)
    seen.append(_times(desk_id))
    for _ in range(2):
        _shut(desk_id, date(2026, 11, 30))
        seen.append(_times(desk_id))
    with transaction() as session:
        clear_day(session, desk_id=desk_id, hours_id=None, on=date(2026, 11, 30))
    seen.append(_times(desk_id))
    with transaction() as session:
        remove_hours(session, desk_id=desk_id, hours_id=rule)
    seen.append(_times(desk_id))
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    with transaction() as session:
        clear_day(session, desk_id=desk_id, hours_id=None, on=date(2026, 11, 30))
    assert _times(desk_id) == 7


def test_the_last_word_on_a_day_is_when_it_was_said(database: Engine) -> None:
    desk_id = desk_work.desk()
    _shut(desk_id, date(2026, 11, 30))
    _shut(desk_id, date(2026, 11, 30), now=NOW + timedelta(hours=2))
    with reading() as session:
        (day,) = session.scalars(select(DeskDay))
        assert day.created_at == NOW + timedelta(hours=2)


def _times(desk_id: object) -> int:
    with reading() as session:
        return session.get_one(Desk, desk_id).times_revision


def _shut(desk_id: object, on: date, now: datetime = NOW) -> list[object]:
    with transaction() as session:
        return list(
            set_day(
                session,
                desk_id=desk_id,  # type: ignore[arg-type]
                hours_id=None,
                on=on,
                opens_at=None,
                closes_at=None,
                note="",
                by=None,
                now=now,
            )
        )


def test_a_night_that_is_called_off_is_called_off_past_midnight_and_the_night_before_is_not(
    database: Engine,
) -> None:
    desk_id = desk_work.desk("Notte")
    with transaction() as session:
        (rule,) = rules_of(session, [session.get_one(Desk, desk_id)])[desk_id]
        remove_hours(session, desk_id=desk_id, hours_id=rule.id)
    desk_work.hours(desk_id, byday="TH,FR,SA", opens_at=time(21), closes_at=time(3))
    # Thursday's night, then Friday's before and after midnight, then Saturday's.
    moments = [
        datetime(2026, 11, 27, 0, 30, tzinfo=UTC),
        datetime(2026, 11, 27, 21, 0, tzinfo=UTC),
        datetime(2026, 11, 28, 0, 30, tzinfo=UTC),
        datetime(2026, 11, 28, 21, 0, tzinfo=UTC),
    ]
    made = []
    with transaction() as session:
        for number, starts_at in enumerate(moments):
            booked = book(
                session,
                requester=None,
                desk_id=desk_id,
                starts_at=starts_at,
                contact="",
                locale="it",
                spoken="it",
                secret=f"night-{number}",
                now=NOW,
            )
            assert isinstance(booked.requester, Requester)
            made.append(booked.id)
    assert set(_shut(desk_id, date(2026, 11, 27))) == {made[1], made[2]}
    with reading() as session:
        states = [session.get_one(Booking, each).state for each in made]
    assert states == [
        BookingState.BOOKED,
        BookingState.CALLED_OFF,
        BookingState.CALLED_OFF,
        BookingState.BOOKED,
    ]
