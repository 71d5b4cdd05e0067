"""A real mail server on loopback (aiosmtpd), that misbehaves where it is told to."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.conftest import ROOT
from tests.inbox import opened

CERTIFICATE = ROOT / "tests" / "data" / "mail" / "self-signed.pem"

HANG = "hang"
DROP = "drop"
DRIP = "drip"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def own_context(certificate: Path = CERTIFICATE) -> ssl.SSLContext:
    """TLS as a server speaks it whose certificate nobody has signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


class Protocol(SMTP):
    """One connection; it may go wrong before a word is said."""

    async def _handle_client(self) -> None:
        said = await self.event_handler.at("greeting", self)
        if said is not None:
            await self.push(said)
            assert self.transport is not None
            self.transport.close()
            return
        await super()._handle_client()


class MailServer(Controller):
    """The server: `script` says what it answers at a stage, one after the other, or does there.

    Stages are greeting, EHLO, MAIL, RCPT, DATA (when all of it has come), RSET and QUIT.
    """

    def __init__(self, **options: Any) -> None:
        self.script: dict[str, list[str]] = {}
        self.taken: list[bytes] = []
        self.recipients: list[str] = []
        self.private: list[bool] = []
        self.connections: list[Protocol] = []
        self.on_data: Callable[[], None] = lambda: None
        options = {"hostname": "127.0.0.1", "server_hostname": "mail.example", **options}
        super().__init__(self, port=free_port(), **options)

    def __enter__(self) -> Self:
        self.start()
        self.connections.clear()
        return self

    def __exit__(self, *_error: object) -> None:
        self.loop.call_soon_threadsafe(self.cut)
        self.stop()

    def factory(self) -> Protocol:
        connection = Protocol(self, **self.SMTP_kwargs)
        self.connections.append(connection)
        return connection

    def cut(self) -> None:
        """Drop every line."""
        for each in self.connections:
            if each.transport is not None:
                each.transport.abort()  # type: ignore[attr-defined]

    @property
    def letters(self) -> list[EmailMessage]:
        """What was taken, also where the answer did not get back."""
        return [opened(content) for content in self.taken]

    async def at(self, stage: str, connection: SMTP) -> str | None:
        """What is said at this stage instead of the usual."""
        waiting = self.script.get(stage, [])
        said = waiting.pop(0) if waiting else None
        if said == DROP:
            assert connection.transport is not None
            connection.transport.abort()  # type: ignore[attr-defined]
        while said == DRIP:
            connection._writer.write(b"2")
            await asyncio.sleep(0.1)
        if said in {HANG, DROP}:
            await asyncio.sleep(3600)
        return said

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        said = await self.at("EHLO", server)
        return [said] if said else answers

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        said = await self.at("MAIL", server)
        if said is None:
            envelope.mail_from = address
        return said or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        said = await self.at("RCPT", server)
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        waiting = self.script.get("DATA", [""])
        # A server that refuses has not taken it; one that says nothing may have.
        if not waiting or not waiting[0][:1].isdigit():
            self.taken.append(envelope.content)
            self.recipients += envelope.rcpt_tos
            self.private.append(session.ssl is not None)
        self.on_data()
        return await self.at("DATA", server) or "250 OK"

    async def handle_RSET(self, server: SMTP, *_rest: object) -> str:  # noqa: N802
        return await self.at("RSET", server) or "250 OK"

    async def handle_QUIT(self, server: SMTP, *_rest: object) -> str:  # noqa: N802
        return await self.at("QUIT", server) or "221 Bye"


def lets_in(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, told: Any
) -> AuthResult:
    """Whether somebody knows the password."""
    return AuthResult(success=told.password == b"open sesame", handled=False)
