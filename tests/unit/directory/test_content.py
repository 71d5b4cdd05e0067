"""Which language of a text a reader is shown, and what is said of it."""

import pytest

from tests.make import key, translation
from wemi_piemonte.directory.content import Text, Translations, state_of
from wemi_piemonte.directory.rules import TranslationState, hash_of

PART = key("part")
NAME = "Una mano in casa"
REVIEWED = translation(PART, "name", NAME, "A hand at home")
MACHINE = translation(PART, "name", NAME, "One hand in house", state=TranslationState.MACHINE)
DRAFT = translation(PART, "name", NAME, "A hand at ho", state=TranslationState.DRAFT)
OLD = translation(PART, "name", "Una mano", "A hand")


def shown(*rows: object, locale: str = "en", source: str = NAME) -> Text:
    return Translations("it", rows).text(PART, "name", source, locale)  # type: ignore[arg-type]


def test_a_reader_of_the_source_language_gets_the_source() -> None:
    assert shown(REVIEWED, locale="it") == Text(NAME, "it", "source")


def test_a_reviewed_translation_is_shown_as_such() -> None:
    assert shown(REVIEWED) == Text("A hand at home", "en", "reviewed")


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ((MACHINE, OLD, REVIEWED), "reviewed"),
        ((MACHINE, OLD), "outdated"),
        ((MACHINE,), "machine"),
        ((DRAFT, MACHINE), "machine"),
        ((DRAFT,), "source"),
        ((), "source"),
    ],
)
def test_the_best_there_is_comes_first_and_drafts_never(
    rows: tuple[object, ...], state: str
) -> None:
    assert shown(*rows).state == state


def test_without_a_translation_the_text_keeps_its_own_language() -> None:
    assert shown(REVIEWED, locale="fr") == Text(NAME, "it", "source")


def test_a_translation_of_another_text_is_outdated_whatever_it_says_of_itself() -> None:
    assert state_of(REVIEWED, NAME) is TranslationState.REVIEWED
    assert state_of(REVIEWED, "Due mani in casa") is TranslationState.OUTDATED
    assert state_of(MACHINE, "Due mani in casa") is TranslationState.OUTDATED


def test_a_line_break_more_does_not_outdate_a_translation() -> None:
    assert shown(REVIEWED, source="Una mano\nin casa").state == "reviewed"
    assert REVIEWED.source_hash == hash_of("Una  mano in casa")


def test_an_empty_text_is_empty_in_every_language() -> None:
    empty = shown(translation(PART, "name", "", "Something"), source="")
    assert empty == Text("", "it", "source")
    assert not empty


def test_translations_of_other_parts_and_fields_stay_where_they_are() -> None:
    rows = [REVIEWED]
    found = Translations("it", rows)
    assert found.text(key("another part"), "name", NAME, "en").locale == "it"
    assert found.text(PART, "summary", NAME, "en").locale == "it"


def test_a_text_reads_as_itself() -> None:
    assert str(shown(REVIEWED)) == "A hand at home"
    assert bool(shown(REVIEWED))
