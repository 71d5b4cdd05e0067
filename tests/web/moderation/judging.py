"""Ratings that wait for the Region, and what is known of them afterwards."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update

from tests import asking
from tests.asking import NOW, Asking
from tests.browser import Page
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Membership
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.rules import Subject
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.models import Appeal, Rating, Reply
from wemi_piemonte.ratings.rules import Verdict
from wemi_piemonte.referrals.models import Referral

COMMENT = "Chiamate Maria Rossi al 0171 555 0199: la signora è stata gentile."
NOTE = "A telephone number may not be published."


def moderator(email: str = "marta@region.example") -> Account:
    return make_account(Role.MODERATOR, email, locale="en")


def browser(app: Flask, account: Account) -> Page:
    return Page(signed_in(app, account))


@dataclass(frozen=True, slots=True)
class Judged:
    """A rating that waits, and the request behind it."""

    id: UUID
    asking: Asking

    def path(self, kind: str = "ratings") -> str:
        return f"/en/moderation/{kind}/{self.id}"


def waiting(
    comment: str = COMMENT,
    *,
    service: ServiceRecord | None = None,
    email: str = "",
    locale: str = "it",
    minutes: int = 0,
) -> Judged:
    """A rating, given yesterday, that nobody has decided about."""
    contact = {"contact": email} if email else {}
    asked = asking.helped(service, now=NOW - timedelta(days=3), name="Elena Bianchi", **contact)
    moment = NOW - timedelta(days=1) + timedelta(minutes=minutes)
    given = asking.rate(asked, 2, comment=comment, locale=locale, now=moment)
    return Judged(given, asked)


def burst(service: ServiceRecord) -> list[Judged]:
    """Five ratings of one service within some minutes."""
    texts = ["Tutto perfetto!", " tutto  PERFETTO!", "Non ci siamo", "", "Ottimo"]
    return [
        waiting(text, service=service, email=f"person{number}@example.org", minutes=number)
        for number, text in enumerate(texts)
    ]


def one_of_each() -> dict[str, UUID]:
    """One thing of each kind that waits, by what its address calls the kind."""
    services = [asking.public_service(name) for name in ("Una mano", "Due mani")]
    rated, answered, doubted = (
        waiting(service=services[0], email=f"{name}@example.org", minutes=number)
        for number, name in enumerate(("rated", "answered", "doubted"))
    )
    burst(services[1])
    asking.decide(answered.id, now=NOW)
    replied(answered, "Chiamate lo 0171 555 0100.")
    asking.decide(doubted.id, Verdict.REJECT, reason="abuse", now=NOW)
    appealed(doubted)
    return {
        "ratings": rated.id,
        "bursts": services[1].id,
        "replies": answered.id,
        "appeals": doubted.id,
    }


def row(rating_id: UUID) -> Rating:
    with reading() as session:
        return session.get_one(Rating, rating_id)


def reply_of(rating_id: UUID) -> Reply:
    with reading() as session:
        return session.get_one(Reply, rating_id)


def appeal_of(rating_id: UUID) -> Appeal:
    with reading() as session:
        return session.get_one(Appeal, rating_id)


def appealed(judged: Judged, text: str = "È la verità.") -> None:
    with transaction() as session:
        ratings.appeal(session, rating_id=judged.id, text=text, now=NOW)


def replied(judged: Judged, text: str, account_id: UUID = asking.MODERATOR) -> None:
    with transaction() as session:
        ratings.write_reply(
            session,
            rating_id=judged.id,
            text=text,
            locale="it",
            account_id=account_id,
            now=NOW,
        )


def changed(judged: Judged, comment: str) -> None:
    """Let the author write something else."""
    with transaction() as session:
        ratings.change_comment(
            session,
            rating_id=judged.id,
            revision=row(judged.id).revision,
            comment=comment,
            locale="it",
        )


def belongs(account: Account, organization_id: UUID) -> None:
    with transaction() as session:
        session.add(
            Membership(
                account_id=account.id,
                organization_id=organization_id,
                role=MemberRole.READER,
                created_at=NOW,
            )
        )


def asked_by(judged: Judged, account: Account) -> None:
    """Let a request be one of this account."""
    with transaction() as session:
        session.execute(
            update(Referral)
            .where(Referral.id == judged.asking.id)
            .values(account_id=account.id, pass_id=None)
        )


def log(subject: Subject | None = None) -> list[tuple[str, UUID, str, str, UUID | None]]:
    """The decisions about ratings, the oldest first: subject, of what, act, reason, by whom."""
    with reading() as session:
        rows = session.scalars(select(Decision).order_by(Decision.at, Decision.subject)).all()
    return [
        (each.subject.value, each.subject_id, each.act.value, each.reason.value, each.account_id)
        for each in rows
        if each.subject is not Subject.SERVICE and (subject is None or each.subject is subject)
    ]


def mails(kind: str) -> list[str]:
    """To whom mails of a kind are on their way."""
    with reading() as session:
        return sorted(session.scalars(select(Delivery.recipient).where(Delivery.kind == kind)))
