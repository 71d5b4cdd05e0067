"""A copy of all that a person has asked for, to take along (GDPR, article 20)."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.foundation import clock
from wemi_piemonte.ratings.queries import own_rating
from wemi_piemonte.referrals.queries import Told, messages_of, referrals_of, timeline_of


def copy_of(session: Session, requesters: Iterable[Requester]) -> list[dict[str, Any]]:
    """Return every request of a person with its messages, its timeline and its rating."""
    return [_request(session, each) for each in referrals_of(session, requesters)]


def _request(session: Session, told: Told) -> dict[str, Any]:
    referral = told.referral
    return {
        "id": str(referral.id),
        "service": {"id": str(referral.service_id), "name": told.service_name},
        "organization": {"id": str(told.organization_id), "name": told.organization_name},
        "state": referral.state.value,
        "reason": referral.reason.value if referral.reason else None,
        "sent_at": referral.created_at.isoformat(),
        "moved_at": referral.moved_at.isoformat(),
        "name": referral.name,
        "contact_kind": referral.contact_kind.value,
        "contact": referral.contact,
        "words": referral.words,
        "needs": list(told.needs),
        "language": referral.locale,
        "consent": {
            "version": referral.consent_version,
            "withdrawn_at": _at(referral.consent_withdrawn_at),
        },
        "timeline": _timeline(session, referral.id),
        "messages": _messages(session, referral.id),
        "rating": _rating(session, referral.id),
    }


def _timeline(session: Session, referral_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "at": each.at.isoformat(),
            "kind": each.kind.value,
            "actor": each.actor.value,
            "who": each.who,
            "state": each.state.value if each.state else None,
            "reason": each.reason.value if each.reason else None,
        }
        for each in timeline_of(session, referral_id)
    ]


def _messages(session: Session, referral_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "at": each.at.isoformat(),
            "from": each.actor.value,
            "who": each.who,
            "text": each.text,
            "language": each.locale,
        }
        for each in messages_of(session, referral_id)
    ]


def _rating(session: Session, referral_id: UUID) -> dict[str, Any] | None:
    own = own_rating(session, referral_id, clock.now())
    if own is None:
        return None
    rating = own.rating
    return {
        "id": str(rating.id),
        "state": rating.state.value,
        "comment": rating.comment,
        "language": rating.locale,
        "published_as": rating.shown,
        "scores": asdict(own.scores) if own.scores else None,
        "held_for": [{"words": each.words, "kind": each.finding.value} for each in own.findings],
        "given_at": rating.created_at.isoformat(),
        "decided_at": _at(rating.decided_at),
        "published_at": _at(rating.published_at),
        "reason": rating.reason,
        "note": rating.note,
        "appeal": {
            "text": own.appeal.text,
            "state": own.appeal.state.value,
            "sent_at": own.appeal.created_at.isoformat(),
            "decided_at": _at(own.appeal.decided_at),
        }
        if own.appeal
        else None,
        "reply": {"text": own.reply.shown, "language": own.reply.locale} if own.reply else None,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
