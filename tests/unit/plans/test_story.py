"""A story becomes wishes: whom each need is for, and what was set by hand stays."""

import pytest

from wemi_piemonte.plans.rules import Wanted, Wishes
from wemi_piemonte.plans.story import heard

SELF = "self"


def told(story: str, locale: str) -> dict[str, str]:
    """The kind of person each need is for."""
    wishes = heard(story, locale)
    kinds = {person.id: person.kind for person in wishes.people}
    return {each.code: kinds[each.person] for each in wishes.wanted}


@pytest.mark.parametrize(
    ("locale", "story"),
    [
        ("ar", "أمي عمرها 82 سنة ولا تستطيع أن تستحم وحدها، وأنا لا أقدر أدفع الإيجار"),
        ("en", "My mother is 82 and can't wash herself, and I can't pay the rent"),
        (
            "it",
            "Mia madre ha 82 anni e non riesce a lavarsi da sola, io non riesco a pagare l'affitto",
        ),
        (
            "es",
            "Mi madre tiene 82 años y ya no puede lavarse sola, y yo no puedo pagar el alquiler",
        ),
        (
            "fr",
            "Ma mère a 82 ans et ne peut plus se laver seule, moi je n'arrive pas à payer le loyer",
        ),
    ],
)
def test_who_says_i_speaks_of_his_own_need(locale: str, story: str) -> None:
    found = told(story, locale)
    assert found["ageing.home-care"] == "mother"
    assert found["housing.eviction"] == SELF


def test_a_need_of_another_is_not_ours_because_we_help() -> None:
    assert (
        told("Io non riesco più a lavare mia madre da sola", "it")["ageing.home-care"] == "mother"
    )


def test_ages_and_a_place_are_heard() -> None:
    wishes = heard("Mio padre ha 79 anni, vive a Saluzzo e nessuno gli porta i pasti", "it")
    assert [(person.kind, person.age) for person in wishes.people] == [(SELF, None), ("father", 79)]
    assert wishes.place == "004203"


def test_what_was_added_by_hand_outlives_another_reading() -> None:
    before = Wishes(locale="it", wanted=(Wanted("protection.legal", "1", ()),), place="001272")
    wishes = heard("siamo indietro con l'affitto", "it", before)
    assert {each.code for each in wishes.wanted} == {"housing.eviction", "protection.legal"}
    assert wishes.place == "001272"


def test_no_words_are_no_wishes() -> None:
    wishes = heard("  ", "it")
    assert (wishes.wanted, wishes.asked, wishes.understood) == ((), (), "")
