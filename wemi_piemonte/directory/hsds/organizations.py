"""The body behind a service."""

from dataclasses import replace

from wemi_piemonte.directory.hsds.parts import PHONES
from wemi_piemonte.directory.hsds.reading import (
    Aggregate,
    Reading,
    Source,
    derived_id,
    make,
    read_children,
    read_values,
)
from wemi_piemonte.directory.hsds.shapes import Field, Shape
from wemi_piemonte.directory.hsds.values import (
    choice,
    email,
    language,
    line,
    pattern,
    prose,
    uri,
    web,
    whole,
)
from wemi_piemonte.directory.hsds.writing import Json, by_part, written
from wemi_piemonte.directory.record import OrganizationRecord
from wemi_piemonte.directory.rules import OrganizationKind

# The scheme of the Italian tax code (codice fiscale) among the identifiers of a body.
TAX_CODE = "IT-CF"
_tax_code = pattern(
    r"\d{11}|[A-Z0-9]{16}", "must be a tax code: 11 figures, or 16 letters and figures", str.upper
)

ORGANIZATION = Shape(
    "organization",
    OrganizationRecord,
    (
        Field("name", line(), required=True),
        Field("alternate_name", line()),
        Field("description", prose, always=True),
        Field("email", email),
        Field("website", web),
        Field("legal_status", line()),
        Field("year_incorporated", whole(1000, 2200)),
        Field("logo", web),
        Field("uri", uri),
        Field(
            "kind",
            choice(OrganizationKind),
            "organization_kind",
            own=True,
            always=True,
            default=OrganizationKind.OTHER,
        ),
        Field("source_lang", language, own=True, always=True, default="it"),
    ),
    (PHONES,),
    links=("organization_identifiers",),
)


def read_organization(source: Source, service: Aggregate) -> OrganizationRecord:
    """Return the body of a service, which has to name it."""
    body = source.object("organization")
    if body is None:
        source.refuse("organization", "is required")
    organization_id = body.id("id")
    if organization_id is None:
        body.refuse("id", "is required")
    if source.id("organization_id") not in {None, organization_id}:
        source.refuse("organization_id", "is not the id of the organization inside")
    source_lang = body.read("source_lang", language, own=True) or service.source_lang
    into = Aggregate(service.reading, source_lang)
    values = read_values(ORGANIZATION, body) | {"source_lang": source_lang}
    values |= read_children(ORGANIZATION, body, organization_id, into)
    values["tax_code"] = _read_tax_code(body, service.reading)
    service.reading.organization_id = organization_id
    record: OrganizationRecord = make(ORGANIZATION, body, organization_id, values, into)
    return replace(record, translations=into.in_order())


def _read_tax_code(body: Source, reading: Reading) -> str:
    found = ""
    for each in body.objects("organization_identifiers"):
        if each.read("identifier_scheme", line()).upper() == TAX_CODE:
            found = str(each.read("identifier", _tax_code)) or found
        else:
            reading.warn(f"An organization_identifier other than {TAX_CODE} is not kept.")
    return found


def write_organization(record: OrganizationRecord) -> Json:
    """Return a body as its HSDS object."""
    found = written(ORGANIZATION, record, by_part(record.translations))
    if record.tax_code:
        found["organization_identifiers"] = [
            {
                "id": str(derived_id(record.id, TAX_CODE, record.tax_code)),
                "identifier_scheme": TAX_CODE,
                "identifier_type": "Codice fiscale",
                "identifier": record.tax_code,
            }
        ]
    return found
