"""People with accounts, for tests: made in the database, and signed in without the form."""

import json
import secrets
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations.people import create_account
from wemi_piemonte.accounts.rules import STAFF, Role
from wemi_piemonte.directory.models import Membership
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.foundation.session_table import WebSession, hash_of_key
from wemi_piemonte.foundation.sessions import ACCOUNT, COOKIE

PASSWORD = "four words in a row"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_account(
    role: Role = Role.PROVIDER,
    email: str = "anna@example.org",
    *,
    organization_id: UUID | None = None,
    member: MemberRole = MemberRole.OWNER,
    locale: str = "it",
) -> Account:
    """An account that has confirmed its address; staff with the second factor of SECRET."""
    now = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    with transaction() as session:
        account = create_account(
            session,
            email=email,
            name=email.partition("@")[0].title(),
            role=role,
            locale=locale,
            password=PASSWORD,
            confirmed=True,
            now=now,
        )
        if role in STAFF:
            account.totp_secret, account.second_factor_at = SECRET, now
        if organization_id is not None:
            session.add(
                Membership(
                    account_id=account.id,
                    organization_id=organization_id,
                    role=member,
                    created_at=now,
                )
            )
    return account


def session_of(account: Account) -> str:
    """The key of a session in which this account has signed in, as a cookie holds it."""
    key = secrets.token_urlsafe(32)
    now = clock.now()
    values = {"_user_id": f"{account.id}:{account.stamp}", "_fresh": True, ACCOUNT: str(account.id)}
    with transaction() as session:
        session.add(
            WebSession(
                key_hash=hash_of_key(key),
                values=json.dumps(values),
                account_id=account.id,
                agent="tests",
                created_at=now,
                seen_at=now,
            )
        )
    return key


def signed_in(app: Flask, account: Account) -> FlaskClient:
    """A browser in which this account has signed in; give it to tests.browser.Page."""
    client = app.test_client()
    client.set_cookie(COOKIE, session_of(account))
    return client
