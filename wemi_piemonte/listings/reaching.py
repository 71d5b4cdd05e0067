"""About which listings somebody can be written to: every sheet asks, so the answer is cheap."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Membership
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.listings.caring import acting, is_address
from wemi_piemonte.listings.models import ListingCare


def reached(session: Session, records: Iterable[ServiceRecord]) -> set[UUID]:
    """Return those of some listings about which somebody can be written to, as recipients_of does.

    Of a listing that tells an address nothing is asked of the database: sheets are read often.
    """
    found, others = set(), {}
    for each in records:
        known = (each.assurer_email, each.email, each.organization.email)
        if any(is_address(address) for address in known):
            found.add(each.id)
        else:
            others[each.id] = each.organization.id
    bodies = _with_somebody(session, set(others.values())) if others else set()
    return found | {key for key, body in others.items() if body in bodies}


def _with_somebody(session: Session, bodies: set[UUID]) -> set[UUID]:
    chosen = select(ListingCare.organization_id).where(
        ListingCare.organization_id.in_(bodies), ListingCare.email != ""
    )
    members = acting(Membership.organization_id).where(Membership.organization_id.in_(bodies))
    return set(session.scalars(chosen.union(members)))
