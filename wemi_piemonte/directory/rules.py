"""The closed lists of a listing and the legal moves of its publication."""

import hashlib
from enum import StrEnum

from wemi_piemonte.foundation.errors import IllegalMove


class Status(StrEnum):
    """HSDS's own word for the state of the real world; source: HSDS 3.0, service.status."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class Publication(StrEnum):
    """Where a listing stands in our own life cycle."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"


class OrganizationKind(StrEnum):
    """Only `third_sector` needs the Region's qualification to publish."""

    PUBLIC_BODY = "public_body"
    THIRD_SECTOR = "third_sector"
    OTHER = "other"


class MemberRole(StrEnum):
    """What an account may do for one organization."""

    OWNER = "owner"
    EDITOR = "editor"
    READER = "reader"


MEMBER_RIGHTS: dict[MemberRole, int] = {
    MemberRole.READER: 1,
    MemberRole.EDITOR: 2,
    MemberRole.OWNER: 3,
}
"""Each right holds those below it."""


class Scope(StrEnum):
    """What a token of an organization lets a program do."""

    READ_LISTINGS = "read_listings"
    WRITE_LISTINGS = "write_listings"


class Mode(StrEnum):
    """How a service reaches the person."""

    ON_SITE = "on_site"
    AT_HOME = "at_home"
    REMOTE = "remote"
    ITINERANT = "itinerant"


class Cost(StrEnum):
    """What kind of price a service has; the amounts are in its cost options."""

    FREE = "free"
    MEANS_TESTED = "means_tested"
    PAID = "paid"
    UNKNOWN = "unknown"


class Target(StrEnum):
    """Whom a service is meant for."""

    EVERYONE = "everyone"
    MINORS = "minors"
    YOUNG_PEOPLE = "young_people"
    FAMILIES = "families"
    WOMEN = "women"
    OLDER_PEOPLE = "older_people"
    PEOPLE_WITH_DISABILITIES = "people_with_disabilities"
    MIGRANTS = "migrants"
    REFUGEES = "refugees"
    HOMELESS_PEOPLE = "homeless_people"
    UNEMPLOYED_PEOPLE = "unemployed_people"
    CAREGIVERS = "caregivers"
    PRISONERS = "prisoners"
    LGBT_PEOPLE = "lgbt_people"


class Availability(StrEnum):
    """Whether there is a place today."""

    ACCEPTS = "accepts"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    UNKNOWN = "unknown"


class Answer(StrEnum):
    """Whether people of a certain condition are admitted; `unknown` is an honest answer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class TranslationState(StrEnum):
    """What a translated field is worth; `outdated` means its source changed after it."""

    MACHINE = "machine"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    OUTDATED = "outdated"


class LinkType(StrEnum):
    """What an HSDS attribute of a service says, in our profile."""

    NEED = "need"
    MODE = "mode"
    TARGET = "target"
    COST = "cost"
    AVAILABILITY = "availability"


CONDITIONS: tuple[str, ...] = (
    *(target.value for target in Target if target is not Target.EVERYONE),
    "not_resident",
    "no_residence_permit",
    "no_disability_certificate",
    "no_referral",
    "no_isee",
)
"""Conditions of a person that our own editors offer; a feed may bring others."""

SHOWN_STATUSES = frozenset({Status.ACTIVE, Status.TEMPORARILY_CLOSED})
"""A published listing in another state of the world is not shown to the public."""

MOVES: dict[Publication, frozenset[Publication]] = {
    Publication.DRAFT: frozenset(
        {Publication.SUBMITTED, Publication.PUBLISHED, Publication.ARCHIVED}
    ),
    Publication.SUBMITTED: frozenset(
        {Publication.DRAFT, Publication.PUBLISHED, Publication.ARCHIVED}
    ),
    Publication.PUBLISHED: frozenset({Publication.SUSPENDED, Publication.ARCHIVED}),
    Publication.SUSPENDED: frozenset({Publication.PUBLISHED, Publication.ARCHIVED}),
    Publication.ARCHIVED: frozenset({Publication.DRAFT}),
}


def move(current: Publication, target: Publication) -> Publication:
    """Return `target` when the life cycle allows the step, else raise IllegalMove."""
    if target not in MOVES[current]:
        raise IllegalMove(current=current.value, target=target.value)
    return target


def hash_of(text: str) -> str:
    """Return the fingerprint that binds a translation to the text it was made from.

    White space is folded, so that a line break alone does not outdate a translation.
    """
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]
