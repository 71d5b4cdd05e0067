"""What is due for listings: each body, and each batch, in a transaction of its own."""

from datetime import datetime

from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.listings.caring import (
    due_listings,
    for_region,
    lapsed_listings,
    to_ask,
    was_asked_today,
)
from wemi_piemonte.listings.operations.freshness import ask, escalate, forget_places


def keep_fresh(now: datetime) -> None:
    """Ask bodies whether their listings are still true, and let what is too old go; a due job."""
    ask_bodies(now)
    tell_region(now)
    let_places_lapse(now)


def ask_bodies(now: datetime) -> None:
    """Send each body that has something to confirm its mail of the day."""
    today = now.astimezone(ROME).date()
    with reading() as session:
        bodies = [
            body
            for body, due in due_listings(session, today).items()
            if any(to_ask(session, due, today)) and not was_asked_today(session, body, today)
        ]
    for body in bodies:
        with transaction() as session:
            ask(session, organization_id=body, now=now)


def tell_region(now: datetime) -> None:
    """Let the Region look at what nobody confirms."""
    today = now.astimezone(ROME).date()
    with reading() as session:
        bodies = [
            body
            for body, due in due_listings(session, today).items()
            if any(for_region(session, due, today))
        ]
    for body in bodies:
        with transaction() as session:
            escalate(session, organization_id=body, now=now)


def let_places_lapse(now: datetime) -> None:
    """Let word of free places that is too old become "not known"."""
    today = now.astimezone(ROME).date()
    while True:
        with transaction() as session:
            found = lapsed_listings(session, today)
            if not found:
                return
            forget_places(session, service_ids=found, now=now)
