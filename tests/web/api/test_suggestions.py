"""How a question that is being typed may go on."""

import pytest

from tests.web.api.conftest import Program


def texts(api: Program, typed: str, lang: str = "it") -> list[str]:
    found: list[str] = api.get("/suggestions", q=typed, lang=lang)["texts"]
    return found


def test_the_last_word_is_completed_and_the_others_stay(api: Program) -> None:
    found = texts(api, "un dopos")
    assert "un doposcuola" in found
    assert len(found) <= 6


def test_needs_are_named_in_the_language_of_the_answer(api: Program) -> None:
    answer = api.get("/suggestions", q="badan", lang="en")
    assert {"code": "ageing.family-assistant", "label": "Live-in or hourly family carer"} in answer[
        "needs"
    ]


def test_accents_do_not_matter(api: Program) -> None:
    assert texts(api, "perche") == texts(api, "perché")


@pytest.mark.parametrize("typed", ["", " ", "a", "...", "\u200f", "🙂"])
def test_where_nothing_was_begun_nothing_is_suggested(api: Program, typed: str) -> None:
    assert texts(api, typed) == []


def test_a_text_too_long_is_refused(api: Program) -> None:
    assert "q" in api.fields("/suggestions", q="a" * 201)
