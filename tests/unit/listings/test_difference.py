"""What differs between two versions, and the mark of what was seen."""

from dataclasses import fields, replace

from tests import make
from wemi_piemonte.directory.record import PhoneRecord, ServiceRecord
from wemi_piemonte.directory.rules import Availability, Publication
from wemi_piemonte.listings.difference import SEVERAL, SINGLE, Change, changes, fingerprint

# What a form does not write, or what is told in another way.
UNTOLD = {"id", "organization", "publication", "verified_on", "assurer_email", "source_lang"} | {
    "attributes",
    "translations",
}


def test_every_field_of_a_listing_is_compared_or_left_out_on_purpose() -> None:
    names = {each.name for each in fields(ServiceRecord)}
    assert names == set(SINGLE) | set(SEVERAL) | UNTOLD


def test_a_listing_does_not_differ_from_itself() -> None:
    record = make.full_service()
    assert changes(record, record) == ()


def test_one_value_is_told_before_and_after() -> None:
    old = make.service()
    new = replace(old, summary="Altro")
    assert changes(old, new) == (Change("summary", before=old.summary, after="Altro"),)


def test_several_are_told_as_lost_and_gained() -> None:
    old = make.full_service()
    phone = PhoneRecord(id=make.key("new"), number="+39 011 000 1")
    (change,) = changes(old, replace(old, phones=(phone,)))
    assert (change.field, change.removed, change.added) == ("phones", old.phones, (phone,))
    assert change.is_several


def test_ids_and_translations_alone_are_no_difference() -> None:
    old = make.full_service()
    phones = tuple(replace(each, id=make.key("other", each.number)) for each in old.phones)
    new = replace(old, phones=phones, translations=())
    assert changes(old, new) == ()
    assert fingerprint(old) == fingerprint(new)


def test_a_place_that_changes_is_lost_and_gained() -> None:
    old = make.full_service()
    link = old.locations[0]
    place = replace(link.location, name="Casa del Pero")
    (change,) = changes(old, replace(old, locations=(replace(link, location=place),)))
    assert change.field == "locations"
    assert [each.location.name for each in change.added] == ["Casa del Pero"]


def test_without_an_older_version_all_that_is_said_is_told() -> None:
    record = make.service()
    told = {each.field for each in changes(None, record)}
    assert {"name", "summary", "description", "needs", "modes", "cost"} <= told
    assert "alternate_name" not in told


def test_not_known_and_not_said_are_the_same() -> None:
    old = make.service(availability=Availability.UNKNOWN)
    assert "availability" not in {each.field for each in changes(None, old)}


def test_only_the_fields_that_are_asked_for_count() -> None:
    old = make.service()
    new = replace(old, name="Altro")
    assert changes(old, new, only=("cost",)) == ()
    assert fingerprint(old, ("cost",)) == fingerprint(new, ("cost",))
    assert fingerprint(old, ("name",)) != fingerprint(new, ("name",))


def test_where_it_stands_is_not_what_it_says() -> None:
    record = make.service()
    other = replace(record, publication=Publication.DRAFT, verified_on=None)
    assert fingerprint(record) == fingerprint(other)
