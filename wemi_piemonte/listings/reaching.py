"""About which listings somebody can be written to: every sheet asks, so the answer is cheap."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Membership
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.storage import table_of
from wemi_piemonte.foundation.asked import ByIds
from wemi_piemonte.listings.caring import acting, is_address
from wemi_piemonte.listings.models import ListingCare

_CHOSEN = ByIds.of(table_of(ListingCare), "organization_id", columns=("organization_id", "email"))
_MEMBERS = ByIds(acting(Membership.organization_id), Membership.organization_id)


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
    bodies = _with_somebody(session, list(set(others.values())))
    return found | {key for key, body in others.items() if body in bodies}


def _with_somebody(session: Session, bodies: list[UUID]) -> set[UUID]:
    found = {body for body, email in _CHOSEN.rows(session, bodies) if email}
    others = [body for body in bodies if body not in found]
    return found | _MEMBERS.which(session, others)
