"""The Region's yes to a body: notices, applications and qualifications, and their legal moves.

Sources: D.Lgs. 117/2017 (Code of the Third Sector), articles 4, 45 and 46 for the register and
its sections; L. 241/1990, articles 3 and 10-bis for reasons and for asking before refusing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zlib import crc32

from stdnum.it import iva

from wemi_piemonte.foundation.errors import IllegalMove

REGION = "01"
"""Piedmont in ISTAT's list of regions: an application that asks for all of it says so."""

NOT_REGISTERED = "none"
REGISTER_SECTIONS = (*"abcdefg", NOT_REGISTERED)
"""Sections of the register as article 46 counts them, and the answer of who is in none."""

SHORTEST_VALIDITY, LONGEST_VALIDITY = 1, 120

REMINDED_BEFORE = (60, 30, 7)
"""How many days before its end a body is reminded of its qualification."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PLACE = re.compile(r"\d{3}|\d{6}|01")


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MORE_ASKED = "more_asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


APPLICATION_MOVES: dict[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.DRAFT: frozenset({ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN}),
    ApplicationState.SUBMITTED: frozenset(
        {
            ApplicationState.MORE_ASKED,
            ApplicationState.ACCEPTED,
            ApplicationState.REFUSED,
            ApplicationState.WITHDRAWN,
        }
    ),
    ApplicationState.MORE_ASKED: frozenset(
        {ApplicationState.SUBMITTED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN}
    ),
    ApplicationState.ACCEPTED: frozenset(),
    ApplicationState.REFUSED: frozenset(),
    ApplicationState.WITHDRAWN: frozenset(),
}

OPEN = frozenset({ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.MORE_ASKED})
"""States in which an application has still to be answered."""

WRITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.MORE_ASKED})
"""States in which the body may change what it wrote."""


class Verdict(StrEnum):
    """What a moderator finds of one criterion."""

    MET = "met"
    NOT_MET = "not_met"
    MORE_NEEDED = "more_needed"


class QualificationState(StrEnum):
    """Whether the Region's yes stands; that it has run out follows from its last day."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


QUALIFICATION_MOVES: dict[QualificationState, frozenset[QualificationState]] = {
    QualificationState.ACTIVE: frozenset(
        {QualificationState.SUSPENDED, QualificationState.REVOKED}
    ),
    QualificationState.SUSPENDED: frozenset(
        {QualificationState.ACTIVE, QualificationState.REVOKED}
    ),
    QualificationState.REVOKED: frozenset(),
}


class LegalForm(StrEnum):
    """Sections of the register, article 46, and the bodies that may be in none."""

    VOLUNTARY_ORGANIZATION = "voluntary_organization"
    SOCIAL_PROMOTION_ASSOCIATION = "social_promotion_association"
    PHILANTHROPIC_BODY = "philanthropic_body"
    SOCIAL_ENTERPRISE = "social_enterprise"
    ASSOCIATION_NETWORK = "association_network"
    MUTUAL_AID_SOCIETY = "mutual_aid_society"
    OTHER_THIRD_SECTOR = "other_third_sector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a body tells in its application; codes and ids where they are known.

    A draft keeps what was written even where it is no place: such words stand in `municipality`
    and `territory` as they are.
    """

    legal_name: str = ""
    tax_code: str = ""
    legal_form: LegalForm | None = None
    runts_section: str = ""
    runts_number: str = ""
    municipality: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    statement: str = ""
    sections: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion that wants a document; an empty section stands for all of them."""

    criterion: str
    section: str


def is_tax_code(text: str) -> bool:
    """Say whether this is the tax code of a body: eleven digits, the last of which checks them."""
    return bool(re.fullmatch(r"\d{11}", text)) and bool(iva.is_valid(text))


def is_place(code: str) -> bool:
    """Say whether a code names a municipality, a province or the region, and is no free text."""
    return _PLACE.fullmatch(code) is not None


def missing(
    told: Told,
    offered: Mapping[str, frozenset[str]],
    asked: Iterable[Asked],
    documented: frozenset[str],
) -> list[str]:
    """Return what an application still needs: names of fields, and `document:` with a criterion.

    `offered` are the needs of each section of the notice, `documented` the criteria for which a
    document is there.
    """
    lacks = {
        "legal_name": not told.legal_name,
        "tax_code": not is_tax_code(told.tax_code),
        "legal_form": told.legal_form is None,
        "runts_section": not told.runts_section,
        "runts_number": not told.runts_number and told.runts_section != NOT_REGISTERED,
        "municipality": re.fullmatch(r"\d{6}", told.municipality) is None,
        "email": _EMAIL.fullmatch(told.email) is None,
        "phone": sum(sign.isdigit() for sign in told.phone) < 5,
        "statement": not told.statement,
        "sections": not told.sections or not set(told.sections) <= set(offered),
        "needs": not _fits(told, offered),
        "territory": not told.territory or not all(map(is_place, told.territory)),
    }
    found = [name for name, lack in lacks.items() if lack]
    return found + [
        f"document:{each.criterion}"
        for each in asked
        if each.criterion not in documented and each.section in {"", *told.sections}
    ]


def _fits(told: Told, offered: Mapping[str, frozenset[str]]) -> bool:
    """Say whether each chosen section has a need of its own, and each need a chosen section."""
    chosen = [offered.get(section, frozenset()) for section in told.sections]
    needs = frozenset(told.needs)
    return (
        bool(needs) and all(needs & each for each in chosen) and needs <= frozenset().union(*chosen)
    )


def within(wanted: Iterable[str], asked: frozenset[str], provinces: Mapping[str, str]) -> bool:
    """Say whether each of these places lies in one that was asked for.

    `provinces` gives the province of each municipality, both by code.
    """
    return REGION in asked or all(
        each in asked or provinces.get(each, "") in asked for each in wanted
    )


def fingerprints(values: Mapping[str, str]) -> str:
    """Return what was seen of some values, short enough for a field of a form."""
    return " ".join(f"{name}={crc32(value.encode()):08x}" for name, value in values.items())


def changed_since(seen: str, values: Mapping[str, str]) -> list[str]:
    """Return the names of those values that are no longer as they were seen."""
    before = set(seen.split())
    return [name for name, value in values.items() if fingerprints({name: value}) not in before]


def reminder_due(days_left: int, reminded: int | None) -> int | None:
    """Return which reminder is due, None when none is; of several missed only the last."""
    due = min((days for days in REMINDED_BEFORE if days_left <= days), default=None)
    if due is None or days_left < 0 or (reminded is not None and reminded <= due):
        return None
    return due


def move_application(current: ApplicationState, target: ApplicationState) -> ApplicationState:
    """Return `target` when the life cycle allows the step, else raise IllegalMove."""
    if target not in APPLICATION_MOVES[current]:
        raise IllegalMove(current=current.value, target=target.value)
    return target


def move_qualification(
    current: QualificationState, target: QualificationState
) -> QualificationState:
    """Return `target` when the life cycle allows the step, else raise IllegalMove."""
    if target not in QUALIFICATION_MOVES[current]:
        raise IllegalMove(current=current.value, target=target.value)
    return target


def is_open(opens_on: date | None, closes_on: date | None, today: date) -> bool:
    """Say whether a notice takes applications today; both days are included."""
    if opens_on is None or today < opens_on:
        return False
    return closes_on is None or today <= closes_on


def is_in_force(
    state: QualificationState, valid_from: date, valid_until: date, today: date
) -> bool:
    """Say whether a qualification lets its body publish today; both days are included."""
    return state is QualificationState.ACTIVE and valid_from <= today <= valid_until


def covers(scope: frozenset[str], needs: frozenset[str]) -> bool:
    """Say whether a scope of needs, or of whole areas, holds every one of these needs."""
    return bool(needs) and all(each in scope or each.split(".")[0] in scope for each in needs)
