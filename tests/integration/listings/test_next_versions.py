"""Versions that are proposed: sent, approved as they were seen, never another body's."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import update

from tests import make
from tests.integration.listings.bodies import ANNA, NOW, listing, put, qualify
from wemi_piemonte.directory.models import Location, Proposal
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import Stale
from wemi_piemonte.listings import operations
from wemi_piemonte.listings.difference import fingerprint
from wemi_piemonte.listings.models import Submission
from wemi_piemonte.listings.queries import (
    listings_of,
    waiting_listings,
    working_copy,
    written_version,
)
from wemi_piemonte.listings.rules import NotQualified, Waiting
from wemi_piemonte.qualification.models import Qualification
from wemi_piemonte.qualification.rules import QualificationState

pytestmark = pytest.mark.usefixtures("database")


def proposed(record: ServiceRecord, **values: Any) -> None:
    """Write the next version of a listing."""
    with transaction() as session:
        working = operations.open_for_writing(session, record.id)
        new = replace(working.record, **values)
        operations.save(session, working=working, record=new, account_id=ANNA, now=NOW)


def sent(record: ServiceRecord) -> str:
    """Send a listing, and return the mark of what waits."""
    with transaction() as session:
        operations.submit(session, service_id=record.id, account_id=ANNA, now=NOW)
    with reading() as session:
        return fingerprint(working_copy(session, record.id).record)


def test_a_proposal_that_changes_nothing_is_let_go() -> None:
    one = listing("Uno", "ageing.home-care")
    qualify("ageing")
    proposed(one)
    sent(one)
    with reading() as session:
        assert session.get(Proposal, one.id) is None
        assert waiting_listings(session) == []


def test_what_waits_is_approved_only_as_it_was_seen() -> None:
    one = listing("Uno", "ageing.home-care")
    qualify("ageing")
    proposed(one, summary="Primo.")
    seen = sent(one)
    with transaction() as session:
        operations.withdraw(session, service_id=one.id, account_id=ANNA, now=NOW)
    with pytest.raises(Stale), transaction() as session:
        operations.approve(session, service_id=one.id, seen=seen, account_id=ANNA, now=NOW)
    proposed(one, summary="Secondo.")
    again = sent(one)
    with pytest.raises(Stale), transaction() as session:
        operations.send_back(session, service_id=one.id, seen=seen, now=NOW)
    with pytest.raises(Waiting):
        proposed(one, summary="Terzo.")
    with transaction() as session:
        operations.approve(session, service_id=one.id, seen=again, account_id=ANNA, now=NOW)
    with reading() as session:
        found = records(session, [one.id])[0]
    assert (found.summary, found.verified_on) == ("Secondo.", date(2026, 11, 25))


def test_what_lost_its_qualification_while_it_waited_is_not_published() -> None:
    one = listing("Uno", "ageing.home-care")
    qualify("ageing")
    proposed(one, needs=("ageing.home-care", "ageing.telecare"))
    seen = sent(one)
    with transaction() as session:
        session.execute(update(Qualification).values(state=QualificationState.REVOKED))
    with pytest.raises(NotQualified), transaction() as session:
        operations.approve(session, service_id=one.id, seen=seen, account_id=ANNA, now=NOW)


def test_one_that_nobody_confirmed_keeps_its_place_in_the_queue() -> None:
    one = listing("Uno", "ageing.home-care")
    qualify("ageing")
    earlier = datetime(2026, 11, 1, tzinfo=UTC)
    with transaction() as session:
        session.add(Submission(service_id=one.id, escalated=True, account_id=None, at=earlier))
    with reading() as session:
        assert [each.kind for each in waiting_listings(session)] == ["unconfirmed"]
        assert operations.is_escalated(session, one.id)
    proposed(one, summary="Altro.")
    sent(one)
    with reading() as session:
        assert [each.kind for each in waiting_listings(session)] == ["change"]
    with transaction() as session:
        operations.withdraw(session, service_id=one.id, account_id=ANNA, now=NOW)
    with reading() as session:
        assert [each.kind for each in waiting_listings(session)] == ["unconfirmed"]


def test_a_proposal_never_changes_the_place_of_another_body() -> None:
    other = make.organization("Altro ente")
    place = make.location(organization_id=other.id)
    put(replace(make.full_service("Altrui", place), organization=other))
    ours = put(make.full_service("Nostro", replace(place, organization_id=None)))
    link = ours.locations[0]
    taken = replace(link.location, name="Preso", organization_id=ours.organization.id)
    proposed(ours, locations=(replace(link, location=taken),), name="Nome nuovo")
    with transaction() as session:
        operations.submit(session, service_id=ours.id, account_id=ANNA, now=NOW)
    with reading() as session:
        found = session.get_one(Location, place.id)
        assert (found.name, found.organization_id) == (place.name, other.id)
        assert records(session, [ours.id])[0].name == "Nome nuovo"


def test_a_version_is_written_without_the_translations_that_stand_anyway() -> None:
    record = put(make.full_service())
    with reading() as session:
        standing = records(session, [record.id])[0]
    assert "The apple tree" not in written_version(standing, standing)
    assert "The apple tree" in written_version(standing)


def test_the_list_of_a_body_holds_its_own_listings_alone() -> None:
    one = listing("Uno", "ageing.home-care")
    put(make.full_service())
    with reading() as session:
        found = listings_of(session, one.organization.id)
    assert [(each.name, each.publication) for each in found] == [("Uno", Publication.PUBLISHED)]
    assert found[0].due_on == date(2027, 4, 14)
