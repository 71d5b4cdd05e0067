"""Plans: exact, in the order of the contract, the same for any order of input."""

import time
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wemi_piemonte.directory.rules import Answer, Availability, Cost, Mode
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.matching.plan import Plan, plan
from wemi_piemonte.matching.rules import Cause, Need, Offer, Preferences, Reason, meet, reach_of

TODAY = date(2026, 11, 22)
TORINO = Point(45.0703, 7.6869)
CUNEO = Point(44.3845, 7.5427)
CODES = ("ageing.meals", "ageing.home-care", "income.food", "work.job-search", "family.nursery")


def offer(name: str, *needs: str, **more: object) -> Offer:
    """An offer given at a place of its own in Torino, unless said otherwise."""
    values: dict[str, object] = {
        "id": name,
        "service": name,
        "needs": frozenset(needs),
        "place": f"place of {name}",
        "point": TORINO,
        "modes": frozenset({Mode.ON_SITE}),
    }
    return Offer(**{**values, **more})  # type: ignore[arg-type]


def chosen(found: Plan) -> list[str]:
    """The ids of the services in a plan, in order."""
    return [line.offer.id for line in found.lines]


def test_one_service_for_two_needs_comes_before_two_services() -> None:
    offers = [
        offer("a", CODES[0]),
        offer("b", CODES[1]),
        offer("both", CODES[0], CODES[1], point=CUNEO),
    ]
    limits = Preferences(origin=TORINO)
    assert chosen(plan([Need(CODES[0]), Need(CODES[1])], offers, limits, TODAY)) == ["both"]


def test_two_services_at_one_place_come_before_two_places() -> None:
    near = [offer("a", CODES[0]), offer("b", CODES[1])]
    far = [
        offer(name, code, place="one", point=CUNEO) for name, code in zip("xy", CODES, strict=False)
    ]
    limits = Preferences(origin=TORINO)
    found = plan([Need(CODES[0]), Need(CODES[1])], near + far, limits, TODAY)
    assert chosen(found) == ["x", "y"]


def test_a_service_that_comes_home_needs_no_place_to_go() -> None:
    offers = [offer("there", CODES[0]), offer("home", CODES[0], modes=frozenset({Mode.AT_HOME}))]
    found = plan([Need(CODES[0])], offers, Preferences(origin=CUNEO), TODAY)
    assert chosen(found) == ["home"]
    assert Reason.AT_HOME in found.lines[0].covers[0].cell.reasons
    assert found.lines[0].distance_km is None


def test_a_sure_answer_comes_before_an_unknown_one_even_if_farther() -> None:
    sure = offer("sure", CODES[0], point=CUNEO)
    unknown = offer("unknown", CODES[0], minimum_age=18.0)
    found = plan([Need(CODES[0])], [sure, unknown], Preferences(origin=TORINO), TODAY)
    assert chosen(found) == ["sure"]


@pytest.mark.parametrize(
    ("more", "limits", "cause"),
    [
        ({"availability": Availability.FULL}, Preferences(), Cause.FULL),
        ({"point": CUNEO}, Preferences(origin=TORINO, max_km=10), Cause.TOO_FAR),
        ({"minimum_age": 65.0}, Preferences(), Cause.AGE),
        ({"spoken": frozenset({"it"})}, Preferences(spoken=frozenset({"ar"})), Cause.LANGUAGE),
        ({"cost": Cost.PAID}, Preferences(costs=frozenset({Cost.FREE})), Cause.COST),
        ({}, Preferences(confirmed_within_days=90), Cause.NOT_CONFIRMED),
        (
            {"eligibility": {"not_resident": Answer.UNKNOWN}},
            Preferences(accepts_unknown=False),
            Cause.ELIGIBILITY_UNKNOWN,
        ),
        ({"eligibility": {"not_resident": Answer.NO}}, Preferences(), Cause.AGE),
        ({"needs": frozenset({CODES[1]})}, Preferences(), Cause.NO_SERVICE),
    ],
)
def test_each_obstacle_is_named(more: dict[str, object], limits: Preferences, cause: Cause) -> None:
    need = Need(CODES[0], age=40, conditions=frozenset({"not_resident"}))
    found = plan([need], [offer("only", CODES[0], **more)], limits, TODAY)
    assert [(gap.need, gap.cause) for gap in found.gaps] == [(need, cause)]
    assert found.lines == ()


def test_other_fitting_services_are_named_for_each_need() -> None:
    offers = [offer(name, CODES[0]) for name in "abc"]
    found = plan([Need(CODES[0])], offers, Preferences(), TODAY)
    assert chosen(found) == ["a"]
    assert [o.id for o in found.alternatives[0][1]] == ["b", "c"]


points = st.sampled_from([TORINO, CUNEO, Point(45.2, 7.7), Point(44.9, 8.2)])
offers_made = st.lists(
    st.builds(
        Offer,
        id=st.text("abcdefgh", min_size=1, max_size=3),
        service=st.text("stuv", min_size=1, max_size=2),
        needs=st.frozensets(st.sampled_from(CODES), min_size=1, max_size=3),
        place=st.sampled_from(["one", "two", "three", "four"]),
        point=points,
        modes=st.frozensets(st.sampled_from(list(Mode)), max_size=2),
        cost=st.sampled_from(list(Cost)),
        minimum_age=st.sampled_from([None, 18.0, 65.0]),
        availability=st.sampled_from(list(Availability)),
    ),
    max_size=9,
    unique_by=lambda o: o.id,
)
needs_made = st.lists(
    st.builds(Need, code=st.sampled_from(CODES), age=st.sampled_from([None, 30, 80])),
    min_size=1,
    max_size=4,
)
limits_made = st.builds(
    Preferences,
    origin=st.sampled_from([None, TORINO]),
    max_km=st.sampled_from([None, 20.0]),
    costs=st.sampled_from([frozenset(), frozenset({Cost.FREE, Cost.UNKNOWN})]),
)


@settings(max_examples=150)
@given(needs_made, offers_made, limits_made)
def test_the_order_of_input_changes_nothing(
    needs: list[Need], offers: list[Offer], limits: Preferences
) -> None:
    first = plan(needs, offers, limits, TODAY)
    again = plan(needs[::-1], offers[::-1], limits, TODAY)
    assert first == again


@settings(max_examples=150)
@given(needs_made, offers_made, limits_made)
def test_a_fitting_offer_more_never_lowers_coverage(
    needs: list[Need], offers: list[Offer], limits: Preferences
) -> None:
    before = plan(needs, offers, limits, TODAY)
    extra = offer("zzz", needs[0].code, modes=frozenset({Mode.REMOTE}))
    after = plan(needs, [*offers, extra], limits, TODAY)
    covered = {cover.need for line in before.lines for cover in line.covers}
    assert covered <= {cover.need for line in after.lines for cover in line.covers}
    assert needs[0] in {cover.need for line in after.lines for cover in line.covers}


@settings(max_examples=150)
@given(needs_made, offers_made, limits_made)
def test_every_need_is_covered_with_reasons_or_named_with_a_cause(
    needs: list[Need], offers: list[Offer], limits: Preferences
) -> None:
    found = plan(needs, offers, limits, TODAY)
    covered = [cover for line in found.lines for cover in line.covers]
    assert sorted(found.needs, key=repr) == sorted(
        [c.need for c in covered] + [g.need for g in found.gaps], key=repr
    )
    assert all(Reason.NEED in cover.cell.reasons for cover in covered)
    assert all(cover.need.code in line.offer.needs for line in found.lines for cover in line.covers)


def price(needs: list[Need], some: tuple[Offer, ...], limits: Preferences) -> tuple[object, ...]:
    """What the contract's order says of a set of offers; the smaller, the better."""
    unknown, covered = 0, 0
    for need in set(needs):
        cells = [
            meet(need, o, reach_of(o, limits), limits, TODAY) for o in some if need.code in o.needs
        ]
        answers = {cell.answer for cell in cells if cell.fits}
        covered += bool(answers)
        unknown += bool(answers) and Answer.YES not in answers
    reaches = [(o, reach_of(o, limits)) for o in some]
    places = {o.place: r.metres for o, r in reaches if r and r.goes}
    by_place: dict[str, int] = {}
    for o, r in reaches:
        if r and r.goes:
            by_place[o.place] = min(by_place.get(o.place, r.metres), r.metres)
    ids = tuple(sorted(o.id for o in some))
    return (-covered, unknown, len(places), len(some), sum(by_place.values()), ids)


@settings(max_examples=200)
@given(needs_made, offers_made, limits_made)
def test_no_other_choice_is_better(
    needs: list[Need], offers: list[Offer], limits: Preferences
) -> None:
    # One place has one point, as in the world.
    spots = {"one": TORINO, "two": CUNEO, "three": Point(45.2, 7.7), "four": Point(44.9, 8.2)}
    offers = [
        Offer(
            **{
                **{f: getattr(o, f) for f in Offer.__slots__},
                "point": spots[o.place],
                "service": o.id,
            }
        )
        for o in offers
    ]
    found = plan(needs, offers, limits, TODAY)
    mine = price(needs, tuple(line.offer for line in found.lines), limits)
    usable = [o for o in offers if reach_of(o, limits) is not None]
    best = min(
        price(needs, some, limits)
        for size in range(min(4, len(usable)) + 1)
        for some in combinations(usable, size)
    )
    assert mine == best


def test_more_than_eight_needs_are_all_covered_and_share_places() -> None:
    codes = [f"area.need{number:02}" for number in range(14)]
    here = [offer(f"a{n:02}", code, place="house") for n, code in enumerate(codes)]
    away = [offer(f"b{n:02}", code, point=CUNEO) for n, code in enumerate(codes)]
    found = plan([Need(code) for code in codes], [*away, *here], Preferences(), TODAY)
    assert found.gaps == ()
    assert {line.offer.place for line in found.lines} == {"house"}


def test_eight_needs_and_two_hundred_offers_each_are_planned_at_once() -> None:
    codes = [f"area.need{number}" for number in range(8)]
    offers = [
        offer(
            f"{code}-{number:03}",
            code,
            codes[number % 8],
            place=f"place {number % 90}",
            point=Point(45 + number % 7 / 10, 7.5 + number % 11 / 10),
        )
        for code in codes
        for number in range(200)
    ]
    limits = Preferences(origin=TORINO)
    start = time.process_time()
    found = plan([Need(code) for code in codes], offers, limits, TODAY)
    assert time.process_time() - start < 2
    assert found.gaps == ()
    assert found == plan([Need(code) for code in codes], offers[::-1], limits, TODAY)
