"""A mail as it goes out, and what its ways out have in common."""

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from wemi_piemonte.foundation.locales import tag_of


class Written(NamedTuple):
    """What a mail says, and in which language; `html` says the same as `text`."""

    subject: str
    text: str
    html: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it goes out; `id` is the same at every try, so that none arrives twice."""

    id: UUID
    recipient: str
    subject: str
    text: str
    locale: str
    at: datetime
    html: str = ""


class Unreachable(Exception):
    """The server takes nothing now, whatever the mail: the others need not be tried."""


class Refused(Exception):
    """This mail will never be taken, however often it is tried."""


class Later(Exception):
    """This mail is not taken now; others may be."""


class Mailer(Protocol):
    """Something that delivers letters, one after the other.

    `send` raises Unreachable, Refused or Later, OSError when it broke off with the letter in hand,
    or anything else when the letter itself is not as it should be.
    """

    def send(self, letter: Letter) -> None: ...

    def close(self) -> None:
        """Let go of what was kept open between letters."""


def address_of(recipient: str) -> str:
    """Return an address as servers know it: its domain in ASCII (IDNA); raises UnicodeError."""
    local, at, domain = recipient.rpartition("@")
    return recipient if domain.isascii() else f"{local}{at}{domain.encode('idna').decode()}"


def message_of(letter: Letter, sender: str, host: str) -> EmailMessage:
    """Return the mail as the standard has it (RFC 5322), under a stable Message-ID."""
    recipient = address_of(letter.recipient)
    # Seven bits pass every server. An address that is not ASCII is only known to those of RFC 6532.
    shape = policy.default.clone(cte_type="7bit", utf8=not recipient.isascii())
    message = EmailMessage(policy=shape)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
        # Whatever is tried again is the same to the last byte.
        message.set_boundary(f"=_{letter.id.hex}")
    # Said last: what is said of the content before goes over to the first part.
    if letter.locale:
        message["Content-Language"] = tag_of(letter.locale)
    return message


class Composed:
    """What all mailers share: who the mails are from."""

    def __init__(self, public_url: str) -> None:
        self._host = urlsplit(public_url).hostname or "localhost"
        self._sender = f"WeMi Piemonte <no-reply@{self._host}>"

    def _message(self, letter: Letter) -> EmailMessage:
        return message_of(letter, self._sender, self._host)

    def close(self) -> None:
        """Let go of what was kept open: nothing."""
