"""Files for translators: what is written is read back, whatever stands in it."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from wemi_piemonte.directory.hsds.refusal import Wrong
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.directory.translating import Owner, OwnerKind
from wemi_piemonte.directory.units import Unit
from wemi_piemonte.exchange.translations import table, xliff
from wemi_piemonte.exchange.translations.lines import Key, Line, Task, Unreadable
from wemi_piemonte.exchange.translations.taking import (
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
