"""A body's file: tried first, its good rows taken, its faulty ones explained; nobody else's touched."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tests import make
from tests.integration.exchange.bulk import (
    NOW,
    OTHERS,
    OURS,
    body,
    brought,
    counts,
    faults,
    listing,
    number_of_services,
    publish,
    state,
    table,
    taken,
)
from wemi_piemonte.directory.hsds import render
from wemi_piemonte.directory.models import Location, Proposal, Service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.exchange.bulk.cells import read_table
from wemi_piemonte.exchange.bulk.columns import ORDER, cells_of
from wemi_piemonte.exchange.bulk.queries import own_listings
from wemi_piemonte.exchange.bulk.rules import BulkState
from wemi_piemonte.exchange.models import BulkRow
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.listings.models import ListingVersion


def test_a_dry_run_writes_nothing_and_says_what_would_come(account_id: UUID) -> None:
    before = number_of_services()
    content = table(
        {"name": "Doposcuola", "municipality": "Cuneo", "needs": "Assistenza domiciliare"},
        {"name": "", "municipality": "Cuneo", "needs": ""},
        {"name": "Altro", "municipality": "Atlantide", "needs": "niente di niente"},
    )
    import_id = brought(account_id, content)
    assert state(import_id) is BulkState.CHECKED
    assert counts(import_id) == {"created": 1, "refused": 2}
    assert faults(import_id) == [
        (3, "name", "required"),
        (4, "needs", "need"),
        (4, "municipality", "municipality"),
    ]
    assert number_of_services() == before


def test_the_good_rows_come_in_as_drafts_with_places_of_the_body(account_id: UUID) -> None:
    row = {
        "name": "Doposcuola",
        "municipality": "Cuneo",
        "address": "via Roma 1",
        "hours": "lun 9-12",
    }
    import_id = taken(account_id, table(row, {"name": "", "municipality": "Cuneo"}))
    assert state(import_id) is BulkState.DONE
    assert counts(import_id) == {"created": 1, "refused": 1}
    with reading() as session:
        service = session.scalars(select(Service).where(Service.name == "Doposcuola")).one()
        assert (service.publication, service.organization_id) == (Publication.DRAFT, OURS.id)
        version = session.scalars(select(ListingVersion)).one()
        assert (version.service_id, version.kind, version.account_id) == (
            service.id,
            "imported",
            account_id,
        )
    (link,) = listing(service.id).locations
    assert (link.location.organization_id, link.location.municipality) == (OURS.id, "004078")


def test_the_same_file_again_changes_nothing(account_id: UUID) -> None:
    content = table({"name": "Doposcuola", "municipality": "Cuneo"}, {"name": "Mensa"})
    taken(account_id, content)
    number = number_of_services()
    assert counts(taken(account_id, content)) == {"unchanged": 2}
    assert number_of_services() == number


def test_an_export_brought_back_changes_nothing(account_id: UUID) -> None:
    with reading() as session:
        rows = [cells_of(each.working) for each in own_listings(session, OURS.id) if each.working]
    assert len(rows) == 1
    assert counts(taken(account_id, table(*rows))) == {"unchanged": 1}


def test_over_a_published_listing_only_a_proposal_is_kept(account_id: UUID) -> None:
    old = listing(make.full_service().id)
    row = {"id": str(old.id), "name": "Il melo che corre"}
    assert counts(taken(account_id, table(row))) == {"proposed": 1}
    assert listing(old.id) == old
    with reading() as session:
        proposal = session.get(Proposal, old.id)
        assert proposal is not None
        proposed = json.loads(proposal.hsds)
        assert proposal.account_id == account_id
        assert proposal.submitted_at is None
    assert proposed["name"] == "Il melo che corre"
    # What the table has no column for stays.
    assert proposed["contacts"] == render(old)["contacts"]
    assert proposed["x_wemi"]["closures"] == render(old)["x_wemi"]["closures"]


def test_a_second_file_goes_on_from_the_proposal(account_id: UUID) -> None:
    service_id = str(make.full_service().id)
    taken(account_id, table({"id": service_id, "name": "Il melo che corre"}))
    taken(account_id, table({"id": service_id, "summary": "Più corto."}))
    with reading() as session:
        proposal = session.get(Proposal, UUID(service_id))
        assert proposal is not None
    told = json.loads(proposal.hsds)
    assert (told["name"], told["x_wemi"]["summary"]) == ("Il melo che corre", "Più corto.")


def test_going_back_to_what_is_published_takes_the_proposal_away(account_id: UUID) -> None:
    service_id = make.full_service().id
    row = {"id": str(service_id), "name": "Il melo che corre"}
    taken(account_id, table(row))
    import_id = taken(account_id, table({**row, "name": "Il melo che cammina"}))
    assert counts(import_id) == {"unchanged": 1}
    with reading() as session:
        assert session.get(Proposal, service_id) is None


def test_what_waits_for_the_region_is_not_changed(account_id: UUID) -> None:
    service_id = make.full_service().id
    taken(account_id, table({"id": str(service_id), "name": "Il melo che corre"}))
    with transaction() as session:
        proposal = session.get(Proposal, service_id)
        assert proposal is not None
        proposal.submitted_at = NOW
    import_id = taken(account_id, table({"id": str(service_id), "name": "Un altro nome"}))
    assert faults(import_id) == [(2, "", "waits")]


def test_the_id_of_another_body_is_refused_without_saying_whose(account_id: UUID) -> None:
    other = make.service("Il pero").id
    old = listing(other)
    import_id = taken(account_id, table({"id": str(other), "name": "Preso"}))
    assert faults(import_id) == [(2, "id", "not_yours")]
    with reading() as session:
        assert "Pero" not in session.scalars(select(BulkRow.faults)).one()
    assert listing(other) == old


def hsds(record: ServiceRecord, **changes: Any) -> dict[str, Any]:
    return {**render(record), **changes}


def test_an_hsds_record_of_another_body_is_refused(account_id: UUID) -> None:
    theirs = make.service("Il pero", organization=OTHERS)
    named = hsds(make.service("Nuovo", organization=OTHERS))
    no_body = {"name": "Senza corpo", "attributes": []}
    content = json.dumps([hsds(theirs), named, no_body]).encode()
    import_id = taken(account_id, content)
    assert faults(import_id) == [(1, "id", "not_yours"), (2, "/organization/id", "other_body")]
    assert counts(import_id) == {"created": 1, "refused": 2}


def test_an_hsds_record_never_changes_the_body_itself(account_id: UUID) -> None:
    before = body()
    told = hsds(make.full_service(), name="Altro nome")
    told["organization"]["name"] = "Consorzio rinominato"
    assert counts(taken(account_id, json.dumps(told).encode())) == {"proposed": 1}
    with reading() as session:
        proposal = session.scalars(select(Proposal)).one()
    assert json.loads(proposal.hsds)["organization"]["name"] == before.name
    assert body() == before


def test_a_place_that_only_another_body_knows_can_not_be_named(account_id: UUID) -> None:
    hidden = make.location("Sede segreta", organization_id=OTHERS.id)
    draft = make.service(
        "Il pero nuovo",
        organization=OTHERS,
        publication=Publication.DRAFT,
        locations=make.full_service("x", hidden).locations,
    )
    with transaction() as session:
        put_services(session, [(draft, "")], publish=False, now=NOW)
    thief = make.full_service("Il ladro", replace(hidden, organization_id=None))
    import_id = taken(account_id, json.dumps(render(thief)).encode())
    assert faults(import_id) == [(1, "/service_at_locations", "place_not_yours")]


def test_a_public_place_of_another_body_may_be_named_and_stays_as_it_is(account_id: UUID) -> None:
    town_hall = make.location("Municipio", organization_id=OTHERS.id)
    publish(replace(make.full_service("Sportello", town_hall), organization=OTHERS))
    guest = make.full_service(
        "Ospite", replace(town_hall, name="Municipio mio", organization_id=None)
    )
    assert counts(taken(account_id, json.dumps(render(guest)).encode())) == {"created": 1}
    with reading() as session:
        place = session.get(Location, town_hall.id)
        assert place is not None
        assert (place.name, place.organization_id) == ("Municipio", OTHERS.id)


def test_two_rows_of_one_service_are_told_apart(account_id: UUID) -> None:
    row = {"name": "Doposcuola", "municipality": "Cuneo"}
    import_id = taken(account_id, table(row, {**row, "municipality": "Alba"}, row))
    assert counts(import_id) == {"created": 2, "refused": 1}
    assert faults(import_id) == [(4, "id", "twice")]


def test_drafts_of_a_body_are_in_its_export_and_those_of_others_are_not(account_id: UUID) -> None:
    taken(account_id, table({"name": "Doposcuola"}))
    with reading() as session:
        found = list(own_listings(session, OURS.id))
    assert {each.organization_id for each in found} == {OURS.id}
    assert {each.working.name for each in found if each.working} == {
        "Doposcuola",
        "Il melo che cammina",
    }


def test_every_cell_of_an_export_is_read_back_as_a_column(account_id: UUID) -> None:
    found = read_table(table(dict.fromkeys(ORDER, "x")))
    assert found.columns == ORDER
    assert found.ignored == ()
