"""Bodies are asked whether their listings are true; what nobody confirms goes to the Region."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests import make
from tests.people import make_account
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Proposal, Service
from wemi_piemonte.directory.operations import put_services, set_publication
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import MemberRole, Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DeadLink
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.foundation.outbox import Change
from wemi_piemonte.listings.models import Confirmation, ListingVersion, Submission
from wemi_piemonte.listings.operations.freshness import (
    MOST_IN_ONE_MAIL,
    confirm,
    confirm_by_link,
    forget_old_confirmations,
    set_care,
)
from wemi_piemonte.listings.operations.sending import stop_waiting
from wemi_piemonte.listings.rules import VersionKind
from wemi_piemonte.listings.working import keep_fresh

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
VERIFIED = date(2026, 10, 14)
# Six months after that, at half past eleven in Piedmont.
DUE = datetime(2027, 4, 14, 9, 30, tzinfo=UTC)
PLAIN = make.service(email="melo@example.org")
BODY = PLAIN.organization.id


def put(records: Sequence[ServiceRecord], now: datetime = NOW) -> None:
    with transaction() as session:
        put_services(session, [(record, "{}") for record in records], publish=True, now=now)


def mails() -> list[tuple[str, str, dict[str, Any]]]:
    """What waits to be sent: to whom, of which kind, with which values; each is told once."""
    with transaction() as session:
        found = session.scalars(select(Delivery).where(Delivery.sent_at.is_(None))).all()
        told = [(each.recipient, each.kind, json.loads(each.values)) for each in found]
        for each in found:
            each.sent_at = NOW
    return sorted(told, key=lambda each: each[0])


def secret_in(mail: tuple[str, str, dict[str, Any]]) -> str:
    return str(mail[2]["listings"][0]["token"])


def one() -> Service:
    with reading() as session:
        return session.get_one(Service, PLAIN.id)


def is_before_region() -> bool:
    with reading() as session:
        found = session.get(Submission, PLAIN.id)
    return found is not None and found.escalated


def test_a_body_is_asked_when_it_is_due_and_reminded_twice(database: Engine) -> None:
    put([PLAIN])
    keep_fresh(DUE - timedelta(days=1))
    assert mails() == []
    secrets: list[tuple[int, str]] = []
    for days in range(40):
        keep_fresh(DUE + timedelta(days=days))
        keep_fresh(DUE + timedelta(days=days, minutes=1))
        for mail in mails():
            assert mail[:2] == ("melo@example.org", "confirm-listing")
            assert mail[2]["is_reminder"] is bool(secrets)
            secrets.append((days, secret_in(mail)))
    assert [days for days, _secret in secrets] == [0, 14, 28]
    # Only the last link is good.
    for _days, secret in secrets[:2]:
        with pytest.raises(DeadLink), transaction() as session:
            confirm_by_link(session, secret=secret, places=None, now=DUE + timedelta(days=29))
    with transaction() as session:
        now = DUE + timedelta(days=29)
        assert confirm_by_link(session, secret=secrets[2][1], places=None, now=now) == PLAIN.id


def test_a_link_works_once_and_for_thirty_days(database: Engine) -> None:
    put([PLAIN])
    keep_fresh(DUE)
    (mail,) = mails()
    late = DUE + timedelta(days=30)
    with pytest.raises(DeadLink), transaction() as session:
        confirm_by_link(session, secret=secret_in(mail), places=None, now=late)
    with transaction() as session:
        confirm_by_link(session, secret=secret_in(mail), places=None, now=DUE)
    with pytest.raises(DeadLink), transaction() as session:
        confirm_by_link(session, secret=secret_in(mail), places=None, now=DUE)
    assert one().verified_on == DUE.date()
    with reading() as session:
        (version,) = session.scalars(select(ListingVersion)).all()
        assert version.kind is VersionKind.CONFIRMED
        assert session.scalars(select(Change.entity_id)).all()[-1] == PLAIN.id
    keep_fresh(DUE + timedelta(days=90))
    assert mails() == []
    keep_fresh(DUE + timedelta(days=184))
    assert len(mails()) == 1


def test_one_mail_a_day_gathers_what_is_due(database: Engine) -> None:
    many = [replace(PLAIN, id=make.key("many", n), name=f"Melo {n}") for n in range(60)]
    put(many)
    keep_fresh(DUE)
    keep_fresh(DUE + timedelta(hours=1))
    (first,) = mails()
    assert len(first[2]["listings"]) == MOST_IN_ONE_MAIL
    keep_fresh(DUE + timedelta(days=1))
    (second,) = mails()
    asked = {each["title"] for each in first[2]["listings"] + second[2]["listings"]}
    assert asked == {f"Melo {n}" for n in range(60)}


def test_each_address_has_links_of_its_own_and_a_removed_member_no_good_one(
    database: Engine,
) -> None:
    put([PLAIN])
    anna = make_account(Role.PROVIDER, "anna@example.org", organization_id=BODY)
    make_account(Role.PROVIDER, "bea@example.org", organization_id=BODY, member=MemberRole.EDITOR)
    make_account(Role.PROVIDER, "carl@example.org", organization_id=BODY, member=MemberRole.READER)
    keep_fresh(DUE)
    first, second = mails()
    assert (first[0], second[0]) == ("anna@example.org", "bea@example.org")
    with transaction() as session:
        session.get_one(Account, anna.id).suspended_at = DUE
    with pytest.raises(DeadLink), transaction() as session:
        confirm_by_link(session, secret=secret_in(first), places=None, now=DUE)
    with transaction() as session:
        confirm_by_link(session, secret=secret_in(second), places=None, now=DUE)


def test_the_link_of_another_dies_when_one_confirms(database: Engine) -> None:
    put([PLAIN])
    make_account(Role.PROVIDER, "anna@example.org", organization_id=BODY)
    make_account(Role.PROVIDER, "bea@example.org", organization_id=BODY)
    keep_fresh(DUE)
    first, second = mails()
    with transaction() as session:
        confirm_by_link(session, secret=secret_in(first), places=None, now=DUE)
    with pytest.raises(DeadLink), transaction() as session:
        confirm_by_link(session, secret=secret_in(second), places=None, now=DUE)


def test_a_body_chooses_how_often_and_where(database: Engine) -> None:
    put([PLAIN])
    owner = make_account(Role.PROVIDER, "anna@example.org", organization_id=BODY, locale="en")
    with transaction() as session:
        set_care(
            session,
            organization_id=BODY,
            every_months=1,
            email="desk@example.org",
            account_id=owner.id,
            now=NOW,
        )
    keep_fresh(datetime(2026, 11, 13, 9, 0, tzinfo=UTC))
    assert mails() == []
    keep_fresh(datetime(2026, 11, 14, 9, 0, tzinfo=UTC))
    assert [mail[0] for mail in mails()] == ["desk@example.org"]


def test_a_listing_never_confirmed_is_due_from_its_first_day(database: Engine) -> None:
    put([replace(PLAIN, verified_on=None)])
    keep_fresh(datetime(2027, 5, 24, 21, 0, tzinfo=UTC))
    assert mails() == []
    keep_fresh(datetime(2027, 5, 25, 9, 0, tzinfo=UTC))
    assert len(mails()) == 1


@pytest.mark.parametrize("target", [Publication.SUSPENDED, Publication.ARCHIVED])
def test_what_is_not_public_is_not_asked_about(database: Engine, target: Publication) -> None:
    put([PLAIN])
    with transaction() as session:
        set_publication(session, service_id=PLAIN.id, target=target, now=NOW)
    keep_fresh(DUE + timedelta(days=100))
    assert mails() == []
    assert not is_before_region()


def test_nobody_confirms_and_the_region_looks_but_the_listing_stays(database: Engine) -> None:
    put([PLAIN])
    keep_fresh(DUE)
    keep_fresh(DUE + timedelta(days=59))
    assert not is_before_region()
    for hours in (0, 1):
        keep_fresh(DUE + timedelta(days=60, hours=hours))
    assert is_before_region()
    with reading() as session:
        assert session.get_one(Submission, PLAIN.id).at == DUE + timedelta(days=60)
    assert one().publication is Publication.PUBLISHED


def test_what_the_region_has_closed_comes_back_only_after_half_a_year(database: Engine) -> None:
    put([replace(PLAIN, email="")])
    told = DUE + timedelta(days=60)
    keep_fresh(told)
    with transaction() as session:
        stop_waiting(session, PLAIN.id, is_answered=True)
    for days in (0, 179):
        keep_fresh(told + timedelta(days=days, minutes=1))
        assert not is_before_region()
    keep_fresh(told + timedelta(days=180))
    assert is_before_region()


def test_who_was_never_asked_is_asked_before_the_region_looks(database: Engine) -> None:
    put([PLAIN])
    first = DUE + timedelta(days=200)
    keep_fresh(first)
    assert not is_before_region()
    keep_fresh(first + timedelta(days=29))
    assert not is_before_region()
    keep_fresh(first + timedelta(days=30))
    assert is_before_region()


def test_what_nobody_can_be_asked_about_goes_to_the_region(database: Engine) -> None:
    put([replace(PLAIN, email="")])
    keep_fresh(DUE + timedelta(days=60))
    assert is_before_region()
    assert mails() == []


@pytest.mark.parametrize("has_proposal", [False, True])
def test_a_confirmation_takes_a_listing_from_before_the_region(
    database: Engine, has_proposal: bool
) -> None:
    put([replace(PLAIN, email="")])
    now = DUE + timedelta(days=60)
    keep_fresh(now)
    if has_proposal:
        with transaction() as session:
            session.add(Proposal(service_id=PLAIN.id, hsds="{}", created_at=now, submitted_at=now))
    with transaction() as session:
        confirm(session, service_id=PLAIN.id, places=None, account_id=None, now=now)
    assert not is_before_region()
    with reading() as session:
        assert (session.get(Submission, PLAIN.id) is not None) is has_proposal


def test_old_confirmations_are_forgotten(database: Engine) -> None:
    put([PLAIN])
    keep_fresh(DUE)
    for days, left in ((364, 1), (365, 0)):
        with transaction() as session:
            forget_old_confirmations(session, DUE + timedelta(days=days))
            assert len(session.scalars(select(Confirmation)).all()) == left
