"""Needs from a person's words: several at once, with evidence, and silence where none is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wemi_piemonte.intake.recognise import MOST_NEEDS, recognise
from wemi_piemonte.taxonomy import tree


def codes(text: str, locale: str = "it") -> list[str]:
    return [each.code for each in recognise(text, locale).needs]


def test_a_plain_request_is_understood_first() -> None:
    assert codes("cerco una badante fissa per mia zia")[:1] == ["ageing.family-assistant"]


def test_two_needs_in_two_sentences_are_both_seen() -> None:
    found = codes(
        "Cerco una badante fissa per mia zia. Mio figlio vuole un doposcuola per i compiti."
    )
    assert {"ageing.family-assistant", "school.homework"} <= set(found)


def test_evidence_is_made_of_words_of_the_text() -> None:
    text = "Devo rinnovare il permesso di soggiorno in questura"
    found = recognise(text, "it").needs[0]
    assert found.code == "migration.documents"
    assert found.evidence
    assert set(found.evidence) <= set(text.replace(",", " ").split())


@pytest.mark.parametrize(
    "text", ["", "   ", "buongiorno", "grazie mille", "!!!", "xkqz wrrt", "123"]
)
def test_nothing_is_seen_where_nothing_is_asked(text: str) -> None:
    found = recognise(text, "it")
    assert found.needs == ()
    assert found.candidates == ()


def test_what_is_denied_is_left_out() -> None:
    assert "ageing.family-assistant" not in codes("non mi serve una badante")


def test_capitals_and_missing_accents_change_little() -> None:
    assert codes("CERCO UNA BADANTE FISSA")[:1] == codes("cerco una badante fissa")[:1]


def test_at_least_three_are_offered_whenever_anything_is_recognised() -> None:
    found = recognise("cerco una badante fissa per mia zia", "it")
    assert len(found.needs) + len(found.candidates) >= 3
    scores = [each.score for each in found.needs]
    assert scores == sorted(scores, reverse=True)


@settings(max_examples=60)
@given(st.text(max_size=300), st.sampled_from(["it", "ar", "zh", "uk", "sq", "en"]))
def test_any_text_gives_an_orderly_answer(text: str, locale: str) -> None:
    found = recognise(text, locale)
    every = [*found.needs, *found.candidates]
    assert len(found.needs) <= MOST_NEEDS
    assert len({each.code for each in every}) == len(every)
    assert {each.code for each in every} <= set(tree.need_codes())
    assert all(0 <= each.score <= 1 for each in every)
    assert recognise(text, locale) == found


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("ma mère ne peut plus se laver et j'ai perdu mon travail", "fr"),
        ("mi madre no puede lavarse sola y perdí el trabajo", "es"),
        ("أمي لا تستطيع أن تستحم وحدها وأنا فقدت عملي", "ar"),
        ("我妈妈不能自己洗澡了，我也失业了", "zh"),
    ],
)
def test_two_needs_in_one_short_sentence_are_both_seen(text: str, locale: str) -> None:
    assert {"ageing.home-care", "work.job-search"} <= set(codes(text, locale))


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("perdí el trabajo y debo el alquiler", "es"),
        ("am rămas fără serviciu și sunt în urmă cu chiria", "ro"),
        ("فقدت عملي وتأخرت في دفع الإيجار", "ar"),
        ("humba punën dhe kam mbetur prapa me qiranë", "sq"),
        ("мене звільнили з роботи, і я маю борг за оренду", "uk"),
        ("我丢了工作，房租也欠着", "zh"),
    ],
)
def test_arrears_of_rent_beside_a_lost_job_are_seen(text: str, locale: str) -> None:
    assert {"housing.eviction", "work.job-search"} <= set(codes(text, locale))
