"""Words that are the same meet, in each of the nine languages, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.intake import words as w


def meet(one: str, other: str, locale: str) -> bool:
    return bool(set(w.terms(one, locale)) & set(w.terms(other, locale)))


@pytest.mark.parametrize(
    ("locale", "one", "other"),
    [
        ("it", "anziani", "anziano"),
        ("it", "Anziana", "ANZIANI"),
        ("it", "badante", "badanti"),
        ("it", "uomini", "uomo"),
        ("it", "straniere", "straniero"),
        ("it", "città", "citta"),
        ("it", "affitti", "affitto"),
        ("it", "psicologhe", "psicologo"),
        ("it", "lavoratrici", "lavoratore"),
        ("en", "children", "child"),
        ("en", "elderly", "elder"),
        ("en", "caring", "care"),
        ("en", "women", "woman"),
        ("fr", "travaux", "travail"),
        ("fr", "aînés", "aine"),
        ("fr", "vieille", "vieux"),
        ("es", "niñas", "nino"),
        ("es", "viviendas", "vivienda"),
        ("ro", "bătrâni", "batran"),
        ("ro", "școală", "scoala"),
        ("ro", "şcoală", "școală"),
        ("ro", "copiilor", "copil"),
        ("ro", "oameni", "om"),
        ("ro", "îngrijire", "ingrijirea"),
        ("ar", "مُسَاعَدَة", "مساعدة"),
        ("ar", "الأطفال", "طفل"),
        ("ar", "اطفال", "أطفال"),
        ("ar", "مدرسه", "مدرسة"),
        ("ar", "مستشفى", "مستشفي"),
        ("sq", "fëmijëve", "fëmijë"),
        ("sq", "femije", "fëmijët"),
        ("sq", "gratë", "grua"),
        ("sq", "shtepise", "shtëpi"),
        ("sq", "dokumentet", "dokumente"),
        ("sq", "moshuarit", "moshuarve"),
        ("uk", "людей", "людина"),
        ("uk", "дітям", "дитина"),
        ("uk", "допомогу", "допомога"),
        ("uk", "сім’ї", "сім'я"),
        ("uk", "лікаря", "лікар"),
        ("zh", "服務", "服务"),
        ("zh", "老人", "老人"),
    ],
)
def test_forms_of_one_word_meet(locale: str, one: str, other: str) -> None:
    assert meet(one, other, locale)


@pytest.mark.parametrize(
    ("locale", "one", "other"),
    [
        ("it", "casa", "caso"),
        ("it", "pasto", "pasta"),
        ("it", "parto", "parte"),
        ("it", "mobili", "mobilità"),
        ("it", "salute", "saluto"),
        ("it", "fame", "fama"),
        ("en", "housing", "house"),
        ("en", "university", "universal"),
        ("es", "casa", "caso"),
        ("uk", "й", "и"),
    ],
)
def test_words_that_only_look_alike_do_not_meet(locale: str, one: str, other: str) -> None:
    assert not meet(one, other, locale)


def test_stem_and_lemma_are_both_terms() -> None:
    assert set(w.terms("migratorie", "it")) & set(w.terms("migratorio", "it"))
    assert w.terms("oameni", "ro") == ("om",)


def test_chinese_is_read_in_overlapping_pairs() -> None:
    found = [word.surface for word in w.words("照顾老人", "zh")]
    assert found == ["照顾", "顾老", "老人"]
    assert [word.folded for word in w.words("照顧", "zh")] == ["照顾"]


def test_a_pair_with_a_particle_is_silent() -> None:
    silent = {word.surface: word.silent for word in w.words("老人的服务", "zh")}
    assert silent == {"老人": False, "人的": True, "的服": True, "服务": False}


def test_articles_and_elisions_are_silent() -> None:
    found = w.words("l'assistenza all'anziano di casa", "it")
    telling = ["assistenza", "anziano", "casa"]
    assert [word.surface for word in found if not word.silent] == telling
    assert [word.surface for word in found if word.silent] == ["l", "all", "di"]


def test_dotted_letters_are_one_word() -> None:
    found = w.words("il S.A.D. e l'I.S.E.E.", "it")
    assert [word.terms for word in found if not word.silent] == [("sad",), ("isee",)]


def test_words_know_where_they_stand() -> None:
    text = w.clean("Aiuto  a\tcasa")
    assert [text[word.start : word.end] for word in w.words(text, "it")] == ["Aiuto", "a", "casa"]


def test_vocalised_arabic_is_one_word() -> None:
    assert len(w.words("العَرَبِيَّةُ", "ar")) == 1


def test_marks_are_folded_in_latin_but_not_in_cyrillic() -> None:
    assert w.fold("ÀÉÎÕÜçñşţøłđßæ") == "aeioucnstoldssae"
    assert w.fold("Йїґё") == "йїге"


def test_digits_of_other_scripts_are_the_same_numbers() -> None:
    assert w.fold("١٠٤") == "104"
    assert w.fold("１０４") == "104"


def test_what_is_no_text_is_taken_out() -> None:
    dirty = "a\x00b\u200fc\ud800d\ufeffe\U0010ffff"
    assert w.clean(dirty) == "a bc de "


def test_very_long_runs_are_cut() -> None:
    assert len(w.words("x" * 10_000, "it")[0].surface) == w.LONGEST_WORD


def test_an_unknown_language_keeps_exact_forms() -> None:
    assert w.terms("Häuser", "de") == ("hauser",)


def test_without_depth_no_lemma_is_asked_for() -> None:
    assert w.terms("oameni", "ro", deep=False) == w.terms("oameni", "ro")
    assert "fat" in w.terms("fete", "ro")
    assert "fat" not in w.terms("fete", "ro", deep=False)


def test_surfaces_are_the_words_without_their_places() -> None:
    for text in ("Aiuto a casa, S.A.D. e 104", "照顾老人 ok", "сім'я є", "العربية"):
        assert w.surfaces(text) == [surface for surface, _start, _end in w.tokens(text)]


def test_lists_hold_no_word_twice() -> None:
    for locale, same in w._same_words().items():
        assert locale in w.LOCALES
        assert all(form == w.fold(form) for form in same)
    for locale, silent in w._silent_words().items():
        assert silent.isdisjoint(w._same_words().get(locale, {})), locale


def test_the_fingerprint_stays_while_nothing_changes() -> None:
    assert w.fingerprint() == w.fingerprint()
    assert len(w.fingerprint()) == 16


@given(text=st.text(max_size=80), locale=st.sampled_from([*w.LOCALES, "de"]))
def test_any_text_is_taken_apart(text: str, locale: str) -> None:
    cleaned = w.clean(text)
    for word in w.words(text, locale):
        assert cleaned[word.start : word.end]
        assert word.folded == w.fold(word.folded)
        assert all(word.terms)


@given(text=st.text(max_size=80), locale=st.sampled_from(w.LOCALES))
def test_cleaning_twice_changes_nothing(text: str, locale: str) -> None:
    assert w.clean(w.clean(text)) == w.clean(text)
    assert w.words(w.clean(text), locale) == w.words(text, locale)
