"""A text cut into clauses: languages told apart, greetings left out, turns of phrase heard."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wemi_piemonte.intake.clauses import MOST_CLAUSES, clauses, language_of
from wemi_piemonte.intake.words import LOCALES, clean


def said(text: str, locale: str = "it") -> list[str]:
    return [each.text for each in clauses(text, locale)]


@pytest.mark.parametrize(
    ("text", "locale", "language"),
    [
        ("mia madre non si lava più da sola", "it", "it"),
        ("I have lost my job and my home", "it", "en"),
        ("j'ai perdu mon travail et mon logement", "it", "fr"),
        ("busco trabajo y no tengo casa", "en", "es"),
        ("am pierdut locul de muncă și nu am casă", "fr", "ro"),
        ("kam humbur punën dhe s'kam shtëpi", "it", "sq"),
        ("я втратила роботу", "it", "uk"),
        ("я потеряла работу", "en", "uk"),
        ("ليس عندي عمل", "fr", "ar"),
        ("我没有工作", "it", "zh"),
        ("cerco lavoro", "ar", "it"),
        ("ISEE", "es", "es"),
        ("", "fr", "fr"),
        ("", "zh", "it"),
    ],
)
def test_the_language_is_told_by_script_and_words(text: str, locale: str, language: str) -> None:
    assert language_of(clean(text), locale) == language


def test_sentences_commas_and_new_thoughts_part_clauses() -> None:
    found = clauses(
        "Ho perso il lavoro e non pago l'affitto. Mio figlio, poi, è malato grave", "it"
    )
    assert [each.text for each in found[:2]] == ["Ho perso il lavoro", "e non pago l'affitto"]
    assert [each.sentence for each in found] == [0, 0, 1, 1]


def test_phrases_of_several_words_part_clauses_too() -> None:
    text = "mi serve una badante per la notte per di più devo trovare un avvocato"
    assert said(text)[1:] == ["per di più devo trovare un avvocato"]


def test_and_that_is_glued_to_its_word_parts_clauses_in_arabic() -> None:
    assert len(said("فقدت عملي قبل شهرين ولدينا ديون كثيرة جدا", "ar")) == 2


def test_what_is_too_short_stays_with_its_neighbour() -> None:
    assert said("pane, latte e uova") == ["pane, latte e uova"]


def test_greetings_are_left_out_and_what_comes_with_them_is_heard() -> None:
    assert said("Buongiorno, grazie mille, cerco una badante fissa") == ["cerco una badante fissa"]
    assert said("Buongiorno!") == []


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("non mi serve una badante", "denied"),
        ("abbiamo già trovato il nido", "solved"),
        ("va tutto bene a scuola", "fine"),
        ("cerco una badante", ""),
    ],
)
def test_turns_of_phrase_are_heard(text: str, turn: str) -> None:
    assert [each.turn for each in clauses(text, "it")] == [turn]


@settings(max_examples=100)
@given(st.text(max_size=500), st.sampled_from(LOCALES))
def test_any_text_gives_clauses_in_order_and_none_is_empty(text: str, locale: str) -> None:
    found = clauses(text, locale)
    assert len(found) <= MOST_CLAUSES
    assert all(each.text.strip() for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)
    assert [each.sentence for each in found] == sorted(each.sentence for each in found)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("ho fame e non so dove dormire", "it"),
        ("humba punën dhe kam mbetur prapa me qiranë", "sq"),
        ("فقدت عملي وتأخرت في دفع الإيجار", "ar"),
        ("أمي لا تستطيع أن تستحم وحدها وأنا فقدت عملي", "ar"),
        ("我妈妈不能洗澡 我失业了", "zh"),
        ("我妈妈洗不了澡我也失业了", "zh"),
    ],
)
def test_two_things_told_without_a_stop_are_two_clauses(text: str, locale: str) -> None:
    assert len(said(text, locale)) == 2


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("cerco mobili e vestiti", "it"),
        ("أبي مريض وحده في البيت", "ar"),
        ("أعيش مع ولدي الصغير", "ar"),
    ],
)
def test_things_of_one_kind_and_words_that_only_look_joined_stay_together(
    text: str, locale: str
) -> None:
    assert said(text, locale) == [text]
