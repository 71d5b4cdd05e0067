"""Figures of one body: how its services are seen, and what is asked near it and not covered."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import compress
from statistics import median
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Location, Service, ServiceArea, ServiceAtLocation
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.tally import NeedTally, Seen, Tally
from wemi_piemonte.geo.gazetteer.places import municipalities, province_of
from wemi_piemonte.observatory.rules import SMALLEST_SHOWN, Figures, figures, months_before
from wemi_piemonte.referrals.models import Referral, ReferralEvent
from wemi_piemonte.referrals.rules import ANSWERS, Actor, EventKind


@dataclass(frozen=True, slots=True)
class YearOfBody:
    """The figures of a body, month by month; `kinds` and `columns` stand in the same order."""

    months: tuple[date, ...]
    kinds: tuple[Seen, ...]
    columns: tuple[Figures, ...]

    def of(self, kinds: Collection[Seen]) -> "YearOfBody":
        """Return the columns of some kinds."""
        chosen = [each in kinds for each in self.kinds]
        return YearOfBody(
            self.months,
            tuple(compress(self.kinds, chosen)),
            tuple(compress(self.columns, chosen)),
        )

    @property
    def rows(self) -> list[tuple[date, list[int | None]]]:
        """Return the months, the present one first, each with what may be shown of it."""
        counts = [column.counts for column in self.columns]
        lines = [(month, [each[at] for each in counts]) for at, month in enumerate(self.months)]
        return lines[::-1]


def year_of_body(session: Session, organization_id: UUID, today: date) -> YearOfBody:
    """Return how the services of a body were seen in each of the last twelve months."""
    months = months_before(today)
    query = (
        select(Tally.kind, Tally.day, func.sum(Tally.number))
        .where(
            Tally.service_id.in_(
                select(Service.id).where(Service.organization_id == organization_id)
            ),
            Tally.day >= months[0],
            Tally.day <= today,
        )
        .group_by(Tally.kind, Tally.day)
    )
    sums: dict[tuple[str, date], int] = {}
    for kind, day, number in session.execute(query):
        key = (kind, day.replace(day=1))
        sums[key] = sums.get(key, 0) + int(number)
    kinds = tuple(Seen)
    columns = tuple(figures([sums.get((kind, month), 0) for month in months]) for kind in kinds)
    return YearOfBody(months, kinds, columns)


def days_to_answer(session: Session, organization_id: UUID, today: date) -> float | None:
    """Return in how many days a body first answers a request: the median of the last year.

    None where too few were answered to be shown.
    """
    morning = datetime.combine(months_before(today)[0], time.min, ROME)
    first = func.min(ReferralEvent.at)
    query = (
        select(Referral.created_at, first)
        .join(ReferralEvent, ReferralEvent.referral_id == Referral.id)
        .join(Service, Service.id == Referral.service_id)
        .where(
            Service.organization_id == organization_id,
            Referral.created_at >= morning,
            ReferralEvent.kind == EventKind.MOVED,
            ReferralEvent.actor == Actor.BODY,
            ReferralEvent.state.in_(ANSWERS),
        )
        .group_by(Referral.id, Referral.created_at)
    )
    waits = [(answered - sent) / timedelta(days=1) for sent, answered in session.execute(query)]
    return median(waits) if len(waits) >= SMALLEST_SHOWN else None


def area_of_body(session: Session, organization_id: UUID) -> set[str]:
    """Return the municipalities where a body has places or that its services serve."""
    mine = select(Service.id).where(Service.organization_id == organization_id)
    of_places = (
        select(Location.municipality)
        .join(ServiceAtLocation, ServiceAtLocation.location_id == Location.id)
        .where(ServiceAtLocation.service_id.in_(mine), Location.municipality != "")
    )
    of_areas = select(ServiceArea.extent).where(
        ServiceArea.service_id.in_(mine), ServiceArea.extent_type == "istat"
    )
    extents = " ".join(session.scalars(of_areas)).replace(",", " ").split()
    return {*session.scalars(of_places), *_municipalities_in(extents)}


def _municipalities_in(codes: Iterable[str]) -> Iterator[str]:
    """Yield the municipalities of codes, those of whole provinces among them."""
    wanted = set(codes)
    for each in municipalities():
        province = province_of(each.istat)
        if each.istat in wanted or (province is not None and province.istat in wanted):
            yield each.istat


def needs_not_covered(
    session: Session, municipalities_: set[str], today: date
) -> list[tuple[str, int]]:
    """Return the needs that plans asked for in these places and did not cover, the most first.

    Those asked for too seldom to be shown are left out.
    """
    number = func.sum(NeedTally.number)
    query = (
        select(NeedTally.need, number)
        .where(
            NeedTally.municipality.in_(municipalities_),
            NeedTally.day >= months_before(today)[0],
            NeedTally.day <= today,
            NeedTally.covered.is_(False),
        )
        .group_by(NeedTally.need)
        .having(number >= SMALLEST_SHOWN)
        .order_by(number.desc(), NeedTally.need)
    )
    return [(need, int(total)) for need, total in session.execute(query)]
