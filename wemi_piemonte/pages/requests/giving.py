"""The form of a rating, and what is said where none can be given; in a room or by a mail's link."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import current
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.pages.requests.door import requesters
from wemi_piemonte.ratings import operations
from wemi_piemonte.ratings.queries import Own, own_rating
from wemi_piemonte.ratings.rules import LEAST, MOST, AlreadyRated, Aspect, Met, NotYetHelped
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.rules import OwnService, may_be_rated

REFUSALS = (AlreadyRated, NotYetHelped, OwnService)
"""Why no rating is taken."""

STATUSES = {OwnService.code: 403}
FIELDS = ("score", "met", *(each.value for each in Aspect), "comment", "comment_language")


def blank(locale: str) -> dict[str, str]:
    """Return the form before anything was chosen: the comment in the language of the page."""
    return dict.fromkeys(FIELDS, "") | {"comment_language": locale}


def choices() -> dict[str, Any]:
    """Return what the form offers."""
    return {
        "scores": [str(each) for each in range(MOST, LEAST - 1, -1)],
        "mets": list(Met),
        "aspects": list(Aspect),
        "comment_languages": list(LOCALES.values()),
    }


def refusal_of(session: Session, referral: Referral) -> DomainError | None:
    """Return why a request can not be rated now, None where it can."""
    now = clock.now()
    if own_rating(session, referral.id, now) is not None:
        return AlreadyRated()
    if not may_be_rated(referral.state, referral.moved_at, now):
        return NotYetHelped()
    account = current()
    try:
        operations.bar_staff(session, referral, account.id if account else None)
    except OwnService as error:
        return error
    return None


def refused(
    error: DomainError, *, request_id: UUID | None, values: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    """Say kindly why no rating is taken; what was written stays to be read and copied.

    Without `request_id` nothing of the request is named: somebody else may hold the mail.
    """
    page = render_template(
        "requests/refused.html",
        code=error.code,
        request_id=request_id,
        comment=(values or {}).get("comment", ""),
        language=(values or {}).get("comment_language", ""),
    )
    return page, STATUSES.get(error.code, 409)


def give(request_id: UUID, form: Mapping[str, Any], token: str = "") -> None:
    """Take a rating in; the same form sent twice is one. Raises what submit_rating raises."""
    account = current()
    now = clock.now()
    try:
        with transaction() as session:
            operations.submit_rating(
                session,
                referral_id=request_id,
                requesters=[] if token else requesters(session),
                scores=form["scores"],
                comment=form["comment"],
                locale=form["comment_language"],
                now=now,
                token=token,
                account_id=account.id if account else None,
            )
    except AlreadyRated:
        with reading() as session:
            given = own_rating(session, request_id, now)
        if given is None or not _says(given, form):
            raise


def _says(given: Own, form: Mapping[str, Any]) -> bool:
    """Say whether a rating that is there says what this form says."""
    is_same_text = (given.rating.comment, given.rating.locale) == (
        form["comment"],
        form["comment_language"],
    )
    return is_same_text and given.scores == form["scores"]


def typed_rating() -> dict[str, str]:
    """Return the rating as it was typed, so that it stays in the form."""
    return {name: request.form.get(name, "")[:5000] for name in FIELDS}
