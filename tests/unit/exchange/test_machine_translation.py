"""What goes to a machine that translates, and what is taken of what it gives back."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests import make
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.directory.units import Unit, units_of
from wemi_piemonte.exchange.translations.machine import (
    NoTranslator,
    translated,
    translator,
    wanted,
)

SERVICE = make.service(description="Serve l'ISEE. Andiamo a casa.")


class Echo:
    """A translator that gives back what it is told to."""

    def __init__(self, *answers: str) -> None:
        self.answers = answers
        self.asked: list[tuple[tuple[str, ...], str, str]] = []

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
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


def test_a_machine_that_breaks_is_one_sentence() -> None:
    class Broken:
        def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
            del texts, source, target
            raise ConnectionError("nobody answers")

    with pytest.raises(NoTranslator, match=r"failed: nobody answers\.$"):
        list(translated([a_unit()], Broken(), tag="en"))


def test_a_machine_is_asked_only_where_readers_see_nothing() -> None:
    rows = (make.translation(SERVICE.id, "name", SERVICE.name, "A hand"),)
    record = replace(SERVICE, translations=rows)
    fields = {unit.field for unit in wanted(units_of(record, "en")) if unit.part == SERVICE.id}
    assert "name" not in fields
    drafted = replace(record, translations=(replace(rows[0], state=TranslationState.DRAFT),))
    assert "name" not in {u.field for u in wanted(units_of(drafted, "en")) if u.part == SERVICE.id}


@pytest.mark.parametrize("name", ["nowhere:at_all", "json:nothing", "json"])
def test_a_setting_that_names_no_translator_says_so(name: str) -> None:
    with pytest.raises(NoTranslator, match="WEMI_MACHINE_TRANSLATION"):
        translator(name)
