"""What hangs on a service, a body or a place: phones, contacts, languages, costs, documents."""

import re
from typing import Any

from wemi_piemonte.directory.hsds.refusal import printable
from wemi_piemonte.directory.hsds.shapes import Child, Field, Shape
from wemi_piemonte.directory.hsds.times import Fault, out_of_order
from wemi_piemonte.directory.hsds.values import (
    PROSE,
    Kind,
    cents,
    day,
    email,
    language,
    line,
    phone,
    prose,
    text_of,
    uri,
    web,
    whole,
    word,
)
from wemi_piemonte.directory.record import (
    AccessibilityRecord,
    AddressRecord,
    ContactRecord,
    CostBandRecord,
    CostOptionRecord,
    LanguageRecord,
    PhoneRecord,
    RequiredDocumentRecord,
    ServiceAreaRecord,
)
from wemi_piemonte.geo.gazetteer import places

ISTAT = "istat"
_GAP = re.compile(r"[\s,;]+")
_ITALY = frozenset({"italia", "italy", "ita"})


def _country(value: object) -> str:
    text = text_of(value, 64)
    if text.casefold() in _ITALY:
        return "IT"
    return text.upper() if len(text) == 2 else text


def _band(lower: str, upper: str) -> Any:
    def check(values: dict[str, Any]) -> Fault:
        wrong = out_of_order(values, "lower", "upper")
        return (upper, f"must not be below {lower}") if wrong else None

    return check


def _cost(values: dict[str, Any]) -> Fault:
    return out_of_order(values, "valid_from", "valid_to")


def _area(values: dict[str, Any]) -> Fault:
    if values["extent_type"].casefold() != ISTAT:
        return None
    codes = [code for code in _GAP.split(values["extent"]) if code]
    if not codes:
        return "extent", "must name at least one ISTAT code"
    known = {province.istat for province in places.provinces()}
    for code in codes:
        if code not in known and places.municipality(code) is None:
            shown = printable(code)
            return "extent", f"names {shown}, no ISTAT code of a municipality or province of ours"
    values["extent_type"] = ISTAT
    values["extent"] = " ".join(dict.fromkeys(codes))
    return None


PHONE = Shape(
    "phone",
    PhoneRecord,
    (
        Field("number", phone, required=True),
        Field("extension", whole(0, 999_999_999)),
        Field("type", line()),
        Field("description", prose),
    ),
    links=(
        "service_id",
        "location_id",
        "organization_id",
        "contact_id",
        "service_at_location_id",
    ),
)
PHONES = Child("phones", PHONE)

CONTACT = Shape(
    "contact",
    ContactRecord,
    (
        Field("name", line()),
        Field("title", line()),
        Field("department", line()),
        Field("email", email),
    ),
    (PHONES,),
    links=("service_id", "location_id", "organization_id", "service_at_location_id"),
)

LANGUAGE = Shape(
    "language",
    LanguageRecord,
    (Field("code", language), Field("name", line()), Field("note", prose)),
    links=("service_id", "location_id", "phone_id"),
    core="code",
)

_AMOUNT = Field("amount_cents", cents, "amount", required=True)
INCOME_BAND = Shape(
    "income band",
    CostBandRecord,
    (Field("lower", cents, "isee_from"), Field("upper", cents, "isee_to"), _AMOUNT),
    constants=(("kind", "isee"),),
    check=_band("isee_from", "isee_to"),
)
_PEOPLE = whole(1, 1000)
GROUP = Shape(
    "group",
    CostBandRecord,
    (Field("lower", _PEOPLE, "people_from"), Field("upper", _PEOPLE, "people_to"), _AMOUNT),
    constants=(("kind", "people"),),
    check=_band("people_from", "people_to"),
)

COST_OPTION = Shape(
    "cost_option",
    CostOptionRecord,
    (
        Field("valid_from", day),
        Field("valid_to", day),
        Field("option", line(1000)),
        Field("currency", word("EUR", fold=str.upper), default="EUR", always=True),
        Field("amount_cents", cents, "amount"),
        Field("amount_description", prose),
    ),
    (
        Child("bands", INCOME_BAND, own=True, holds=lambda band: band.kind == "isee"),
        Child("bands", GROUP, "groups", own=True, holds=lambda band: band.kind == "people"),
    ),
    links=("service_id",),
    check=_cost,
)

REQUIRED_DOCUMENT = Shape(
    "required_document",
    RequiredDocumentRecord,
    (Field("document", line(1000)), Field("uri", web)),
    links=("service_id",),
    core="document",
)

SERVICE_AREA = Shape(
    "service_area",
    ServiceAreaRecord,
    (
        Field("name", line()),
        Field("description", prose),
        Field("extent", Kind(lambda value: text_of(value, PROSE), empty="")),
        Field("extent_type", line(40)),
        Field("uri", uri),
    ),
    links=("service_id",),
    check=_area,
)

ACCESSIBILITY = Shape(
    "accessibility",
    AccessibilityRecord,
    (Field("description", prose), Field("details", prose), Field("url", web)),
    links=("location_id",),
)

ADDRESS = Shape(
    "address",
    AddressRecord,
    (
        Field("attention", line()),
        Field("address_1", line(), always=True),
        Field("address_2", line()),
        Field("city", line(), always=True),
        Field("region", line()),
        Field("state_province", line(), always=True),
        Field("postal_code", line(20), always=True),
        Field("country", Kind(_country, empty=""), default="IT", always=True),
        Field(
            "address_type",
            word("physical", "postal", "virtual"),
            default="physical",
            always=True,
        ),
    ),
    links=("location_id",),
)
