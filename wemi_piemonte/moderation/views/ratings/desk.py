"""What the pages on ratings, replies and appeals share: what is seen, who may decide, the form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.foundation import clock, forms
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, IllegalMove, Invalid, NotFound, Stale
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.moderation.queries import (
    ClaimedByOther,
    OwnBody,
    OwnText,
    claims,
    decisions_on,
    may_decide,
)
from wemi_piemonte.moderation.rules import Reason, Subject
from wemi_piemonte.moderation.schemas import RatingVerdictForm
from wemi_piemonte.moderation.views.queue import names_of, page_of, why_barred
from wemi_piemonte.ratings.marking import Piece
from wemi_piemonte.ratings.operations import Ruling
from wemi_piemonte.ratings.queries.standing import standings
from wemi_piemonte.ratings.queries.waiting import Blind, blind_rating
from wemi_piemonte.ratings.rules import AppealWaits, BurstWaits, SameModerator, Verdict

BARRED = (OwnBody, OwnText, SameModerator)
REFUSED = (*BARRED, ClaimedByOther, BurstWaits, AppealWaits, Stale, IllegalMove)


@dataclass(frozen=True, slots=True)
class Case:
    """What is decided about: its words, which words are proposed to be taken out, what may be done.

    `revision` is the state that is seen; without `verdicts` nothing waits for anybody.
    """

    pieces: Sequence[Piece]
    proposed: Sequence[str]
    revision: int
    verdicts: Sequence[Verdict]
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Desk:
    """One kind of thing: its page, its form, and what is done with the form."""

    subject: Subject
    template: str
    form: type[RatingVerdictForm]
    case: Callable[[Blind], Case]
    decide: Callable[..., None]


def seen(session: Session, rating_id: UUID) -> Blind:
    """Return a rating as who decides sees it; raises NotFound."""
    found = blind_rating(session, rating_id)
    if found is None:
        raise NotFound
    return found


def check_may(session: Session, subject: Subject, subject_id: UUID, body: UUID) -> None:
    """Raise where this moderator may not decide; see may_decide."""
    may_decide(
        session,
        account_id=me().id,
        subject=subject,
        subject_id=subject_id,
        organization_id=body,
        now=clock.now(),
    )


def standing_of_me(
    session: Session, subject: Subject, subject_id: UUID, body: UUID
) -> dict[str, Any]:
    """Return why this moderator may not decide, empty where they may; and if they are on it."""
    why_not = ""
    try:
        check_may(session, subject, subject_id, body)
    except (*BARRED, ClaimedByOther) as refused:
        why_not = worded(refused)
    holder = claims(session, clock.now()).get((subject, subject_id))
    return {"why_not": why_not, "is_mine": holder == me().id, "subject": subject}


def history(session: Session, subject_id: UUID, subjects: Sequence[Subject]) -> dict[str, Any]:
    """Return what was decided about a thing, and what those are called who did."""
    decisions = [e for e in decisions_on(session, [subject_id]) if e.subject in subjects]
    names = names_of(session, {each.account_id for each in decisions if each.account_id})
    return {"decisions": decisions, "names": names}


def worded(refused: DomainError) -> str:
    """Return in words why nothing was decided."""
    if found := why_barred(refused):
        return found
    if isinstance(refused, BurstWaits):
        return _("It came with many others: they are looked at together first.")
    if isinstance(refused, AppealWaits):
        return _("Its author has appealed: the appeal is decided first.")
    if isinstance(refused, IllegalMove):
        return _("This no longer waits: it was decided or taken back.")
    return _("It changed after you opened it. Nothing was decided: look again.")


def revision_in(text: str) -> int:
    """Return the revision that a form names, one that nothing has for what is no number."""
    return int(text) if text.isdecimal() and len(text) < len("1000000000") else -1


def page(desk: Desk, rating_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    """Show a thing, what has come of it, and the form to decide about it."""
    with reading() as session:
        found = seen(session, rating_id)
        case = desk.case(found)
        told: dict[str, Any] = {
            **standing_of_me(session, desk.subject, rating_id, found.organization_id),
            **history(session, rating_id, (Subject.RATING, Subject.REPLY, Subject.APPEAL)),
            "standing": standings(session, [rating_id])[rating_id],
        }
    typed = values.pop("typed", None)
    told |= {
        "found": found,
        "case": case,
        "subject_id": rating_id,
        "here": page_of(desk.subject, rating_id),
        "reasons": reasons_of(desk.form, case.verdicts),
        "values": typed or {"verdict": "", "reason": "", "note": "", "removed": ""},
        "removed": typed["removed"] if typed else "\n".join(case.proposed),
        "errors": {},
        "error": "",
        **case.more,
        **values,
    }
    if typed and not told["error"] and typed["revision"] != str(case.revision):
        told["error"] = worded(Stale())
    return render_template(desk.template, **told), status


def reasons_of(form: type[RatingVerdictForm], verdicts: Sequence[Verdict]) -> list[Reason]:
    """Return the reasons to choose from; what is published as it is needs none."""
    wanted = (each for verdict in verdicts for each in form.reasons[verdict])
    return list(dict.fromkeys(each for each in wanted if each is not Reason.KEEPS_RULES))


def decide(locale: str, desk: Desk, rating_id: UUID) -> ResponseReturnValue:
    """Decide as the form says, if this moderator may and nothing has changed."""
    names = ("verdict", "reason", "note", "removed", "revision")
    typed = forms.typed(*names)
    try:
        form = desk.form().load(request.form)
    except ValidationError as wrong:
        return page(desk, rating_id, 422, typed=typed, errors=wrong.messages)
    ruling = Ruling(
        verdict=form["verdict"],
        removed=form["removed"],
        reason=form["reason"].value,
        note=form["note"],
        by=me().id,
        now=clock.now(),
    )
    revision = revision_in(typed["revision"])
    try:
        with transaction() as session:
            found = seen(session, rating_id)
            check_may(session, desk.subject, rating_id, found.organization_id)
            desk.decide(session, rating_id=rating_id, revision=revision, ruling=ruling)
    except Invalid as wrong:
        errors = {"removed": [_not_removed(wrong.fields.get("removed", []))]}
        return page(desk, rating_id, 422, typed=typed, errors=errors)
    except REFUSED as refused:
        status = 403 if isinstance(refused, BARRED) else 409
        return page(desk, rating_id, status, typed=typed, error=worded(refused))
    return redirect(url_for("moderation.show", locale=locale), code=303)


def _not_removed(missing: Sequence[str]) -> str:
    """Return in words why these words can not be taken out."""
    if missing:
        return _("These words are not in the text: %(words)s", words=" · ".join(missing))
    return _("With these words taken out, nothing changes that may change.")
