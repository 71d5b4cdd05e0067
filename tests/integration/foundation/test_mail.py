"""Mail: queued with what it tells of, delivered once, retried for days, given up in the open."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import (
    GIVEN_UP_AFTER,
    LEASE,
    Delivery,
    Letter,
    Mailer,
    Refused,
    Unreachable,
    Written,
    claim,
    drain_mail,
    pause_after,
    queue_mail,
)

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Kept:
    """A server that takes everything."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.closed = 0

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)

    def close(self) -> None:
        self.closed += 1


class Broken(Kept):
    """A server that answers each letter with a fault, or those to one address."""

    def __init__(self, fault: Exception, recipient: str = "") -> None:
        super().__init__()
        self.fault = fault
        self.recipient = recipient

    def send(self, letter: Letter) -> None:
        super().send(letter)
        if self.recipient in {"", letter.recipient}:
            raise self.fault


NO_SERVER = ConnectionRefusedError("no server")


def write(delivery: Delivery) -> Written:
    return Written("Hello", f"text of {delivery.kind} {delivery.values}")


def queue(now: datetime = NOW, to: str = "a@example.org") -> None:
    with transaction() as session:
        queue_mail(session, to=to, locale="it", kind="probe", now=now, token="secret")


def drain(mailer: Mailer, now: datetime = NOW) -> int:
    return drain_mail(mailer, write, lambda: now)


def the_one() -> Delivery:
    with reading() as session:
        return session.scalars(select(Delivery)).one()


def everyone() -> list[Delivery]:
    with reading() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.recipient)))


def test_a_mail_leaves_once_and_its_secret_is_wiped(database: Engine) -> None:
    del database
    queue()
    server = Kept()
    assert drain(server) == 1
    assert drain(server, NOW + timedelta(days=1)) == 0
    assert [letter.text for letter in server.letters] == ['text of probe {"token": "secret"}']
    kept = the_one()
    assert (kept.values, kept.sent_at, kept.due_at) == ("{}", NOW, None)


def test_what_is_taken_back_sends_no_mail(database: Engine) -> None:
    del database

    class Undone(Exception):
        pass

    def undo() -> None:
        with transaction() as session:
            queue_mail(session, to="a@example.org", locale="it", kind="probe", now=NOW)
            raise Undone

    with pytest.raises(Undone):
        undo()
    assert drain(Kept()) == 0


def test_a_mail_is_tried_with_longer_pauses_under_one_name_and_given_up(database: Engine) -> None:
    del database
    queue()
    server = Broken(NO_SERVER)
    now = NOW
    pauses = []
    while the_one().dead_at is None:
        assert drain(server, now) == 0
        due = the_one().due_at
        if due is not None:
            pauses.append(due - now)
            now = due
    *growing, _last = pauses
    assert growing == sorted(growing)
    assert (growing[0], growing[-1]) == (MINUTE, timedelta(hours=6))
    assert len({letter.id for letter in server.letters}) == 1
    dead = the_one()
    assert dead.dead_at == NOW + GIVEN_UP_AFTER
    assert (dead.values, dead.error) == ("", "ConnectionRefusedError: no server")
    assert drain(Kept(), now + timedelta(days=30)) == 0


def test_a_server_that_comes_back_gets_the_mail(database: Engine) -> None:
    del database
    queue()
    drain(Broken(NO_SERVER))
    assert drain(Kept()) == 0
    assert drain(Kept(), NOW + pause_after(1)) == 1


def test_a_server_that_can_not_be_reached_is_asked_once_for_all_and_counts_for_none(
    database: Engine,
) -> None:
    del database
    for number in range(5):
        queue(to=f"{number}@example.org")
    server = Broken(Unreachable("no server"))
    drain(server)
    assert len(server.letters) == server.closed == 1
    assert {(each.tries, each.due_at, each.error) for each in everyone()} == {
        (0, NOW + MINUTE, "no server")
    }
    # It is left alone for longer the longer it is away, but never for long.
    now, rests = NOW, []
    for _ in range(12):
        due = everyone()[0].due_at
        assert due is not None
        rests.append(due - now)
        now = due
        drain(server, now)
    assert rests == sorted(rests)
    assert (rests[0], rests[-1]) == (MINUTE, timedelta(minutes=15))
    assert len(server.letters) == 13
    due = everyone()[0].due_at
    assert due is not None
    assert drain(Kept(), due) == 5


def test_mails_that_were_put_off_together_are_given_up_each_in_its_time(database: Engine) -> None:
    del database
    queue(NOW - GIVEN_UP_AFTER, "old@example.org")
    queue(NOW - GIVEN_UP_AFTER, "older@example.org")
    queue(NOW, "young@example.org")
    drain(Broken(Unreachable("no server")))
    assert [each.dead_at for each in everyone()] == [NOW, NOW, None]
    assert [each.values == "" for each in everyone()] == [True, True, False]


def test_a_mail_on_which_the_line_breaks_does_not_hold_up_others(database: Engine) -> None:
    del database
    queue(NOW, "poison@example.org")
    for number in range(3):
        queue(NOW + timedelta(seconds=number), f"{number}@example.org")
    later = NOW + MINUTE
    assert drain(Broken(NO_SERVER, "poison@example.org"), later) == 3
    assert [each.tries for each in everyone()] == [1, 1, 1, 1]


def test_when_the_line_breaks_twice_in_a_row_it_is_the_server(database: Engine) -> None:
    del database
    for number in range(5):
        queue(NOW + timedelta(seconds=number), f"{number}@example.org")
    server = Broken(NO_SERVER)
    drain(server, NOW + MINUTE)
    assert len(server.letters) == 2
    assert [each.tries for each in everyone()] == [1, 1, 0, 0, 0]
    assert {each.error for each in everyone()} == {"ConnectionRefusedError: no server"}


def test_what_is_refused_for_good_is_given_up_at_once(database: Engine) -> None:
    del database
    queue()
    drain(Broken(Refused("550 5.1.1 no such user a@example.org")))
    dead = the_one()
    assert (dead.dead_at, dead.values) == (NOW, "")
    assert dead.error == "550 5.1.1 no such user a@example.org"


def test_an_error_holds_nothing_of_the_mail(database: Engine) -> None:
    del database
    with transaction() as session:
        queue_mail(
            session, to="a@example.org", locale="it", kind="probe", now=NOW, name="Anna Rossi", n=1
        )
    said = (
        '550 <a@example.org>: spam: Anna Rossi, =?utf-8?q?Citt=C3=A0?=, text of probe {"name": "x'
    )
    drain(Broken(Refused(said)))
    assert the_one().error == "550 <a@example.org>: spam: …, …,…x"


def test_a_mail_that_can_not_be_written_does_not_hold_up_others(database: Engine) -> None:
    del database
    queue()
    queue()
    told: list[Delivery] = []

    def once(delivery: Delivery) -> Written:
        told.append(delivery)
        if len(told) == 1:
            raise KeyError("Anna Rossi")
        return Written("Hello", "text")

    assert drain_mail(Kept(), once, lambda: NOW) == 1
    assert sorted(each.error for each in everyone()) == ["", "KeyError"]


def test_two_workers_never_take_the_same_mail(database: Engine) -> None:
    del database
    for _ in range(8):
        queue()
    servers = [Kept(), Kept()]
    threads = [threading.Thread(target=drain, args=(each,)) for each in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [letter.id for server in servers for letter in server.letters]
    assert len(sent) == len(set(sent)) == 8


def test_a_worker_that_dies_leaves_the_mail_to_the_next(database: Engine) -> None:
    del database
    queue()
    assert claim(NOW) is not None
    assert claim(NOW) is None
    assert drain(Kept()) == 0
    assert drain(Kept(), NOW + LEASE) == 1


def test_who_comes_back_after_the_lease_does_not_undo_what_another_did(database: Engine) -> None:
    del database
    queue()

    class Slow(Kept):
        """Holds the mail so long that another takes and delivers it."""

        def send(self, letter: Letter) -> None:
            super().send(letter)
            assert drain(Kept(), NOW + LEASE) == 1
            raise NO_SERVER

    drain(Slow())
    assert the_one().sent_at == NOW + LEASE
    assert drain(Kept(), NOW + timedelta(days=1)) == 0


def test_a_turn_ends_between_two_mails_when_it_is_told_to(database: Engine) -> None:
    del database
    queue()
    queue()
    stop = threading.Event()

    class Last(Kept):
        def send(self, letter: Letter) -> None:
            super().send(letter)
            stop.set()

    assert drain_mail(Last(), write, lambda: NOW, stop) == 1
    assert sorted(each.tries for each in everyone()) == [0, 1]
