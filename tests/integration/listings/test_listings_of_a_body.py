"""Operations on listings, on both kinds of database: suspending, bringing back, versions."""

import json

import pytest

from tests import make
from tests.integration.listings.bodies import (
    ANNA,
    NOW,
    bring_back,
    listing,
    put,
    qualify,
    states,
    take_down,
)
from wemi_piemonte.directory.hsds import render
from wemi_piemonte.directory.queries import visible_ids
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, NotFound
from wemi_piemonte.foundation.outbox import changes_after
from wemi_piemonte.listings import operations
from wemi_piemonte.listings.models import Suspension
from wemi_piemonte.listings.queries import (
    history_of,
    version_of,
)
from wemi_piemonte.listings.rules import (
    NotQualified,
    NotYours,
    SuspensionCause,
    VersionKind,
)

pytestmark = pytest.mark.usefixtures("database")


def test_without_a_qualification_all_listings_go_and_the_index_is_told() -> None:
    one, two = listing("Uno", "ageing.home-care"), listing("Due", "ageing.telecare")
    with reading() as session:
        last = changes_after(session, 0)[-1].id
    assert set(take_down(SuspensionCause.QUALIFICATION)) == {one.id, two.id}
    assert states(one, two) == [Publication.SUSPENDED] * 2
    with reading() as session:
        assert visible_ids(session, [one.id, two.id]) == set()
        told = {change.entity_id for change in changes_after(session, last)}
        assert session.get_one(Suspension, one.id).cause is SuspensionCause.QUALIFICATION
    assert {one.id, two.id} <= told


def test_what_the_qualification_still_covers_stays() -> None:
    covered, outside = listing("Uno", "ageing.home-care"), listing("Due", "work.job-search")
    qualify("ageing")
    assert take_down(SuspensionCause.QUALIFICATION) == [outside.id]
    assert states(covered, outside) == [Publication.PUBLISHED, Publication.SUSPENDED]


def test_a_public_body_loses_nothing_for_want_of_a_qualification() -> None:
    record = put(make.full_service())
    with transaction() as session:
        found = operations.take_down(
            session,
            organization_id=record.organization.id,
            cause=SuspensionCause.QUALIFICATION,
            reason="not_qualified",
            now=NOW,
        )
    assert found == []
    assert states(record) == [Publication.PUBLISHED]


def test_the_region_takes_down_all_whatever_is_covered() -> None:
    one = listing("Uno", "ageing.home-care")
    qualify("ageing")
    assert take_down(SuspensionCause.BY_REGION) == [one.id]
    assert bring_back(SuspensionCause.QUALIFICATION) == []
    assert bring_back(SuspensionCause.BY_REGION) == [one.id]


def test_a_new_qualification_brings_back_what_it_covers() -> None:
    one, two = listing("Uno", "ageing.home-care"), listing("Due", "work.job-search")
    take_down(SuspensionCause.QUALIFICATION)
    qualify("ageing.home-care")
    assert bring_back(SuspensionCause.QUALIFICATION) == [one.id]
    assert states(one, two) == [Publication.PUBLISHED, Publication.SUSPENDED]
    with reading() as session:
        assert session.get(Suspension, one.id) is None
        assert session.get(Suspension, two.id) is not None


def test_what_the_body_suspended_stays_down_with_the_qualification() -> None:
    one = listing("Uno", "ageing.home-care")
    with transaction() as session:
        operations.suspend_own(session, service_id=one.id, reason="Ferie", account_id=ANNA, now=NOW)
    take_down(SuspensionCause.QUALIFICATION)
    qualify("ageing")
    assert bring_back(SuspensionCause.QUALIFICATION) == []
    assert states(one) == [Publication.SUSPENDED]


def test_a_body_that_lost_its_qualification_does_not_take_its_listing_up() -> None:
    one = listing("Uno", "ageing.home-care")
    with transaction() as session:
        operations.suspend_own(session, service_id=one.id, reason="Ferie", account_id=ANNA, now=NOW)
    with pytest.raises(NotQualified), transaction() as session:
        operations.take_up_own(session, service_id=one.id, account_id=ANNA, now=NOW)
    qualify("ageing")
    with transaction() as session:
        operations.take_up_own(session, service_id=one.id, account_id=ANNA, now=NOW)
        operations.take_up_own(session, service_id=one.id, account_id=ANNA, now=NOW)
    assert states(one) == [Publication.PUBLISHED]


def test_a_body_takes_up_neither_a_draft_nor_what_the_region_suspended() -> None:
    one = listing("Uno", "ageing.home-care")
    take_down(SuspensionCause.BY_REGION)
    with pytest.raises(NotYours), transaction() as session:
        operations.take_up_own(session, service_id=one.id, account_id=ANNA, now=NOW)
    with transaction() as session:
        operations.archive(session, service_id=one.id, account_id=ANNA, now=NOW)
        operations.archive(session, service_id=one.id, account_id=ANNA, now=NOW)
    with pytest.raises(IllegalMove), transaction() as session:
        operations.take_up_own(session, service_id=one.id, account_id=ANNA, now=NOW)


def test_versions_are_numbered_and_belong_to_their_listing() -> None:
    one, two = listing("Uno", "ageing.home-care"), listing("Due", "ageing.telecare")
    with transaction() as session:
        for record in (one, one, two):
            kept = operations.keep_version(
                session,
                record=record,
                hsds=json.dumps(render(record)),
                kind=VersionKind.SAVED,
                account_id=ANNA,
                now=NOW,
            )
        assert [each.number for each in history_of(session, one.id)] == [2, 1]
        assert kept.number == 1
        assert version_of(session, two.id, kept.id) is kept
        with pytest.raises(NotFound):
            version_of(session, one.id, kept.id)
