"""The forms of requests, and what their states, reasons and events are called."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from wemi_piemonte.accounts.schemas import EmailForm
from wemi_piemonte.foundation.schemas import Lenient, Words
from wemi_piemonte.referrals.rules import (
    ANSWERS,
    LONGEST_CONTACT,
    LONGEST_NAME,
    LONGEST_TEXT,
    REASONS,
    Actor,
    ContactKind,
    EventKind,
    NotHelped,
    ReferralState,
)

LABELS: dict[str, dict[str, Any]] = {
    "referral_state": {
        ReferralState.SENT: _l("Sent"),
        ReferralState.SEEN: _l("Read"),
        ReferralState.CONTACTED: _l("The body has been in touch"),
        ReferralState.WAITING_LIST: _l("On the waiting list"),
        ReferralState.ACCEPTED: _l("Accepted"),
        ReferralState.HELPED: _l("Helped"),
        ReferralState.NOT_HELPED: _l("Not helped"),
        ReferralState.WITHDRAWN: _l("Withdrawn"),
        ReferralState.EXPIRED: _l("Closed without an answer"),
    },
    "not_helped": {
        NotHelped.FULL: _l("There are no free places"),
        NotHelped.NOT_ELIGIBLE: _l("The conditions are not met"),
        NotHelped.OUT_OF_AREA: _l("The service does not come there"),
        NotHelped.COULD_NOT_REACH: _l("The person could not be reached"),
        NotHelped.ELSEWHERE: _l("Help was found elsewhere"),
        NotHelped.NO_LONGER_WANTED: _l("It is no longer wanted"),
        NotHelped.NOT_OFFERED: _l("The service does not offer this"),
        NotHelped.NO_ANSWER: _l("Nobody answered"),
        NotHelped.TOO_FAR: _l("It is too far away"),
        NotHelped.TOO_EXPENSIVE: _l("It costs too much"),
        NotHelped.OTHER: _l("Another reason"),
    },
    "contact_kind": {
        ContactKind.EMAIL: _l("By e-mail"),
        ContactKind.PHONE: _l("By phone"),
        ContactKind.DESK: _l("I will come back to the desk"),
    },
    "actor": {
        Actor.PERSON: _l("The person who asked"),
        Actor.BODY: _l("The body"),
        Actor.SITE: _l("WeMi Piemonte"),
    },
    "referral_event": {
        EventKind.MOVED: _l("News"),
        EventKind.READ: _l("Opened by somebody of the body"),
        EventKind.MESSAGE: _l("Message"),
        EventKind.REMINDED: _l("The body was reminded"),
        EventKind.CONSENT_WITHDRAWN: _l("Consent taken back: the body can not read it any more"),
        EventKind.ERASED: _l("Personal data erased"),
    },
}

_CHOOSE: dict[str, Any] = {
    "required": [_l("Choose one of these.")],
    "unknown": [_l("Choose one of these.")],
}
_LONGEST = validate.Length(max=LONGEST_TEXT, error=_l("Write at most 2000 letters."))
FEWEST_DIGITS = 6
MOST_DIGITS = 15
LONGEST_PHONE = 40


class AskForm(Lenient):
    """What a person tells a body with a request; the contact is asked for as it was chosen."""

    name = Words(
        load_default="",
        validate=validate.Length(max=LONGEST_NAME, error=_l("Write at most 100 letters.")),
    )
    contact_kind = fields.Enum(ContactKind, by_value=True, required=True, error_messages=_CHOOSE)
    email = Words(load_default="")
    phone = Words(load_default="")
    words = Words(load_default="", validate=_LONGEST)
    consent = fields.String(
        required=True,
        validate=validate.Equal("1", error=_l("Without your consent the request can not be sent.")),
        error_messages={
            "required": [_l("Without your consent the request can not be sent.")],
        },
    )

    @validates_schema(skip_on_field_errors=False)
    def _check(self, data: dict[str, Any], **_more: Any) -> None:
        kind = data.get("contact_kind")
        if kind is ContactKind.EMAIL:
            wrong = EmailForm().validate({"email": data.get("email", "")})
            if wrong or len(data["email"]) > LONGEST_CONTACT:
                raise ValidationError(
                    wrong.get("email") or [_l("This is not an e-mail address.")], "email"
                )
        if kind is ContactKind.PHONE:
            _check_phone(data.get("phone", ""))

    @post_load
    def _contact(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        """Keep the contact that was chosen, and no other."""
        email, phone = data.pop("email"), data.pop("phone")
        chosen = {ContactKind.EMAIL: email, ContactKind.PHONE: phone}
        data["contact"] = chosen.get(data["contact_kind"], "")
        del data["consent"]
        return data


def _check_phone(text: str) -> None:
    digits = sum(sign.isdigit() for sign in text)
    is_odd = any(not (sign.isdigit() or sign in "+-/.() ") for sign in text)
    if is_odd or len(text) > LONGEST_PHONE or not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        raise ValidationError(
            [_l("Write the number with its digits, like +39 011 123456.")], "phone"
        )


class _Outcome(Lenient):
    """Something that ends, with a reason where it ended without help."""

    actor: Actor
    states: tuple[ReferralState, ...]

    state = fields.Enum(ReferralState, by_value=True, required=True, error_messages=_CHOOSE)
    reason = fields.Raw(load_default=None)

    @validates_schema
    def _check(self, data: dict[str, Any], **_more: Any) -> None:
        if data["state"] not in self.states:
            raise ValidationError([_l("Choose one of these.")], "state")
        wanted = {each.value for each in REASONS[self.actor]}
        if data["state"] is ReferralState.NOT_HELPED and data["reason"] not in wanted:
            raise ValidationError([_l("Say why: choose one of these.")], "reason")

    @post_load
    def _reason(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        is_no = data["state"] is ReferralState.NOT_HELPED
        data["reason"] = NotHelped(data["reason"]) if is_no else None
        return data


class AnswerForm(_Outcome):
    """What a body answers, with words to the person if it likes."""

    actor = Actor.BODY
    states = ANSWERS

    text = Words(load_default="", validate=_LONGEST)


class OutcomeForm(_Outcome):
    """Whether the person was helped."""

    actor = Actor.PERSON
    states = (ReferralState.HELPED, ReferralState.NOT_HELPED)


class MessageForm(Lenient):
    """What one side writes to the other."""

    text = Words(
        required=True, validate=[validate.Length(min=1, error=_l("Write something.")), _LONGEST]
    )
