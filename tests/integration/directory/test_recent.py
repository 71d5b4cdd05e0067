"""A listing read before is shown again only while nothing has changed, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.make import full_service, service
from wemi_piemonte.directory import queries
from wemi_piemonte.directory.operations import put_services, set_publication
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.db import reading, transaction

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("database")


def put(*records: ServiceRecord) -> None:
    with transaction() as session:
        put_services(session, [(each, "") for each in records], publish=True, now=NOW)


def seen(record: ServiceRecord) -> ServiceRecord | None:
    with reading() as session:
        return queries.visible_record(session, record.id)


def test_what_was_read_is_kept_while_nothing_changes() -> None:
    whole = full_service()
    put(whole)
    first = seen(whole)
    assert first == whole
    assert seen(whole) is first


def test_a_change_of_the_listing_is_seen_at_once() -> None:
    whole = full_service()
    put(whole)
    seen(whole)
    changed = replace(whole, name="Il melo fermo", phones=())
    put(changed)
    assert seen(whole) == changed


def test_a_change_of_the_body_that_comes_with_another_listing_is_seen_too() -> None:
    one, other = full_service(), service("Un altro")
    put(one)
    seen(one)
    body = replace(one.organization, name="Il nome nuovo")
    put(replace(other, organization=body))
    found = seen(one)
    assert found is not None
    assert found.organization.name == "Il nome nuovo"


def test_a_withdrawn_listing_is_gone_at_once() -> None:
    whole = full_service()
    put(whole)
    seen(whole)
    with transaction() as session:
        set_publication(session, service_id=whole.id, target=Publication.SUSPENDED, now=NOW)
    assert seen(whole) is None
