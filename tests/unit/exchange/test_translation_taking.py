"""What a line of a file of translations comes to beside what is there."""

from collections.abc import Callable
from uuid import UUID

import pytest

from tests import make
from wemi_piemonte.directory.record import OrganizationRecord, ServiceRecord
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.directory.translating import Owner, OwnerKind
from wemi_piemonte.directory.units import Unit, units_of
from wemi_piemonte.exchange.translations.lines import Key, Line
from wemi_piemonte.exchange.translations.taking import Findings, Outcome, judge, keys_of, limit_of

SERVICE = make.service(description="Serve l'ISEE. Andiamo a casa.")
OWNER = Owner(OwnerKind.SERVICE, SERVICE.id)
KEY = Key(OWNER, SERVICE.id, "name")


def judged(
    text: str,
    *,
    record: ServiceRecord = SERVICE,
    field: str = "name",
    source: str | None = None,
    reviewed: bool = True,
    state: str = "final",
    locale: str = "en",
) -> Findings:
    """What one line about a text of a service comes to."""
    key = Key(OWNER, SERVICE.id, field)
    was = getattr(record, field, "") if source is None else source
    line = Line(1, str(key), locale, was, text, state)
    findings = Findings()
    judge(keys_of([line], findings), {OWNER: record}, findings, reviewed=reviewed)
    return findings


def state_taken(found: Findings) -> TranslationState | None:
    rows = [row for some in found.rows.values() for row in some]
    return rows[0].state if rows else None


def with_name(text: str, state: TranslationState, source: str = SERVICE.name) -> ServiceRecord:
    rows = (make.translation(SERVICE.id, "name", source, text, state=state),)
    return make.service(translations=rows)


def test_only_what_somebody_answers_for_counts_as_read() -> None:
    assert state_taken(judged("A hand")) is TranslationState.REVIEWED
    assert state_taken(judged("A hand", state="")) is TranslationState.REVIEWED
    assert state_taken(judged("A hand", reviewed=False)) is TranslationState.DRAFT
    unsure = judged("A hand", state="needs-review-translation")
    assert state_taken(unsure) is TranslationState.DRAFT


def test_what_is_there_already_is_not_written_again() -> None:
    done = with_name("A hand", TranslationState.REVIEWED)
    assert judged("A hand", record=done).outcomes == {Outcome.UNCHANGED: 1}
    assert judged("A hand", record=done, reviewed=False).outcomes == {Outcome.UNCHANGED: 1}
    draft = with_name("A hand", TranslationState.DRAFT)
    assert judged("A hand", record=draft, reviewed=False).outcomes == {Outcome.UNCHANGED: 1}
    assert state_taken(judged("A hand", record=draft)) is TranslationState.REVIEWED
    machine = with_name("A hand", TranslationState.MACHINE)
    assert state_taken(judged("A hand", record=machine)) is TranslationState.REVIEWED


def test_what_was_made_from_an_older_text_says_so() -> None:
    found = judged("A hand", source="Another name")
    assert state_taken(found) is TranslationState.REVIEWED
    assert "counts as older" in found.remarks[0][1]
    (rows,) = found.rows.values()
    unit = next(
        unit
        for unit in units_of(make.service(translations=tuple(rows)), "en")
        if unit.field == "name" and unit.record is ServiceRecord
    )
    assert unit.readiness == "outdated"


def test_what_is_older_never_replaces_what_is_newer() -> None:
    done = with_name("A hand", TranslationState.REVIEWED)
    found = judged("One hand", record=done, source="Another name")
    assert (found.rows, found.outcomes) == ({}, {Outcome.PASSED_OVER: 1})


def test_a_lost_word_and_an_untouched_text_are_remarked() -> None:
    lost = judged("Bring the paper.", field="description")
    assert [sentence for _, sentence in lost.remarks] == ["no longer has ISEE"]
    same = judged(SERVICE.description, field="description")
    assert [sentence for _, sentence in same.remarks] == [
        "is the same as the text that it translates"
    ]


REFUSED: list[tuple[Callable[[], Findings], str]] = [
    (lambda: judged("x" * 301), "is longer than 300 characters"),
    (lambda: judged("a\x00b"), "holds a control character"),
    (lambda: judged("Una mano", locale="it"), "is in the language of the text itself"),
    (lambda: judged("Eine Hand", locale="de"), "is in no language of this site"),
]


@pytest.mark.parametrize(("found", "reason"), REFUSED)
def test_what_can_not_be_taken_says_why(found: Callable[[], Findings], reason: str) -> None:
    findings = found()
    assert findings.outcomes == {Outcome.REFUSED: 1}
    assert reason in findings.faults[0][1]
    assert findings.rows == {}


def test_the_same_text_twice_is_refused() -> None:
    findings = Findings()
    line = Line(1, str(KEY), "en", SERVICE.name, "A hand")
    other = Line(2, str(KEY), "en", SERVICE.name, "One hand")
    assert list(keys_of([line, other], findings)) == [line]
    assert findings.faults == [(2, "says again what number 1 says")]


def test_what_is_gone_is_passed_over_and_stops_nothing() -> None:
    findings = Findings()
    gone = Line(1, f"service/{UUID(int=1)}/{UUID(int=1)}/name", "en", "Uno", "One")
    field = Line(2, str(Key(OWNER, SERVICE.id, "alert")), "en", "Uno", "One")
    judge(keys_of([gone, field], findings), {OWNER: SERVICE}, findings, reviewed=True)
    assert findings.outcomes == {Outcome.PASSED_OVER: 2}
    assert findings.faults == []


def test_limits_are_those_of_the_text() -> None:
    body = SERVICE.organization
    owner = Owner(OwnerKind.ORGANIZATION, body.id)
    unit = Unit(owner, body.id, OrganizationRecord, "description", "it", body.description, "en")
    name = Unit(OWNER, SERVICE.id, ServiceRecord, "name", "it", SERVICE.name, "en")
    assert (limit_of(name), limit_of(unit)) == (300, 20_000)
