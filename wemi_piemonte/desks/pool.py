"""The pool of mediators: when one is usually there; pure."""

from datetime import datetime, time

from wemi_piemonte.directory.hours import DAYS, ROME


def is_usually_there(
    byday: str, opens_at: time | None, closes_at: time | None, moment: datetime
) -> bool:
    """Say whether a mediator who works on these days at these hours works at a moment.

    Without days on any, without hours at any; hours that end before they begin go over midnight,
    and what is after midnight belongs to the day before.
    """
    wall = moment.astimezone(ROME)
    at, weekday = wall.time().replace(tzinfo=None), wall.weekday()
    if opens_at is not None and closes_at is not None:
        if opens_at <= closes_at:
            if not opens_at <= at < closes_at:
                return False
        elif at < closes_at:
            weekday = (weekday - 1) % 7
        elif at < opens_at:
            return False
    days = [each.strip() for each in byday.split(",") if each.strip()]
    return not days or DAYS[weekday] in days
