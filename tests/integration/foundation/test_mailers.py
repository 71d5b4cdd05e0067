"""How a mail goes out: as the standard has it, in seven bits, to an address that servers know."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tests.inbox import opened
from wemi_piemonte.foundation.mail import ConsoleMailer, FileMailer, Letter, mailer_for

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


def letter_to(recipient: str, subject: str = "Hi", html: str = "") -> Letter:
    return Letter(UUID(int=7), recipient, subject, "Ciao\n你好\n", "zh", NOW, html)


def test_a_mail_is_as_the_standard_has_it(tmp_path: Path) -> None:
    letter = letter_to("a@example.org", "Città di Torino: перевірка", "<p>Ciao<br>你好</p>\n")
    FileMailer("https://wemi.example", tmp_path).send(letter)
    (path,) = tmp_path.glob("*.eml")
    content = path.read_bytes()
    assert content.isascii()
    found = opened(content)
    assert found["Subject"] == letter.subject
    assert found["Message-ID"] == f"<{letter.id}@wemi.example>"
    assert found["From"] == "WeMi Piemonte <no-reply@wemi.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "zh-Hans"
    assert found.get_content_type() == "multipart/alternative"
    assert found.get_content() == letter.text
    page = found.get_body(("html",))
    assert page is not None
    assert page.get_content() == letter.html


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        ("anna@città.example", b"To: anna@xn--citt-3na.example\n"),
        ("паола@example.org", "To: паола@example.org\n".encode()),
        ("a@example.org", b"To: a@example.org\n"),
    ],
)
def test_an_address_goes_out_as_servers_know_it(
    tmp_path: Path, recipient: str, expected: bytes
) -> None:
    FileMailer("https://wemi.example", tmp_path).send(letter_to(recipient))
    (path,) = tmp_path.glob("*.eml")
    assert expected in path.read_bytes()


def test_the_console_shows_a_link_that_can_be_followed(capsys: pytest.CaptureFixture[str]) -> None:
    link = "https://wemi.example/it/reset-password/" + "x" * 80
    letter = Letter(UUID(int=7), "a@example.org", "Ciao", f"Apri:\n{link}\n", "it", NOW)
    ConsoleMailer("https://wemi.example").send(letter)
    told = capsys.readouterr().out
    assert f"\n{link}\n" in told
    assert told.startswith("To: a@example.org\nSubject: Ciao\n")


@pytest.mark.parametrize("sign", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("where", ["subject", "recipient"])
def test_no_value_brings_headers_of_its_own(tmp_path: Path, where: str, sign: str) -> None:
    evil = f"a@example.org{sign}Bcc: b@example.org"
    letter = letter_to("a@example.org", evil) if where == "subject" else letter_to(evil)
    with pytest.raises(ValueError, match=r"[Hh]eader|newline|linefeed"):
        FileMailer("https://wemi.example", tmp_path).send(letter)


@pytest.mark.parametrize("url", ["", "http://x", "smpt://x"])
def test_a_setting_that_names_no_mailer_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="WEMI_MAIL_URL"):
        mailer_for(url, "https://wemi.example")
