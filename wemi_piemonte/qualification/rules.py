"""The Region's yes to a body: notices, applications and qualifications, and their legal moves.

Sources: D.Lgs. 117/2017 (Code of the Third Sector), articles 4, 45 and 46 for the register and
its sections; L. 241/1990, articles 3 and 10-bis for reasons and for asking before refusing.
"""

from datetime import date
from enum import StrEnum

from wemi_piemonte.foundation.errors import IllegalMove


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
