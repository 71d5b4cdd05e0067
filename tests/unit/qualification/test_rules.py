"""The legal moves, what an application still needs, when reminders are due."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.foundation.errors import IllegalMove
from wemi_piemonte.qualification.rules import (
    APPLICATION_MOVES,
    QUALIFICATION_MOVES,
    ApplicationState,
    Asked,
    LegalForm,
    QualificationState,
    Told,
    changed_since,
    covers,
    fingerprints,
    is_in_force,
    is_open,
    is_tax_code,
    missing,
    move_application,
    move_qualification,
    reminder_due,
    within,
)

DAY = date(2026, 11, 25)
OFFERED = {
    "1": frozenset({"ageing.meals", "ageing.company"}),
    "2": frozenset({"family.nursery"}),
}
TOLD = Told(
    legal_name="L'Orto",
    tax_code="80087670016",
    legal_form=LegalForm.VOLUNTARY_ORGANIZATION,
    runts_section="a",
    runts_number="12",
    municipality="004078",
    email="info@orto.example",
    phone="0171 0001",
    statement="Aiutiamo.",
    sections=("1",),
    needs=("ageing.meals",),
    territory=("004", "001272"),
)


@pytest.mark.parametrize(("current", "target"), list(product(ApplicationState, ApplicationState)))
def test_an_application_moves_as_the_table_says(
    current: ApplicationState, target: ApplicationState
) -> None:
    if target in APPLICATION_MOVES[current]:
        assert move_application(current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move_application(current, target)


@pytest.mark.parametrize(
    ("current", "target"), list(product(QualificationState, QualificationState))
)
def test_a_qualification_moves_as_the_table_says(
    current: QualificationState, target: QualificationState
) -> None:
    if target in QUALIFICATION_MOVES[current]:
        assert move_qualification(current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move_qualification(current, target)


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "answer"),
    [
        (None, None, False),
        (date(2026, 11, 26), None, False),
        (DAY, None, True),
        (DAY, DAY, True),
        (date(2026, 1, 1), date(2026, 11, 24), False),
    ],
)
def test_a_notice_is_open_on_its_first_and_last_day(
    opens_on: date | None, closes_on: date | None, answer: bool
) -> None:
    assert is_open(opens_on, closes_on, DAY) is answer


@pytest.mark.parametrize(
    ("state", "first", "last", "answer"),
    [
        (QualificationState.ACTIVE, DAY, DAY, True),
        (QualificationState.ACTIVE, date(2026, 11, 26), date(2027, 1, 1), False),
        (QualificationState.ACTIVE, date(2025, 1, 1), date(2026, 11, 24), False),
        (QualificationState.SUSPENDED, DAY, DAY, False),
        (QualificationState.REVOKED, DAY, DAY, False),
    ],
)
def test_a_qualification_is_in_force_on_its_days(
    state: QualificationState, first: date, last: date, answer: bool
) -> None:
    assert is_in_force(state, first, last, DAY) is answer


def test_a_scope_covers_needs_and_whole_areas() -> None:
    assert covers(frozenset({"ageing"}), frozenset({"ageing.meals"}))
    assert covers(frozenset({"ageing.meals"}), frozenset({"ageing.meals"}))
    assert not covers(frozenset({"ageing.meals"}), frozenset({"ageing.meals", "work.guidance"}))
    assert not covers(frozenset({"ageing"}), frozenset())


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("80087670016", True),
        ("80087670017", False),
        ("8008767001", False),
        ("RSSMRA80A01L219M", False),
        ("٨٠٠٨٧٦٧٠٠١٦", False),
        ("", False),
    ],
)
def test_a_tax_code_has_eleven_digits_and_the_last_one_fits(text: str, answer: bool) -> None:
    assert is_tax_code(text) is answer


def test_a_complete_application_misses_nothing() -> None:
    assert missing(TOLD, OFFERED, [], frozenset()) == []


def test_an_empty_application_misses_all() -> None:
    found = missing(Told(), OFFERED, [Asked("c", "")], frozenset())
    assert found == [
        *("legal_name", "tax_code", "legal_form", "runts_section", "runts_number"),
        *("municipality", "email", "phone", "statement", "sections", "needs", "territory"),
        "document:c",
    ]


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"runts_section": "none", "runts_number": ""}, []),
        ({"municipality": "Atlantide"}, ["municipality"]),
        ({"email": "orto@example"}, ["email"]),
        ({"phone": "chiamateci"}, ["phone"]),
        ({"territory": ("004", "Un\u00a0posto")}, ["territory"]),
        ({"territory": ("01",)}, []),
        ({"sections": ("1", "2")}, ["needs"]),
        ({"sections": ("9",)}, ["sections", "needs"]),
        ({"needs": ("ageing.meals", "family.nursery")}, ["needs"]),
    ],
)
def test_each_thing_that_is_missing_is_named(changes: dict[str, object], lacks: list[str]) -> None:
    told = replace(TOLD, **changes)  # type: ignore[arg-type]
    assert missing(told, OFFERED, [], frozenset()) == lacks


def test_documents_are_asked_for_the_chosen_sections() -> None:
    asked = [Asked("all", ""), Asked("first", "1"), Asked("second", "2")]
    assert missing(TOLD, OFFERED, asked, frozenset({"all"})) == ["document:first"]


def test_places_lie_within_what_was_asked() -> None:
    provinces = {"004078": "004"}
    assert within(["004078"], frozenset({"004"}), provinces)
    assert within(["001272"], frozenset({"01"}), {})
    assert within(["004"], frozenset({"004"}), {})
    assert not within(["001272"], frozenset({"004"}), {"001272": "001"})
    assert not within(["01"], frozenset({"004"}), {})


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.text(), min_size=1),
    st.dictionaries(st.sampled_from("abcdef"), st.text(), min_size=1),
)
def test_what_changed_is_found_by_its_name(before: dict[str, str], now: dict[str, str]) -> None:
    seen = fingerprints(before)
    assert changed_since(seen, before) == []
    assert set(changed_since(seen, now)) <= {n for n in now if before.get(n) != now[n]}
    # Other values are told apart; that two have the same fingerprint is one in four milliards.
    assert changed_since(seen, {"a": before.get("a", "") + "x"}) == ["a"]


@pytest.mark.parametrize(
    ("days_left", "reminded", "due"),
    [
        (61, None, None),
        (60, None, 60),
        (59, 60, None),
        (30, 60, 30),
        (7, 30, 7),
        (3, 60, 7),
        (3, 7, None),
        (0, None, 7),
        (-1, None, None),
    ],
)
def test_a_reminder_is_due_once(days_left: int, reminded: int | None, due: int | None) -> None:
    assert reminder_due(days_left, reminded) == due
