"""Whatever the listings and the query: the same as asking each record by itself."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.bench.corpus import services
from tests.indexes import TODAY, changed, found_in, ids_in, snapshot_of
from tests.make import key, location, service
from wemi_piemonte.directory.record import (
    LanguageRecord,
    ServiceAreaRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
)
from wemi_piemonte.directory.rules import Availability, Cost, Mode, Target
from wemi_piemonte.geo.rules import Point, haversine_km
from wemi_piemonte.intake import words as w
from wemi_piemonte.search.index.labels import needs_of
from wemi_piemonte.search.index.snapshot import Snapshot
from wemi_piemonte.search.rules import FACETS

NEEDS = ("ageing.meals", "ageing.transport", "family.nursery", "health.mental")
WORDS = ("pasto", "pasti", "casa", "caso", "anziano", "anziane", "lavoro", "gioco", "luna")
SPOKEN = ("it", "ro", "ar")
TOWNS = {"004078": Point(44.39, 7.55), "001272": Point(45.07, 7.69), "096004": Point(45.57, 8.05)}
# Each example makes an index: few of them, and no search for a smaller one.
QUICK = settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def some(codes: Any, most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(list(codes)), max_size=most, unique=True).map(tuple)


@st.composite
def records(draw: st.DrawFn) -> ServiceRecord:
    number = draw(st.integers(0, 10**6))
    towns = draw(some(TOWNS, 2))
    areas = draw(some([*TOWNS, "004", "001"], 2))
    ages = st.none() | st.integers(0, 90).map(float)
    return service(
        f"Servizio {number}",
        summary="",
        description=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=6))),
        needs=tuple(sorted(draw(some(NEEDS)))),
        modes=draw(some(Mode)),
        targets=draw(some(Target)),
        cost=draw(st.sampled_from(list(Cost))),
        availability=draw(st.sampled_from(list(Availability))),
        languages=tuple(
            LanguageRecord(id=key(number, code), code=code) for code in draw(some(SPOKEN))
        ),
        minimum_age=draw(ages),
        maximum_age=draw(ages),
        verified_on=draw(
            st.none() | st.integers(0, 900).map(lambda days: TODAY - timedelta(days=days))
        ),
        service_areas=(
            ServiceAreaRecord(id=key(number), extent=" ".join(areas), extent_type="istat"),
        )
        if areas
        else (),
        locations=tuple(
            ServiceAtLocationRecord(
                id=key(number, town),
                location=location(
                    f"{town} {number}",
                    latitude=TOWNS[town].lat,
                    longitude=TOWNS[town].lon,
                    municipality="",
                    addresses=(),
                ),
            )
            for town in towns
        ),
    )


corpora = st.lists(records(), max_size=12, unique_by=lambda record: record.id)
queries = st.fixed_dictionaries(
    {},
    optional={
        "needs": some(NEEDS),
        "modes": some(m.value for m in Mode),
        "costs": some(c.value for c in Cost),
        "spoken": some(SPOKEN),
        "targets": some(t.value for t in Target),
        "age": st.integers(0, 90),
        "available": st.booleans(),
        "town": st.sampled_from(list(TOWNS)),
        "text": st.sampled_from(WORDS),
    },
)
RADIUS_KM = 50.0


def asked_of(query: dict[str, Any]) -> dict[str, Any]:
    """The engine's words for a generated query."""
    asked = dict(query)
    if town := asked.pop("town", None):
        asked |= {"point": TOWNS[town], "place": town, "radius_km": RADIUS_KM}
    return asked


def fits(record: ServiceRecord, query: dict[str, Any]) -> bool:
    """Whether a record fits, said as plainly as can be."""
    low = -1 if record.minimum_age is None else record.minimum_age
    high = 999 if record.maximum_age is None else record.maximum_age
    spoken = {language.code for language in record.languages}
    checks: dict[str, Callable[[Any], Any]] = {
        "needs": lambda wanted: not wanted or set(wanted) & set(record.needs),
        "modes": lambda wanted: not wanted or set(wanted) & {str(m) for m in record.modes},
        "costs": lambda wanted: not wanted or record.cost in wanted,
        "spoken": lambda wanted: not wanted or set(wanted) & spoken,
        "targets": lambda wanted: not wanted or set(wanted) & {str(t) for t in record.targets},
        "age": lambda age: low <= age <= high,
        "available": lambda only: not only or record.availability == "accepts",
        "town": lambda town: reaches(record, town),
        "text": lambda word: has(record, word),
    }
    return all(checks[name](value) for name, value in query.items())


def reaches(record: ServiceRecord, town: str) -> bool:
    points = [Point(p.location.latitude or 0, p.location.longitude or 0) for p in record.locations]
    near = any(haversine_km(point, TOWNS[town]) <= RADIUS_KM for point in points)
    served = {code for area in record.service_areas for code in area.extent.split()}
    anywhere = Mode.REMOTE in record.modes and not served
    return near or bool(served & {town, town[:3]}) or anywhere


def has(record: ServiceRecord, word: str) -> bool:
    wanted = set(w.terms(word, "it"))
    texts = [record.name, record.description, record.organization.name]
    there = {term for text in texts for each in w.words(text, "it") for term in each.terms}
    return bool(wanted & there) or bool(set(needs_of(word, "it")) & set(record.needs))


fresh = count()


@given(corpus=corpora, query=queries)
@QUICK
def test_filters_find_what_each_record_says(
    tmp_path: Path, corpus: list[ServiceRecord], query: dict[str, Any]
) -> None:
    query.pop("text", None)
    snapshot = snapshot_of(tmp_path / str(next(fresh)), corpus)
    wanted = {record.id for record in corpus if fits(record, query)}
    assert set(ids_in(snapshot, **asked_of(query))) == wanted
    assert found_in(snapshot, **asked_of(query)).total == len(wanted)


@given(corpus=corpora, query=queries)
@QUICK
def test_facets_count_what_each_record_says(
    tmp_path: Path, corpus: list[ServiceRecord], query: dict[str, Any]
) -> None:
    query.pop("text", None)
    snapshot = snapshot_of(tmp_path / str(next(fresh)), corpus)
    facets = found_in(snapshot, **asked_of(query)).facets
    own = {"need": "needs", "mode": "modes", "cost": "costs", "spoken": "spoken"}
    own["target"] = "targets"
    for kind in FACETS:
        others = {name: value for name, value in query.items() if name != own[kind]}
        left = [record for record in corpus if fits(record, others)]
        assert facets[kind] == dict(Counter(code for each in left for code in codes(each, kind)))


def codes(record: ServiceRecord, kind: str) -> list[str]:
    of_kind: dict[str, list[str]] = {
        "need": list(record.needs),
        "mode": [str(mode) for mode in record.modes],
        "cost": [str(record.cost)],
        "spoken": [language.code for language in record.languages],
        "target": [str(target) for target in record.targets],
    }
    return of_kind[kind]


@given(corpus=corpora, query=queries, seed=st.randoms(use_true_random=False))
@QUICK
def test_order_does_not_depend_on_when_listings_came(
    tmp_path: Path, corpus: list[ServiceRecord], query: dict[str, Any], seed: Any
) -> None:
    shuffled = list(corpus)
    seed.shuffle(shuffled)
    one = snapshot_of(tmp_path / str(next(fresh)), corpus)
    other = snapshot_of(tmp_path / str(next(fresh)), shuffled)
    assert ids_in(one, **asked_of(query)) == ids_in(other, **asked_of(query))


@given(corpus=corpora, later=corpora, query=queries, cut=st.integers(0, 12))
@QUICK
def test_an_index_that_grew_is_the_same_as_one_made_at_once(
    tmp_path: Path,
    corpus: list[ServiceRecord],
    later: list[ServiceRecord],
    query: dict[str, Any],
    cut: int,
) -> None:
    folder = tmp_path / str(next(fresh))
    grown = snapshot_of(folder, corpus)
    gone = [record.id for record in corpus[:cut]]
    for number in range(0, len(later), 4):
        grown = changed(folder, later[number : number + 4], before=grown)
    grown = changed(folder, [], gone, before=grown)
    kept: dict[UUID, ServiceRecord] = {record.id: record for record in [*corpus, *later]}
    whole = [record for each, record in kept.items() if each not in gone]
    once = snapshot_of(tmp_path / str(next(fresh)), whole)
    asked = asked_of(query)
    assert ids_in(grown, **asked) == ids_in(once, **asked)
    assert found_in(grown, **asked).facets == found_in(once, **asked).facets


@given(corpus=corpora, word=st.sampled_from(WORDS))
@QUICK
def test_words_find_what_each_record_says(
    tmp_path: Path, corpus: list[ServiceRecord], word: str
) -> None:
    snapshot = snapshot_of(tmp_path / str(next(fresh)), corpus)
    found = found_in(snapshot, text=word)
    if found.matched.did_you_mean is None:
        wanted = {record.id for record in corpus if has(record, word)}
        assert set(ids_in(snapshot, text=word)) == wanted


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(tmp_path_factory.mktemp("many"), services(200))


@pytest.mark.parametrize("sort", ["relevance", "distance", "rating"])
def test_pages_are_slices_of_one_order(many: Snapshot, sort: str) -> None:
    asked: dict[str, Any] = {"point": TOWNS["004078"], "text": "servizio", "sort": sort}
    whole = ids_in(many, per_page=200, **asked)
    parts = [ids_in(many, per_page=7, page=page, **asked) for page in range(1, 30)]
    assert [each for part in parts for each in part] == whole
