"""What a feed leaves out is filled in as the profile says, and nothing that it says is bent."""

import pytest

from tests.unit.exchange.readings import place, read, warnings_of
from tests.unit.exchange.samples import Document, english, full, small, term, uid
from wemi_piemonte.directory.hsds import Refused, parse, render
from wemi_piemonte.directory.rules import (
    Answer,
    Availability,
    Cost,
    Mode,
    OrganizationKind,
    Status,
    TranslationState,
    hash_of,
)


def test_the_smallest_service_is_taken_with_defaults() -> None:
    record, warnings = parse(small())
    assert warnings == []
    assert record.status is Status.ACTIVE
    assert (record.cost, record.availability) == (Cost.UNKNOWN, Availability.UNKNOWN)
    assert (record.modes, record.needs, record.verified_on) == ((), (), None)
    assert record.organization.kind is OrganizationKind.OTHER
    assert record.source_lang == record.organization.source_lang == "it"


@pytest.mark.parametrize(
    ("options", "cost"),
    [
        ([], Cost.UNKNOWN),
        ([{"option": "Ask"}], Cost.UNKNOWN),
        ([{"amount": 0}, {"amount": 0.0}], Cost.FREE),
        ([{"amount": 0}, {"amount": 0.01}], Cost.PAID),
        ([{"x_wemi": {"bands": [{"isee_to": 8000, "amount": 0}]}}], Cost.MEANS_TESTED),
        ([{"x_wemi": {"groups": [{"people_from": 2, "amount": 5}]}}], Cost.PAID),
    ],
)
def test_the_cost_follows_from_the_prices(options: list[Document], cost: Cost) -> None:
    assert read(cost_options=options).cost is cost


def test_a_cost_that_is_said_stands_against_the_prices() -> None:
    said = [{"link_type": "cost", "taxonomy_term": term("free")}]
    assert read(cost_options=[{"amount": 3}], attributes=said).cost is Cost.FREE


def test_a_service_with_a_place_is_on_site_when_it_says_nothing_else() -> None:
    assert read(service_at_locations=[place(latitude=45.07, longitude=7.68)]).modes == (
        Mode.ON_SITE,
    )


def test_cents_are_exact() -> None:
    amounts = [0.1, 0.29, 1.15, 10.1, 19.99, 4.35, 9_999_999.99]
    record = read(cost_options=[{"amount": amount} for amount in amounts])
    found = [option.amount_cents for option in record.cost_options]
    assert found == [10, 29, 115, 1010, 1999, 435, 999_999_999]
    assert [option["amount"] for option in render(record)["cost_options"]] == amounts


def test_a_missing_id_is_derived_and_always_the_same() -> None:
    phones = [{"number": "0171 000 1"}, {"number": "0171 000 2"}, {"number": "0171 000 1"}]
    first, second = read(phones=phones).phones, read(phones=phones).phones
    assert first == second
    assert [phone.number for phone in first] == ["0171 000 1", "0171 000 2"]
    assert len({phone.id for phone in first}) == 2


def test_the_same_phone_may_hang_on_two_parts() -> None:
    phone = {"id": uid(7), "number": "0171 000 1"}
    record = read(phones=[phone, phone], contacts=[{"name": "Office", "phones": [phone]}])
    assert record.phones == record.contacts[0].phones
    assert len(record.phones) == 1


def test_the_first_sentence_of_the_description_is_the_summary() -> None:
    text = "A S. Anna, dal C.I.S.S. di Cuneo, ti aiutiamo noi! Poi c'è altro. Fine."
    assert read(description=text).summary == "A S. Anna, dal C.I.S.S. di Cuneo, ti aiutiamo noi!"
    assert read(description="parola " * 200).summary.endswith(" parola…")
    assert len(read(description="parola " * 200).summary) <= 300


def test_the_standards_own_wait_time_is_read() -> None:
    assert read(wait_time="Two weeks").wait_time == "Two weeks"


def test_terms_of_other_taxonomies_are_kept_as_they_came() -> None:
    foreign = {
        "id": uid(8),
        "link_type": "need",
        "taxonomy_term": term("1101", "Open Eligibility", id=uid(9)),
    }
    record = read(attributes=[foreign])
    assert record.needs == ()
    written = [a for a in render(record)["attributes"] if a["id"] == uid(8)]
    assert written == [foreign]


def test_our_taxonomies_need_no_link_type() -> None:
    record = read(
        attributes=[{"taxonomy_term": term("protection.violence", "wemi-piemonte-needs")}]
    )
    assert record.needs == ("protection.violence",)


def test_hours_are_wall_time_and_offsets_are_left_out_with_a_warning() -> None:
    schedule = {"byday": "mo, we", "opens_at": "09:00+01:00", "closes_at": "24:00", "timezone": 1}
    record, warnings = parse(small() | {"schedules": [schedule]})
    found = record.schedules[0]
    assert (found.freq, found.byday, str(found.opens_at)) == ("WEEKLY", "MO,WE", "09:00:00")
    assert str(found.closes_at) == "23:59:00"
    assert warnings == [
        "The field schedule.timezone is not kept.",
        "The offset of schedule.opens_at is not kept: hours are wall time.",
    ]
    assert "timezone" not in render(record)["schedules"][0]


def test_a_frequency_that_the_standard_lacks_is_written_in_our_extension() -> None:
    record = read(schedules=[{"freq": "daily", "opens_at": "08:00"}])
    written = render(record)["schedules"][0]
    assert "freq" not in written
    assert written["x_wemi"] == {"freq": "DAILY"}
    assert parse(render(record))[0] == record


def test_eligibility_may_bring_conditions_of_its_own() -> None:
    record = read(x_wemi={"eligibility": {"pregnant": "yes", "minors": None}})
    assert [(each.condition, each.answer) for each in record.eligibility] == [
        ("pregnant", Answer.YES)
    ]


def test_translations_of_every_part_come_to_the_aggregate() -> None:
    record, _ = parse(full())
    desk = record.contacts[0]
    found = {(row.part, row.field): row for row in record.translations}
    assert found[desk.id, "department"].text == "Desk"
    assert found[record.id, "name"].state is TranslationState.REVIEWED
    assert found[record.id, "name"].source_hash == hash_of("Assistenza a casa")
    assert [row.field for row in record.organization.translations] == ["description"]
    inner = record.locations[0].location.translations
    assert {row.text for row in inner} == {"Office", "Ramp", "No appointment"}


def test_a_translation_is_a_draft_until_somebody_says_more() -> None:
    more = {"x_wemi": {"translations": {"zh": {"name": {"text": "食物银行"}}}}}
    assert read(**more).translations[0].state is TranslationState.DRAFT


def test_the_summary_that_was_made_can_be_translated() -> None:
    record = read(description="Uno. Due.", x_wemi=english(summary="One."))
    assert record.translations[0].source_hash == hash_of("Uno.")


def test_bodies_and_places_speak_the_language_of_their_service() -> None:
    record = read(
        x_wemi={"source_lang": "FR"},
        service_at_locations=[place(latitude=45.07, longitude=7.68)],
    )
    assert record.organization.source_lang == "fr"
    assert record.locations[0].location.source_lang == "fr"


def test_what_is_not_kept_is_named_once_for_each_place() -> None:
    more = {
        "program": {"name": "x"},
        "funding": [],
        "licenses": None,
        "phones": [{"number": "112", "languages": [{"code": "it"}]}],
        "languages": [{"name": "Italian"}, {}],
        "x_wemi": {"colour": "red"},
        "evil\x1b[2J" * 20: 1,
    }
    warnings = warnings_of(**more)
    assert sorted(warnings)[:3] == [
        "A language without code is not kept.",
        "An empty language is not kept.",
        "The field phone.languages is not kept.",
    ]
    assert "The field service.program is not kept." in warnings
    assert "The field service.x_wemi.colour is not kept." in warnings
    assert len(warnings) == 6
    assert all(warning.isprintable() and len(warning) < 150 for warning in warnings)


def test_what_is_not_kept_of_a_body_and_of_a_term_is_named_too() -> None:
    document = small() | {
        "attributes": [{"taxonomy_term": term("1", "Other", version="2", parent_id=uid(5))}]
    }
    document["organization"]["organization_identifiers"] = [
        {"identifier_scheme": "GB-CHC", "identifier_type": "Charity", "identifier": "1"}
    ]
    assert parse(document)[1] == [
        "An organization_identifier other than IT-CF is not kept.",
        "The field taxonomy_term.version is not kept.",
    ]


def test_texts_are_cleaned_of_the_white_space_around_them() -> None:
    record = read(name="  Food \n bank ", description="\r\nOne.\r\nTwo. ")
    assert (record.name, record.description) == ("Food bank", "One.\nTwo.")


def test_a_refusal_is_known_by_its_code() -> None:
    with pytest.raises(Refused) as refused:
        parse({})
    assert refused.value.code == "record_refused"
    assert refused.value.details == {"pointer": "/id", "reason": "is required"}
