"""Sending requests: one a service, all of one form at once, the same form only once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations import make_pass
from wemi_piemonte.accounts.rules import Requester, id_of_form
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.queries import membership_of
from wemi_piemonte.foundation.errors import DomainError, Invalid, NotFound
from wemi_piemonte.foundation.tally import Seen, note
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.operations.moving import tell
from wemi_piemonte.referrals.operations.telling import tell_body, tell_person
from wemi_piemonte.referrals.queries import is_staff, open_referral, takes_requests
from wemi_piemonte.referrals.rules import (
    CONSENT_VERSION,
    ENDED,
    MOST_AT_ONCE,
    Actor,
    AlreadyAsked,
    Asked,
    EventKind,
    NobodyToAsk,
    OwnService,
    ReferralState,
    closes_at,
    reminds_at,
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the requests in the order of their services, and whose they are.

    `code` and `pin` open the pass that was made for them; both are empty where there was a
    requester already.
    """

    ids: tuple[UUID, ...]
    requester: Requester
    code: str = ""
    pin: str = ""


def send_referrals(
    session: Session,
    *,
    requester: Requester | None,
    service_ids: Sequence[UUID],
    asked: Asked,
    secret: str,
    now: datetime,
    needs: Mapping[UUID, tuple[str, ...]] | None = None,
) -> Sent:
    """Send a request to each of these services, and tell their bodies by mail.

    `needs` are those of a service where each is asked for others. Without a requester a pass is
    made. The same form (`secret`) sent twice sends once, and answers the same; sent again with
    other words, or after its request has ended, it is refused as AlreadyAsked. Raises NotFound
    for a service that is not there, NobodyToAsk, AlreadyAsked and OwnService, each with
    `service_id`, and then nothing is sent at all.
    """
    if not 0 < len(service_ids) <= MOST_AT_ONCE:
        raise Invalid({"services": []})
    services = _taken(session, service_ids)
    code = pin = ""
    if requester is None:
        pass_id, code, pin = make_pass(session, now=now, secret=secret)
        requester = Requester(pass_id=pass_id)
    ids = tuple(
        _send(session, requester, services[each], _for(asked, each, needs), secret=secret, now=now)
        for each in dict.fromkeys(service_ids)
    )
    return Sent(ids, requester, code, pin)


def _for(asked: Asked, service_id: UUID, needs: Mapping[UUID, tuple[str, ...]] | None) -> Asked:
    return replace(asked, needs=needs.get(service_id, ())) if needs is not None else asked


def _taken(session: Session, service_ids: Sequence[UUID]) -> dict[UUID, Service]:
    """Return the services, kept from others in one order, so that no two forms wait in a ring.

    Who sends the same form at the same time waits here, then finds what the first has sent.
    """
    query = select(Service).where(Service.id.in_(set(service_ids))).order_by(Service.id)
    found = {each.id: each for each in session.scalars(query.with_for_update())}
    for each in service_ids:
        if each not in found:
            raise NotFound(service_id=each)
    return found


def _send(
    session: Session,
    requester: Requester,
    service: Service,
    asked: Asked,
    *,
    secret: str,
    now: datetime,
) -> UUID:
    referral_id = id_of_form(secret, str(service.id), str(requester.id))
    sent = session.get(Referral, referral_id)
    if sent is not None:
        # What was written anew must not be lost in silence, and what has ended is not sent.
        if sent.state in ENDED or not _says(sent, asked):
            raise AlreadyAsked(service_id=service.id)
        return referral_id
    _check(session, requester, service, asked)
    referral = _referral(referral_id, requester, service.id, asked, now)
    session.add(referral)
    session.flush()
    tell(session, referral, EventKind.MOVED, actor=Actor.PERSON, now=now)
    tell_body(session, referral, "request-received", now)
    tell_person(session, referral, "request-sent", now)
    note(session, Seen.REQUEST, service.id, now)
    return referral_id


def _referral(
    referral_id: UUID, requester: Requester, service_id: UUID, asked: Asked, now: datetime
) -> Referral:
    return Referral(
        id=referral_id,
        service_id=service_id,
        account_id=requester.account_id,
        pass_id=requester.pass_id,
        name=asked.name,
        contact_kind=asked.contact_kind,
        contact=asked.contact,
        words=asked.words,
        needs=" ".join(asked.needs),
        locale=asked.locale,
        words_locale=asked.words_locale,
        state=ReferralState.SENT,
        revision=1,
        consent_version=CONSENT_VERSION,
        created_at=now,
        moved_at=now,
        reminders=0,
        remind_at=reminds_at(ReferralState.SENT, now, 0),
        close_at=closes_at(ReferralState.SENT, now, now),
    )


def _says(sent: Referral, asked: Asked) -> bool:
    """Say whether a request that was sent says the same."""
    return (sent.name, sent.contact_kind, sent.contact, sent.words, sent.needs) == (
        *(asked.name, asked.contact_kind, asked.contact, asked.words),
        " ".join(asked.needs),
    )


def _check(session: Session, requester: Requester, service: Service, asked: Asked) -> None:
    refused = refusal(session, service, requester, asked.contact)
    if refused is not None:
        raise refused


def refusal(
    session: Session, service: Service, requester: Requester | None, contact: str = ""
) -> DomainError | None:
    """Return why somebody can not ask for a service, None where they can.

    Without a requester it is somebody who has asked for nothing yet.
    """
    if not takes_requests(session, service):
        return NobodyToAsk(service_id=service.id)
    if is_own_service(session, requester, service.organization_id, contact):
        return OwnService(service_id=service.id)
    if requester is not None and open_referral(session, requester, service.id) is not None:
        return AlreadyAsked(service_id=service.id)
    return None


def is_own_service(
    session: Session, requester: Requester | None, organization_id: UUID, contact: str = ""
) -> bool:
    """Say whether who asks belongs to the body: by the account, or by the address it gives."""
    emails = [contact]
    if requester is not None and requester.account_id is not None:
        if membership_of(session, requester.account_id, organization_id) is not None:
            return True
        emails.append(session.get_one(Account, requester.account_id).email)
    return is_staff(session, organization_id, emails)
