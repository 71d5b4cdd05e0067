"""What the parts of the Region's decisions are called, and the forms of those on ratings."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from wemi_piemonte.foundation.schemas import Lenient, Words
from wemi_piemonte.moderation.rules import (
    BURST_REASONS,
    RATING_REASONS,
    REPLY_REASONS,
    Act,
    Reason,
    Subject,
)
from wemi_piemonte.ratings.rules import Verdict

LABELS: dict[str, dict[str, Any]] = {
    "subject": {
        Subject.SERVICE: _l("Listing"),
        Subject.PROPOSAL: _l("Change to a listing"),
        Subject.APPLICATION: _l("Application"),
        Subject.QUALIFICATION: _l("Qualification"),
        Subject.REPORT: _l("Report of an error"),
        Subject.RATING: _l("Rating"),
        Subject.BURST: _l("Many ratings at once"),
        Subject.REPLY: _l("Reply to a rating"),
        Subject.APPEAL: _l("Appeal about a rating"),
    },
    "act": {
        Act.PUBLISH: _l("Published"),
        Act.SEND_BACK: _l("Sent back"),
        Act.REFUSE: _l("Refused"),
        Act.ASK_MORE: _l("More was asked"),
        Act.ACCEPT: _l("Accepted"),
        Act.SUSPEND: _l("Suspended"),
        Act.TAKE_UP: _l("Taken up again"),
        Act.REVOKE: _l("Revoked"),
        Act.DISMISS: _l("Dismissed"),
        Act.CLOSE: _l("Closed"),
        Act.REDACT: _l("Published without some words"),
        Act.REJECT: _l("Rejected"),
        Act.RELEASE: _l("Let through, to be decided one by one"),
        Act.GRANT: _l("Appeal granted"),
        Act.DENY: _l("Appeal denied"),
    },
    "reason": {
        Reason.TRUSTED_SOURCE: _l("It comes from a trusted source"),
        Reason.COMPLETE: _l("It is complete and clear"),
        Reason.INCOMPLETE: _l("Something is missing"),
        Reason.NOT_CLEAR: _l("It is hard to understand"),
        Reason.NOT_TRUE: _l("Something in it is not true"),
        Reason.OUT_OF_SCOPE: _l("It is not a service of this site"),
        Reason.NOT_QUALIFIED: _l("The body is not qualified for it"),
        Reason.DUPLICATE: _l("It is here already"),
        Reason.PERSONAL_DATA: _l("It holds data about a person"),
        Reason.NOT_CONFIRMED: _l("Nobody has confirmed it"),
        Reason.CRITERIA_MET: _l("The criteria are met"),
        Reason.CRITERIA_NOT_MET: _l("The criteria are not met"),
        Reason.DOCUMENTS_MISSING: _l("Documents are missing"),
        Reason.NOT_IN_REGISTER: _l("The body is not in the register (RUNTS)"),
        Reason.LEFT_REGISTER: _l("The body has left the register (RUNTS)"),
        Reason.RULES_BROKEN: _l("The rules were not kept"),
        Reason.ASKED_BY_BODY: _l("The body asked for it"),
        Reason.CAUSE_ENDED: _l("The cause has ended"),
        Reason.UNFOUNDED: _l("The report was not right"),
        Reason.MENDED: _l("It has been put right"),
        Reason.KEEPS_RULES: _l("It keeps the rules"),
        Reason.ABUSE: _l("It insults or threatens somebody"),
        Reason.OFF_TOPIC: _l("It is about something else altogether"),
        Reason.NOT_ABOUT_SERVICE: _l("It is not about the service"),
        Reason.ADVERTISING: _l("It is advertising"),
        Reason.ILLEGAL: _l("It breaks the law"),
        Reason.INTEREST: _l("Who wrote it has an interest of their own in the body"),
        Reason.COORDINATED: _l("It is one of many that were sent together on purpose"),
        Reason.OTHER: _l("Another reason, told in words"),
    },
}

LONGEST_NOTE = 2000
_CHOOSE = [_l("Choose one of these.")]
_NO_CHOICE: dict[str, Any] = {"required": _CHOOSE, "unknown": _CHOOSE}
_WHY = [_l("Write why, in a sentence or two.")]


class _Reason(fields.Enum[Reason]):
    """A coded reason; nothing chosen is none."""

    def deserialize(
        self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any
    ) -> Any:
        return None if value == "" else super().deserialize(value, attr, data, **kwargs)


class _Lines(Words):
    """Words, one or several on a line; empty lines are left out."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        lines = super()._deserialize(value, attr, data, **kwargs).split("\n")
        return tuple(dict.fromkeys(each.strip() for each in lines if each.strip()))


def _reason() -> _Reason:
    return _Reason(Reason, by_value=True, load_default=None, error_messages=_NO_CHOICE)


def _note() -> Words:
    longest = validate.Length(max=LONGEST_NOTE, error=_l("Write at most 2000 letters."))
    return Words(load_default="", validate=longest)


class RatingVerdictForm(Lenient):
    """A decision about a rating, with its reasons to whom it concerns.

    What is published as it is needs no more than that; its reason is that it keeps the rules.
    """

    reasons: Mapping[Verdict, tuple[Reason, ...]] = RATING_REASONS
    needs_note = frozenset({Verdict.REDACT, Verdict.REJECT})

    verdict = fields.Enum(Verdict, by_value=True, required=True, error_messages=_NO_CHOICE)
    reason = _reason()
    removed = _Lines(load_default=())
    note = _note()

    @validates_schema(skip_on_field_errors=False)
    def _check(self, data: dict[str, Any], **_more: Any) -> None:
        verdict, reason = data.get("verdict"), data.get("reason")
        if verdict is None:
            return
        errors: dict[str, Any] = {}
        if reason is None and "reason" in data and verdict is not Verdict.PUBLISH:
            errors["reason"] = _CHOOSE
        elif reason is not None and reason not in self.reasons[verdict]:
            errors["reason"] = [_l("This reason does not go with your decision.")]
        if verdict is Verdict.REDACT and not data.get("removed"):
            errors["removed"] = [_l("Write which words are taken out.")]
        if verdict in self.needs_note and data.get("note") == "":
            errors["note"] = _WHY
        if errors:
            raise ValidationError(errors)

    @post_load
    def _settle(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        if data["reason"] is None:
            data["reason"] = Reason.KEEPS_RULES
        return data


class ReplyVerdictForm(RatingVerdictForm):
    """A decision about the reply of a body."""

    reasons = REPLY_REASONS


class AppealVerdictForm(RatingVerdictForm):
    """A decision about an appeal: whatever it is, its author is told why."""

    needs_note = frozenset(Verdict)


class BurstForm(Lenient):
    """What becomes of many ratings that came at once."""

    acts = (Act.RELEASE, Act.REJECT)

    act = fields.Enum(Act, by_value=True, required=True, error_messages=_NO_CHOICE)
    reason = _reason()
    note = _note()

    @validates_schema(skip_on_field_errors=False)
    def _check(self, data: dict[str, Any], **_more: Any) -> None:
        act, reason = data.get("act"), data.get("reason")
        errors: dict[str, Any] = {}
        if act is not None and act not in self.acts:
            errors["act"] = _CHOOSE
        if act is Act.REJECT and "reason" in data and reason not in BURST_REASONS:
            errors["reason"] = _CHOOSE
        if act is Act.RELEASE and reason is not None:
            errors["reason"] = [_l("This reason does not go with your decision.")]
        if act is Act.REJECT and data.get("note") == "":
            errors["note"] = _WHY
        if errors:
            raise ValidationError(errors)
