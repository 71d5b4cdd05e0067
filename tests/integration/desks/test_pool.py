"""The pool of mediators and the needs of antennas, on both databases."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select

from tests import desk_work
from wemi_piemonte.cases.models import CaseMediation
from wemi_piemonte.cases.operations import note_mediation
from wemi_piemonte.desks import operations, queries
from wemi_piemonte.desks.models import Desk, LatentNeed, Mediation
from wemi_piemonte.desks.operations import MediatorValues
from wemi_piemonte.desks.rules import BookingState, LatentState, MediationState
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import Conflict, IllegalMove, NotFound
from wemi_piemonte.foundation.mail.waiting import Delivery

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
# Thursday, eleven o'clock in Piedmont.
SOON = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
WHO = UUID("00000000-0000-4000-8000-0000000000aa")
CUNEO, ALBA, TORINO = "004078", "004003", "001272"


def mediator(name: str = "Oksana", **values: Any) -> UUID:
    """Somebody in Cuneo who speaks Ukrainian and Russian."""
    told = {"spoken": "uk ru", "municipality": CUNEO, "email": f"{name.lower()}@example.org"}
    organization_id = desk_work.body()
    with transaction() as session:
        return operations.share_mediator(
            session,
            organization_id=organization_id,
            values=MediatorValues(name=name, **{**told, **values}),
            by=WHO,
            secret=f"the form of {name}",
            now=NOW,
        )


def found(desk_id: UUID, **asked: Any) -> list[str]:
    told = {"spoken": "uk", "starts_at": SOON, "is_remote": False, **asked}
    with reading() as session:
        desk = session.get_one(Desk, desk_id)
        return [each.mediator.name for each in queries.pool_for(session, desk, **told)]


def ask(desk_id: UUID, mediator_id: UUID | None, secret: str = "", **asked: Any) -> UUID:
    told = {"spoken": "uk", "starts_at": SOON, "is_remote": False, "booking_id": None, **asked}
    with transaction() as session:
        return operations.ask_mediator(
            session,
            desk_id=desk_id,
            mediator_id=mediator_id,
            asked_by=WHO,
            now=NOW,
            secret=secret,
            **told,
        )


def state_of(mediation_id: UUID) -> MediationState:
    with reading() as session:
        return session.get_one(Mediation, mediation_id).state


def settle(mediation_id: UUID, desk_id: UUID, target: MediationState) -> None:
    with transaction() as session:
        operations.settle_mediation(
            session, mediation_id=mediation_id, desk_id=desk_id, target=target, now=NOW
        )


def mails() -> list[tuple[str, str, dict[str, Any]]]:
    with reading() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.kind)).all()
        return [(row.recipient, row.kind, json.loads(row.values)) for row in rows]


def test_who_speaks_the_language_is_found_the_nearest_first(database: Engine) -> None:
    desk_id = desk_work.desk()
    mediator("Torinese", municipality=TORINO)
    mediator("Albese", municipality=ALBA)
    mediator("Cuneese")
    mediator("Araba", spoken="ar")
    assert found(desk_id) == ["Cuneese", "Albese", "Torinese"]
    assert found(desk_id, spoken="ar") == ["Araba"]
    assert found(desk_id, spoken="zh") == []
    # "uk" is no part of another code.
    assert found(desk_id, spoken="u") == []


def test_who_works_at_that_time_stands_before_who_is_nearer(database: Engine) -> None:
    desk_id = desk_work.desk()
    mediator("Vicina", byday="MO,TU", opens_at=time(9), closes_at=time(12))
    mediator("Lontana", municipality=TORINO, byday="TH", opens_at=time(9), closes_at=time(12))
    assert found(desk_id) == ["Lontana", "Vicina"]
    assert found(desk_id, starts_at=SOON - timedelta(days=2)) == ["Vicina", "Lontana"]


def test_by_phone_only_who_does_it_is_found_and_who_is_switched_off_never(database: Engine) -> None:
    desk_id = desk_work.desk()
    there = mediator("Presente")
    mediator("Remota", municipality=TORINO, is_remote=True)
    assert found(desk_id, is_remote=True) == ["Remota"]
    with pytest.raises(NotFound):
        ask(desk_id, there, is_remote=True)
    with transaction() as session:
        operations.switch_mediator(
            session,
            organization_id=desk_work.body(),
            mediator_id=there,
            is_active=False,
            by=WHO,
            now=NOW,
        )
    assert found(desk_id) == ["Remota"]
    with pytest.raises(NotFound):
        ask(desk_id, there)


def test_who_is_asked_learns_desk_time_and_language_and_no_more(database: Engine) -> None:
    desk_id = desk_work.desk(phone="+39 0171 000 2222")
    mediation_id = ask(desk_id, mediator(), "a form")
    assert ask(desk_id, mediator(), "a form") == mediation_id
    ((to, kind, values),) = mails()
    assert (to, kind) == ("oksana@example.org", "mediation-asked")
    assert values == {
        "desk": "Sportello di Cuneo",
        "phone": "+39 0171 000 2222",
        "spoken": "uk",
        "is_remote": False,
        "starts_on": "2026-11-26",
        "at": "11:00",
    }
    settle(mediation_id, desk_id, MediationState.CANCELLED)
    assert [each[1] for each in mails()] == ["mediation-asked", "mediation-cancelled"]


def booked_with_a_mediator() -> tuple[UUID, UUID, UUID]:
    """A desk, a booking at it, and what its mediator was asked."""
    desk_id = desk_work.desk()
    with transaction() as session:
        booking_id = operations.book(
            session,
            requester=None,
            desk_id=desk_id,
            starts_at=SOON,
            contact="",
            locale="uk",
            spoken="uk",
            secret=f"a form of the tests {uuid4()}",
            now=NOW,
        ).id
    return desk_id, booking_id, ask(desk_id, mediator(), booking_id=booking_id)


@pytest.mark.parametrize("how", ["cancelled", "moved", "called off", "the day is shut"])
def test_a_mediator_of_a_booking_that_is_off_is_told_and_not_counted_as_unmet(
    database: Engine, how: str
) -> None:
    desk_id, booking_id, mediation_id = booked_with_a_mediator()
    other = ask(desk_id, mediator())
    with transaction() as session:
        if how == "cancelled":
            operations.cancel_booking(session, booking_id=booking_id, now=NOW)
        elif how == "moved":
            later = SOON + timedelta(minutes=30)
            operations.move_to(session, booking_id=booking_id, starts_at=later, now=NOW)
        elif how == "called off":
            target = BookingState.CALLED_OFF
            told: dict[str, Any] = {"booking_id": booking_id, "desk_id": desk_id, "target": target}
            operations.mark_booking(session, now=NOW, **told)
        else:
            shut: dict[str, Any] = {
                "hours_id": None,
                "on": SOON.date(),
                "opens_at": None,
                "closes_at": None,
            }
            operations.set_day(session, desk_id=desk_id, note="", by=None, now=NOW, **shut)
    assert state_of(mediation_id) is MediationState.CANCELLED
    assert [kind for _to, kind, _told in mails()].count("mediation-cancelled") == 1
    # Who was asked for no booking is waited for as before.
    assert state_of(other) is MediationState.ASKED


def test_what_is_not_met_is_counted_by_language(database: Engine) -> None:
    desk_id, other = desk_work.desk(), desk_work.desk("Altrove")
    ask(desk_id, None, spoken="ti")
    ask(desk_id, None, "one form", spoken="ti")
    ask(desk_id, None, "one form", spoken="ti")
    ask(other, None, spoken="zh")
    refused = ask(desk_id, mediator(), "another")
    settle(refused, desk_id, MediationState.UNMET)
    with reading() as session:
        assert queries.unmet_by_language(session, desk_id) == [("ti", 2), ("uk", 1)]
    # Somebody was found after all.
    settle(refused, desk_id, MediationState.CONFIRMED)
    with reading() as session:
        assert queries.unmet_by_language(session, desk_id) == [("ti", 2)]


def test_whom_nobody_answered_for_is_unmet_when_the_time_has_come(database: Engine) -> None:
    desk_id = desk_work.desk()
    asked, sure = ask(desk_id, mediator(), "a"), ask(desk_id, mediator(), "b")
    settle(sure, desk_id, MediationState.CONFIRMED)
    with transaction() as session:
        operations.remind(session, SOON - timedelta(minutes=1))
    assert state_of(asked) is MediationState.ASKED
    with transaction() as session:
        operations.remind(session, SOON)
    assert (state_of(asked), state_of(sure)) == (MediationState.UNMET, MediationState.CONFIRMED)


def test_another_desk_settles_nothing_and_what_is_cancelled_stays_so(database: Engine) -> None:
    desk_id, other = desk_work.desk(), desk_work.desk("Altrove")
    mediation_id = ask(desk_id, mediator())
    with pytest.raises(NotFound):
        settle(mediation_id, other, MediationState.CANCELLED)
    settle(mediation_id, desk_id, MediationState.CANCELLED)
    with pytest.raises(IllegalMove):
        settle(mediation_id, desk_id, MediationState.CONFIRMED)
    assert len(mails()) == 2


def test_a_mediator_asked_for_in_a_case_is_bound_to_it_once(database: Engine) -> None:
    desk_id = desk_work.desk()
    opened = desk_work.case(desk_id, desk_work.worker(desk_id))
    mediation_id = ask(desk_id, mediator())
    for _again in range(2):
        with transaction() as session:
            note_mediation(session, case_id=opened.id, mediation_id=mediation_id)
    with reading() as session:
        (bound,) = session.scalars(select(CaseMediation)).all()
    assert (bound.case_id, bound.mediation_id) == (opened.id, mediation_id)


def report(desk_id: UUID, need: str, number: int, secret: str, by: UUID = WHO) -> UUID:
    with transaction() as session:
        return operations.report_need(
            session,
            desk_id=desk_id,
            need=need,
            municipality=CUNEO,
            number=number,
            by=by,
            secret=secret,
            now=NOW,
        )


def answer(report_id: UUID, desk_id: UUID, target: LatentState, service: Any = None) -> None:
    with transaction() as session:
        operations.answer_need(
            session,
            report_id=report_id,
            desk_id=desk_id,
            target=target,
            service_id=service,
            by=WHO,
            now=NOW,
        )


def test_what_antennas_report_is_counted_and_a_few_are_not_told(database: Engine) -> None:
    desk_id, other = desk_work.desk(), desk_work.desk("Altrove")
    first = report(desk_id, "income.food", 3, "a")
    assert report(desk_id, "income.food", 3, "a") == first
    report(desk_id, "income.food", 4, "b")
    report(desk_id, "housing.search", 4, "c")
    report(other, "housing.search", 40, "d")
    answer(first, desk_id, LatentState.NOT_COVERED)
    with reading() as session:
        (count,) = queries.latent_counts(session, desk_id, 5)
    assert (count.need, count.people, count.reports) == ("income.food", 7, 2)
    assert (count.answered, count.not_covered) == (1, 1)


def test_what_waits_stands_first_and_an_answer_is_given_once(database: Engine) -> None:
    desk_id, other = desk_work.desk(), desk_work.desk("Altrove")
    done, waits = report(desk_id, "income.food", 3, "a"), report(desk_id, "income.food", 4, "b")
    with pytest.raises(NotFound):
        answer(done, other, LatentState.TAKEN_UP)
    answer(done, desk_id, LatentState.TAKEN_UP)
    with pytest.raises(Conflict):
        answer(done, desk_id, LatentState.NOT_COVERED)
    with reading() as session:
        assert [each.id for each in queries.reports_to(session, desk_id)] == [waits, done]
        row = session.get_one(LatentNeed, waits)
        assert row.due_at == NOW + timedelta(days=14)
        with pytest.raises(NotFound):
            queries.own_report(session, other, waits)
        mine = queries.reports_by(session, desk_id, WHO)
        assert {each.id for each in mine} == {done, waits}
        assert queries.reports_by(session, desk_id, uuid4()) == []
