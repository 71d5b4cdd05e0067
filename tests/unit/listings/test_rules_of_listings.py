"""What a listing must have, who publishes by itself, and which word is the later one."""

from dataclasses import replace
from datetime import date

import pytest

from tests import make
from wemi_piemonte.directory.record import LanguageRecord, PhoneRecord, ServiceAreaRecord
from wemi_piemonte.directory.rules import Availability, Cost, Mode, OrganizationKind
from wemi_piemonte.listings.rules import (
    Incomplete,
    Missing,
    NotQualified,
    SuspensionCause,
    due_on,
    latest,
    missing,
    needs_qualification,
    publishes_directly,
    ways_to_reach,
)


def test_a_full_listing_lacks_nothing() -> None:
    assert missing(make.full_service()) == ()


def test_an_empty_listing_lacks_all() -> None:
    body = make.organization(phones=())
    empty = make.service(
        name="",
        organization=body,
        summary="",
        description="",
        needs=(),
        modes=(),
        cost=Cost.UNKNOWN,
    )
    assert missing(replace(empty, name="")) == tuple(Missing)


@pytest.mark.parametrize(
    "values",
    [
        {"modes": (Mode.REMOTE,)},
        {"service_areas": (ServiceAreaRecord(id=make.key("a"), name="Langhe"),)},
        {"stops": make.full_service().stops},
        {"locations": make.full_service().locations},
    ],
)
def test_a_place_an_area_or_help_at_a_distance_will_do(values: dict[str, object]) -> None:
    record = replace(make.service(), **values)  # type: ignore[arg-type]
    assert Missing.PLACE not in missing(record)


def test_ways_to_reach_count_those_of_the_body_and_of_its_offices() -> None:
    record = make.service(organization=make.organization(phones=(), email="a@example.org"))
    assert ways_to_reach(record) == {"email"}
    phone = PhoneRecord(id=make.key("p"), number="1234")
    office = replace(make.full_service().contacts[0], phones=(phone,))
    assert ways_to_reach(replace(record, contacts=(office,))) == {"email", "phone"}


def test_only_the_third_sector_needs_the_regions_yes() -> None:
    assert [kind for kind in OrganizationKind if needs_qualification(kind)] == [
        OrganizationKind.THIRD_SECTOR
    ]


@pytest.mark.parametrize("cause", [None, *SuspensionCause])
def test_a_public_body_publishes_by_itself_but_not_what_the_region_suspended(
    cause: SuspensionCause | None,
) -> None:
    direct = cause is not SuspensionCause.BY_REGION
    assert publishes_directly(OrganizationKind.PUBLIC_BODY, cause) is direct
    assert not publishes_directly(OrganizationKind.THIRD_SECTOR, cause)


def test_a_confirmation_that_came_later_is_not_undone() -> None:
    standing = make.service(verified_on=date(2026, 11, 20))
    written = replace(standing, name="Altro", verified_on=date(2026, 10, 1))
    assert latest(written, standing).verified_on == date(2026, 11, 20)
    assert latest(standing, written).verified_on == date(2026, 11, 20)
    assert latest(replace(written, verified_on=None), standing).verified_on == date(2026, 11, 20)


def test_the_later_word_on_free_places_counts() -> None:
    old = make.service(availability=Availability.ACCEPTS, availability_on=date(2026, 10, 1))
    new = replace(old, availability=Availability.FULL, availability_on=date(2026, 11, 1))
    assert latest(old, new).availability is Availability.FULL
    assert latest(new, old).availability is Availability.FULL


def test_what_has_lapsed_does_not_come_back_with_an_older_text() -> None:
    said = make.service(availability=Availability.ACCEPTS, availability_on=date(2026, 10, 1))
    lapsed = replace(said, availability=Availability.UNKNOWN)
    assert latest(said, lapsed).availability is Availability.UNKNOWN
    never = replace(said, availability_on=None)
    assert latest(never, replace(lapsed, availability_on=None)).availability is Availability.ACCEPTS


def test_a_listing_is_due_after_the_months_that_the_body_chose() -> None:
    assert due_on(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_refusals_say_what_they_are_about() -> None:
    assert Incomplete((Missing.NEED,)).details == {"missing": ["need"]}
    assert NotQualified(("ageing.home-care",)).details == {"needs": ["ageing.home-care"]}


def test_languages_are_asked_for() -> None:
    record = make.service()
    assert Missing.LANGUAGE in missing(record)
    spoken = replace(record, languages=(LanguageRecord(id=make.key("l"), code="it"),))
    assert Missing.LANGUAGE not in missing(spoken)
