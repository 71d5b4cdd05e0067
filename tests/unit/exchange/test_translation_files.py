"""Files for translators: what is written is read back, whatever stands in it."""

import io
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from wemi_piemonte.directory.record import OrganizationRecord, ServiceRecord
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.directory.translating import Owner, OwnerKind
from wemi_piemonte.directory.units import Unit, units_of
from wemi_piemonte.exchange.hsds.mapping.refusal import Wrong
from wemi_piemonte.exchange.translations import table, xliff
from wemi_piemonte.exchange.translations.lines import Key, Line, Task, Unreadable
from wemi_piemonte.exchange.translations.machine import (
    NoTranslator,
    translated,
    translator,
    wanted,
)
from wemi_piemonte.exchange.translations.taking import (
    Findings,
    Outcome,
    judge,
    keys_of,
    limit_of,
)

SERVICE = make.service(description="Serve l'ISEE. Andiamo a casa.")
OWNER = Owner(OwnerKind.SERVICE, SERVICE.id)
KEY = Key(OWNER, SERVICE.id, "name")
FORMATS = pytest.mark.parametrize("kind", [xliff, table], ids=["xliff", "csv"])
# What XML 1.0 can hold; line ends are folded when files are read, here as in any XML.
PROSE = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters=[*map(chr, range(32)), "\x7f", "￾", "￿"],
    )
    | st.sampled_from("\n\t=+-@'\",;<>&"),
    max_size=60,
)


def task(source: str, text: str = "", state: TranslationState | None = None) -> Task:
    unit = Unit(OWNER, SERVICE.id, ServiceRecord, "name", "it", source, "ar", text, state)
    return Task(str(KEY), SERVICE.name, unit, limit_of(unit))


def through(kind: Any, tasks: Iterable[Task]) -> list[Line]:
    """What is read of a file that holds these texts."""
    file = io.BytesIO()
    kind.written(tasks, file)
    return list(kind.lines_of(io.BytesIO(file.getvalue())))


@FORMATS
@given(source=PROSE, text=PROSE)
def test_what_is_written_is_read_back(kind: Any, source: str, text: str) -> None:
    (line,) = through(kind, [task(source, text, TranslationState.REVIEWED)])
    assert (line.key, line.locale, line.state) == (str(KEY), "ar", "final")
    assert (line.source, line.text) == (source, text)
    assert Key.read(line.key) == KEY


@FORMATS
def test_how_far_a_text_is_goes_with_it(kind: Any) -> None:
    states = [None, TranslationState.MACHINE, TranslationState.OUTDATED, TranslationState.REVIEWED]
    lines = through(kind, [task("Uno", "واحد" if each else "", each) for each in states])
    said = ["new", "needs-review-translation", "needs-adaptation", "final"]
    assert [line.state for line in lines] == said


def test_xliff_is_what_the_standard_says() -> None:
    file = io.BytesIO()
    xliff.written([task("Serve l'ISEE", "ISEE", TranslationState.MACHINE)], file)
    text = file.getvalue().decode()
    assert 'xmlns="urn:oasis:names:tc:xliff:document:1.2"' in text
    assert 'source-language="it" target-language="ar" datatype="plaintext"' in text
    assert 'state-qualifier="mt-suggestion"' in text
    assert '<note from="glossary">ISEE = ' in text


def test_chinese_goes_by_the_tag_that_tools_know() -> None:
    unit = Unit(OWNER, SERVICE.id, ServiceRecord, "name", "it", "Uno", "zh")
    file = io.BytesIO()
    xliff.written([Task(str(KEY), "Uno", unit, 300)], file)
    assert b'target-language="zh-Hans"' in file.getvalue()
    assert [line.locale for line in xliff.lines_of(io.BytesIO(file.getvalue()))] == ["zh"]


def test_inner_marks_of_a_tool_do_not_lose_the_text() -> None:
    raw = (
        '<xliff version="1.2"><file source-language="it" target-language="fr"><body><group>'
        '<trans-unit id="a"><source>Uno <g id="1">due</g></source>'
        '<target state="translated">Un <g id="1">deux</g></target></trans-unit>'
        "</group></body></file></xliff>"
    )
    (line,) = xliff.lines_of(io.BytesIO(raw.encode()))
    assert (line.source, line.text, line.state) == ("Uno due", "Un deux", "translated")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not xml",
        b"<html></html>",
        b'<xliff version="2.1"></xliff>',
        b'<xliff version="1.2"><file>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><xliff version="1.2">&b;</xliff>',
    ],
)
def test_what_is_no_xliff_is_one_sentence(raw: bytes) -> None:
    with pytest.raises(Unreadable, match=r"\.$"):
        list(xliff.lines_of(io.BytesIO(raw)))


@pytest.mark.parametrize(
    "raw",
    [b"", b"key,language\n", b"\xff\xfe", b'key,language,text,translation\n"a'],
)
def test_what_is_no_table_is_one_sentence(raw: bytes) -> None:
    with pytest.raises(Unreadable, match=r"\.$"):
        list(table.lines_of(io.BytesIO(raw)))


def test_a_table_from_an_italian_spreadsheet_is_read() -> None:
    raw = "\ufeffkey;language;text;translation\r\na;fr;Uno, due;Un, deux\r\n".encode()
    (line,) = table.lines_of(io.BytesIO(raw))
    assert (line.key, line.locale, line.source, line.text) == ("a", "fr", "Uno, due", "Un, deux")


def test_no_cell_of_a_table_is_a_formula() -> None:
    file = io.BytesIO()
    table.written([task("=HYPERLINK(1)", "@SUM(1)", TranslationState.REVIEWED)], file)
    cells = file.getvalue().decode("utf-8-sig").splitlines()[1].split(",")
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "text", ["", "service", f"organisation/{SERVICE.id}/{SERVICE.id}/name", "service/1/2/name"]
)
def test_a_key_that_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        Key.read(text)


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


class Echo:
    """A translator that gives back what it is told to."""

    def __init__(self, *answers: str) -> None:
        self.answers = answers
        self.asked: list[tuple[tuple[str, ...], str, str]] = []

    def translate(self, texts: list[str], *, source: str, target: str) -> list[str]:
        self.asked.append((tuple(texts), source, target))
        return list(self.answers) or [f"[{target}] {text}" for text in texts]


def a_unit(field: str = "description") -> Unit:
    return next(unit for unit in units_of(SERVICE, "en") if unit.field == field)


def test_a_machine_gets_texts_and_languages_and_nothing_else() -> None:
    echo = Echo()
    (found,) = translated([a_unit()], echo, tag="en")
    assert echo.asked == [((SERVICE.description,), "it", "en")]
    assert found.row is not None
    assert (found.row.state, found.row.text) == (
        TranslationState.MACHINE,
        f"[en] {SERVICE.description}",
    )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("", "is empty"), ("Bring the paper", "no longer has ISEE"), ("a\x00", "control character")],
)
def test_what_a_machine_spoils_is_not_taken(answer: str, reason: str) -> None:
    (found,) = translated([a_unit()], Echo(answer), tag="en")
    assert found.row is None
    assert reason in found.reason


def test_a_machine_that_loses_count_is_not_trusted() -> None:
    with pytest.raises(NoTranslator):
        list(translated([a_unit()], Echo("one", "two"), tag="en"))


def test_a_machine_is_asked_only_where_readers_see_nothing() -> None:
    record = with_name("A hand", TranslationState.REVIEWED)
    fields = {unit.field for unit in wanted(units_of(record, "en")) if unit.part == SERVICE.id}
    assert "name" not in fields
    drafted = with_name("A hand", TranslationState.DRAFT)
    assert "name" not in {u.field for u in wanted(units_of(drafted, "en")) if u.part == SERVICE.id}


@pytest.mark.parametrize("name", ["nowhere:at_all", "json:nothing", "json"])
def test_a_setting_that_names_no_translator_says_so(name: str) -> None:
    with pytest.raises(NoTranslator, match="WEMI_MACHINE_TRANSLATION"):
        translator(name)


def test_limits_are_those_of_the_text() -> None:
    body = SERVICE.organization
    owner = Owner(OwnerKind.ORGANIZATION, body.id)
    unit = Unit(owner, body.id, OrganizationRecord, "description", "it", body.description, "en")
    assert (limit_of(a_unit("name")), limit_of(unit)) == (300, 20_000)
