"""The index follows the database: made anew, fed from the outbox, compared, always the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.make import full_service, organization, service
from wemi_piemonte.directory.operations import put_services, set_publication
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Publication, Status
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import Busy
from wemi_piemonte.search import operations, queries
from wemi_piemonte.search.index import writing
from wemi_piemonte.search.index.shelf import Shelf
from wemi_piemonte.search.rules import Query, Results

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

UNO, DUE, TRE = (service(name) for name in ("Primo zefiro", "Secondo zefiro", "Terzo zefiro"))

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    queries.open_index(tmp_path)
    yield tmp_path
    queries.close_index()


def put(*records: ServiceRecord) -> None:
    with transaction() as session:
        put_services(session, [(record, "{}") for record in records], publish=True, now=NOW)


def move(record: ServiceRecord, target: Publication) -> None:
    with transaction() as session:
        set_publication(session, service_id=record.id, target=target, now=NOW)


def results(text: str = "", **asked: object) -> Results:
    queries.refresh()
    with reading() as session:
        return queries.results_for(session, Query(text=text, **asked))  # type: ignore[arg-type]


def names(text: str = "") -> set[str]:
    return {card["name"] for card in results(text).cards}


def test_without_an_index_searching_is_busy_and_the_first_drain_makes_one(folder: Path) -> None:
    assert not queries.is_ready()
    with reading() as session, pytest.raises(Busy):
        queries.results_for(session, Query())
    put(UNO)
    assert operations.drain(folder) == 1
    assert queries.is_ready()
    assert names() == {"Primo zefiro"}


def test_an_empty_database_makes_an_empty_index(folder: Path) -> None:
    assert operations.rebuild(folder) == 0
    assert results().total == 0
    assert not operations.check(folder)


def test_changes_are_taken_one_drain_after_the_other(folder: Path) -> None:
    operations.rebuild(folder)
    put(UNO, DUE)
    assert operations.drain(folder) == 2
    assert names("zefiro") == {"Primo zefiro", "Secondo zefiro"}
    assert operations.drain(folder) == 0
    put(TRE, replace(UNO, name="Primo soccorso"))
    assert operations.drain(folder) == 2
    assert names("zefiro") == {"Secondo zefiro", "Terzo zefiro"}
    assert names("soccorso") == {"Primo soccorso"}
    assert not operations.check(folder)


def test_what_leaves_the_public_leaves_the_index(folder: Path) -> None:
    put(UNO, DUE, TRE)
    operations.rebuild(folder)
    move(UNO, Publication.SUSPENDED)
    put(replace(DUE, status=Status.DEFUNCT))
    operations.drain(folder)
    assert names() == {"Terzo zefiro"}
    move(UNO, Publication.PUBLISHED)
    operations.drain(folder)
    assert names() == {"Primo zefiro", "Terzo zefiro"}
    assert not operations.check(folder)


def test_a_withdrawn_listing_is_not_shown_while_the_index_has_not_heard(folder: Path) -> None:
    put(UNO, DUE)
    operations.rebuild(folder)
    move(UNO, Publication.SUSPENDED)
    found = results("zefiro")
    assert [card["name"] for card in found.cards] == ["Secondo zefiro"]
    assert found.total == 1
    with reading() as session:
        assert queries.points_for(session, Query(text="primo")) == []


def beside() -> set[str]:
    queries.refresh()
    with reading() as session:
        return {card["name"] for card in queries.beside(session, Query())}


def test_what_stands_beside_a_listing_is_remembered_and_never_what_is_withdrawn(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(UNO, DUE)
    operations.rebuild(folder)
    assert beside() == {"Primo zefiro", "Secondo zefiro"}
    with monkeypatch.context() as patched:
        patched.delattr(queries, "search")
        assert beside() == {"Primo zefiro", "Secondo zefiro"}
        move(UNO, Publication.SUSPENDED)
        assert beside() == {"Secondo zefiro"}
    put(TRE)
    operations.drain(folder)
    assert beside() == {"Secondo zefiro", "Terzo zefiro"}


def test_what_stands_beside_a_listing_is_worked_out_anew_each_day(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(UNO)
    operations.rebuild(folder)
    assert beside() == {"Primo zefiro"}
    monkeypatch.setattr(clock, "today", lambda: date(2027, 1, 1))
    monkeypatch.delattr(queries, "search")
    with pytest.raises(NameError):
        beside()


def test_a_body_that_is_renamed_renames_its_cards(folder: Path) -> None:
    put(UNO, DUE)
    operations.rebuild(folder)
    put(replace(UNO, organization=organization(description="Nuovo.", alternate_name="Zaffiro")))
    operations.drain(folder)
    assert names("zaffiro") == {"Primo zefiro", "Secondo zefiro"}
    assert not operations.check(folder)


def test_check_names_what_differs(folder: Path) -> None:
    put(UNO, DUE)
    operations.rebuild(folder)
    put(TRE, replace(UNO, summary="Altro."))
    move(DUE, Publication.ARCHIVED)
    found = operations.check(folder)
    assert found.missing == (TRE.id,)
    assert found.surplus == (DUE.id,)
    assert found.outdated == (UNO.id,)
    assert found
    operations.drain(folder)
    assert not operations.check(folder)


def test_check_without_an_index_is_busy(folder: Path) -> None:
    with pytest.raises(Busy):
        operations.check(folder)


def test_a_rebuild_leaves_one_generation_and_counts_on_the_way(folder: Path) -> None:
    put(UNO, DUE)
    seen: list[int] = []
    operations.rebuild(folder)
    assert operations.rebuild(folder, seen.append) == 2
    assert seen == [2]
    assert len(list((folder / "search").glob("g-*"))) == 1


def test_what_changes_during_a_rebuild_is_in_it(folder: Path) -> None:
    put(UNO, DUE)
    operations.rebuild(folder)

    def meanwhile(count: int) -> None:
        if count == 2:
            put(replace(TRE, name="Arrivato adesso"))
            move(DUE, Publication.SUSPENDED)

    operations.rebuild(folder, meanwhile)
    assert names() == {"Primo zefiro", "Arrivato adesso"}
    assert not operations.check(folder)


def test_the_live_index_is_fed_while_another_is_made(folder: Path) -> None:
    put(UNO)
    operations.rebuild(folder)
    seen: list[set[str]] = []

    def meanwhile(count: int) -> None:
        if count == 1:
            put(DUE)
            assert operations.drain(folder) == 1
            seen.append(names())

    operations.rebuild(folder, meanwhile)
    assert seen == [{"Primo zefiro", "Secondo zefiro"}]


def test_only_one_rebuild_at_a_time(folder: Path) -> None:
    with Shelf(folder).lock("making"), pytest.raises(Busy):
        operations.rebuild(folder)


def test_a_drain_waits_its_turn(folder: Path) -> None:
    operations.rebuild(folder)
    put(UNO)
    with Shelf(folder).lock("writing"):
        assert operations.drain(folder) == 0
    assert operations.drain(folder) == 1


def test_an_index_too_far_behind_is_made_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations.rebuild(folder)
    before = Shelf(folder).current()
    monkeypatch.setattr(operations, "MOST_BEHIND", 1)
    put(UNO, DUE, TRE)
    assert operations.drain(folder) == 3
    assert Shelf(folder).current() != before
    assert names() == {"Primo zefiro", "Secondo zefiro", "Terzo zefiro"}


def test_an_index_of_another_past_is_made_anew(folder: Path, database: Engine) -> None:
    put(UNO, DUE)
    operations.rebuild(folder)
    with database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM change")
    assert operations.drain(folder) == 2
    assert not operations.check(folder)


def test_cards_of_results_are_what_the_contract_says(folder: Path) -> None:
    put(UNO)
    operations.rebuild(folder)
    (card,) = results("zefiro").cards
    assert [key for key in card if not key.startswith("_")] == [
        "id",
        "name",
        "summary",
        "lang",
        "translated",
        "organization",
        "needs",
        "locations",
        "distance_km",
        "rating",
        "cost",
        "spoken",
        "modes",
        "availability",
        "verified_on",
        "why",
    ]
    assert card["rating"] == {"average": None, "count": 0}
    assert card["why"][0] == "text"


def test_a_worn_index_is_made_anew_with_the_next_change(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(UNO)
    operations.rebuild(folder)
    before = Shelf(folder).current()
    monkeypatch.setattr(writing, "is_worn", lambda _committed: True)
    assert operations.drain(folder) == 0
    assert Shelf(folder).current() == before
    put(DUE)
    assert operations.drain(folder) == 2
    assert Shelf(folder).current() != before
    assert names() == {"Primo zefiro", "Secondo zefiro"}


def test_points_are_those_of_the_places(folder: Path) -> None:
    put(full_service("Con luogo"), UNO)
    operations.rebuild(folder)
    queries.refresh()
    with reading() as session:
        found = queries.points_for(session, Query())
    assert [(card["name"], lat, lon) for card, lat, lon in found] == [("Con luogo", 44.39, 7.55)]


def test_reasons_begin_with_the_words(folder: Path) -> None:
    put(service("Zefiro", verified_on=clock.today()))
    operations.rebuild(folder)
    (card,) = results("zefiro").cards
    assert card["why"] == ["text", "confirmed"]
    (card,) = results("domiciliare").cards
    assert card["why"] == ["need", "confirmed"]
