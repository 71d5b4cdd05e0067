"""The shape of the form of a listing, step by step; names of rows are in the plural."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from wemi_piemonte.directory.hsds.times import WEEKDAYS
from wemi_piemonte.directory.rules import Answer, Availability, Cost, Mode, Target
from wemi_piemonte.foundation.schemas import Lenient
from wemi_piemonte.geo.gazetteer.places import provinces
from wemi_piemonte.listings.schemas import values
from wemi_piemonte.taxonomy import tree

MOST_ROWS = 60
NAME = 150
SUMMARY = 300
BEFORE = _l("The end is before the beginning.")


def _codes(allowed: Any) -> fields.List[str]:
    each = fields.String(validate=validate.OneOf([str(code) for code in allowed]))
    return fields.List(each, load_default=list)


def _rows(row: type["Row"]) -> fields.Nested:
    return fields.Nested(
        row,
        many=True,
        load_default=list,
        validate=validate.Length(max=MOST_ROWS, error=_l("These are too many rows.")),
    )


class Row(Lenient):
    """One of several; a row in which none of `told` is filled in is no row."""

    told: ClassVar[tuple[str, ...]] = ()

    id = fields.String(load_default="", validate=validate.Length(max=36))


def _in_order(row: dict[str, Any], first: str, last: str) -> None:
    before, after = row.get(first), row.get(last)
    if before is not None and after is not None and after < before:
        raise ValidationError([BEFORE], last)


def _both(row: dict[str, Any], first: str, last: str) -> None:
    for one, other in ((first, last), (last, first)):
        if row.get(one) is not None and row.get(other) is None:
            raise ValidationError([_l("Both times are needed.")], other)


class What(Lenient):
    name = values.line(NAME)
    alternate_name = values.line(NAME)
    summary = values.line(SUMMARY)
    description = values.prose()
    what_you_get = values.prose()
    needs = _codes(tree.need_codes())
    add_need = fields.String(load_default="", validate=validate.OneOf(["", *tree.need_codes()]))

    @validates_schema
    def _is_called_something(self, data: dict[str, Any], **_more: Any) -> None:
        if not data["name"]:
            raise ValidationError([_l("Give it a name.")], "name")


class AnswerRow(Row):
    told = ("answer",)

    condition = fields.String(required=True, validate=validate.Regexp("[a-z][a-z0-9_]{0,39}$"))
    answer = fields.Enum(Answer, by_value=True, load_default=Answer.UNKNOWN)


class ForWhom(Lenient):
    targets = _codes(Target)
    minimum_age = values.whole(0, 150)
    maximum_age = values.whole(0, 150)
    eligibility_description = values.prose()
    eligibility = _rows(AnswerRow)

    @validates_schema
    def _ages(self, data: dict[str, Any], **_more: Any) -> None:
        _in_order(data, "minimum_age", "maximum_age")


class PlaceRow(Row):
    told = ("id", "name", "town", "address", "latitude", "longitude")

    hidden = fields.Boolean(load_default=False)
    name = values.line()
    town = values.town()
    address = values.line()
    postcode = values.line(20)
    latitude = values.degrees(90)
    longitude = values.degrees(180)
    transportation = values.prose()

    @validates_schema
    def _is_somewhere(self, data: dict[str, Any], **_more: Any) -> None:
        if (data["hidden"] or not data["id"]) and not data["town"]:
            raise ValidationError([_l("Say in which town.")], "town")

    @validates_schema
    def _point(self, data: dict[str, Any], **_more: Any) -> None:
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if data.get(one) is not None and data.get(other) is None:
                raise ValidationError([_l("A point needs both numbers.")], other)


class StopRow(Row):
    told = ("name", "town", "days", "opens_at", "closes_at")

    name = values.line()
    town = values.town()
    days = _codes(WEEKDAYS)
    every = fields.Integer(load_default=1, validate=validate.OneOf([1, 2, 3, 4]))
    opens_at = values.clock()
    closes_at = values.clock()

    @validates_schema
    def _stop(self, data: dict[str, Any], **_more: Any) -> None:
        if not data.get("name"):
            raise ValidationError([_l("Say where it stops.")], "name")
        _both(data, "opens_at", "closes_at")
        _in_order(data, "opens_at", "closes_at")


class Where(Lenient):
    modes = _codes(Mode)
    places = _rows(PlaceRow)
    add_place = fields.String(load_default="", validate=validate.Length(max=36))
    stops = _rows(StopRow)
    towns = values.towns()
    provinces = _codes([province.istat for province in provinces()])
    area_words = values.line()


class HoursRow(Row):
    told = ("days", "opens_at", "closes_at", "valid_from", "valid_to")

    place = fields.String(load_default="", validate=validate.Length(max=36))
    days = _codes(WEEKDAYS)
    opens_at = values.clock()
    closes_at = values.clock()
    valid_from = values.day()
    valid_to = values.day()

    @validates_schema
    def _hours(self, data: dict[str, Any], **_more: Any) -> None:
        if not data.get("days"):
            raise ValidationError([_l("Choose at least one day.")], "days")
        for name in ("opens_at", "closes_at"):
            if data.get(name) is None:
                raise ValidationError([_l("Both times are needed.")], name)
        _in_order(data, "opens_at", "closes_at")
        _in_order(data, "valid_from", "valid_to")


class ExceptionRow(Row):
    told = ("on", "opens_at", "closes_at", "note")

    on = values.day()
    opens_at = values.clock()
    closes_at = values.clock()
    note = values.line()

    @validates_schema
    def _exception(self, data: dict[str, Any], **_more: Any) -> None:
        if data.get("on") is None:
            raise ValidationError([values.DAY], "on")
        _both(data, "opens_at", "closes_at")
        _in_order(data, "opens_at", "closes_at")


class ClosureRow(Row):
    told = ("starts_on", "ends_on", "note")

    starts_on = values.day()
    ends_on = values.day()
    note = values.line()

    @validates_schema
    def _closure(self, data: dict[str, Any], **_more: Any) -> None:
        for name in ("starts_on", "ends_on"):
            if data.get(name) is None:
                raise ValidationError([values.DAY], name)
        _in_order(data, "starts_on", "ends_on")


class When(Lenient):
    schedules = _rows(HoursRow)
    # Rules that do not come back every week are kept or dropped whole.
    other_schedules = fields.List(fields.String(), load_default=list)
    exceptions = _rows(ExceptionRow)
    closures = _rows(ClosureRow)


class BandRow(Row):
    told = ("lower", "upper", "amount")

    kind = fields.String(load_default="isee", validate=validate.OneOf(["isee", "people"]))
    lower = values.amount()
    upper = values.amount()
    amount = values.amount()

    @validates_schema
    def _band(self, data: dict[str, Any], **_more: Any) -> None:
        if data.get("amount") is None:
            raise ValidationError([values.AMOUNT], "amount")
        for name in ("lower", "upper"):
            bound = data.get(name)
            if data.get("kind") == "people" and bound is not None and (bound % 100 or bound < 100):
                raise ValidationError([_l("Write a number of people.")], name)
        _in_order(data, "lower", "upper")


class PriceRow(Row):
    told = ("option", "amount", "note", "bands")

    option = values.line()
    amount = values.amount()
    note = values.prose()
    bands = _rows(BandRow)


class Price(Lenient):
    cost = fields.Enum(Cost, by_value=True, load_default=Cost.UNKNOWN)
    fees_description = values.prose()
    cost_options = _rows(PriceRow)


class DocumentRow(Row):
    told = ("document",)

    document = values.line(1000)


class PhoneRow(Row):
    told = ("number", "description")

    number = values.phone()
    description = values.line()

    @validates_schema
    def _phone(self, data: dict[str, Any], **_more: Any) -> None:
        if not data.get("number"):
            raise ValidationError([values.PHONE], "number")


class OfficeRow(Row):
    told = ("department", "email", "phone")

    department = values.line()
    email = values.email()
    phone = values.phone()


class HowToAsk(Lenient):
    application_process = values.prose()
    required_documents = _rows(DocumentRow)
    phones = _rows(PhoneRow)
    email = values.email()
    url = values.web()
    contacts = _rows(OfficeRow)


class EntranceRow(Row):
    told = ("id",)

    description = values.prose()


class Languages(Lenient):
    languages = fields.List(
        fields.String(validate=validate.Regexp("[a-z]{2,3}$")), load_default=list
    )
    interpretation_services = values.prose()
    entrances = _rows(EntranceRow)


class Places(Lenient):
    """Whether there are free places; the day says since when that is true."""

    availability = fields.Enum(Availability, by_value=True, load_default=Availability.UNKNOWN)
    waiting_weeks = values.whole(0, 520)
    availability_on = values.day()
    wait_time = values.prose()
    alert = values.prose()
