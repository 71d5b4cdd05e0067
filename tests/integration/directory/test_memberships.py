"""Who belongs to a body: a body never stays without an owner, whoever acts at the same time."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from tests import make
from tests.people import make_account
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations.ending import delete_account, suspend_account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.memberships import (
    LastOwner,
    NotOwner,
    change_right,
    is_only_owner,
    join,
    remove_member,
)
from wemi_piemonte.directory.models import Membership
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.queries import membership_of
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, NotFound

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
BODY = make.organization("Il Melo").id


@pytest.fixture
def two(database: Engine) -> tuple[UUID, UUID]:
    """Two owners of one body."""
    del database
    listing = make.service(organization=make.organization("Il Melo"))
    with transaction() as session:
        put_services(session, [(listing, "{}")], publish=True, now=NOW)
    first = make_account(Role.PROVIDER, "anna@example.org", organization_id=BODY)
    second = make_account(Role.PROVIDER, "bruno@example.org", organization_id=BODY)
    return first.id, second.id


def owners() -> list[UUID]:
    query = select(Membership.account_id).where(Membership.role == MemberRole.OWNER)
    with reading() as session:
        return list(session.scalars(query))


def at_once(*acts: Callable[[], None]) -> list[type[Exception] | None]:
    """Run acts in threads that begin together, and return how each ended."""
    barrier = threading.Barrier(len(acts))
    ends: list[type[Exception] | None] = [None] * len(acts)

    def run(number: int) -> None:
        barrier.wait()
        try:
            acts[number]()
        except DomainError as error:
            ends[number] = type(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def remove(account_id: UUID, by: UUID) -> None:
    with transaction() as session:
        remove_member(session, organization_id=BODY, account_id=account_id, by=by, now=NOW)


def lower(account_id: UUID, by: UUID) -> None:
    with transaction() as session:
        change_right(
            session,
            organization_id=BODY,
            account_id=account_id,
            role=MemberRole.READER,
            by=by,
            now=NOW,
        )


def test_of_two_owners_who_remove_each_other_at_once_one_stays(two: tuple[UUID, UUID]) -> None:
    first, second = two
    ends = at_once(lambda: remove(second, first), lambda: remove(first, second))
    assert sorted(end.__name__ for end in ends if end) == ["NotFound"]
    assert len(owners()) == 1


def test_of_two_owners_who_lower_each_other_at_once_one_stays(two: tuple[UUID, UUID]) -> None:
    first, second = two
    ends = at_once(lambda: lower(second, first), lambda: lower(first, second))
    assert sorted(end.__name__ for end in ends if end) == ["NotOwner"]
    assert len(owners()) == 1


def test_of_two_owners_who_go_at_once_one_stays(two: tuple[UUID, UUID]) -> None:
    ends = at_once(*(lambda each=each: remove(each, each) for each in two))
    assert ends.count(LastOwner) == 1
    assert len(owners()) == 1


def test_of_two_owners_who_delete_their_accounts_at_once_one_stays(
    two: tuple[UUID, UUID],
) -> None:
    def delete(account_id: UUID) -> None:
        with transaction() as session:
            if is_only_owner(session, account_id):
                raise LastOwner
            delete_account(session, account=session.get_one(Account, account_id), now=NOW)

    ends = at_once(*(lambda each=each: delete(each) for each in two))
    assert ends.count(LastOwner) == 1
    assert len(owners()) == 1


def test_the_last_owner_is_neither_removed_nor_lowered(two: tuple[UUID, UUID]) -> None:
    first, second = two
    remove(second, first)
    with pytest.raises(LastOwner):
        remove(first, first)
    with pytest.raises(LastOwner):
        lower(first, first)
    with reading() as session:
        assert is_only_owner(session, first)
        assert not is_only_owner(session, second)


def test_strangers_and_smaller_rights_change_nothing(two: tuple[UUID, UUID]) -> None:
    first, second = two
    lower(second, first)
    with pytest.raises(NotOwner):
        remove(first, second)
    stranger = make_account(Role.PROVIDER, "piero@example.org").id
    with pytest.raises(NotFound):
        remove(first, stranger)
    with pytest.raises(NotFound):
        remove(stranger, first)


def joined(account_id: UUID, role: MemberRole, invited_by: UUID | None) -> bool:
    with transaction() as session:
        return join(
            session,
            organization_id=BODY,
            account_id=account_id,
            role=role,
            invited_by=invited_by,
            now=NOW,
        )


def test_who_joins_again_keeps_the_larger_right(two: tuple[UUID, UUID]) -> None:
    first, second = two
    assert joined(second, MemberRole.READER, first)
    third = make_account(Role.PROVIDER, "carla@example.org").id
    assert joined(third, MemberRole.READER, None)
    assert joined(third, MemberRole.EDITOR, first)
    with reading() as session:
        assert membership_of(session, second, BODY) is MemberRole.OWNER
        assert membership_of(session, third, BODY) is MemberRole.EDITOR


def test_nobody_joins_by_who_is_no_owner_now(two: tuple[UUID, UUID]) -> None:
    first, second = two
    third = make_account(Role.PROVIDER, "carla@example.org").id
    with transaction() as session:
        suspend_account(session, account_id=second, by=first, now=NOW)
    assert not joined(third, MemberRole.OWNER, second)
    remove(second, first)
    assert not joined(third, MemberRole.OWNER, second)
    assert owners() == [first]
