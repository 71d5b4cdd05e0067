"""The lists that screening goes by: what a mediator writes there is read, and does what it says."""

from collections import Counter
from pathlib import Path

import pytest

from wemi_piemonte.ratings.rules import Finding
from wemi_piemonte.ratings.screening import findings
from wemi_piemonte.ratings.screening.lists import (
    ABUSE,
    LOCALES,
    PEOPLE,
    ROOM,
    SHARED,
    ListError,
    abuse,
    people,
    read,
    shared,
)
from wemi_piemonte.ratings.screening.phrases import words_of

HELD = ("always", "here", "unless", "threats")
NEEDED = ("digits", "at", "dot", "phone", "titles", "roles", "named", "surnames")


def said(entry: str) -> str:
    """An entry as somebody would write it: the first of what may stand at each place."""
    words = (each.split("|")[0].removesuffix("*") for each in entry.split())
    return " ".join({"_": "tanto", "…": "così"}.get(each, each) for each in words)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_its_lists(locale: str) -> None:
    assert [each for each in HELD if not abuse(locale)[each] and each != "unless"] == []
    assert [each for each in NEEDED if not people(locale)[each]] == []
    assert any(people(locale)[each] for each in PEOPLE if each.startswith("streets"))
    assert all(shared(each) for each in SHARED)


def test_there_is_no_other_list_and_each_says_how_to_edit_it() -> None:
    for folder in ("abuse", "people"):
        names = {path.stem for path in (ROOM / folder).glob("*.txt")}
        assert names == {*LOCALES, *(["shared"] if folder == "people" else [])}
        for path in (ROOM / folder).glob("*.txt"):
            assert "README.md" in path.read_text("utf-8").split("[", 1)[0], path.name
        said_there = (ROOM / folder / "README.md").read_text("utf-8")
        sections = ABUSE if folder == "abuse" else PEOPLE
        assert [each for each in sections if each not in said_there] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_entry_of_abuse_stands_twice(locale: str) -> None:
    for section in HELD:
        assert [e for e, times in Counter(abuse(locale)[section]).items() if times > 1] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_entry_of_abuse_holds_a_comment(locale: str) -> None:
    lost = [
        entry
        for section in HELD
        for entry in abuse(locale)[section]
        if Finding.ABUSE not in {each.finding for each in findings(said(entry), locale)}
    ]
    assert lost == []


@pytest.mark.parametrize("locale", LOCALES)
def test_what_passes_passes(locale: str) -> None:
    held = {
        entry: found
        for entry in abuse(locale)["passes"]
        if (found := [f for f in findings(said(entry), locale) if f.finding is Finding.ABUSE])
    }
    assert held == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_entry_is_made_of_words(locale: str) -> None:
    if locale != "zh":
        entries = [each for section in abuse(locale).values() for each in section]
        assert [
            each for each in entries if not words_of(each.replace("_", "").replace("…", ""))
        ] == []


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("word\n[always]\n", "list.txt:1"),
        ("[always]\nword\n[never]\n", "list.txt:3"),
        ("# words\n\n[always]\nword\n[always]\n", "list.txt:5"),
    ],
)
def test_a_wrong_line_is_named(lines: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(lines, "utf-8")
    with pytest.raises(ListError, match=told):
        read(path, ABUSE, by_comma=False)


def test_comments_and_empty_lines_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# how to\n\n[always]\n# no word\nword\n\n[here]\n", "utf-8")
    assert read(path, ABUSE, by_comma=False)["always"] == ("word",)
    assert read(path, ABUSE, by_comma=False)["here"] == ()
