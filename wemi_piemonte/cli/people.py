"""`flask accounts`: making accounts by hand, and the accounts of the demonstration."""

import sys
from typing import TYPE_CHECKING
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations.people import (
    EmailTaken,
    account_of_email,
    create_account,
)
from wemi_piemonte.accounts.operations.second_factor import address_of, new_secret
from wemi_piemonte.accounts.rules import STAFF, Role
from wemi_piemonte.accounts.schemas import RegisterForm
from wemi_piemonte.desks import demonstration
from wemi_piemonte.directory.memberships import join
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.rules import MemberRole, OrganizationKind
from wemi_piemonte.foundation.clock import now
from wemi_piemonte.foundation.db import reading, transaction

if TYPE_CHECKING:
    from config import Config

group = AppGroup("accounts", help="People who sign in.")

DEMO_HOST = "demo.wemi.example"
DEMO_PASSWORD = "quattro parole in fila"  # noqa: S105 - known to everybody, and never in production
DEMO_SECRET = "WEMIWEMIWEMIWEMIWEMIWEMIWEMIWEMI"  # noqa: S105 - the same


def _settings() -> "Config":
    config: Config = current_app.config["WEMI"]
    return config


def _password() -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


@group.command("create")
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--organization", type=click.UUID, help="The body that a provider is owner of.")
@click.option("--locale", default=None, help="The language of mails; the first of the site's.")
def accounts_create(email: str, role: str, organization: UUID | None, locale: str | None) -> None:
    """Make an account; its password is read from standard input.

    For staff, the address of the second factor is printed, this once.
    """
    right, language = Role(role), locale or _settings().locales[0]
    if language not in _settings().locales:
        raise click.ClickException(f"The site has no language {language}.")
    if organization is not None and right is not Role.PROVIDER:
        raise click.ClickException("Only a provider acts for an organization.")
    password = _password()
    _check(email, password)
    secret = new_secret() if right in STAFF else ""
    try:
        with transaction() as session:
            made = _made(session, email, right, password, secret, locale=language)
            if organization is not None:
                _own(session, made, organization)
    except EmailTaken:
        raise click.ClickException("An account has this address already.") from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise click.ClickException(f"The database refused: {reason}") from error
    click.echo(f"{made.email}: the account is made, role {right.value}.")
    if secret:
        click.echo(address_of(secret, made.email))


def _check(email: str, password: str) -> None:
    """Ask of an account made by hand what is asked of one that registers."""
    wrong = RegisterForm(only=("email", "password")).validate(
        {"email": email, "password": password}
    )
    if "email" in wrong:
        raise click.ClickException("This is not an e-mail address.")
    if "password" in wrong:
        raise click.ClickException("A password has from 12 to 128 characters.")


def _made(
    session: Session, email: str, role: Role, password: str, secret: str, *, locale: str
) -> Account:
    account = create_account(
        session,
        email=email,
        name=email.partition("@")[0],
        role=role,
        locale=locale,
        password=password,
        confirmed=True,
        now=now(),
    )
    if secret:
        account.totp_secret, account.second_factor_at = secret, now()
    return account


def _own(session: Session, account: Account, organization_id: UUID) -> None:
    if session.get(Organization, organization_id) is None:
        raise click.ClickException(f"There is no organization {organization_id}.")
    join(
        session,
        organization_id=organization_id,
        account_id=account.id,
        role=MemberRole.OWNER,
        invited_by=None,
        now=now(),
    )


def demo_email(role: Role) -> str:
    """Return the address of the demonstration's account of a role."""
    return f"{role.value}@{DEMO_HOST}"


def make_demo_accounts() -> None:
    """Make one account for each role, as far as they are not there; the provider owns a body."""
    if _settings().production:
        raise click.ClickException("Demonstration accounts do not go into production.")
    with transaction() as session:
        for role in Role:
            if account_of_email(session, demo_email(role)) is not None:
                continue
            secret = DEMO_SECRET if role in STAFF else ""
            made = _made(session, demo_email(role), role, DEMO_PASSWORD, secret, locale="it")
            body = session.scalar(
                select(Organization.id)
                .where(Organization.kind == OrganizationKind.THIRD_SECTOR)
                .order_by(Organization.name, Organization.id)
                .limit(1)
            )
            if role is Role.PROVIDER and body is not None:
                _own(session, made, body)


def load_demo_desks() -> None:
    """Put in the desks of the demonstration; its operator works at two of them."""
    with transaction() as session:
        operator = account_of_email(session, demo_email(Role.OPERATOR))
        demonstration.load_demonstration(session, now(), worker=operator.id if operator else None)


def say_demo_accounts() -> None:
    """Print how to sign in to the demonstration; nothing where its accounts are not there."""
    try:
        with reading() as session:
            there = [r for r in Role if account_of_email(session, demo_email(r)) is not None]
    except SQLAlchemyError:
        return
    if not there or _settings().production:
        return
    click.echo("Demonstration accounts:")
    for role in there:
        factor = "  and the second factor" if role in STAFF else ""
        click.echo(f"  {demo_email(role):32}{factor}")
    click.echo(f"  password: {DEMO_PASSWORD}")
    click.echo(f"  second factor: {DEMO_SECRET}  ({address_of(DEMO_SECRET, DEMO_HOST)})")
