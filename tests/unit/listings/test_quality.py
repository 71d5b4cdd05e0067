"""The quality sheet: each word has a hundred points, and each point can be earned."""

from dataclasses import replace
from datetime import date

import pytest

from tests import make
from wemi_piemonte.directory.record import (
    AccessibilityRecord,
    EligibilityRecord,
    RequiredDocumentRecord,
    ServiceRecord,
)
from wemi_piemonte.directory.rules import Answer, Availability, Cost
from wemi_piemonte.listings.quality import Finding, Mark, quality, readings
from wemi_piemonte.listings.rules import Word

TODAY = date(2026, 11, 25)
EASY = "Ti aiutiamo in casa. Veniamo due volte a settimana. Non paghi nulla. Ci chiami e veniamo."


def mark(record: ServiceRecord, word: Word) -> Mark:
    """What a listing earns under a word."""
    return next(each for each in quality(record, TODAY) if each.word is word)


def finding(record: ServiceRecord, code: str) -> Finding:
    """One thing that is counted."""
    marks = quality(record, TODAY)
    return next(each for found in marks for each in found.findings if each.code == code)


@pytest.mark.parametrize("word", list(Word))
def test_each_word_has_a_hundred_points(word: Word) -> None:
    for record in (make.service(), make.full_service()):
        assert sum(each.most for each in mark(record, word).findings) == 100
        assert 0 <= mark(record, word).points <= 100


def best() -> ServiceRecord:
    """A listing that leaves nothing to wish for."""
    full = make.full_service()
    link = full.locations[0]
    steps = AccessibilityRecord(id=make.key("steps"), description="Nessun gradino.")
    place = replace(link.location, accessibility=(steps,), transportation="Autobus 4.")
    answers = tuple(
        EligibilityRecord(id=make.key(each), condition=each, answer=Answer.YES)
        for each in ("no_isee", "no_referral", "not_resident")
    )
    return replace(
        full,
        description=EASY * 2,
        summary=EASY,
        what_you_get=EASY,
        application_process=EASY,
        eligibility_description=EASY,
        fees_description=EASY,
        email="casa@example.org",
        locations=(replace(link, location=place),),
        eligibility=answers,
    )


def test_every_point_can_be_earned() -> None:
    assert [each.points for each in quality(best(), TODAY)] == [100, 100, 100, 100]


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("what_you_get", {"what_you_get": ""}),
        ("how", {"application_process": ""}),
        ("documents", {"required_documents": ()}),
        ("places", {"availability": Availability.UNKNOWN}),
        ("confirmed", {"verified_on": date(2026, 1, 1)}),
        ("short_summary", {"summary": "parola " * 40}),
        ("price", {"cost": Cost.UNKNOWN}),
        ("conditions", {"eligibility": ()}),
        ("for_whom", {"targets": (), "eligibility_description": ""}),
        ("languages", {"languages": ()}),
        ("hours", {"schedules": (), "stops": (), "locations": ()}),
    ],
)
def test_what_is_not_said_costs_its_points(code: str, values: dict[str, object]) -> None:
    worse = replace(best(), **values)  # type: ignore[arg-type]
    assert finding(worse, code).points < finding(best(), code).points
    assert not finding(worse, code).is_full


def test_prices_in_euros_are_worth_more_than_words_and_words_more_than_nothing() -> None:
    paid = make.service(cost=Cost.PAID)
    worded = replace(paid, fees_description="Dipende.")
    priced = replace(paid, cost_options=make.full_service().cost_options)
    points = [finding(each, "price").points for each in (paid, worded, priced)]
    assert points == sorted(set(points))


def test_hard_texts_earn_less_than_easy_ones() -> None:
    hard = (
        "L'erogazione delle prestazioni socioassistenziali domiciliari è subordinata alla "
        "preventiva valutazione multidimensionale dell'organismo territorialmente competente."
    )
    record = replace(best(), description=hard, summary=hard)
    assert finding(record, "readable").points < finding(best(), "readable").points
    levels = {each.field: each.level for each in readings(record)}
    assert levels["description"] == "hard"
    assert levels["what_you_get"] == "easy"


def test_texts_that_are_not_italian_are_not_measured() -> None:
    assert readings(replace(best(), source_lang="fr")) == ()


def test_a_short_text_is_not_measured() -> None:
    record = make.service(summary="Due parole.", description="")
    assert [(each.field, each.level) for each in readings(record)] == [("summary", "short")]


def test_a_document_is_worth_its_points() -> None:
    paper = RequiredDocumentRecord(id=make.key("paper"), document="Carta d'identità")
    record = make.service()
    better = replace(record, required_documents=(paper,))
    assert finding(better, "documents").is_full
