"""How fresh a listing is on a day: when it is asked about, labelled, given to the Region."""

from collections.abc import Sequence
from datetime import date, timedelta

from wemi_piemonte.listings.rules import Freshness, due_on

LATE_AFTER = timedelta(days=30)
"""How long after it was due readers are told that nobody has confirmed a listing lately."""

OVERDUE_AFTER = timedelta(days=60)
"""How long after it was due an unconfirmed listing goes to the moderators."""

AGAIN_AFTER = timedelta(days=180)
"""How long after the Region was told of an unconfirmed listing it is told again."""

REMINDED_AFTER = (timedelta(days=14), timedelta(days=28))
"""How long after the first mail the reminders follow."""

LINK_LIVES = timedelta(days=30)

SAID_FOR = timedelta(days=45)
"""How long what a body says of its free places is believed."""


def freshness_on(today: date, due: date) -> Freshness:
    """Return how far the last confirmation lies back, for a listing that is due on a day."""
    if today < due:
        return Freshness.FRESH
    if today < due + LATE_AFTER:
        return Freshness.DUE
    return Freshness.LATE if today < due + OVERDUE_AFTER else Freshness.OVERDUE


def late_on(confirmed_on: date, every_months: int) -> date:
    """Return from which day on readers are told that a listing is not confirmed lately."""
    return due_on(confirmed_on, every_months) + LATE_AFTER


def next_mail(today: date, due: date, sent: Sequence[tuple[int, date]]) -> int:
    """Return the number of the mail that is to ask today, 0 when none is.

    `sent` are the mails so far, with the days on which they left; those before the listing was
    due asked about an earlier round.
    """
    days = {number: day for number, day in sorted(sent, reverse=True) if day >= due}
    if not days:
        return 1 if today >= due else 0
    last = max(days)
    if last > len(REMINDED_AFTER):
        return 0
    return last + 1 if today >= days[min(days)] + REMINDED_AFTER[last - 1] else 0


def is_for_region(
    today: date,
    due: date,
    sent: Sequence[tuple[int, date]],
    *,
    can_be_asked: bool,
    told_on: date | None = None,
) -> bool:
    """Say whether the moderators are to look at a listing that nobody confirms.

    A body that can be asked has had a link for as long as one lives before they do. What they
    were told of since it was due, and have closed, does not come back at once.
    """
    if freshness_on(today, due) is not Freshness.OVERDUE:
        return False
    if told_on is not None and due <= told_on and today < told_on + AGAIN_AFTER:
        return False
    asked = [day for _number, day in sent if day >= due]
    if not can_be_asked:
        return True
    return bool(asked) and today >= min(asked) + LINK_LIVES


def has_lapsed(said_on: date, today: date) -> bool:
    """Say whether word of free places is too old to be believed."""
    return said_on < today - SAID_FOR
