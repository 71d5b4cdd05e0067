"""The mails that wait: their table, who takes which, how long they rest, when they are given up."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from wemi_piemonte.foundation.db import Base, Code, UUIDKey, reading, transaction

GIVEN_UP_AFTER = timedelta(hours=72)
"""How long a mail that can not be delivered is tried (security.md, "Nothing lost", 5)."""

SECRETS = ("token", "secret", "code")
"""How values are called, or end, that open something."""

LONGEST_NAME = 100

LEASE = timedelta(minutes=5)
"""How long a mail is somebody's: longer than one can be in hand, see smtp.Patience."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
LONGEST_REST = timedelta(minutes=15)
LOOKED_AT = 20
STUCK_TRIES = 3
STUCK_AFTER = timedelta(hours=1)


class Delivery(Base):
    """One mail to one address; `values` is JSON and empty once the mail has left."""

    __tablename__ = "delivery"

    id: Mapped[UUIDKey]
    recipient: Mapped[str]
    locale: Mapped[Code]
    kind: Mapped[Code]
    values: Mapped[str]
    created_at: Mapped[datetime]
    # When it is next tried: now, after a pause, or when a lease has run out.
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int]
    sent_at: Mapped[datetime | None]
    # Given up: shown to the admin with what the server said.
    dead_at: Mapped[datetime | None] = mapped_column(index=True)
    error: Mapped[str]


def queue_mail(
    session: Session, *, to: str, locale: str, kind: str, now: datetime, **values: Any
) -> None:
    """Queue a mail of a kind; it leaves once the transaction has committed."""
    session.add(
        Delivery(
            recipient=to,
            locale=locale,
            kind=kind,
            values=json.dumps(values, default=str),
            created_at=now,
            due_at=now,
            tries=0,
            error="",
        )
    )


def name_in_mail(name: str) -> str:
    """Return a name as a mail says it: on one line, and no letter of its own."""
    return " ".join(name.split())[:LONGEST_NAME]


def pause_after(tries: int) -> timedelta:
    """Return how long a mail waits after this many failed tries: twice as long each time."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(max(tries - 1, 0), 12)
    return min(doubled, LONGEST_PAUSE)


def rest_after(waited: timedelta) -> timedelta:
    """Return how long a server is left alone when a mail has waited so long for it.

    Its rests grow too, but stay short: one question costs nothing, and links live for an hour.
    """
    return min(max(waited / 2, FIRST_PAUSE), LONGEST_REST)


def claim(now: datetime) -> Delivery | None:
    """Take the mail that is due longest; whoever takes it has it until the lease runs out."""
    order = (Delivery.due_at, Delivery.created_at, Delivery.id)
    query = select(Delivery.id).where(Delivery.due_at <= now).order_by(*order)
    with reading() as session:
        waiting = session.scalars(query.limit(LOOKED_AT)).all()
    for each in waiting:
        with transaction() as session:
            taken = session.execute(
                update(Delivery)
                .where(Delivery.id == each, Delivery.due_at <= now)
                .values(due_at=now + LEASE, tries=Delivery.tries + 1)
                .returning(Delivery.id)
            ).one_or_none()
            if taken is not None:
                return session.get_one(Delivery, each)
    return None


def has_left(delivery: Delivery, now: datetime) -> None:
    """Note that a mail was delivered, and wipe what it told."""
    with transaction() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.id == delivery.id)
            .values(sent_at=now, due_at=None, dead_at=None, values="{}", error="")
        )


def put_off(delivery: Delivery, error: str, now: datetime) -> None:
    """Let a mail wait, longer after each try; the last try is when its time is over."""
    until = delivery.created_at + GIVEN_UP_AFTER
    if now >= until:
        give_up(delivery, error, now)
    else:
        due_at = min(now + pause_after(delivery.tries), until)
        _change(delivery, due_at=due_at, error=error)


def give_up(delivery: Delivery, error: str, now: datetime) -> None:
    """Try a mail no more, and show it to the admin."""
    _change(delivery, **_given_up(delivery, error, now))


def put_off_together(delivery: Delivery, error: str, now: datetime) -> None:
    """Let a mail wait whose server can not be reached, as if it had not been tried."""
    if now - delivery.created_at >= GIVEN_UP_AFTER:
        give_up(delivery, error, now)
    else:
        due_at = now + rest_after(now - delivery.created_at)
        _change(delivery, due_at=due_at, tries=delivery.tries - 1, error=error)
    put_off_all(error, now, rest_after(now - delivery.created_at))


def put_off_all(error: str, now: datetime, rest: timedelta) -> None:
    """Let all mails that are due wait together: the fault is the server's and counts for none."""
    with transaction() as session:
        due = Delivery.due_at <= now
        old = select(Delivery).where(due, Delivery.created_at <= now - GIVEN_UP_AFTER)
        for each in session.scalars(old).all():
            session.execute(
                update(Delivery)
                .where(Delivery.id == each.id)
                .values(_given_up(each, error, now))
                .execution_options(synchronize_session=False)
            )
        session.execute(
            update(Delivery)
            .where(due)
            .values(due_at=now + rest, error=error)
            .execution_options(synchronize_session=False)
        )


def _given_up(delivery: Delivery, error: str, now: datetime) -> dict[str, Any]:
    values = "" if has_secret(delivery.values) else delivery.values
    return {"due_at": None, "dead_at": now, "values": values, "error": error}


def _change(delivery: Delivery, **changes: Any) -> None:
    # Only while it is still ours: whoever took it after the lease may have delivered it.
    ours = and_(Delivery.id == delivery.id, Delivery.due_at == delivery.due_at)
    with transaction() as session:
        session.execute(update(Delivery).where(ours).values(**changes))


def has_secret(values: str) -> bool:
    """Say whether the values of a mail, as they are kept, hold what opens something."""
    return bool(values) and _opens(json.loads(values))


def _opens(value: Any) -> bool:
    if isinstance(value, dict):
        return any(name.endswith(SECRETS) or _opens(each) for name, each in value.items())
    return isinstance(value, list) and any(_opens(each) for each in value)


def dead_mails(session: Session, limit: int) -> Sequence[Delivery]:
    """Return the mails that were given up, the newest first."""
    query = select(Delivery).where(Delivery.dead_at.is_not(None))
    return session.scalars(query.order_by(Delivery.dead_at.desc(), Delivery.id).limit(limit)).all()


def stuck_mails(session: Session, now: datetime, limit: int) -> Sequence[Delivery]:
    """Return the mails that still wait after several tries, or for long; the oldest first."""
    return session.scalars(
        select(Delivery)
        .where(Delivery.due_at.is_not(None), _is_stuck(now))
        .order_by(Delivery.created_at, Delivery.id)
        .limit(limit)
    ).all()


def _is_stuck(now: datetime) -> ColumnElement[bool]:
    return or_(Delivery.tries >= STUCK_TRIES, Delivery.created_at <= now - STUCK_AFTER)


def try_again(session: Session, delivery_id: UUID, now: datetime) -> bool:
    """Let a mail that was given up be tried anew, and say whether it is.

    One whose values held a secret is not: they were wiped, and its link has ended long ago.
    """
    back = session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.dead_at.is_not(None), Delivery.values != "")
        .values(dead_at=None, due_at=now, created_at=now, tries=0, error="")
        .returning(Delivery.id)
    )
    return back.one_or_none() is not None
