"""Questions about the pool of mediators, and what desks have asked of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import Desk, Mediation, Mediator
from wemi_piemonte.desks.pool import is_usually_there
from wemi_piemonte.desks.queries.meeting import point_of
from wemi_piemonte.desks.rules import MediationState
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.rules import Point, haversine_km


@dataclass(frozen=True, slots=True)
class Offered:
    """A mediator whom a desk may ask; `is_there` says whether they usually work at that time."""

    mediator: Mediator
    body: str
    distance_km: float | None
    is_there: bool


def pool_for(
    session: Session, desk: Desk, *, spoken: str, starts_at: datetime, is_remote: bool
) -> list[Offered]:
    """Return who speaks a language: those who work at that time first, then the nearest."""
    query = (
        select(Mediator, Organization.name)
        .join(Organization, Organization.id == Mediator.organization_id)
        .where(Mediator.is_active)
    )
    if is_remote:
        query = query.where(Mediator.is_remote)
    origin = point_of(desk)
    found = [
        Offered(
            mediator,
            body,
            _distance(mediator, origin),
            is_usually_there(mediator.byday, mediator.opens_at, mediator.closes_at, starts_at),
        )
        for mediator, body in session.execute(query)
        if spoken in mediator.spoken.split()
    ]
    return sorted(found, key=_order)


def _order(offered: Offered) -> tuple[bool, float, str, str]:
    far = float("inf") if offered.distance_km is None else offered.distance_km
    return (not offered.is_there, far, offered.mediator.name, str(offered.mediator.id))


def _distance(mediator: Mediator, origin: Point | None) -> float | None:
    town = places.municipality(mediator.municipality) if mediator.municipality else None
    return haversine_km(origin, Point(town.lat, town.lon)) if town and origin else None


def mediators_of(session: Session, organization_id: UUID) -> Sequence[Mediator]:
    """Return the mediators whom a body shares, those switched off last."""
    query = select(Mediator).where(Mediator.organization_id == organization_id)
    return session.scalars(
        query.order_by(Mediator.is_active.desc(), Mediator.name, Mediator.id)
    ).all()


def mediations_of(
    session: Session, desk_id: UUID, since: datetime
) -> list[tuple[Mediation, Mediator | None]]:
    """Return what a desk has asked for since a time, the soonest first."""
    query = (
        select(Mediation, Mediator)
        .outerjoin(Mediator, Mediator.id == Mediation.mediator_id)
        .where(Mediation.desk_id == desk_id, Mediation.starts_at >= since)
        .order_by(Mediation.starts_at, Mediation.created_at, Mediation.id)
    )
    return [(mediation, mediator) for mediation, mediator in session.execute(query)]


def unmet_by_language(session: Session, desk_id: UUID) -> list[tuple[str, int]]:
    """Return for how many requests of a desk nobody was found, by language, most first."""
    number = func.count()
    query = (
        select(Mediation.spoken, number)
        .where(Mediation.desk_id == desk_id, Mediation.state == MediationState.UNMET)
        .group_by(Mediation.spoken)
        .order_by(number.desc(), Mediation.spoken)
    )
    return [(spoken, each) for spoken, each in session.execute(query)]
