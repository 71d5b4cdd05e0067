"""Ratings as programs read them: the mean, the sheet, all of a service; nothing is rated here."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import func, select

from tests import asking, make
from tests.asking import NOW
from tests.web.api.conftest import Program
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.models import Rating
from wemi_piemonte.ratings.rules import Verdict
from wemi_piemonte.search import operations as search_operations
from wemi_piemonte.search import queries as search_queries

SERVICE = make.service("Una mano in casa")
PATH = f"/services/{SERVICE.id}"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def site(demo_app: Flask, sqlite_url: str) -> Iterator[Flask]:
    # The same application, with a database of its own.
    engine = db.open_engine(sqlite_url)
    db.bind(engine)
    clock.start_at(NOW + timedelta(days=120))
    asking.public_service()
    yield demo_app
    clock.start_at(None)
    engine.dispose()
    search_queries.open_index(demo_app.config["WEMI"].data_dir)


@pytest.fixture
def program(site: Flask) -> Program:
    return Program(site.test_client())


def indexed(folder: Path) -> None:
    """Let the index have what was published so far."""
    search_operations.rebuild(folder)
    search_queries.open_index(folder)


def fits(program: Program, name: str, answer: Any) -> None:
    """Hold an answer to its description."""
    document = program.get("/openapi.json")
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer)


def test_a_list_has_the_mean_from_three_ratings_on(tmp_path: Path, program: Program) -> None:
    for scores, rating in (
        ((), {"average": None, "count": 0}),
        ((5, 4), {"average": None, "count": 2}),
        ((3,), {"average": 4.0, "count": 3}),
    ):
        start = NOW + timedelta(days=10 * rating["count"])  # type: ignore[operator]
        asking.published(SERVICE, *scores, now=start)
        indexed(tmp_path)
        (item,) = program.get("/services")["items"]
        assert item["rating"] == rating


def test_a_list_may_be_ordered_by_rating(tmp_path: Path, program: Program) -> None:
    other = asking.public_service("Un pasto caldo")
    asking.published(SERVICE, 2, 2, 1)
    asking.published(other, 5, 5, 4)
    indexed(tmp_path)
    found = [item["id"] for item in program.get("/services", sort="rating")["items"]]
    assert found == [str(other.id), str(SERVICE.id)]


def test_a_sheet_has_what_the_ratings_come_to_and_the_newest(program: Program) -> None:
    asking.published(SERVICE, 5, 4, 4, 3)
    answer = program.get(PATH)
    fits(program, "Sheet", answer)
    assert answer["rating"] == {
        "average": 4.0,
        "count": 4,
        "spread": [0, 0, 1, 2, 1],
        "met": {"yes": 4, "partly": 0, "no": 0},
        "aspects": {},
    }
    assert [each["score"] for each in answer["ratings"]] == [3, 4, 4]


def test_below_three_nothing_tells_of_scores(program: Program) -> None:
    asking.published(SERVICE, 5, 1)
    summary: Any = {"average": None, "count": 2, "spread": [], "met": {}, "aspects": {}}
    sheet, page = program.get(PATH), program.get(f"{PATH}/ratings")
    fits(program, "RatingPage", page)
    assert sheet["rating"] == page["summary"] == summary
    for each in (*sheet["ratings"], *page["items"]):
        assert (each["score"], each["met"]) == (None, None)


def replied(rating_id: UUID, text: str) -> None:
    """Let the body reply, and the Region publish it."""
    with transaction() as session:
        revision = ratings.write_reply(
            session,
            rating_id=rating_id,
            text=text,
            locale="it",
            account_id=asking.MODERATOR,
            now=NOW,
        ).revision
    with transaction() as session:
        ratings.decide_reply(
            session,
            rating_id=rating_id,
            revision=revision,
            ruling=ratings.Ruling(
                verdict=Verdict.PUBLISH, reason="keeps_rules", by=asking.MODERATOR, now=NOW
            ),
        )


def test_a_rating_has_its_words_their_language_and_the_reply(program: Program) -> None:
    asked = asking.helped(SERVICE, now=NOW)
    rating_id = asking.rate(asked, comment="Doamna Popescu e bună.", locale="ro", now=NOW)
    asking.decide(rating_id, Verdict.REDACT, removed=("Popescu",), now=NOW)
    assert program.get(f"{PATH}/ratings")["items"][0]["reply"] is None
    replied(rating_id, "Grazie!")
    with transaction() as session:
        ratings.find_useful(session, rating_id=rating_id, voter="somebody")
    answer = program.get(f"{PATH}/ratings")
    fits(program, "RatingPage", answer)
    assert answer["items"] == [
        {
            "id": str(rating_id),
            "comment": "Doamna ⟦…⟧ e bună.",
            "lang": "ro",
            "published_on": "2026-11-25",
            "score": None,
            "met": None,
            "confirmed_by_body": True,
            "found_useful": 1,
            "reply": {"text": "Grazie!", "lang": "it", "published_on": "2026-11-25"},
        }
    ]
    assert program.get(PATH)["ratings"] == answer["items"]


def test_all_are_given_page_by_page_the_newest_first(program: Program) -> None:
    found = [str(each) for each in asking.published(SERVICE, 1, 5, 3, 4, 2)][::-1]
    whole = program.get(f"{PATH}/ratings")
    assert [each["id"] for each in whole["items"]] == found
    assert (whole["total"], whole["page"], whole["per_page"]) == (5, 1, 20)
    pages = [program.get(f"{PATH}/ratings", page=n, per_page=2)["items"] for n in (1, 2, 3, 4)]
    assert [[each["id"] for each in page] for page in pages] == [
        *(found[:2], found[2:4], found[4:]),
        [],
    ]
    assert program.get(f"{PATH}/ratings", page=10**18)["items"] == []
    with transaction() as session:
        ratings.find_useful(session, rating_id=UUID(found[4]), voter="somebody")
    useful = program.get(f"{PATH}/ratings", sort="useful")
    assert [each["id"] for each in useful["items"]] == [found[4], *found[:4]]


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"score": "5"}, "score"),
        ({"sort": "score"}, "sort"),
        ({"sort": ""}, "sort"),
        ({"page": "x"}, "page"),
        ({"per_page": "0"}, "per_page"),
        ({"per_page": "101"}, "per_page"),
        ({"page": ["1", "2"]}, "page"),
        ({"lang": "xx"}, "lang"),
    ],
)
def test_what_is_unknown_or_not_possible_is_refused(
    program: Program, parameters: dict[str, Any], field: str
) -> None:
    assert set(program.fields(f"{PATH}/ratings", **parameters)) == {field}


def test_what_is_not_there_is_not_found(program: Program) -> None:
    program.get("/services/00000000-0000-4000-8000-000000000000/ratings", 404)
    program.get(f"{PATH}/ratings", 404, page="0")
    program.get(f"{PATH}/ratings", 404, page="-1")


@pytest.mark.parametrize("method", UNSAFE)
def test_no_path_of_the_api_makes_or_changes_a_rating(program: Program, method: str) -> None:
    (rating_id,) = asking.published(SERVICE, 4)
    body = {"score": 5, "met": "yes", "comment": "Bravi!", "service_id": str(SERVICE.id)}
    paths = (
        *(PATH, f"{PATH}/ratings", f"{PATH}/ratings/{rating_id}", f"{PATH}/rating"),
        *("/ratings", f"/ratings/{rating_id}", f"/ratings/{rating_id}/useful"),
    )
    for path in paths:
        answer = program.client.open(f"/api/v1{path}", method=method, json=body)
        assert answer.status_code in {404, 405}, path
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Rating)) == 1


def test_no_route_of_the_api_that_takes_ratings_takes_an_unsafe_method(site: Flask) -> None:
    found = [rule for rule in site.url_map.iter_rules() if "rating" in rule.rule]
    of_api = [rule for rule in found if rule.rule.startswith("/api/")]
    assert [rule.endpoint for rule in of_api] == ["api.service_ratings"]
    assert not of_api[0].methods & set(UNSAFE)  # type: ignore[operator]
