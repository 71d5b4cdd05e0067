"""The reply of a body to a rating: published, published without some words, or rejected."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.moderation import operations
from wemi_piemonte.moderation.rules import Subject
from wemi_piemonte.moderation.schemas import ReplyVerdictForm
from wemi_piemonte.moderation.views.queue import page_of
from wemi_piemonte.moderation.views.ratings.desk import Case, Desk, decide, page
from wemi_piemonte.ratings.marking import gaps, pieces
from wemi_piemonte.ratings.queries.waiting import Blind
from wemi_piemonte.ratings.rules import RatingState, ReplyState, Verdict

REPLY = "/<locale:locale>/moderation/replies/<uuid:rating_id>"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(REPLY)(reply)
    blueprint.post(REPLY)(decide_reply)


def _case(found: Blind) -> Case:
    written = found.reply
    if written is None:
        raise NotFound
    is_public = written.state is ReplyState.PUBLISHED
    return Case(
        pieces=gaps(written.text, written.shown)
        if is_public
        else pieces(written.text, found.reply_findings),
        proposed=tuple(dict.fromkeys(each.words for each in found.reply_findings)),
        revision=written.revision,
        verdicts=tuple(Verdict) if written.state is ReplyState.WAITING else (),
        more={
            "reply": written,
            "answered": gaps(found.comment, found.shown),
            "is_public": found.state is RatingState.PUBLISHED,
            "rating": page_of(Subject.RATING, found.id),
        },
    )


DESK = Desk(
    Subject.REPLY,
    "moderation/reply.html",
    ReplyVerdictForm,
    _case,
    operations.decide_reply,
)


@needs(Role.MODERATOR, Role.ADMIN)
def reply(locale: str, rating_id: UUID) -> ResponseReturnValue:
    """Show what a body replies, beside what it replies to."""
    del locale
    return page(DESK, rating_id)


@needs(Role.MODERATOR, Role.ADMIN)
def decide_reply(locale: str, rating_id: UUID) -> ResponseReturnValue:
    """Publish it, publish it without some words, or reject it."""
    return decide(locale, DESK, rating_id)
