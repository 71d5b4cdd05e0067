"""The forms of ratings, replies and appeals, and what their closed lists are called."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, post_load, validate

from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.foundation.schemas import Lenient, Words
from wemi_piemonte.ratings.rules import (
    LEAST,
    LONGEST_COMMENT,
    MOST,
    AppealState,
    Aspect,
    Finding,
    Met,
    RatingState,
    ReplyState,
    Scores,
    Verdict,
)

LABELS: dict[str, dict[str, Any]] = {
    "rating_state": {
        RatingState.WAITING: _l("The Region is looking at it"),
        RatingState.HELD: _l("Held: the Region looks at some words first"),
        RatingState.PUBLISHED: _l("Published"),
        RatingState.REJECTED: _l("Rejected"),
        RatingState.WITHDRAWN: _l("Taken back"),
    },
    "reply_state": {
        ReplyState.WAITING: _l("The Region is looking at it"),
        ReplyState.PUBLISHED: _l("Published"),
        ReplyState.REJECTED: _l("Rejected"),
    },
    "appeal_state": {
        AppealState.WAITING: _l("Somebody else is deciding"),
        AppealState.GRANTED: _l("Appeal granted"),
        AppealState.DENIED: _l("Appeal denied"),
    },
    "met": {
        Met.YES: _l("Yes"),
        Met.PARTLY: _l("Partly"),
        Met.NO: _l("No"),
    },
    "aspect": {
        Aspect.ACCESS: _l("Easy to get to"),
        Aspect.CLARITY: _l("Clear information"),
        Aspect.KINDNESS: _l("Kindness"),
        Aspect.USEFULNESS: _l("Usefulness"),
    },
    "stars": {
        "1": _l("Very bad"),
        "2": _l("Bad"),
        "3": _l("Fair"),
        "4": _l("Good"),
        "5": _l("Very good"),
    },
    "finding": {
        Finding.PHONE: _l("a phone number"),
        Finding.EMAIL: _l("an e-mail address"),
        Finding.TAX_CODE: _l("a tax code"),
        Finding.DOCUMENT: _l("the number of a document or an account"),
        Finding.LINK: _l("an address on the web or a name on a network"),
        Finding.ADDRESS: _l("an address"),
        Finding.STAFF_NAME: _l("the name of somebody who works there"),
        Finding.PERSON_NAME: _l("the name of a person"),
        Finding.ABUSE: _l("an insult"),
    },
    "rating_verdict": {
        Verdict.PUBLISH: _l("Publish"),
        Verdict.REDACT: _l("Publish without some words"),
        Verdict.REJECT: _l("Reject"),
    },
}

_STARS = [_l("Choose from 1 to 5 stars.")]
_RANGE = validate.Range(min=LEAST, max=MOST, error=_STARS[0])
_MESSAGES: dict[str, Any] = {"required": _STARS, "invalid": _STARS, "too_large": _STARS}
_CHOOSE: dict[str, Any] = {
    "required": [_l("Choose one of these.")],
    "unknown": [_l("Choose one of these.")],
}
LONGEST = validate.Length(max=LONGEST_COMMENT, error=_l("Write at most 2000 letters."))
_LANGUAGE = validate.OneOf(LOCALES, error=_l("Choose one of these."))


class _Aspect(fields.Integer):
    """Stars for one aspect; nothing chosen is none."""

    def deserialize(
        self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any
    ) -> Any:
        return None if value == "" else super().deserialize(value, attr, data, **kwargs)


def _aspect() -> _Aspect:
    return _Aspect(load_default=None, validate=_RANGE, error_messages=_MESSAGES)


class CommentForm(Lenient):
    """The words of a rating, and their language."""

    comment = Words(load_default="", validate=LONGEST)
    comment_language = fields.String(required=True, validate=_LANGUAGE, error_messages=_CHOOSE)


class RatingForm(CommentForm):
    """Stars, whether it met the need, words; gives `scores`, `comment`, `comment_language`."""

    score = fields.Integer(required=True, validate=_RANGE, error_messages=_MESSAGES)
    met = fields.Enum(Met, by_value=True, required=True, error_messages=_CHOOSE)
    access = _aspect()
    clarity = _aspect()
    kindness = _aspect()
    usefulness = _aspect()

    @post_load
    def _scores(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        given = {each: data.pop(each.value) for each in Aspect}
        aspects = {each: stars for each, stars in given.items() if stars is not None}
        data["scores"] = Scores(data.pop("score"), data.pop("met"), aspects)
        return data


class TextForm(Lenient):
    """A reply, or an appeal."""

    text = Words(
        required=True, validate=[validate.Length(min=1, error=_l("Write something.")), LONGEST]
    )
