"""People who sign in, the tokens sent to them, and the passes of people without an account."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.accounts.rules import Purpose, Role
from wemi_piemonte.foundation.db import Base, Code, UUIDKey, code_type


class Account(Base):
    """One person's sign-in; `email` is kept as rules.email_key has it.

    `stamp` goes into each session: when it changes, every session of the account has ended.
    """

    __tablename__ = "account"

    id: Mapped[UUIDKey]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    locale: Mapped[Code]
    role: Mapped[Role] = mapped_column(code_type(Role), index=True)
    # Empty where the person comes through an outside identity alone.
    password_hash: Mapped[str] = mapped_column(default="")
    stamp: Mapped[Code]
    # The secret of the second factor; it counts once `second_factor_at` is set.
    totp_secret: Mapped[str] = mapped_column(default="")
    # The last time step that was used, so that no code works twice.
    totp_step: Mapped[int] = mapped_column(default=0)
    second_factor_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class Token(Base):
    """A secret sent by mail, good once and for a while; only its hash is kept.

    `details` is JSON: what an invitation gives.
    """

    __tablename__ = "account_token"

    id: Mapped[UUIDKey]
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[Purpose] = mapped_column(code_type(Purpose))
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(index=True)
    details: Mapped[str] = mapped_column(default="{}")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in once for a lost second factor; only its hash is kept."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    used_at: Mapped[datetime | None]


class ExternalIdentity(Base):
    """Who an account is for an outside provider of identities (OpenID Connect)."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[UUIDKey]
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    issuer: Mapped[str]
    subject: Mapped[str]
    created_at: Mapped[datetime]


class TranslatorGrant(Base):
    """The right to translate listings into one language."""

    __tablename__ = "translator_grant"

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[Code] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class Pass(Base):
    """A code and a PIN, both kept only as hashes; it ends ninety days after its last use."""

    __tablename__ = "visitor_pass"

    id: Mapped[UUIDKey]
    code_hash: Mapped[str] = mapped_column(unique=True)
    pin_hash: Mapped[str]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
