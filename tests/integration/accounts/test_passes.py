"""A pass opens with its code and PIN, locks after five wrong tries, and ends by itself."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from wemi_piemonte.accounts import rules
from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.operations import (
    Locked,
    WrongPin,
    forget_ended_passes,
    make_pass,
    touch_pass,
    try_pass,
)
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, NotFound

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def made() -> tuple[UUID, str, str]:
    with transaction() as session:
        return make_pass(session, now=NOW)


def tried(code: str, pin: str, now: datetime = NOW) -> UUID | DomainError:
    with transaction() as session:
        return try_pass(session, code=code, pin=pin, now=now)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06d}"


def test_code_and_pin_open_it_and_only_their_hashes_are_kept() -> None:
    each, code, pin = made()
    assert tried(code, pin) == each
    with reading() as session:
        row = session.scalars(select(Pass)).one()
    assert code not in row.code_hash
    assert pin not in row.pin_hash


def test_a_wrong_pin_and_an_unknown_code_get_the_same_answer() -> None:
    _, code, pin = made()
    assert isinstance(tried(code, wrong(pin)), WrongPin)
    assert isinstance(tried("00000000", pin), WrongPin)


def test_five_wrong_tries_lock_it_for_an_hour_also_for_the_right_pin() -> None:
    each, code, pin = made()
    for _ in range(rules.MOST_TRIES):
        assert isinstance(tried(code, wrong(pin)), WrongPin)
    assert isinstance(tried(code, pin), Locked)
    assert isinstance(tried(code, pin, NOW + timedelta(minutes=59)), Locked)
    assert tried(code, pin, NOW + timedelta(minutes=61)) == each


def test_it_ends_ninety_days_after_its_last_use() -> None:
    each, code, pin = made()
    later = NOW + timedelta(days=80)
    assert tried(code, pin, later) == each
    assert tried(code, pin, later + timedelta(days=89)) == each
    end = later + timedelta(days=89 + 91)
    assert isinstance(tried(code, pin, end), WrongPin)
    with pytest.raises(NotFound), transaction() as session:
        touch_pass(session, pass_id=each, now=end)
    with transaction() as session:
        forget_ended_passes(session, end)
        forget_ended_passes(session, end)
    with reading() as session:
        assert session.scalars(select(Pass)).all() == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("b7k2-9xqd", "B7K29XQD"),
        (" b7k2 9xqd ", "B7K29XQD"),
        ("b7k2oxqi", "B7K20XQ1"),
        ("short", ""),
        ("AAAAAAAA", ""),
    ],
)
def test_a_code_is_read_as_people_write_it(written: str, meant: str) -> None:
    assert rules.code_meant(written) == meant
