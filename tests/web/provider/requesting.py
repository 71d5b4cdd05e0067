"""Requests to the body of a town, and how it is reached there, for tests."""

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

from sqlalchemy import func, select

from tests import asking, make
from tests.asking import Asking
from tests.inbox import link_in
from tests.web.provider.conftest import NOW, Town
from wemi_piemonte.foundation.clock import start_at
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.referrals import operations
from wemi_piemonte.referrals.models import ReferralEvent, ReferralMessage
from wemi_piemonte.referrals.rules import Actor, ContactKind, EventKind

MINE = make.service("Una mano in casa", organization=make.organization("Il Melo"))
THEIRS = make.service("Compiti insieme", organization=make.organization("Il Pero"))
# Words that stand nowhere but where a request was opened.
NAME, WORDS, PHONE = "Zafferana", "il canarino non dorme", "+39 011 987654"
CANARIES = (NAME, "canarino", "987654")


def ask(service: Any = MINE, **values: Any) -> Asking:
    """A request of somebody who is reached by phone."""
    told: dict[str, Any] = {
        "name": NAME,
        "words": WORDS,
        "contact_kind": ContactKind.PHONE,
        "contact": PHONE,
        "needs": ("ageing.home-care",),
        "locale": "ro",
    }
    return asking.ask(service, **(told | values))


def room(town: Town, asked: Asking | None = None, rest: str = "") -> str:
    """The address of the queue, of a request, or of what is done with one."""
    return town.path("/".join(["requests", *([str(asked.id)] if asked else []), *rest.split()]))


def write(asked: Asking, text: str, actor: Actor = Actor.PERSON, **more: Any) -> None:
    """Write a message in a request."""
    with transaction() as session:
        operations.write_message(
            session,
            referral_id=asked.id,
            actor=actor,
            text=text,
            locale="ro",
            secret=f"message {text}",
            now=more.get("now", NOW),
        )


def withdraw(asked: Asking) -> None:
    with transaction() as session:
        operations.withdraw(session, referral_id=asked.id, now=NOW)


def events(asked: Asking, kind: EventKind = EventKind.MOVED) -> Sequence[ReferralEvent]:
    """What happened to a request, of one kind."""
    with reading() as session:
        return session.scalars(
            select(ReferralEvent)
            .where(ReferralEvent.referral_id == asked.id, ReferralEvent.kind == kind)
            .order_by(ReferralEvent.at, ReferralEvent.id)
        ).all()


def number_of_messages(asked: Asking) -> int:
    with reading() as session:
        query = select(func.count()).where(ReferralMessage.referral_id == asked.id)
        return session.scalar(query) or 0


def english(mail: EmailMessage) -> str:
    """The link of a mail to the body, in English."""
    return link_in(mail, "/request-answers/").replace("/it/", "/en/", 1)


def at(moment: Any) -> None:
    """Let it be some moment."""
    start_at(moment)
