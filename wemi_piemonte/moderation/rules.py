"""The coded acts and reasons of the Region's decisions, and who may take them."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from wemi_piemonte.ratings.rules import Verdict

CLAIMED_FOR = timedelta(minutes=30)
"""How long "I am on it" keeps an item for one moderator."""


class Subject(StrEnum):
    """What a decision is about."""

    SERVICE = "service"
    PROPOSAL = "proposal"
    APPLICATION = "application"
    QUALIFICATION = "qualification"
    REPORT = "report"
    RATING = "rating"
    BURST = "burst"
    REPLY = "reply"
    APPEAL = "appeal"


class Act(StrEnum):
    """What was decided."""

    PUBLISH = "publish"
    SEND_BACK = "send_back"
    REFUSE = "refuse"
    ASK_MORE = "ask_more"
    ACCEPT = "accept"
    SUSPEND = "suspend"
    TAKE_UP = "take_up"
    REVOKE = "revoke"
    DISMISS = "dismiss"
    CLOSE = "close"
    REDACT = "redact"
    REJECT = "reject"
    RELEASE = "release"
    GRANT = "grant"
    DENY = "deny"


class Reason(StrEnum):
    """Why; the coded part of a statement of reasons (L. 241/1990, article 3)."""

    TRUSTED_SOURCE = "trusted_source"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    NOT_CLEAR = "not_clear"
    NOT_TRUE = "not_true"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_QUALIFIED = "not_qualified"
    DUPLICATE = "duplicate"
    PERSONAL_DATA = "personal_data"
    NOT_CONFIRMED = "not_confirmed"
    CRITERIA_MET = "criteria_met"
    CRITERIA_NOT_MET = "criteria_not_met"
    DOCUMENTS_MISSING = "documents_missing"
    NOT_IN_REGISTER = "not_in_register"
    LEFT_REGISTER = "left_register"
    RULES_BROKEN = "rules_broken"
    ASKED_BY_BODY = "asked_by_body"
    CAUSE_ENDED = "cause_ended"
    UNFOUNDED = "unfounded"
    MENDED = "mended"
    OTHER = "other"
    KEEPS_RULES = "keeps_rules"
    ABUSE = "abuse"
    OFF_TOPIC = "off_topic"
    NOT_ABOUT_SERVICE = "not_about_the_service"
    ADVERTISING = "advertising"
    ILLEGAL = "illegal"
    INTEREST = "conflict_of_interest"
    COORDINATED = "coordinated"


_HURTS = (Reason.PERSONAL_DATA, Reason.ABUSE, Reason.ILLEGAL)
_STRAYS = (Reason.NOT_ABOUT_SERVICE, Reason.OFF_TOPIC, Reason.ADVERTISING)

RATING_REASONS: Mapping[Verdict, tuple[Reason, ...]] = {
    Verdict.PUBLISH: (Reason.KEEPS_RULES,),
    Verdict.REDACT: (*_HURTS, *_STRAYS, Reason.OTHER),
    Verdict.REJECT: (*_HURTS, *_STRAYS, Reason.INTEREST, Reason.COORDINATED, Reason.OTHER),
}
"""Which reasons fit each verdict on a rating; that praise or blame is not one of them."""

REPLY_REASONS: Mapping[Verdict, tuple[Reason, ...]] = {
    Verdict.PUBLISH: (Reason.KEEPS_RULES,),
    Verdict.REDACT: (*_HURTS, *_STRAYS, Reason.OTHER),
    Verdict.REJECT: (*_HURTS, *_STRAYS, Reason.OTHER),
}
"""Which reasons fit each verdict on the reply of a body."""

BURST_REASONS = (
    *(Reason.COORDINATED, Reason.INTEREST, Reason.ADVERTISING, Reason.ABUSE, Reason.ILLEGAL),
    Reason.OTHER,
)
"""For what all ratings of a burst are rejected at once."""
