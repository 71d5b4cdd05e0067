"""Mail: queued in the transaction of what it tells of, delivered by the worker, retried for days.

A mail is kept as its kind and values and written in the reader's language when it is sent, from
`templates/email/<kind>.txt`: the first line is the subject, the rest the text. Values may hold the
secret of a link: they are wiped when the mail has left. Of a mail that is given up the values stay,
so that it can be tried again, unless they hold a secret.
"""

import json
import logging
import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from wemi_piemonte.foundation.db import Base, Code, UUIDKey, transaction

log = logging.getLogger(__name__)

GIVEN_UP_AFTER = timedelta(hours=72)
"""How long a mail that can not be delivered is tried (security.md, "Nothing lost", 5)."""

SECRETS = ("token", "secret", "code")
"""How values are called, or end, that open something."""

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
AT_ONCE = 20


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


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it goes out; `id` is the same at every try, so that none arrives twice."""

    id: UUID
    recipient: str
    subject: str
    text: str
    locale: str
    at: datetime


class Mailer(Protocol):
    """Something that delivers a letter, or raises OSError or SMTPException."""

    def send(self, letter: Letter) -> None: ...


Write = Callable[[Delivery], tuple[str, str]]
"""Gives subject and text of a delivery in its language."""


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


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after this many failed tries: twice as long each time."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(tries - 1, 12)
    return min(doubled, LONGEST_PAUSE)


def claim_due(session: Session, now: datetime) -> list[Delivery]:
    """Take the mails that are due; whoever takes them has them until the lease runs out."""
    query = select(Delivery.id).where(Delivery.due_at <= now).order_by(Delivery.due_at)
    found: list[Delivery] = []
    for each in session.scalars(query.limit(AT_ONCE)):
        taken = session.execute(
            update(Delivery)
            .where(Delivery.id == each, Delivery.due_at <= now)
            .values(due_at=now + LEASE, tries=Delivery.tries + 1)
            .returning(Delivery.id)
        ).one_or_none()
        if taken is not None:
            delivery = session.get(Delivery, each, populate_existing=True)
            assert delivery is not None
            found.append(delivery)
    return found


def drain_mail(mailer: Mailer, write: Write, now: datetime) -> int:
    """Deliver the mails that are due, and return how many have left."""
    with transaction() as session:
        due = claim_due(session, now)
    return sum(_deliver(mailer, write, delivery, now) for delivery in due)


def _deliver(mailer: Mailer, write: Write, delivery: Delivery, now: datetime) -> int:
    try:
        subject, text = write(delivery)
        letter = Letter(
            delivery.id, delivery.recipient, subject, text, delivery.locale, delivery.created_at
        )
        mailer.send(letter)
    except Exception as error:  # noqa: BLE001 - a mail that fails in any way is tried again
        # Nothing of the mail itself: only what went wrong.
        log.warning("mail %s could not leave: %s", delivery.id, type(error).__name__)
        _put_off(delivery, f"{type(error).__name__}: {error}"[:500], now)
        return 0
    with transaction() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.id == delivery.id)
            .values(sent_at=now, due_at=None, values="{}", error="")
        )
    return 1


def _put_off(delivery: Delivery, error: str, now: datetime) -> None:
    gone = now - delivery.created_at >= GIVEN_UP_AFTER
    changes: dict[str, Any] = {"due_at": now + pause_after(delivery.tries), "error": error}
    if gone:
        values = "" if has_secret(delivery.values) else delivery.values
        changes = {"due_at": None, "dead_at": now, "values": values, "error": error}
    with transaction() as session:
        session.execute(update(Delivery).where(Delivery.id == delivery.id).values(**changes))


def has_secret(values: str) -> bool:
    """Say whether the values of a mail, as they are kept, hold what opens something."""
    return any(name.endswith(SECRETS) for name in json.loads(values))


def dead_mails(session: Session, limit: int) -> Sequence[Delivery]:
    """Return the mails that were given up, the newest first."""
    query = select(Delivery).where(Delivery.dead_at.is_not(None))
    return session.scalars(query.order_by(Delivery.dead_at.desc(), Delivery.id).limit(limit)).all()


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


def message_of(letter: Letter, sender: str, host: str) -> EmailMessage:
    """Return the mail as the standard has it (RFC 5322), under a stable Message-ID."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{host}>"
    message["Content-Language"] = letter.locale
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


class _Composed:
    """What all mailers share: who the mails are from."""

    def __init__(self, public_url: str) -> None:
        self._host = urlsplit(public_url).hostname or "localhost"
        self._sender = f"WeMi Piemonte <no-reply@{self._host}>"

    def _message(self, letter: Letter) -> EmailMessage:
        return message_of(letter, self._sender, self._host)


class ConsoleMailer(_Composed):
    """Prints mails; for development."""

    def send(self, letter: Letter) -> None:
        """Print a letter."""
        print(self._message(letter).as_string(), flush=True)  # noqa: T201 - that is its work


class FileMailer(_Composed):
    """Writes each mail into a folder, one file a mail; for development and tests."""

    def __init__(self, public_url: str, folder: Path) -> None:
        super().__init__(public_url)
        self._folder = folder

    def send(self, letter: Letter) -> None:
        """Write a letter, whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{uuid4()}"
        draft.write_bytes(self._message(letter).as_bytes())
        draft.rename(self._folder / f"{letter.id}.eml")


class SmtpMailer(_Composed):
    """Hands mails to a server: smtp:// (with STARTTLS where it is offered) or smtps://."""

    def __init__(self, public_url: str, url: str) -> None:
        super().__init__(public_url)
        self._parts = urlsplit(url)

    def send(self, letter: Letter) -> None:
        """Hand a letter over; raises OSError or SMTPException."""
        parts = self._parts
        host = parts.hostname or "localhost"
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=20, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=20)
        with server:
            if parts.scheme == "smtp":
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(self._message(letter))


def mailer_for(url: str, public_url: str) -> Mailer:
    """Return the mailer of a setting, which is console:, file:DIR, smtp:// or smtps:// and more."""
    if url == "console:":
        return ConsoleMailer(public_url)
    if url.startswith("file:"):
        return FileMailer(public_url, Path(url.removeprefix("file:")))
    if url.startswith(("smtp://", "smtps://")):
        return SmtpMailer(public_url, url)
    raise ValueError("WEMI_MAIL_URL must be console:, file:DIR, smtp://… or smtps://…")
