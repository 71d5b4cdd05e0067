"""Rows kept from others while something is done with them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Service
from wemi_piemonte.foundation.errors import NotFound, Stale
from wemi_piemonte.ratings.models import Rating


def taken_rating(session: Session, rating_id: UUID, revision: int | None = None) -> Rating:
    """Return a rating, kept from others until the end of the transaction.

    Raises NotFound, and Stale when it is not at the revision that was seen.
    """
    query = select(Rating).where(Rating.id == rating_id).with_for_update()
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if revision is not None and found.revision != revision:
        raise Stale
    return found


def take_service(session: Session, service_id: UUID) -> None:
    """Keep the ratings of a service from others: bursts are seen over all of them."""
    session.execute(select(Service.id).where(Service.id == service_id).with_for_update())
