"""Handing mails to a server (SMTP): what its answers mean, and how long it may take for them."""

import ipaddress
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from threading import Timer
from urllib.parse import unquote, urlsplit

from wemi_piemonte.foundation.mail.message import (
    Composed,
    Later,
    Letter,
    Refused,
    Unreachable,
    address_of,
)

GOODBYE_SECONDS = 2.0
CLOSING = 421


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a server has: for an answer, and for a greeting or a letter as a whole.

    Both wholes, with the finding of the server before them, are within waiting.LEASE. A letter that
    is being taken may look long for its answer, since servers examine what they are given.
    """

    answer: float = 20
    whole: float = 60


class _Plain(smtplib.SMTP):
    """A line that is made first and connected then, so that it can be cut while it greets.

    The standard one knows to whom TLS is spoken only when it connects as it is made.
    """

    def __init__(self, host: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._host = host


class _Tls(smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""

    def __init__(self, host: str, timeout: float) -> None:
        super().__init__(timeout=timeout, context=ssl.create_default_context())
        self._host = host


class SmtpMailer(Composed):
    """Hands mails to a server: smtp:// (with STARTTLS where it is offered) or smtps://.

    The connection stays open from one letter to the next, until it is closed; it is not for two
    threads at once.
    """

    def __init__(self, public_url: str, url: str, patience: Patience | None = None) -> None:
        super().__init__(public_url)
        self._parts = urlsplit(url)
        self._patience = patience or Patience()
        self._server: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> None:
        """Hand a letter over; see message.Mailer for what it raises."""
        try:
            recipient = address_of(letter.recipient)
        except UnicodeError:
            raise Refused("The domain of the address is not one.") from None
        message = self._message(letter)
        server = self._ready()
        try:
            with _within(self._patience.whole, server):
                _wait_at_most(server, self._patience.whole)
                _hand_over(server, message, recipient)
        except (Refused, Later):
            # The server answered: the next letter may follow on the same line.
            raise
        except BaseException:
            self._drop()
            raise

    def close(self) -> None:
        """Say goodbye; whatever comes of it, the letters have been taken."""
        if self._server is not None:
            with suppress(OSError):
                _wait_at_most(self._server, GOODBYE_SECONDS)
                self._server.quit()
            self._drop()

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _ready(self) -> smtplib.SMTP:
        """Return a server that waits for a letter: the one we spoke to, or one asked anew."""
        if self._server is not None:
            # A line that was cut since the last letter is no fault of the next one.
            with suppress(OSError):
                _wait_at_most(self._server, self._patience.answer)
                if self._server.rset()[0] == 250:
                    return self._server
            self._drop()
        self._server = self._connected()
        return self._server

    def _connected(self) -> smtplib.SMTP:
        host = self._parts.hostname or "localhost"
        kind = _Tls if self._parts.scheme == "smtps" else _Plain
        server: smtplib.SMTP | None = None
        try:
            server = kind(host, self._patience.answer)
            with _within(self._patience.whole, server):
                self._greet(server, host)
        except BaseException as error:
            if server is not None:
                server.close()
            if isinstance(error, OSError | UnicodeError):
                raise Unreachable(_said_by(error)) from error
            raise
        return server

    def _greet(self, server: smtplib.SMTP, host: str) -> None:
        """Connect, speak TLS and sign in; whatever is wrong here is so for every letter."""
        parts = self._parts
        is_private = parts.scheme == "smtps"
        code, words = server.connect(host, parts.port or (465 if is_private else 25))
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        server.ehlo_or_helo_if_needed()
        if not is_private and server.has_extn("starttls"):
            # A certificate that does not hold is no reason to go on in the clear: somebody between
            # us and the server could have made it, to read the links.
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
            is_private = True
        if parts.username:
            if not (is_private or _is_here(host)):
                raise ssl.SSLError("no TLS is offered, and the password is not sent in the clear")
            server.login(unquote(parts.username), unquote(parts.password or ""))


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hand_over(server: smtplib.SMTP, message: EmailMessage, recipient: str) -> None:
    try:
        server.send_message(message, to_addrs=[recipient])
    except smtplib.SMTPRecipientsRefused as refused:
        (code, words), *_ = refused.recipients.values()
        raise _answered(code, words) from None
    except smtplib.SMTPDataError as refused:
        raise _answered(refused.smtp_code, refused.smtp_error) from None
    except smtplib.SMTPSenderRefused as refused:
        code, said = refused.smtp_code, _said(refused.smtp_code, refused.smtp_error)
        # All our mails have the same sender; only how long a letter is differs.
        raise (Later(said) if code == 552 else Unreachable(said)) from None
    except smtplib.SMTPHeloError as refused:
        raise Unreachable(_said_by(refused)) from None
    except smtplib.SMTPNotSupportedError:
        raise Refused("The server takes no address that is not ASCII (SMTPUTF8).") from None


# The recipient is not there (x.1), or the box takes nothing; but not that it is full (x.2.2).
_NOBODY = re.compile(r"5\.(1\.\d+|2\.1)\b")
# The server's own state (x.3), or what it lets us do (x.7): that may be mended within the time.
_MENDED = re.compile(r"5\.(2\.2|3\.\d+|7\.\d+)\b")


def _answered(code: int, words: bytes | str) -> Exception:
    """Return what an answer about one letter means."""
    said = _said(code, words)
    if code == CLOSING:
        return ConnectionAbortedError(said)
    status = said[4:]
    is_mailbox = code in {550, 551, 553} and _MENDED.match(status) is None
    if 500 <= code < 600 and (is_mailbox or _NOBODY.match(status)):
        return Refused(said)
    return Later(said)


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(f"{code} {text}".split())


def _said_by(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__}: {_said(error.smtp_code, error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _wait_at_most(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock is not None:
        server.sock.settimeout(seconds)


@contextmanager
def _within(seconds: float, server: smtplib.SMTP) -> Iterator[None]:
    """Cut the line when the whole takes longer: a time-out alone ends anew with each byte."""
    timer = Timer(seconds, _cut, (server,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _cut(server: smtplib.SMTP) -> None:
    line = server.sock
    if line is not None:
        with suppress(OSError):
            # That of the socket below TLS, which has no say in it and might be waiting.
            socket.socket.shutdown(line, socket.SHUT_RDWR)
