"""The mails about requests: never a word of the request, never the service's name to the person."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import hash_of, new_token
from wemi_piemonte.directory.models import Service
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.mail import Delivery, name_in_mail, queue_mail
from wemi_piemonte.listings.caring import recipients_of
from wemi_piemonte.referrals.models import Referral, ReferralLink
from wemi_piemonte.referrals.queries import person_address
from wemi_piemonte.referrals.rules import LinkFor


def tell_body(
    session: Session, referral: Referral, kind: str, now: datetime, *, only: str = "", **values: Any
) -> None:
    """Write to each address of the body, each with a link of its own to answer by; or to one."""
    service = session.get_one(Service, referral.service_id)
    for address, language in recipients_of(session, service):
        if only and address != only:
            continue
        queue_mail(
            session,
            to=address,
            locale=language,
            kind=kind,
            now=now,
            title=name_in_mail(service.name),
            sent_on=referral.created_at.astimezone(ROME).date(),
            until_on=_last_day(referral),
            token=_link(session, referral, LinkFor.BODY, address, now),
            **values,
        )


def _last_day(referral: Referral) -> date | None:
    """Return the day on which a request is closed if the body does nothing."""
    return referral.close_at.astimezone(ROME).date() if referral.close_at else None


def tell_body_that_it_is_over(session: Session, referral: Referral, now: datetime) -> None:
    """Write to the body that the person has withdrawn a request: there is nothing to answer."""
    service = session.get_one(Service, referral.service_id)
    for address, language in recipients_of(session, service):
        queue_mail(
            session,
            to=address,
            locale=language,
            kind="request-withdrawn",
            now=now,
            title=name_in_mail(service.name),
            sent_on=referral.created_at.astimezone(ROME).date(),
        )


def tell_person(
    session: Session,
    referral: Referral,
    kind: str,
    now: datetime,
    *,
    with_link: bool = False,
    **more: Any,
) -> None:
    """Write to the person, where there is an address: that there is news, and where to read it.

    Others may read over a shoulder or share the address: what was asked for is not told.
    """
    reached = person_address(session, referral)
    if reached is None:
        return
    address, language = reached
    values: dict[str, Any] = {
        "request_id": referral.id,
        "sent_on": referral.created_at.astimezone(ROME).date(),
        **more,
    }
    if with_link:
        values["token"] = _link(session, referral, LinkFor.PERSON, address, now)
    queue_mail(session, to=address, locale=language, kind=kind, now=now, **values)


def _link(
    session: Session, referral: Referral, link_for: LinkFor, address: str, now: datetime
) -> str:
    token = new_token()
    session.add(
        ReferralLink(
            token_hash=hash_of(token),
            referral_id=referral.id,
            link_for=link_for,
            recipient=address,
            created_at=now,
        )
    )
    session.flush()
    return token


def end_links(
    session: Session, referral: Referral, link_for: LinkFor, now: datetime, *, recipient: str = ""
) -> None:
    """Let the links of a request act no more: one side's, or those sent to one address."""
    query = update(ReferralLink).where(
        ReferralLink.referral_id == referral.id,
        ReferralLink.link_for == link_for,
        ReferralLink.used_at.is_(None),
    )
    if recipient:
        query = query.where(ReferralLink.recipient == recipient)
    session.execute(query.values(used_at=now))


def forget_mails(session: Session, referral: Referral) -> None:
    """Delete what is kept of the mails about requests to the address given in one.

    Those that have left, and those that wait and are about this request; before it is erased.
    """
    if not referral.contact:
        return
    session.execute(
        delete(Delivery).where(
            Delivery.recipient == referral.contact,
            Delivery.kind.startswith("request-")
            | Delivery.kind.startswith("rating-")
            | Delivery.kind.startswith("appeal-"),
            Delivery.sent_at.is_not(None) | Delivery.values.contains(str(referral.id)),
        )
    )
