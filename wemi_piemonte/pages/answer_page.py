"""What the pages have in common on which a body reads a request and answers it."""

from datetime import datetime, time
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import new_token
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.forms import key_of_form, typed
from wemi_piemonte.referrals.queries import Told, messages_of, timeline_of
from wemi_piemonte.referrals.rules import ANSWERS, REASONS, Actor, ReferralState, may_move

FIELDS = ("state", "reason", "text")


def midnight() -> datetime:
    """Return when the day began in Piedmont: a reading is written down once a day."""
    return datetime.combine(clock.today(), time.min, clock.ROME)


def revision_seen() -> int:
    """Return the revision that the form was made for; 0, which is none, for what is no number."""
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def typed_answer(**more: Any) -> dict[str, Any]:
    """Return what stands in the form of an answer that was not taken."""
    return {"values": typed(*FIELDS), "key": key_of_form(), **more}


def typed_message(**more: Any) -> dict[str, Any]:
    """Return what stands in the form of a message that was not taken."""
    return {"message": typed("text")["text"], "key": key_of_form(), **more}


def answers_to(state: ReferralState) -> list[ReferralState]:
    """Return what the body may answer to a request that stands there."""
    return [each for each in ANSWERS if may_move(Actor.BODY, state, each)]


def told(session: Session, found: Told, *, is_opened: bool, **values: Any) -> dict[str, Any]:
    """Return what the page of a request tells; what is personal only of one that was opened."""
    shows = is_opened and found.is_readable
    return {
        "found": found,
        "is_opened": shows,
        "events": timeline_of(session, found.referral.id),
        "messages": messages_of(session, found.referral.id) if shows else [],
        "answers": answers_to(found.referral.state),
        "reasons": REASONS[Actor.BODY],
        "values": dict.fromkeys(FIELDS, ""),
        "errors": {},
        "message": "",
        "message_errors": {},
        "trouble": "",
        "key": new_token(),
        **values,
    }
