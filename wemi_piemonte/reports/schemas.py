"""The forms of reports and of answers to them, and what their closed lists are called."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from wemi_piemonte.accounts.schemas import EmailForm
from wemi_piemonte.foundation.schemas import Lenient, Words
from wemi_piemonte.reports.rules import ANSWERS, LONGEST_TEXT, ReportField, ReportState

LABELS: dict[str, dict[str, Any]] = {
    "report_field": {
        ReportField.NAME: _l("The name"),
        ReportField.WHAT: _l("What it is"),
        ReportField.WHO: _l("For whom it is"),
        ReportField.HOW: _l("How to ask for it"),
        ReportField.PLACE: _l("The place"),
        ReportField.TIMES: _l("The times and hours"),
        ReportField.COST: _l("The cost"),
        ReportField.CONTACTS: _l("The phone number or another contact"),
        ReportField.LANGUAGES: _l("The languages spoken"),
        ReportField.ACCESSIBILITY: _l("What is said for people with a disability"),
        ReportField.AVAILABILITY: _l("The free places"),
        ReportField.CLOSED: _l("The service is not there any more"),
        ReportField.OTHER: _l("Something else"),
    },
    "report_state": {
        ReportState.SENT: _l("The body has it and is to answer"),
        ReportState.WITH_REGION: _l("The Region has it and is to answer"),
        ReportState.MENDED: _l("It has been put right"),
        ReportState.NOT_WRONG: _l("It is right as it stands"),
        ReportState.DISMISSED: _l("The Region has closed it"),
    },
}


def _address(value: str) -> None:
    """Refuse what is no address; none at all is fine."""
    wrong = EmailForm().validate({"email": value}) if value.strip() else {}
    if wrong:
        raise ValidationError(wrong["email"])


_LONGEST = validate.Length(max=LONGEST_TEXT, error=_l("Write at most 1000 letters."))
_CHOOSE: dict[str, Any] = {"required": [_l("Choose one of these.")]}


class ReportForm(Lenient):
    """What is wrong on a sheet."""

    field = fields.Enum(
        ReportField,
        by_value=True,
        required=True,
        error_messages={**_CHOOSE, "unknown": [_l("Choose one of these.")]},
    )
    text = Words(
        required=True,
        validate=[validate.Length(min=1, error=_l("Write what is wrong.")), _LONGEST],
    )
    email = Words(load_default="", validate=_address)


class AnswerForm(Lenient):
    """What a body answers: put right, with or without words, or not wrong, and why."""

    outcomes: tuple[ReportState, ...] = ANSWERS

    outcome = fields.Enum(
        ReportState,
        by_value=True,
        required=True,
        error_messages={**_CHOOSE, "unknown": [_l("Choose one of these.")]},
    )
    text = Words(load_default="", validate=_LONGEST)

    @validates_schema
    def _check(self, data: dict[str, Any], **_more: Any) -> None:
        if data["outcome"] not in self.outcomes:
            raise ValidationError([_l("Choose one of these.")], "outcome")
        if data["outcome"] is not ReportState.MENDED and not data["text"]:
            raise ValidationError([_l("Write why, in a sentence or two.")], "text")


class DecisionForm(AnswerForm):
    """What the Region answers."""

    outcomes = (*ANSWERS, ReportState.DISMISSED)
