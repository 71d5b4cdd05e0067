"""What the closed lists of cases are called, and their forms."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, pre_load, validate, validates

from wemi_piemonte.cases.rules import (
    FADES_AFTER,
    LONGEST_NOTE,
    MANDATE_DAYS,
    CaseEventKind,
    CaseOutcome,
    CaseState,
    MandateScope,
)
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.foundation.schemas import Lenient, Words

_CHOOSE: dict[str, Any] = {
    "required": [_l("Choose one of these.")],
    "null": [_l("Choose one of these.")],
    "unknown": [_l("Choose one of these.")],
}

LABELS: dict[str, dict[str, Any]] = {
    "case_state": {
        CaseState.OPEN: _l("Open"),
        CaseState.CLOSED: _l("Closed"),
    },
    "case_outcome": {
        CaseOutcome.HELPED: _l("Helped"),
        CaseOutcome.PARTLY: _l("Helped in part"),
        CaseOutcome.NOT_HELPED: _l("Not helped"),
        CaseOutcome.PASSED_ON: _l("Passed on to others"),
        CaseOutcome.NOT_SEEN_AGAIN: _l("Did not come back"),
    },
    "case_event": {
        CaseEventKind.OPENED: _l("Opened"),
        CaseEventKind.READ: _l("Read by somebody of the desk"),
        CaseEventKind.PLANNED: _l("Plan made or changed"),
        CaseEventKind.MANDATE: _l("Mandate given to the desk"),
        CaseEventKind.MANDATE_ENDED: _l("Mandate taken back"),
        CaseEventKind.REQUESTED: _l("Requests sent"),
        CaseEventKind.NOTED: _l("Note written"),
        CaseEventKind.HANDED_OVER: _l("Handed over"),
        CaseEventKind.TAKEN: _l("Taken in hand"),
        CaseEventKind.FOLLOW_UP: _l("Date to come back to it set"),
        CaseEventKind.PRINTED: _l("Sheet printed"),
        CaseEventKind.CLOSED: _l("Closed"),
    },
    "mandate_scope": {
        MandateScope.SEND_REQUESTS: _l("Send requests to services for me"),
        MandateScope.READ_ANSWERS: _l("Read what the services answer"),
        MandateScope.KEEP_NOTES: _l("Keep notes about what we talked about"),
        # Could be given until version 1 of the mandate; no longer asked for, still to be read.
        "be_contacted": _l("Get in touch with me"),
    },
}


class NewCaseForm(Lenient):
    """The language of a visitor: all that is asked to open a case."""

    visitor = fields.String(
        required=True,
        validate=validate.OneOf(list(LOCALES), error=_l("Choose one of these.")),
        error_messages=_CHOOSE,
    )


class NoteForm(Lenient):
    """What an operator notes."""

    text = Words(
        required=True,
        validate=[
            validate.Length(min=1, error=_l("Write something.")),
            validate.Length(max=LONGEST_NOTE, error=_l("Write at most 1000 letters.")),
        ],
    )


class MandateForm(Lenient):
    """What a visitor lets the desk do, for how long; and that they have said so."""

    scopes = fields.List(
        fields.Enum(MandateScope, by_value=True, error_messages=_CHOOSE),
        required=True,
        validate=validate.Length(min=1, error=_l("Choose at least one of these.")),
        error_messages={"required": [_l("Choose at least one of these.")]},
    )
    days = fields.Integer(
        required=True,
        validate=validate.OneOf(MANDATE_DAYS, error=_l("Choose one of these.")),
        error_messages={**_CHOOSE, "invalid": [_l("Choose one of these.")]},
    )
    agreed = fields.String(
        required=True,
        validate=validate.Equal("1", error=_l("Without the visitor's agreement there is none.")),
        error_messages={"required": [_l("Without the visitor's agreement there is none.")]},
    )


class FollowUpForm(Lenient):
    """When to come back to a case; empty takes the date away."""

    on = fields.Date(
        load_default=None,
        allow_none=True,
        error_messages={"invalid": [_l("Write a day like 2026-12-24.")]},
    )

    @pre_load
    def _empty(self, data: Mapping[str, str], **_more: Any) -> dict[str, Any]:
        return {"on": data.get("on", "").strip() or None}

    @validates("on")
    def _in_time(self, on: date | None, **_more: Any) -> None:
        if on is not None and not clock.today() <= on <= clock.today() + FADES_AFTER:
            raise ValidationError([_l("Choose a day from today on, within 90 days.")])


class HandOverForm(Lenient):
    """To which desk a case goes; the visitor agrees to another one."""

    to = fields.UUID(
        required=True, error_messages={**_CHOOSE, "invalid_uuid": [_l("Choose one of these.")]}
    )
    agreed = fields.String(load_default="")


class CloseForm(Lenient):
    """How a case ended."""

    outcome = fields.Enum(CaseOutcome, by_value=True, required=True, error_messages=_CHOOSE)
