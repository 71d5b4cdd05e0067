"""What a reader is told of asking: which listings take requests here, how their own ones stand."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Requester, id_of_form
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import SHOWN_STATUSES, Publication
from wemi_piemonte.listings.reaching import reached
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.queries import Told


def askable(session: Session, records: Iterable[ServiceRecord]) -> set[UUID]:
    """Return those of some listings that can be asked for here, as queries.takes_requests does."""
    public = (
        each
        for each in records
        if each.publication is Publication.PUBLISHED and each.status in SHOWN_STATUSES
    )
    return reached(session, public)


def by_service(requests: Iterable[Told]) -> dict[UUID, Told]:
    """Return of each service the request that counts: an open one, else the newest.

    The newest come first.
    """
    found: dict[UUID, Told] = {}
    for each in requests:
        before = found.get(each.referral.service_id)
        if before is None or (each.is_open and not before.is_open):
            found[each.referral.service_id] = each
    return found


def sender_of(
    session: Session, secret: str, service_ids: Iterable[UUID], requesters: Iterable[Requester]
) -> Requester | None:
    """Return which of these has sent a form already, None while none has."""
    services = list(service_ids)
    known = {
        id_of_form(secret, str(service), str(each.id)): each
        for each in requesters
        for service in services
    }
    query = select(Referral.id).where(Referral.id.in_(known)).limit(1)
    found = session.scalar(query) if known else None
    return known[found] if found else None
