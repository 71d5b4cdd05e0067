"""What a desk takes along where there is no network: the services around it, ready made.

Nothing personal stands in it: it is the same for all who work at the desk.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.queries import rules_of
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.i18n import speaking
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.gazetteer.places import Municipality
from wemi_piemonte.geo.rules import Point, haversine_km
from wemi_piemonte.pages.desk.leaflet import Told, languages_of, line_by_line, sides_told
from wemi_piemonte.pages.desk.leaflet_words import desk_said
from wemi_piemonte.pages.desk.package_words import service_said
from wemi_piemonte.pages.desk.two import Side, Sides
from wemi_piemonte.pages.sheet import Sheet, sheet_of
from wemi_piemonte.search.queries import results_for
from wemi_piemonte.search.rules import Query, Sort
from wemi_piemonte.search.schemas import DEFAULT_RADIUS_KM
from wemi_piemonte.taxonomy import tree

FARTHEST_KM = 60.0
"""How far around a desk services are taken along at most, also where its district is wider."""

MOST_SERVICES = 300
PER_QUESTION = 100


@dataclass(frozen=True, slots=True)
class Area:
    """Around which towns services are taken along: the desk's own first, then its stops."""

    towns: tuple[Municipality, ...]
    district: str
    radius_km: float

    @property
    def own(self) -> tuple[str, ...]:
        """Return the towns of the area itself, to choose where a visitor lives."""
        near = {
            each.label
            for each in places.municipalities()
            for town in self.towns
            if _km(each, town) <= self.radius_km
        }
        return tuple(sorted(near))


@dataclass(frozen=True, slots=True)
class Packed:
    """One service: its name and lines in each language of the page."""

    id: UUID
    name: tuple[Side, ...]
    needs: tuple[str, ...]
    lines: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The services for a need: those told here, and those told under another need of theirs."""

    need: str
    services: tuple[Packed, ...]
    others: tuple[Packed, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """All that a desk takes along, in the visitor's language and in Italian."""

    sides: Sides
    area: Area
    groups: tuple[Group, ...]
    total: int
    left_out: int
    desk: tuple[Told, ...]
    made_at: datetime

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the needs for which there is something."""
        return tuple(each.need for each in self.groups)


def package_of(session: Session, desk: Desk, visitor_locale: str) -> Package:
    """Return what a desk takes along; raises Busy while there is no search index."""
    codes, now = languages_of(visitor_locale), clock.now()
    area = area_of(session, desk)
    ids, total = _services_near(session, area, visitor_locale)
    by_id = {each.id: each for each in records(session, ids)}
    found = [by_id[each] for each in ids if each in by_id]
    said = {}
    for code in codes:
        with speaking(code):
            said[code] = desk_said(session, desk)
    return Package(
        sides=Sides(tuple(LOCALES[code] for code in codes)),
        area=area,
        groups=_grouped([_packed(each, codes, now) for each in found]),
        total=len(found),
        left_out=max(0, total - len(found)),
        desk=line_by_line(said),
        made_at=now,
    )


def area_of(session: Session, desk: Desk) -> Area:
    """Return the area of a desk: its district whole, within reason, and around its stops."""
    stops = [each.place.municipality for each in rules_of(session, [desk]).get(desk.id, [])]
    known = [places.municipality(code) for code in dict.fromkeys((desk.municipality, *stops))]
    towns = tuple(each for each in known if each is not None)
    district = places.district_of(towns[0].istat, clock.today()) if towns else None
    radius = DEFAULT_RADIUS_KM
    if district is not None:
        inside = [m.istat for m in places.memberships() if m.district == district.code]
        members = [found for code in inside if (found := places.municipality(code))]
        radius = max(radius, *(_km(each, towns[0]) for each in members))
    return Area(towns, district.name if district else "", float(round(min(radius, FARTHEST_KM))))


def _km(one: Municipality, other: Municipality) -> float:
    return haversine_km(Point(one.lat, one.lon), Point(other.lat, other.lon))


def _services_near(session: Session, area: Area, locale: str) -> tuple[list[UUID], int]:
    """Return the nearest services that are listed, as many as are taken along; and how many are."""
    every = Query(per_page=PER_QUESTION, locale=locale)
    questions = [
        replace(
            every,
            point=Point(town.lat, town.lon),
            place=town.istat,
            radius_km=area.radius_km,
            sort=Sort.DISTANCE,
        )
        for town in area.towns
    ]
    found: dict[UUID, None] = {}
    most = 0
    for question in questions or [every]:
        for page in count(1):
            results = results_for(session, replace(question, page=page), facets=False)
            found |= dict.fromkeys(UUID(card["id"]) for card in results.cards)
            most = max(most, results.total)
            if page * PER_QUESTION >= min(results.total, MOST_SERVICES):
                break
    return list(found)[:MOST_SERVICES], max(most, len(found))


def _packed(record: ServiceRecord, codes: Iterable[str], now: datetime) -> Packed:
    sheets: dict[str, Sheet] = {}
    said = {}
    for code in codes:
        with speaking(code):
            sheets[code] = sheet_of(record, code, now=now, today=clock.today())
            said[code] = service_said(sheets[code])
    name = sides_told((code, sheet.text.name) for code, sheet in sheets.items())
    return Packed(record.id, name, record.needs, line_by_line(said))


def _grouped(services: Sequence[Packed]) -> tuple[Group, ...]:
    """Return services by their needs, in the order of the tree; each is told once."""
    first: dict[str, list[Packed]] = {}
    others: dict[str, list[Packed]] = {}
    for each in services:
        if each.needs:
            first.setdefault(each.needs[0], []).append(each)
        for code in each.needs[1:]:
            others.setdefault(code, []).append(each)
    return tuple(
        Group(code, tuple(first.get(code, ())), tuple(others.get(code, ())))
        for code in _in_order({*first, *others})
    )


def _in_order(codes: set[str]) -> list[str]:
    order: Mapping[str, int] = {code: at for at, code in enumerate(tree.need_codes())}
    return sorted(codes, key=lambda code: (order.get(code, len(order)), code))
