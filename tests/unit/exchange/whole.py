"""Whole records, for properties that hold for all of them."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tests.unit.exchange import strategies as s
from wemi_piemonte.directory import record as r
from wemi_piemonte.directory import rules
from wemi_piemonte.directory.hsds.reading import derived_id
from wemi_piemonte.directory.record import TRANSLATABLE
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.taxonomy import tree


@st.composite
def locations(draw: Any, body: UUID) -> r.LocationRecord:
    istat = draw(st.sampled_from(s.MUNICIPALITIES))
    latitude, longitude = draw(s.latitudes), draw(s.longitudes)
    place = r.LocationRecord(
        id=draw(s.ids),
        organization_id=draw(st.sampled_from([None, body])),
        location_type=draw(st.sampled_from(["physical", "postal", "virtual"])),
        **{name: draw(s.lines) for name in ("name", "alternate_name")},
        **{name: draw(s.proses) for name in ("description", "transportation")},
        url=draw(s.webs),
        latitude=latitude,
        longitude=longitude,
        external_identifier=istat,
        external_identifier_type="istat",
        municipality=istat,
        source_lang=draw(st.sampled_from(["it", "fr"])),
        addresses=draw(s.some(s.addresses)),
        phones=draw(s.some(s.phones)),
        accessibility=draw(s.some(s.accessibility)),
        schedules=draw(s.some(s.schedules())),
    )
    parts = (*place.phones, *place.accessibility, *place.schedules)
    found: r.LocationRecord = draw(translated(place, parts))
    return found


@st.composite
def organizations(draw: Any) -> r.OrganizationRecord:
    body = r.OrganizationRecord(
        id=draw(s.ids),
        name=draw(s.words),
        alternate_name=draw(s.lines),
        description=draw(s.proses),
        email=draw(s.emails),
        website=draw(s.webs),
        legal_status=draw(s.lines),
        year_incorporated=draw(st.none() | st.integers(1000, 2200)),
        logo=draw(s.webs),
        uri=draw(s.webs),
        kind=draw(st.sampled_from(rules.OrganizationKind)),
        tax_code=draw(st.sampled_from(["", "01234567890", "RSSMRA80A01L219M"])),
        source_lang=draw(st.sampled_from(["it", "deu"])),
        phones=draw(s.some(s.phones)),
    )
    found: r.OrganizationRecord = draw(translated(body, body.phones))
    return found


@st.composite
def translated(draw: Any, root: Any, parts: tuple[Any, ...]) -> Any:
    """The same record, with translations of some of its texts and of its parts'."""
    rows = []
    for part in (root, *parts):
        said = [name for name in TRANSLATABLE.get(type(part), ()) if getattr(part, name)]
        for name in draw(st.lists(st.sampled_from(said), unique=True, max_size=2)) if said else []:
            others = sorted(set(LOCALES) - {root.source_lang})
            rows.append(
                r.TranslationRecord(
                    part=part.id,
                    locale=draw(st.sampled_from(others)),
                    field=name,
                    text=draw(s.words),
                    state=draw(st.sampled_from(rules.TranslationState)),
                    source_hash=draw(st.sampled_from(["0123456789abcdef", "Z"])),
                )
            )
    rows.sort(key=lambda row: (row.locale, str(row.part), row.field))
    return _replaced(root, translations=tuple(rows))


def _replaced(record: Any, **changes: Any) -> Any:
    values = {name: getattr(record, name) for name in type(record).__slots__}
    return type(record)(**(values | changes))


@st.composite
def links(draw: Any, body: UUID) -> r.ServiceAtLocationRecord:
    return r.ServiceAtLocationRecord(
        id=draw(s.ids),
        location=draw(locations(body)),
        description=draw(s.proses),
        phones=draw(s.some(s.phones)),
        schedules=draw(s.some(s.schedules())),
    )


@st.composite
def services(draw: Any) -> r.ServiceRecord:
    """A whole service, as it is once it has been read."""
    service_id, body = draw(s.ids), draw(organizations())
    codes, texts, parts = draw(_codes()), draw(_texts()), draw(_parts())
    service = r.ServiceRecord(
        id=service_id,
        organization=body,
        eligibility=draw(_eligibility(service_id)),
        locations=draw(s.some(links(body.id))),
        **codes,
        **texts,
        **parts,
    )
    with_texts = [part for found in parts.values() for part in found]
    whole: r.ServiceRecord = draw(translated(service, (*with_texts, *service.locations)))
    return whole


@st.composite
def _texts(draw: Any) -> dict[str, Any]:
    names = ("description", "what_you_get", "alert", "wait_time", "application_process")
    more = ("fees_description", "eligibility_description", "interpretation_services")
    return {
        **{name: draw(s.proses) for name in (*names, *more, "accreditations")},
        "name": draw(s.words),
        # A summary always: where there is none it is taken from the description.
        "summary": draw(s.words),
        "alternate_name": draw(s.lines),
        "url": draw(s.webs),
        "email": draw(s.emails),
        "assurer_email": draw(s.emails),
        "source_lang": draw(st.sampled_from(["it", "en", "wol"])),
    }


@st.composite
def _codes(draw: Any) -> dict[str, Any]:
    return {
        "status": draw(st.sampled_from(rules.Status)),
        "minimum_age": draw(st.sampled_from([None, 0.0, 0.5, 18.0])),
        "maximum_age": draw(st.sampled_from([None, 18.0, 99.9, 150.0])),
        "verified_on": draw(s.days),
        "cost": draw(st.sampled_from(rules.Cost)),
        "availability": draw(st.sampled_from(rules.Availability)),
        "needs": draw(several(tree.all_codes())),
        "modes": draw(several(tuple(rules.Mode), least=1)),
        "targets": draw(several(tuple(rules.Target))),
    }


def several(codes: tuple[Any, ...], least: int = 0) -> Any:
    """A few different codes of a list."""
    return st.lists(st.sampled_from(codes), unique=True, min_size=least, max_size=3).map(tuple)


@st.composite
def _parts(draw: Any) -> dict[str, tuple[Any, ...]]:
    kinds = {
        "phones": s.phones,
        "contacts": s.contacts(),
        "schedules": s.schedules(),
        "exceptions": s.exceptions,
        "closures": s.closures,
        "stops": s.stops(),
        "languages": s.languages,
        "cost_options": s.cost_options(),
        "required_documents": s.documents,
        "service_areas": s.areas,
        "attributes": s.attributes,
    }
    return {name: draw(s.some(kind)) for name, kind in kinds.items()}


@st.composite
def _eligibility(draw: Any, service_id: UUID) -> tuple[r.EligibilityRecord, ...]:
    return tuple(
        r.EligibilityRecord(
            id=derived_id(service_id, "eligibility", condition),
            condition=condition,
            answer=draw(st.sampled_from(rules.Answer)),
        )
        for condition in draw(several(rules.CONDITIONS))
    )
