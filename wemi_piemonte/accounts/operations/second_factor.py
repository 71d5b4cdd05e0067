"""The second factor: six digits by time (TOTP, RFC 6238), and codes for a lost telephone."""

import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account, RecoveryCode
from wemi_piemonte.accounts.rules import LETTERS, hash_of, new_stamp
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.mail import queue_mail
from wemi_piemonte.foundation.session_table import end_sessions

STEP_SECONDS = 30
RECOVERY_CODES = 8
RECOVERY_LENGTH = 10


def new_secret() -> str:
    """Return a fresh secret for an authenticator, in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, email: str) -> str:
    """Return the otpauth address that authenticators read."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="WeMi Piemonte")


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step that a code belongs to: this one, the one before or the one after."""
    digits = "".join(sign for sign in code if sign.isdecimal())
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (present, present - 1, present + 1):
        if secrets.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def is_code(session: Session, *, account: Account, code: str, now: datetime) -> bool:
    """Say whether a code opens the account now; each code works once."""
    step = _step_of(account.totp_secret, code, now)
    if step is None:
        return _is_recovery_code(session, account, code, now)
    taken = session.execute(
        update(Account)
        .where(Account.id == account.id, Account.totp_step < step)
        .values(totp_step=step)
        .returning(Account.id)
    )
    return taken.one_or_none() is not None


def _is_recovery_code(session: Session, account: Account, code: str, now: datetime) -> bool:
    meant = "".join(sign for sign in code.upper() if sign.isalnum())
    if len(meant) != RECOVERY_LENGTH:
        return False
    taken = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.code_hash == hash_of(f"{account.id}{meant}"),
            RecoveryCode.account_id == account.id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.code_hash)
    )
    return taken.one_or_none() is not None


def set_second_factor(
    session: Session, *, account: Account, secret: str, code: str, now: datetime
) -> list[str] | None:
    """Bind an authenticator that shows it works, and return fresh recovery codes; None if not.

    Every other session of the account ends.
    """
    step = _step_of(secret, code, now)
    if step is None:
        return None
    account.totp_secret, account.totp_step = secret, step
    account.second_factor_at = now
    account.stamp = new_stamp()
    end_sessions(session, account.id)
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [
        "".join(secrets.choice(LETTERS) for _ in range(RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    session.add_all(
        RecoveryCode(code_hash=hash_of(f"{account.id}{code}"), account_id=account.id)
        for code in codes
    )
    queue_mail(session, to=account.email, locale=account.locale, kind="second-factor-set", now=now)
    record_act(
        session,
        "set_second_factor",
        account_id=account.id,
        subject="account",
        subject_id=account.id,
        now=now,
    )
    return codes
