"""The lexicon files: readable, complete, pointing to needs that exist, and to one each."""

from collections import Counter

import pytest

from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.intake import lexicon as files
from wemi_piemonte.intake.clauses import clauses
from wemi_piemonte.intake.grams import flat
from wemi_piemonte.intake.lexicon import MARKS, LexiconError, lexicon
from wemi_piemonte.taxonomy import tree

FEWEST_ENTRIES = 60
MOST_SHARED = 12

every_language = pytest.mark.parametrize("locale", files.locales())


@every_language
def test_every_need_has_words_and_every_word_points_to_a_need(locale: str) -> None:
    counts = Counter(entry.code for entry in lexicon(locale).entries)
    assert set(counts) == set(tree.need_codes())
    assert min(counts.values()) >= FEWEST_ENTRIES


def test_every_language_of_the_site_has_a_lexicon() -> None:
    assert set(files.locales()) == set(LOCALES)


@every_language
def test_every_need_is_named_asked_for_told_and_merely_mentioned(locale: str) -> None:
    kinds = Counter((entry.code, entry.kind) for entry in lexicon(locale).entries)
    for code in tree.need_codes():
        found = {kind: kinds[code, kind] for kind in MARKS.values()}
        assert found["term"] >= 8, (code, found)
        assert found["ask"] >= 18, (code, found)
        assert found["sign"] >= 33, (code, found)
        assert found["mention"] >= 6, (code, found)


@every_language
def test_nothing_that_is_asked_for_is_among_what_asks_for_nothing(locale: str) -> None:
    asked = {flat(entry.text) for entry in lexicon(locale).entries if entry.kind != "mention"}
    assert [line for line in lexicon(locale).lists["none"] if flat(line) in asked] == []


@every_language
def test_no_request_holds_a_phrase_that_silences_it(locale: str) -> None:
    silenced = [
        (entry.code, entry.text)
        for entry in lexicon(locale).entries
        if entry.kind in {"ask", "sign"}
        and (found := clauses(entry.text, locale))
        and all(each.turn for each in found)
    ]
    assert silenced == []


@every_language
def test_no_need_says_the_same_twice(locale: str) -> None:
    said = Counter((entry.code, entry.text.casefold()) for entry in lexicon(locale).entries)
    assert [each for each, times in said.items() if times > 1] == []


@every_language
def test_few_entries_are_shared_by_two_needs(locale: str) -> None:
    needs: dict[str, set[str]] = {}
    for entry in lexicon(locale).entries:
        needs.setdefault(flat(entry.text), set()).add(entry.code)
    shared = {text: codes for text, codes in needs.items() if len(codes) > 1}
    assert len(shared) <= MOST_SHARED, shared


@every_language
def test_turns_of_phrase_and_names_are_there(locale: str) -> None:
    known = lexicon(locale)
    assert all(known.lists[name] for name in ("denied", "solved", "greeting", "years"))
    assert {"mother", "father", "child"} <= set(known.tables["people"])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("= badante", "before the first section"),
        ("[ageing.meals]\nbadante", "begins with one of"),
        ("[ageing.meals]\n=", "begins with one of"),
        ("[:nothing]\nniente", "no section is called"),
        ("[:people]\nmamma", "a colon"),
    ],
)
def test_a_line_that_can_not_be_read_is_named(text: str, problem: str) -> None:
    with pytest.raises(LexiconError, match=problem) as caught:
        files._Reader("it").read(text)
    assert "it.txt, line" in str(caught.value)
