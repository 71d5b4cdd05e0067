"""Mail against a real server on loopback, which refuses, hangs, drops, and answers what it likes."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.mail_server import (
    CERTIFICATE,
    DRIP,
    DROP,
    HANG,
    MailServer,
    free_port,
    lets_in,
    own_context,
)
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import (
    Delivery,
    Patience,
    SmtpMailer,
    Written,
    drain_mail,
    queue_mail,
)

pytestmark = pytest.mark.usefixtures("sqlite_database")

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
PATIENCE = Patience(answer=0.4, whole=0.8)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def write(delivery: Delivery) -> Written:
    return Written("Perché no", "Ciao Anna.\n", "<p>Ciao Anna.</p>\n", delivery.locale)


def queue(count: int = 1, to: str = "{}@example.org") -> None:
    with transaction() as session:
        for number in range(count):
            at = NOW - timedelta(seconds=count - number)
            address = to.format(number)
            queue_mail(session, to=address, locale="it", kind="probe", now=at, token="s3cret-words")


def drain(url: str | int, now: datetime = NOW) -> int:
    url = url if isinstance(url, str) else f"smtp://127.0.0.1:{url}"
    mailer = SmtpMailer("https://wemi.example", url, PATIENCE)
    return drain_mail(mailer, write, lambda: now)


def rows() -> list[Delivery]:
    with reading() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.recipient)))


def states() -> list[str]:
    named = (("sent", "sent_at"), ("dead", "dead_at"), ("waits", "due_at"))
    return [next(state for state, name in named if getattr(each, name)) for each in rows()]


def tries() -> list[int]:
    return [each.tries for each in rows()]


def test_mails_are_taken_one_after_the_other_on_one_line(server: MailServer) -> None:
    queue(3)
    assert drain(server.port) == 3
    assert len(server.connections) == 1
    assert server.recipients == ["0@example.org", "1@example.org", "2@example.org"]
    first = server.letters[0]
    assert (first["Subject"], first["To"]) == ("Perché no", "0@example.org")
    assert first["Message-ID"] == f"<{rows()[0].id}@wemi.example>"
    kinds = [part.get_content_type() for part in first.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_a_server_that_is_not_there_is_asked_once_for_all() -> None:
    queue(3)
    assert drain(free_port()) == 0
    assert {(each.tries, each.due_at) for each in rows()} == {(0, NOW + A_MINUTE)}
    assert "ConnectionRefusedError" in rows()[0].error


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("greeting", HANG),
        ("greeting", DRIP),
        ("greeting", DROP),
        ("greeting", "554 no service for you"),
        ("greeting", "421 too many"),
        ("EHLO", HANG),
        ("EHLO", DROP),
        ("MAIL", "451 try later"),
        ("MAIL", "421 shutting down"),
        ("MAIL", "550 5.7.1 sender not allowed"),
    ],
)
def test_what_goes_wrong_before_any_mail_is_looked_at_counts_for_none(
    server: MailServer, stage: str, fault: str
) -> None:
    queue(3)
    server.script = {stage: [fault]}
    begun = time.monotonic()
    assert drain(server.port) == 0
    assert time.monotonic() - begun < 2
    assert (len(server.connections), tries()) == (1, [0, 0, 0])
    assert {each.due_at for each in rows()} == {NOW + A_MINUTE}
    assert rows()[0].error
    assert drain(server.port, NOW + A_MINUTE) == 3


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("fault", [HANG, DROP])
def test_a_line_that_breaks_twice_with_a_mail_in_hand_is_the_servers_fault(
    server: MailServer, stage: str, fault: str
) -> None:
    queue(4)
    server.script = {stage: [fault, fault]}
    begun = time.monotonic()
    assert drain(server.port) == 0
    assert time.monotonic() - begun < 4
    assert (len(server.connections), tries()) == (2, [1, 1, 0, 0])
    assert drain(server.port, NOW + A_MINUTE) == 4


def test_a_line_that_breaks_once_holds_up_nobody_else(server: MailServer) -> None:
    queue(3)
    server.script = {"RCPT": [DROP]}
    assert drain(server.port) == 2
    assert states() == ["waits", "sent", "sent"]


@pytest.mark.parametrize("fault", [HANG, DROP])
def test_a_mail_whose_taking_is_not_answered_comes_again_under_its_name(
    server: MailServer, fault: str
) -> None:
    queue()
    server.script = {"DATA": [fault]}
    assert drain(server.port) == 0
    assert drain(server.port, NOW + A_MINUTE) == 1
    names = [letter["Message-ID"] for letter in server.letters]
    assert (len(names), len(set(names))) == (2, 1)
    assert server.taken[0] == server.taken[1]


@pytest.mark.parametrize("fault", [HANG, DROP, "421 no"])
def test_what_follows_the_taking_of_a_mail_does_not_send_it_again(
    server: MailServer, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wemi_piemonte.foundation.mail.smtp.GOODBYE_SECONDS", 0.2)
    queue(2)
    # The line is cut between two mails, and once more instead of a goodbye.
    server.script = {"RSET": [fault], "QUIT": [fault]}
    assert drain(server.port) == 2
    assert (len(server.connections), tries(), states()) == (2, [1, 1], ["sent", "sent"])
    assert drain(server.port, NOW + timedelta(days=1)) == 0
    assert len(server.taken) == 2


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("450 4.2.1 greylisted", "waits"),
        ("451 local error", "waits"),
        ("452 4.2.2 box is full", "waits"),
        ("550 no such user", "dead"),
        ("550 5.1.1 no such user", "dead"),
        ("550 5.4.1 access denied", "dead"),
        ("553 5.1.3 bad address", "dead"),
        ("554 5.1.1 no such user", "dead"),
        ("550 5.2.1 box is closed", "dead"),
        ("552 5.2.2 box is full", "waits"),
        ("550 5.7.1 relaying denied", "waits"),
        ("554 5.7.1 relaying denied", "waits"),
        ("554 transaction failed", "waits"),
        ("530 5.7.0 sign in first", "waits"),
    ],
)
def test_an_answer_about_one_mail_is_given_up_or_waits_and_holds_up_no_other(
    server: MailServer, stage: str, answer: str, state: str
) -> None:
    queue(2)
    server.script = {stage: [answer]}
    assert drain(server.port) == 1
    assert len(server.connections) == 1
    assert states() == [state, "sent"]
    assert rows()[0].error == answer
    assert (rows()[0].values == "") is (state == "dead")
    # What waits is delivered later, under the same name.
    assert drain(server.port, NOW + A_MINUTE) == (state == "waits")


def test_a_mail_that_is_never_taken_is_given_up_after_three_days(server: MailServer) -> None:
    queue()
    server.script = {"RCPT": ["451 later"] * 99}
    now = NOW
    while (due := rows()[0].due_at) is not None:
        now = max(now, due)
        assert drain(server.port, now) == 0
    (dead,) = rows()
    assert dead.dead_at == dead.created_at + timedelta(hours=72)
    assert (dead.error, dead.values) == ("451 later", "")
    assert 15 <= dead.tries <= 25


def test_what_is_kept_of_an_answer_holds_nothing_of_the_mail(server: MailServer) -> None:
    queue()
    server.script = {"DATA": ["550 <0@example.org> spam: s3cret-words, =?utf-8?q?Perch=C3=A9_no?="]}
    drain(server.port)
    assert rows()[0].error == "550 <0@example.org> spam: …, …"


def test_a_certificate_that_nobody_signed_gets_no_mail() -> None:
    queue(2)
    with MailServer(tls_context=own_context()) as offers:
        assert drain(offers.port) == 0
        assert (offers.taken, len(offers.connections), tries()) == ([], 1, [0, 0])
    assert "certificate verify failed" in rows()[0].error
    with MailServer(ssl_context=own_context()) as private:
        assert drain(f"smtps://127.0.0.1:{private.port}", NOW + A_MINUTE) == 0
        assert private.taken == []
    assert "certificate verify failed" in rows()[0].error


def test_a_certificate_that_is_trusted_gets_mail_and_password_in_private(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    queue()
    context = own_context()
    with MailServer(tls_context=context, auth_required=True, authenticator=lets_in) as offers:
        assert drain(f"smtp://wemi:wrong@127.0.0.1:{offers.port}") == 0
        assert (tries(), states()) == ([0], ["waits"])
        assert rows()[0].error.startswith("SMTPAuthenticationError: 535")
        drained = drain(f"smtp://wemi:open%20sesame@localhost:{offers.port}", NOW + A_MINUTE)
        assert (drained, offers.private) == (1, [True])
    queue(to="b@example.org")
    with MailServer(ssl_context=context) as private:
        assert drain(f"smtps://127.0.0.1:{private.port}") == 1


def test_a_password_is_not_sent_in_the_clear() -> None:
    queue()
    with MailServer(auth_require_tls=False, authenticator=lets_in) as server:
        # This address leads here too, but nothing says so.
        assert drain(f"smtp://wemi:open%20sesame@0.0.0.0:{server.port}") == 0
        assert "not sent in the clear" in rows()[0].error
        assert drain(f"smtp://wemi:open%20sesame@127.0.0.1:{server.port}", NOW + A_MINUTE) == 1


def test_an_address_in_another_script_goes_to_a_server_that_knows_such(server: MailServer) -> None:
    queue(to="паола@приклад.example")
    assert drain(server.port) == 1
    assert server.recipients == ["паола@xn--80aikifvh.example"]


def test_an_address_that_a_server_can_not_have_is_given_up_at_once() -> None:
    queue(to="паола@example.org")
    queue(to="anna@città.example")
    queue(to=f"anna@{'è' * 70}.example")
    with MailServer(enable_SMTPUTF8=False) as server:
        assert drain(server.port) == 1
    assert server.recipients == ["anna@xn--citt-3na.example"]
    assert sorted(states()) == ["dead", "dead", "sent"]
    assert {each.error for each in rows() if each.dead_at} == {
        "The server takes no address that is not ASCII (SMTPUTF8).",
        "The domain of the address is not one.",
    }


def test_two_workers_at_once_deliver_each_mail_once(server: MailServer) -> None:
    queue(12)
    threads = [threading.Thread(target=drain, args=(server.port,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(server.recipients) == sorted(each.recipient for each in rows())
    assert set(states()) == {"sent"}
