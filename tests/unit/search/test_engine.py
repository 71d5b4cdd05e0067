"""What is found, in which order, with which counts and reasons."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.indexes import TODAY, changed, found_in, ids_in, snapshot_of
from tests.make import key, location, organization, schedule, service, translation
from wemi_piemonte.directory.hours import ROME
from wemi_piemonte.directory.record import (
    LanguageRecord,
    LocationRecord,
    ServiceAreaRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
)
from wemi_piemonte.directory.rules import Availability, Cost, Mode, Target
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.search.index.engine import search
from wemi_piemonte.search.index.snapshot import Snapshot
from wemi_piemonte.search.rules import Query

CUNEO, TORINO = Point(44.39, 7.55), Point(45.07, 7.69)


def at(*places: LocationRecord) -> tuple[ServiceAtLocationRecord, ...]:
    return tuple(ServiceAtLocationRecord(id=key("link", p.id), location=p) for p in places)


def in_torino(name: str = "Torre") -> LocationRecord:
    return location(name, latitude=45.07, longitude=7.69, municipality="001272", addresses=())


def area(*codes: str) -> tuple[ServiceAreaRecord, ...]:
    extent = " ".join(codes)
    return (ServiceAreaRecord(id=key("area", extent), extent=extent, extent_type="istat"),)


def spoken(*codes: str) -> tuple[LanguageRecord, ...]:
    return tuple(LanguageRecord(id=key("language", code), code=code) for code in codes)


PASTI = service("Pasti caldi", summary="", description="Pranzo a casa.", needs=("ageing.meals",))
NIDO = service(
    "Nido dei piccoli",
    summary="Un posto per bambini.",
    description="Giochi, merenda e sonno.",
    needs=("family.nursery",),
    cost=Cost.MEANS_TESTED,
    modes=(Mode.ON_SITE,),
    targets=(Target.FAMILIES, Target.MINORS),
    maximum_age=3,
    languages=spoken("it", "ro"),
    locations=at(location()),
)
LEGALE = service(
    "Sportello legale",
    summary="Avvocati per chi non può pagare.",
    description="Consulenza su sfratti, lavoro e permesso di soggiorno.",
    needs=("protection.legal", "housing.eviction"),
    modes=(Mode.ON_SITE, Mode.REMOTE),
    targets=(Target.EVERYONE,),
    availability=Availability.WAITING_LIST,
    locations=at(in_torino()),
    languages=spoken("it", "ar", "en"),
)
BADANTI = service(
    "Rete badanti",
    summary="Aiutiamo le famiglie a trovare una badante.",
    description="Contratto, busta paga e sostituzioni per assistere un anziano.",
    needs=("ageing.family-assistant",),
    cost=Cost.PAID,
    modes=(Mode.AT_HOME,),
    minimum_age=65,
    service_areas=area("004078", "001"),
)
ALL = (PASTI, NIDO, LEGALE, BADANTI)


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(tmp_path_factory.mktemp("some"), ALL)


def names(snapshot: Snapshot, **asked: Any) -> set[str]:
    by_id = {record.id: record.name for record in ALL}
    return {by_id[each] for each in ids_in(snapshot, **asked)}


def test_without_words_and_filters_everything_is_found(some: Snapshot) -> None:
    assert names(some) == {record.name for record in ALL}
    assert found_in(some).total == 4


@pytest.mark.parametrize(
    ("text", "locale", "found"),
    [
        ("badanti", "it", {"Rete badanti"}),
        ("anziani", "it", {"Rete badanti", "Pasti caldi"}),
        ("avvocato", "it", {"Sportello legale"}),
        ("lo sportello", "it", {"Sportello legale"}),
        ("Torino", "it", {"Sportello legale", "Rete badanti"}),
        ("consorzio melo nido", "it", {"Nido dei piccoli"}),
        ("legal help", "en", {"Sportello legale"}),
        ("legal help", "it", {"Sportello legale"}),
        ("îngrijitoare", "ro", {"Rete badanti"}),
        ("ingrijitoare", "it", {"Rete badanti"}),
        ("送餐", "zh", {"Pasti caldi"}),
        ("адвокат", "it", set()),
        ("badante", "ar", {"Rete badanti"}),
        ("xyzzy", "it", set()),
        ("!!!", "it", set()),
        ("🙂", "it", set()),
        ("per il", "it", set()),
    ],
)
def test_words_are_found(some: Snapshot, text: str, locale: str, found: set[str]) -> None:
    assert names(some, text=text, locale=locale) == found


def test_blank_text_asks_for_nothing(some: Snapshot) -> None:
    assert found_in(some, text="  \t\u200f ").total == 4


def test_all_words_must_be_there_unless_no_listing_has_them_all(some: Snapshot) -> None:
    assert names(some, text="pranzo casa") == {"Pasti caldi"}
    assert not found_in(some, text="pranzo casa").matched.relaxed
    relaxed = found_in(some, text="pranzo casa avvocati")
    assert relaxed.matched.relaxed
    assert relaxed.total


def test_a_filter_without_results_does_not_relax_words(some: Snapshot) -> None:
    found = found_in(some, text="pranzo casa", costs=("paid",))
    assert (found.total, found.matched.relaxed) == (0, False)


def test_a_quoted_phrase_stands_word_by_word(some: Snapshot) -> None:
    assert names(some, text='"permesso di soggiorno"') == {"Sportello legale"}
    assert names(some, text='"soggiorno permesso"') == set()
    assert names(some, text="soggiorno permesso") == {"Sportello legale"}
    assert names(some, text="«busta paga» contratto") == {"Rete badanti"}


def test_a_phrase_does_not_run_from_one_text_into_the_next(some: Snapshot) -> None:
    assert names(some, text='"caldi pranzo"') == set()


def test_an_open_quote_is_no_phrase(some: Snapshot) -> None:
    assert names(some, text='"soggiorno permesso') == {"Sportello legale"}


def test_a_word_that_nobody_uses_is_guessed(some: Snapshot) -> None:
    found = found_in(some, text="bandante anziani")
    assert found.matched.did_you_mean == "badante anziani"
    assert names(some, text="bandante anziani") == {"Rete badanti"}


def test_a_word_that_somebody_uses_is_not_guessed_at(some: Snapshot) -> None:
    assert found_in(some, text="pasti").matched.did_you_mean is None


def test_the_title_counts_more_than_the_description(tmp_path: Path) -> None:
    title = service("Trasporto", summary="", description="Auto.", needs=())
    body = service("Auto", summary="", description="Anche trasporto.", needs=())
    assert ids_in(snapshot_of(tmp_path, [body, title]), text="trasporto") == [title.id, body.id]


def test_words_of_a_translation_are_found_in_its_language(tmp_path: Path) -> None:
    summary = "Un operatore viene a casa due volte la settimana."
    record = replace(
        service(needs=()),
        translations=(
            translation(service().id, "summary", summary, "A worker comes twice weekly."),
        ),
    )
    snapshot = snapshot_of(tmp_path, [record])
    assert ids_in(snapshot, text="workers", locale="en") == [record.id]
    assert ids_in(snapshot, text="operatori", locale="en") == [record.id]
    assert ids_in(snapshot, text="workers", locale="it") == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"needs": ("family.nursery",)}, {"Nido dei piccoli"}),
        ({"needs": ("ageing",)}, {"Pasti caldi", "Rete badanti"}),
        ({"needs": ("ageing.meals", "protection.legal")}, {"Pasti caldi", "Sportello legale"}),
        ({"needs": ("no.such",)}, set()),
        ({"modes": ("remote",)}, {"Sportello legale"}),
        ({"modes": ("at_home", "remote")}, {"Pasti caldi", "Rete badanti", "Sportello legale"}),
        ({"costs": ("free",)}, {"Pasti caldi", "Sportello legale"}),
        ({"spoken": ("ro", "ar")}, {"Nido dei piccoli", "Sportello legale"}),
        ({"spoken": ("xx",)}, set()),
        ({"targets": ("minors",)}, {"Nido dei piccoli"}),
        ({"age": 2}, {"Nido dei piccoli", "Pasti caldi", "Sportello legale"}),
        ({"age": 70}, {"Rete badanti", "Pasti caldi", "Sportello legale"}),
        ({"available": True}, {"Nido dei piccoli", "Pasti caldi", "Rete badanti"}),
        ({"costs": ("free",), "modes": ("remote",)}, {"Sportello legale"}),
        ({"costs": ("free",), "spoken": ("ro",)}, set()),
    ],
)
def test_filters(some: Snapshot, asked: dict[str, Any], found: set[str]) -> None:
    assert names(some, **asked) == found


def test_open_now(tmp_path: Path) -> None:
    monday = service("A", schedules=(schedule("MO", "09:00", "12:00"),))
    snapshot = snapshot_of(tmp_path, [monday, service("B")])
    moment = datetime(2026, 11, 16, 10, tzinfo=ROME)
    found = found_in(snapshot, open_at=moment)
    assert [snapshot.rows.id(row) for row in found.rows] == [monday.id]
    assert "open_now" in found.filters.reasons(found.rows[0])
    assert found_in(snapshot, open_at=moment + timedelta(hours=3)).total == 0


def test_near_or_coming_to_the_municipality_or_by_phone(tmp_path: Path) -> None:
    near = service("Vicino", locations=at(location()))
    far = service("Lontano", locations=at(in_torino()))
    both = service("Due sedi", locations=at(in_torino("Torre 2"), location("Casa 2")))
    town = service("Nel comune", service_areas=area("004078"))
    province = service("In provincia", service_areas=area("004"))
    elsewhere = service("Altrove", service_areas=area("001"), modes=(Mode.REMOTE,))
    phone = service("Telefono", modes=(Mode.REMOTE,))
    nowhere = service("Senza luogo", modes=(Mode.ON_SITE,))
    all_ = (near, far, both, town, province, elsewhere, phone, nowhere)
    snapshot = snapshot_of(tmp_path, all_)
    asked: dict[str, Any] = {"point": CUNEO, "radius_km": 10, "place": "004078"}
    found = found_in(snapshot, **asked)
    by_id = {snapshot.rows.id(row): row for row in found.rows}
    assert set(by_id) == {near.id, both.id, town.id, province.id, phone.id}
    reasons = {each: set(found.filters.reasons(row)) for each, row in by_id.items()}
    assert reasons[near.id] == {"near", "at_home"}
    assert reasons[town.id] == {"area_served", "at_home"}
    assert reasons[province.id] == {"area_served", "at_home"}
    assert reasons[phone.id] == {"remote"}
    assert found.filters.km(by_id[both.id]) == pytest.approx(0, abs=0.1)
    assert found.filters.km(by_id[phone.id]) is None
    without_code = ids_in(snapshot, point=CUNEO, radius_km=10)
    assert set(without_code) == set(by_id)


def test_nearest_first_and_without_a_place_last(tmp_path: Path) -> None:
    near = service("Vicino", locations=at(location()))
    far = service("Lontano", locations=at(in_torino()))
    phone = service("Telefono", modes=(Mode.REMOTE,))
    snapshot = snapshot_of(tmp_path, [phone, far, near])
    assert ids_in(snapshot, point=CUNEO, sort="distance") == [near.id, far.id, phone.id]
    assert ids_in(snapshot, point=TORINO, sort="distance") == [far.id, near.id, phone.id]
    assert set(ids_in(snapshot, sort="distance")) == {near.id, far.id, phone.id}


def test_distance_is_told_as_on_the_globe(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, [service(locations=at(in_torino()))])
    assert found_in(snapshot, point=CUNEO).filters.km(0) == pytest.approx(76.4, abs=0.1)


def test_a_place_without_a_point_stands_at_its_municipality(tmp_path: Path) -> None:
    place = location(latitude=None, longitude=None)
    snapshot = snapshot_of(tmp_path, [service(locations=at(place))])
    assert found_in(snapshot, point=CUNEO, radius_km=5).total == 1


def test_nearer_fresher_and_free_places_come_first(tmp_path: Path) -> None:
    base = service("A", locations=at(location()))
    far = service("B", locations=at(in_torino()))
    old = service("C", locations=base.locations, verified_on=date(2024, 1, 1))
    full = service("D", locations=base.locations, availability=Availability.FULL)
    snapshot = snapshot_of(tmp_path, [far, full, old, base])
    assert ids_in(snapshot, point=CUNEO)[0] == base.id
    assert ids_in(snapshot, point=CUNEO)[-1] == far.id
    assert set(ids_in(snapshot)[2:]) == {old.id, full.id}


def test_more_of_the_needs_asked_for_come_first(tmp_path: Path) -> None:
    one = service("Uno", needs=("ageing.meals",))
    two = service("Due", needs=("ageing.meals", "ageing.transport"))
    needs = ("ageing.meals", "ageing.transport")
    assert ids_in(snapshot_of(tmp_path, [one, two]), needs=needs) == [two.id, one.id]


def test_facets_count_with_their_own_filter_left_out(some: Snapshot) -> None:
    facets = found_in(some, costs=("free",), spoken=("ar",)).facets
    assert facets["cost"] == {"free": 1}
    assert facets["spoken"] == {"ar": 1, "en": 1, "it": 1}
    assert facets["mode"] == {"on_site": 1, "remote": 1}
    without = found_in(some, costs=("free",)).facets
    assert without["cost"] == {"free": 2, "means_tested": 1, "paid": 1}


def test_facets_count_what_the_filter_would_find(some: Snapshot) -> None:
    names_of = {"need": "needs", "mode": "modes", "cost": "costs"}
    names_of |= {"spoken": "spoken", "target": "targets"}
    facets = found_in(some, text="casa anziani legale").facets
    for kind, counts in facets.items():
        for code, count in counts.items():
            asked = {names_of[kind]: (code,), "text": "casa anziani legale"}
            assert found_in(some, **asked).total == count


def test_pages_part_the_whole_and_end(tmp_path: Path) -> None:
    records = [service(f"Numero {number}") for number in range(45)]
    snapshot = snapshot_of(tmp_path, records)
    pages = [ids_in(snapshot, page=page, per_page=20) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert len({each for page in pages for each in page}) == 45
    assert pages[0] + pages[1] + pages[2] == ids_in(snapshot, per_page=100)


@pytest.mark.parametrize("page", [0, -1, 10**18])
def test_pages_that_are_not_there_are_empty(some: Snapshot, page: int) -> None:
    found = found_in(some, page=page)
    assert (found.rows, found.total) == ([], 4)


def test_equals_take_turns_from_day_to_day(tmp_path: Path) -> None:
    records = [service(f"Numero {number}", verified_on=None) for number in range(30)]
    snapshot = snapshot_of(tmp_path, records)

    def order(day: date) -> list[UUID]:
        found = search(snapshot, Query(per_page=100), day)
        return [snapshot.rows.id(row) for row in found.rows]

    assert order(TODAY) == order(TODAY)
    assert order(TODAY) != order(TODAY + timedelta(days=1))
    assert sorted(order(TODAY)) == sorted(order(TODAY + timedelta(days=1)))


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, [])
    for asked in ({}, {"text": "casa"}, {"point": CUNEO, "radius_km": 5}, {"needs": ("ageing",)}):
        found = found_in(snapshot, **asked)
        assert (found.total, found.rows) == (0, [])
        assert all(counts == {} for counts in found.facets.values())


def test_the_last_word_on_a_listing_counts(tmp_path: Path) -> None:
    old = service("Vecchio nome", needs=())
    first = snapshot_of(tmp_path, [old, PASTI])
    renamed = replace(old, name="Titolo diverso")
    second = changed(tmp_path, [renamed], [PASTI.id], before=first)
    assert ids_in(first, text="vecchio") == [old.id]
    assert ids_in(second, text="vecchio") == []
    assert ids_in(second, text="diverso") == [old.id]
    assert ids_in(second, text="pasti") == []
    assert found_in(second).total == 1
    assert found_in(second).facets["need"] == {}


def test_organizations_are_found_by_name(tmp_path: Path) -> None:
    record = service(organization=organization("Fondazione Zafferano"))
    assert ids_in(snapshot_of(tmp_path, [record]), text="zafferano") == [record.id]


HOSTILE = (
    "*a*",
    "[a TO z]",
    '"' * 10_000,
    "(" * 500,
    "a " * 5_000,
    "\x00\x01\x02",
    "\ud800\udfff",
    "\u202eabc\u202c\u200f",
    "🙂" * 300,
    "' OR 1=1 --",
    "a" * 100_000,
    "NOT AND OR ~^:?",
    "«»“”„“",
    '"" "a" "a b" "b a" "c d" "e f"',
    "𐍈𒀀ꙮ",
    "नमस्ते ไทย 한국어 עברית",
    " ".join(f"parola{number}" for number in range(500)),
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("locale", ["it", "ar", "zh"])
def test_any_text_is_answered(some: Snapshot, text: str, locale: str) -> None:
    found = found_in(some, text=text, locale=locale)
    assert 0 <= found.total <= 4
    assert len(found.words) <= 16 * 16


def test_every_reading_of_a_record_is_of_the_whole(some: Snapshot) -> None:
    record: ServiceRecord
    for record in ALL:
        (row,) = found_in(some, text=f'"{record.name}"', needs=record.needs).rows
        assert some.rows.id(row) == record.id


def test_a_need_called_by_its_name_comes_first(tmp_path: Path) -> None:
    after_us = service("Prove di casa", needs=("disability.after-us",))
    other = service("Subito dopo", description="Dopo, dopo e ancora dopo.", needs=())
    snapshot = snapshot_of(tmp_path, [other, after_us])
    assert ids_in(snapshot, text="dopo di noi") == [after_us.id, other.id]
    assert ids_in(snapshot, text="dopo") == [other.id, after_us.id]


def test_text_and_label_together_are_worth_more_than_either(tmp_path: Path) -> None:
    both = service("Uno sportello", description="Uno psicologo.", needs=("health.psychology",))
    text = service("Altro sportello", description="Uno psicologo.", needs=())
    label = service("Terzo", description="Colloqui.", needs=("health.psychology",))
    snapshot = snapshot_of(tmp_path, [label, text, both])
    assert ids_in(snapshot, text="psicologo")[0] == both.id
