"""An author's no to a decision: granted, granted in part or denied, by another moderator."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.moderation import operations
from wemi_piemonte.moderation.rules import Subject
from wemi_piemonte.moderation.schemas import AppealVerdictForm
from wemi_piemonte.moderation.views.queue import page_of
from wemi_piemonte.moderation.views.ratings.desk import Case, Desk, decide, page
from wemi_piemonte.ratings.marking import gaps, pieces
from wemi_piemonte.ratings.queries.waiting import Blind
from wemi_piemonte.ratings.rules import AppealState, RatingState, Verdict
from wemi_piemonte.ratings.writing import removed_from

APPEAL = "/<locale:locale>/moderation/appeals/<uuid:rating_id>"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(APPEAL)(appeal)
    blueprint.post(APPEAL)(decide_appeal)


def _case(found: Blind) -> Case:
    made = found.appeal
    if made is None:
        raise NotFound
    is_redacted = found.state is RatingState.PUBLISHED and found.shown != found.comment
    out = removed_from(found.comment, found.shown) if is_redacted else ()
    return Case(
        pieces=gaps(found.comment, found.shown)
        if is_redacted
        else pieces(found.comment, found.findings),
        proposed=out or tuple(dict.fromkeys(each.words for each in found.findings)),
        revision=found.revision,
        verdicts=tuple(Verdict) if made.state is AppealState.WAITING else (),
        more={"appeal": made, "rating": page_of(Subject.RATING, found.id)},
    )


DESK = Desk(
    Subject.APPEAL,
    "moderation/appeal.html",
    AppealVerdictForm,
    _case,
    operations.decide_appeal,
)


@needs(Role.MODERATOR, Role.ADMIN)
def appeal(locale: str, rating_id: UUID) -> ResponseReturnValue:
    """Show an appeal, and the decision that it is about."""
    del locale
    return page(DESK, rating_id)


@needs(Role.MODERATOR, Role.ADMIN)
def decide_appeal(locale: str, rating_id: UUID) -> ResponseReturnValue:
    """Grant it, grant it in part, or deny it."""
    return decide(locale, DESK, rating_id)
