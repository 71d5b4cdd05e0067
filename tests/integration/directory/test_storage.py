"""Listings go into the tables and come out equal, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import IntegrityError

from tests.make import full_service, key, location, organization, service, translation
from wemi_piemonte.directory import queries
from wemi_piemonte.directory.models import Attribute, Phone, Service
from wemi_piemonte.directory.operations import Outcome, Put, put_services, set_publication
from wemi_piemonte.directory.record import AttributeRecord, ServiceAtLocationRecord, ServiceRecord
from wemi_piemonte.directory.rules import Publication, Status
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, NotFound
from wemi_piemonte.foundation.outbox import Change
from wemi_piemonte.taxonomy.models import TaxonomyTerm

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("database")


def put(*records: ServiceRecord, publish: bool = True, hsds: str = "{}") -> list[Put]:
    with transaction() as session:
        return put_services(session, [(r, hsds) for r in records], publish=publish, now=NOW)


def kept(*records: ServiceRecord) -> list[ServiceRecord]:
    with reading() as session:
        return queries.records(session, [record.id for record in records])


def changes() -> list[Any]:
    with reading() as session:
        return list(session.scalars(select(Change.entity_id).order_by(Change.id)))


def count(model: type[Any]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_listing_with_everything_comes_out_as_it_went_in() -> None:
    whole = full_service()
    (outcome,) = put(whole)
    assert outcome == Put(whole.id, Outcome.CREATED, published=True)
    assert kept(whole) == [whole]


def test_putting_the_same_in_again_changes_no_row_and_tells_nobody() -> None:
    whole = full_service()
    put(whole)
    before = changes()
    (outcome,) = put(whole)
    assert outcome == Put(whole.id, Outcome.UNCHANGED, published=False)
    assert changes() == before
    assert kept(whole) == [whole]


def test_a_changed_part_replaces_the_parts_and_leaves_none_behind() -> None:
    whole = full_service()
    put(whole)
    phones = count(Phone)
    fewer = replace(whole, phones=(), closures=(), name="Il melo fermo")
    (outcome,) = put(fewer)
    assert outcome.outcome is Outcome.UPDATED
    assert kept(whole) == [fewer]
    assert count(Phone) == phones - 1


def test_two_listings_may_name_a_part_by_the_same_id() -> None:
    one, two = service("Uno"), service("Due")
    shared = full_service().phones
    one, two = replace(one, phones=shared), replace(two, phones=shared)
    put(one, two)
    assert kept(one, two) == [one, two]
    put(replace(one, phones=()))
    assert kept(two) == [two]


def test_without_trust_a_new_listing_is_a_draft_and_unseen() -> None:
    new = full_service()
    (outcome,) = put(new, publish=False)
    assert outcome == Put(new.id, Outcome.CREATED, published=False)
    assert kept(new) == [replace(new, publication=Publication.DRAFT)]
    with reading() as session:
        assert queries.visible_ids(session, [new.id]) == set()
        assert queries.visible_record(session, new.id) is None


def test_without_trust_a_draft_is_replaced() -> None:
    new = full_service()
    put(new, publish=False)
    (outcome,) = put(replace(new, name="Altro nome"), publish=False)
    assert outcome.outcome is Outcome.UPDATED
    assert kept(new)[0].name == "Altro nome"


def test_without_trust_a_published_listing_stays_and_a_proposal_is_kept() -> None:
    whole = full_service()
    put(whole)
    before = changes()
    wanted = replace(whole, name="Altro nome", organization=organization(description="Altro"))
    (outcome,) = put(wanted, publish=False, hsds='{"name": "Altro nome"}')
    assert outcome.outcome is Outcome.PROPOSED
    assert kept(whole) == [whole]
    assert changes() == before
    with reading() as session:
        assert queries.proposal_of(session, whole.id) == '{"name": "Altro nome"}'
    (again,) = put(wanted, publish=False, hsds='{"name": "Altro nome"}')
    assert again.outcome is Outcome.UNCHANGED
    (other,) = put(wanted, publish=False, hsds='{"name": "Ancora"}')
    assert other.outcome is Outcome.PROPOSED


def test_a_changed_body_or_place_tells_every_listing_that_shows_it() -> None:
    place = location()
    one, two = full_service("Uno", place), full_service("Due", place)
    put(one, two)
    told = len(changes())
    moved = replace(place, name="Nuova casa")
    link = replace(one.locations[0], location=moved)
    put(replace(one, locations=(link,)))
    assert set(changes()[told:]) == {one.id, two.id}
    assert kept(two)[0].locations[0].location.name == "Nuova casa"
    told = len(changes())
    put(replace(one, locations=(link,), organization=organization(email="nuova@melo.example")))
    assert set(changes()[told:]) == {one.id, two.id}


def test_one_call_may_bring_the_same_listing_twice_and_the_last_one_stays() -> None:
    first, second = service(), replace(service(), summary="Più breve.")
    outcomes = put(first, second)
    assert [o.outcome for o in outcomes] == [Outcome.CREATED, Outcome.UPDATED]
    assert kept(first) == [second]


def test_terms_of_other_taxonomies_are_kept_and_given_back() -> None:
    term = AttributeRecord(
        id=key("term"),
        link_type="topic",
        term_id="77",
        term_code="BD-1800",
        term_name="Food pantries",
        taxonomy="open-eligibility",
        language="en",
    )
    foreign = service(
        attributes=(term, replace(term, id=key("other"), term_code="BH", term_id="78"))
    )
    put(foreign)
    assert kept(foreign) == [foreign]
    terms = count(TaxonomyTerm)
    put(service("Un altro", attributes=(term,)))
    assert count(TaxonomyTerm) == terms


def test_needs_modes_and_targets_are_links_to_terms() -> None:
    put(full_service())
    with reading() as session:
        query = select(Attribute.link_type, TaxonomyTerm.code).join(
            TaxonomyTerm, TaxonomyTerm.key == Attribute.term_key
        )
        found = {tuple(row) for row in session.execute(query)}
    assert ("need", "ageing.home-care") in found
    assert ("mode", "itinerant") in found
    assert ("target", "older_people") in found


def test_order_is_kept_where_order_speaks() -> None:
    record = service(
        needs=("housing.emergency", "ageing.home-care"), languages=full_service().languages[::-1]
    )
    put(record)
    (found,) = kept(record)
    assert found.needs == record.needs
    assert [language.code for language in found.languages] == ["ro", "it"]


def test_only_what_is_published_and_alive_is_visible() -> None:
    seen, closed = service("Vivo"), service("Chiuso", status=Status.TEMPORARILY_CLOSED)
    gone, draft = service("Finito", status=Status.DEFUNCT), service("Bozza")
    put(seen, closed, gone)
    put(draft, publish=False)
    ids = [seen.id, closed.id, gone.id, draft.id, key("nobody")]
    with reading() as session:
        assert queries.visible_ids(session, ids) == {seen.id, closed.id}
        assert queries.published_ids(session) == sorted((seen.id, closed.id))
        assert queries.visible_ids(session, []) == set()
        assert queries.services_of(session, organization().id) == [closed.id, seen.id]
        batches = [[r.id for r in batch] for batch in queries.published_batches(session, 1)]
    assert batches == [[each] for each in sorted((seen.id, closed.id))]


def test_what_is_counted_is_what_can_be_found() -> None:
    put(full_service("Uno"), full_service("Due"), service("Finito", status=Status.DEFUNCT))
    put(full_service("Bozza", location("Altrove", municipality="001272")), publish=False)
    with reading() as session:
        found = queries.counts(session)
    assert (found.services, found.organizations, found.municipalities, found.languages) == (
        2,
        1,
        1,
        2,
    )


def test_an_organization_shows_its_places_and_itself() -> None:
    body = organization(
        translations=(translation(organization().id, "name", "Consorzio del Melo", "Apple"),)
    )
    other = location("Altra casa")
    one = replace(full_service("Uno"), organization=body)
    extra = ServiceAtLocationRecord(id=key("extra"), location=other)
    put(replace(one, locations=(*one.locations, extra)))
    with reading() as session:
        assert queries.organization_record(session, body.id) == body
        assert queries.organization_record(session, key("nobody")) is None
        names = [place.name for place in queries.places_of(session, body.id)]
    assert names == ["Altra casa", "Casa del Melo"]


def test_a_listing_taken_from_the_public_is_told_to_the_index() -> None:
    put(service())
    told = len(changes())
    with transaction() as session:
        set_publication(session, service_id=service().id, target=Publication.SUSPENDED, now=NOW)
    assert changes()[told:] == [service().id]
    with reading() as session:
        assert queries.visible_ids(session, [service().id]) == set()


def test_an_illegal_move_changes_nothing() -> None:
    put(service())
    told = changes()
    with pytest.raises(IllegalMove), transaction() as session:
        set_publication(session, service_id=service().id, target=Publication.DRAFT, now=NOW)
    with pytest.raises(NotFound), transaction() as session:
        set_publication(session, service_id=key("nobody"), target=Publication.DRAFT, now=NOW)
    assert changes() == told
    assert kept(service()) == [service()]


def test_a_record_that_the_database_refuses_takes_the_whole_call_with_it() -> None:
    wrong = service("Età", minimum_age=80, maximum_age=18)
    with pytest.raises(IntegrityError):
        put(service("Giusto"), wrong)
    assert count(Service) == 0
    assert changes() == []


def test_a_body_with_services_is_not_deleted(database: Engine) -> None:
    put(full_service())
    with pytest.raises(IntegrityError), database.begin() as connection:
        connection.execute(text("DELETE FROM organization"))
    with database.begin() as connection:
        connection.execute(text("DELETE FROM service"))
        assert connection.scalar(text("SELECT count(*) FROM schedule")) == 0
        assert connection.scalar(text("SELECT count(*) FROM translation")) == 0
