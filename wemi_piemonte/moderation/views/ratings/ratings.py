"""A rating: its words are published, published without some of them, or rejected."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.moderation import operations
from wemi_piemonte.moderation.rules import Subject
from wemi_piemonte.moderation.schemas import RatingVerdictForm
from wemi_piemonte.moderation.views.queue import page_of
from wemi_piemonte.moderation.views.ratings.desk import Case, Desk, decide, page
from wemi_piemonte.ratings.marking import gaps, pieces
from wemi_piemonte.ratings.queries.waiting import Blind
from wemi_piemonte.ratings.rules import AppealState, RatingState, Verdict, is_undecided
from wemi_piemonte.ratings.writing import removed_from

RATING = "/<locale:locale>/moderation/ratings/<uuid:rating_id>"
LATE = (Verdict.REDACT, Verdict.REJECT)


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(RATING)(rating)
    blueprint.post(RATING)(decide_rating)


def _case(found: Blind) -> Case:
    is_public = found.state is RatingState.PUBLISHED
    has_appeal = found.appeal is not None and found.appeal.state is AppealState.WAITING
    verdicts: tuple[Verdict, ...] = ()
    if not found.in_burst and not has_appeal:
        verdicts = tuple(Verdict) if is_undecided(found.state) else LATE if is_public else ()
    is_redacted = is_public and found.shown != found.comment
    out = removed_from(found.comment, found.shown) if is_redacted else ()
    return Case(
        pieces=gaps(found.comment, found.shown)
        if is_redacted
        else pieces(found.comment, found.findings),
        proposed=out or tuple(dict.fromkeys(each.words for each in found.findings)),
        revision=found.revision,
        verdicts=verdicts,
        more={
            "burst": page_of(Subject.BURST, found.service_id) if found.in_burst else "",
            "appeal": page_of(Subject.APPEAL, found.id) if found.appeal else "",
            "reply": page_of(Subject.REPLY, found.id) if found.reply else "",
        },
    )


DESK = Desk(
    Subject.RATING,
    "moderation/rating.html",
    RatingVerdictForm,
    _case,
    operations.decide_rating,
)


@needs(Role.MODERATOR, Role.ADMIN)
def rating(locale: str, rating_id: UUID) -> ResponseReturnValue:
    """Show what somebody wrote of a service."""
    del locale
    return page(DESK, rating_id)


@needs(Role.MODERATOR, Role.ADMIN)
def decide_rating(locale: str, rating_id: UUID) -> ResponseReturnValue:
    """Publish it, publish it without some words, or reject it."""
    return decide(locale, DESK, rating_id)
