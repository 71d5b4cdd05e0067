"""The words shown beside a need: whole, and saying something."""

import pytest

from wemi_piemonte.intake.evidence import evidence
from wemi_piemonte.intake.recognise import QUICK, recognise


def shown(text: str, locale: str) -> list[str]:
    found = recognise(text, locale, QUICK)
    return [word for each in (*found.needs, *found.candidates) for word in each.evidence]


@pytest.mark.parametrize(
    ("text", "locale", "empty"),
    [
        ("mia mamma ha 82 anni e non si lava più da sola", "it", {"82", "anni", "mamma"}),
        ("мамі 82 роки і вона не може сама митися", "uk", {"82", "роки", "мамі"}),
        ("mama mea are 82 de ani și nu se mai spală singură", "ro", {"82", "ani", "mama", "Mama"}),
    ],
)
def test_numbers_years_and_relatives_are_no_evidence(
    text: str, locale: str, empty: set[str]
) -> None:
    found = shown(text, locale)
    assert found
    assert not empty.intersection(found)


def test_chinese_evidence_is_made_of_whole_words() -> None:
    assert recognise("我母亲自己洗不了澡了", "zh", QUICK).needs[0].evidence == ("洗不了澡",)
    assert "房租也欠着" in shown("我丢了工作，房租也欠着", "zh")


def test_something_is_shown_of_what_is_believed_in_if_only_the_least_word() -> None:
    def pull(word: str) -> tuple[float, float]:
        return (0.4, 5.0) if word == "strana" else (0.1, 5.0)

    assert evidence(["una strana faccenda"], "it", pull, least=True) == ("strana",)
    assert evidence(["una strana faccenda"], "it", pull, least=False) == ()
    assert evidence(["82 anni"], "it", pull, least=True) == ()
