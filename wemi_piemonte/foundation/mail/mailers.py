"""The ways out that a setting names: the console, a folder, or a server."""

from pathlib import Path
from uuid import uuid4

from wemi_piemonte.foundation.mail.message import Composed, Letter, Mailer
from wemi_piemonte.foundation.mail.smtp import SmtpMailer


class ConsoleMailer(Composed):
    """Prints mails; for development."""

    def send(self, letter: Letter) -> None:
        """Print a letter: its text, so that links can be followed, not what goes over the wire."""
        message = self._message(letter)
        head = "\n".join(f"{name}: {message[name]}" for name in ("To", "Subject", "Message-ID"))
        print(f"{head}\n\n{letter.text}", flush=True)  # noqa: T201 - that is its work


class FileMailer(Composed):
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


def mailer_for(url: str, public_url: str) -> Mailer:
    """Return the mailer of a setting, which is console:, file:DIR, smtp:// or smtps:// and more."""
    if url == "console:":
        return ConsoleMailer(public_url)
    if url.startswith("file:"):
        return FileMailer(public_url, Path(url.removeprefix("file:")))
    if url.startswith(("smtp://", "smtps://")):
        return SmtpMailer(public_url, url)
    raise ValueError("WEMI_MAIL_URL must be console:, file:DIR, smtp://… or smtps://…")
