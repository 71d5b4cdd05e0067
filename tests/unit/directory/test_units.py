"""Which texts a language asks for, and what newer translations take the place of."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests import make
from wemi_piemonte.directory.record import ServiceAreaRecord, TranslationRecord
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.directory.translating import joined
from wemi_piemonte.directory.units import Unit, units_of
from wemi_piemonte.foundation.locales import EASY

SERVICE = make.service()
DRAFT, MACHINE, REVIEWED = (
    TranslationState.DRAFT,
    TranslationState.MACHINE,
    TranslationState.REVIEWED,
)


def name(*rows: TranslationRecord, locale: str = "en") -> Unit:
    """The unit of the name of a service with these translations."""
    units = units_of(replace(SERVICE, translations=rows), locale)
    return next(unit for unit in units if unit.field == "name" and unit.part == SERVICE.id)


def told(text: str, state: TranslationState, source: str = SERVICE.name) -> TranslationRecord:
    return make.translation(SERVICE.id, "name", source, text, state=state)


def test_a_text_is_missing_then_draft_then_reviewed_then_outdated() -> None:
    assert name().readiness == "missing"
    assert name(told("A hand", DRAFT)).readiness == "draft"
    assert name(told("A hand", MACHINE)).readiness == "machine"
    done = name(told("A hand", REVIEWED))
    assert (done.readiness, done.is_done) == ("reviewed", True)
    assert name(told("A hand", REVIEWED, "Another name")).readiness == "outdated"


def test_a_draft_waits_beside_what_readers_see() -> None:
    unit = name(told("A hand", REVIEWED, "Another name"), told("A hand at home", DRAFT))
    assert (unit.text, unit.readiness, unit.draft) == ("A hand", "outdated", "A hand at home")
    assert not unit.draft_is_old
    assert name(told("A hand", DRAFT, "Another name")).draft_is_old


def test_the_language_of_the_text_itself_asks_for_nothing() -> None:
    assert units_of(SERVICE, "it") == []


def test_nobody_is_asked_for_proper_names() -> None:
    town = ServiceAreaRecord(
        id=make.key("town"), name="Cuneo", extent="004078", extent_type="istat"
    )
    several = replace(town, id=make.key("several"), name="Otto comuni", extent="004078 004203")
    record = replace(SERVICE, service_areas=(town, several))
    asked = {(unit.part, unit.field) for unit in units_of(record, "en")}
    assert (several.id, "name") in asked
    assert (town.id, "name") not in asked
    assert (SERVICE.organization.id, "name") not in asked
    assert (SERVICE.organization.id, "description") in asked


def test_a_name_that_somebody_translated_is_followed() -> None:
    body = SERVICE.organization
    row = make.translation(body.id, "name", "Another name", "Apple tree consortium")
    record = replace(SERVICE, organization=replace(body, translations=(row,)))
    found = [unit for unit in units_of(record, "en") if unit.part == body.id]
    assert ("name", "outdated") in {(unit.field, unit.readiness) for unit in found}


def test_easy_italian_asks_only_for_what_is_long() -> None:
    record = replace(SERVICE, summary="Un aiuto a casa.", description="Veniamo a casa.")
    asked = {unit.field for unit in units_of(record, EASY)}
    assert {"summary", "description"} <= asked
    assert "name" not in asked
    assert units_of(replace(record, source_lang="de"), EASY) == []


def test_what_a_person_has_read_ends_its_draft_and_replaces_the_machine() -> None:
    before = (told("One hand", MACHINE), told("A han", DRAFT))
    assert joined(before, [told("A hand", REVIEWED)]) == (told("A hand", REVIEWED),)


def test_a_machine_never_replaces_what_a_person_has_read() -> None:
    machine = told("One hand", MACHINE)
    for read in (told("A hand", REVIEWED), told("A hand", REVIEWED, "Another name")):
        assert joined((read,), [machine]) == (read,)
    assert joined((told("Hand", MACHINE),), [machine]) == (machine,)


def test_a_draft_replaces_a_draft_and_nothing_else() -> None:
    before = (told("A hand", REVIEWED), told("A han", DRAFT))
    after = joined(before, [told("A hand at home", DRAFT)])
    assert set(after) == {told("A hand", REVIEWED), told("A hand at home", DRAFT)}


@given(
    st.lists(
        st.builds(told, st.sampled_from(["a", "b"]), st.sampled_from([DRAFT, MACHINE, REVIEWED]))
    )
)
def test_there_is_never_more_than_one_shown_and_one_draft(rows: list[TranslationRecord]) -> None:
    found: tuple[TranslationRecord, ...] = ()
    for row in rows:
        found = joined(found, [row])
    assert len(found) == len({row.state is DRAFT for row in found})
