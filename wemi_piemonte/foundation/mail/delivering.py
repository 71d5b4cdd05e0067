"""Delivering what is due: one mail in hand at a time, and what follows when it does not go."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum, auto
from threading import Event
from typing import Any

from wemi_piemonte.foundation.mail.message import (
    Later,
    Letter,
    Mailer,
    Refused,
    Unreachable,
    Written,
)
from wemi_piemonte.foundation.mail.waiting import (
    Delivery,
    claim,
    give_up,
    has_left,
    put_off,
    put_off_all,
    put_off_together,
    rest_after,
)

log = logging.getLogger(__name__)

AT_ONCE = 20
BROKEN_IN_A_ROW = 2
LONGEST_ERROR = 500

Write = Callable[[Delivery], Written]
"""Gives subject, text and page of a delivery in its language."""

Now = Callable[[], datetime]


class Outcome(Enum):
    """What came of one mail."""

    LEFT = auto()
    # It was not taken; that says nothing of others.
    KEPT = auto()
    # The line broke, or nobody answered, with the mail in hand.
    BROKEN = auto()
    # The server takes nothing from us.
    DOWN = auto()


def drain_mail(mailer: Mailer, write: Write, now: Now, stop: Event | None = None) -> int:
    """Deliver the mails that are due, some at a time, and return how many have left.

    Each is taken right before it is handed over, so that its lease covers it, and `stop` is looked
    at between two: the one in hand is finished.
    """
    left = broken = 0
    try:
        for _ in range(AT_ONCE):
            if stop is not None and stop.is_set():
                break
            delivery = claim(now())
            if delivery is None:
                break
            outcome, error = _deliver(mailer, write, delivery, now)
            left += outcome is Outcome.LEFT
            broken = broken + 1 if outcome is Outcome.BROKEN else 0
            if outcome is Outcome.DOWN:
                break
            # One mail may be what breaks a server; when two in a row break, it is the server.
            if broken == BROKEN_IN_A_ROW:
                put_off_all(error, now(), rest_after(now() - delivery.created_at))
                break
    finally:
        mailer.close()
    return left


def _deliver(mailer: Mailer, write: Write, delivery: Delivery, now: Now) -> tuple[Outcome, str]:
    try:
        written = write(delivery)
    except Exception as error:  # noqa: BLE001 - a mail that fails in any way is tried again
        # Nothing of the mail itself: only what went wrong.
        return _kept(delivery, type(error).__name__, now)
    letter = Letter(
        id=delivery.id,
        recipient=delivery.recipient,
        subject=written.subject,
        text=written.text,
        html=written.html,
        locale=written.locale,
        at=delivery.created_at,
    )
    try:
        mailer.send(letter)
    except Exception as error:  # noqa: BLE001 - the same
        return _failed(delivery, letter, error, now)
    has_left(delivery, now())
    return Outcome.LEFT, ""


def _failed(
    delivery: Delivery, letter: Letter, failure: Exception, now: Now
) -> tuple[Outcome, str]:
    name = type(failure).__name__
    if isinstance(failure, Refused):
        error = _without_words(str(failure), delivery, letter)
        log.warning("mail %s was refused for good", delivery.id)
        give_up(delivery, error, now())
        return Outcome.KEPT, error
    if isinstance(failure, Unreachable):
        error = _without_words(str(failure), delivery, letter)
        log.warning("the mail server takes nothing: %s", error)
        put_off_together(delivery, error, now())
        return Outcome.DOWN, error
    if isinstance(failure, Later):
        return _kept(delivery, _without_words(str(failure), delivery, letter), now)
    if isinstance(failure, OSError):
        error = _without_words(f"{name}: {failure}", delivery, letter)
        _kept(delivery, error, now)
        return Outcome.BROKEN, error
    return _kept(delivery, name, now)


def _kept(delivery: Delivery, error: str, now: Now) -> tuple[Outcome, str]:
    log.warning("mail %s could not leave", delivery.id)
    put_off(delivery, error, now())
    return Outcome.KEPT, error


RUN = 16
"""So many signs that stand in a mail too are no accident."""

SHORTEST = 4
HIDDEN = "…"
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bq]\?[^?\s]*\?=", re.IGNORECASE)


def _without_words(said: str, delivery: Delivery, letter: Letter) -> str:
    """Return what a server said without the mail's own words, which some servers repeat."""
    said = _ENCODED_WORD.sub(HIDDEN, said)
    for value in sorted(_texts(json.loads(delivery.values)), key=len, reverse=True):
        if len(value) >= SHORTEST and value != delivery.recipient:
            said = said.replace(value, HIDDEN)
    words = " ".join(f"{letter.subject} {letter.text}".split())
    starts = [i for i in range(len(said) - RUN + 1) if said[i : i + RUN] in words]
    hidden = {i + j for i in starts for j in range(RUN)}
    kept = "".join("\0" if i in hidden else sign for i, sign in enumerate(said))
    return re.sub("\0+", HIDDEN, kept)[:LONGEST_ERROR]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
