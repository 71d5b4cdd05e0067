"""What the closed lists of a listing are called, in the catalogues."""

from typing import Any

from flask_babel import lazy_gettext as _l

from wemi_piemonte.directory.rules import (
    Answer,
    Availability,
    Cost,
    MemberRole,
    Mode,
    OrganizationKind,
    Publication,
    Scope,
    Status,
    Target,
)

LABELS: dict[str, dict[str, Any]] = {
    "mode": {
        Mode.ON_SITE: _l("At their place"),
        Mode.AT_HOME: _l("At your home"),
        Mode.REMOTE: _l("By phone or online"),
        Mode.ITINERANT: _l("Moves from place to place"),
    },
    "cost": {
        Cost.FREE: _l("Free"),
        Cost.MEANS_TESTED: _l("Depends on income"),
        Cost.PAID: _l("You pay"),
        Cost.UNKNOWN: _l("Cost not stated"),
    },
    "target": {
        Target.EVERYONE: _l("Everyone"),
        Target.MINORS: _l("Children and teenagers"),
        Target.YOUNG_PEOPLE: _l("Young people"),
        Target.FAMILIES: _l("Families"),
        Target.WOMEN: _l("Women"),
        Target.OLDER_PEOPLE: _l("Older people"),
        Target.PEOPLE_WITH_DISABILITIES: _l("People with disabilities"),
        Target.MIGRANTS: _l("People from other countries"),
        Target.REFUGEES: _l("Refugees and asylum seekers"),
        Target.HOMELESS_PEOPLE: _l("People without a home"),
        Target.UNEMPLOYED_PEOPLE: _l("People out of work"),
        Target.CAREGIVERS: _l("People who care for a relative"),
        Target.PRISONERS: _l("Prisoners and those who come out"),
        Target.LGBT_PEOPLE: _l("LGBT people"),
    },
    "availability": {
        Availability.ACCEPTS: _l("Takes new people"),
        Availability.WAITING_LIST: _l("Waiting list"),
        Availability.FULL: _l("Full at the moment"),
        Availability.UNKNOWN: _l("Places: ask them"),
    },
    "status": {
        Status.ACTIVE: _l("Active"),
        Status.INACTIVE: _l("Not active"),
        Status.DEFUNCT: _l("No longer exists"),
        Status.TEMPORARILY_CLOSED: _l("Closed for now"),
    },
    "publication": {
        Publication.DRAFT: _l("Draft"),
        Publication.SUBMITTED: _l("Waiting for the Region"),
        Publication.PUBLISHED: _l("Published"),
        Publication.SUSPENDED: _l("Suspended"),
        Publication.ARCHIVED: _l("Archived"),
    },
    "organization_kind": {
        OrganizationKind.PUBLIC_BODY: _l("Public body"),
        OrganizationKind.THIRD_SECTOR: _l("Third Sector organization"),
        OrganizationKind.OTHER: _l("Organization"),
    },
    "answer": {
        Answer.YES: _l("Yes"),
        Answer.NO: _l("No"),
        Answer.UNKNOWN: _l("Not known: ask them"),
    },
    "member_role": {
        MemberRole.OWNER: _l("Owner: everything, and who belongs to the body"),
        MemberRole.EDITOR: _l("Editor: writes the listings"),
        MemberRole.READER: _l("Reader: sees, and changes nothing"),
    },
    "scope": {
        Scope.READ_LISTINGS: _l("Read the listings"),
        Scope.WRITE_LISTINGS: _l("Write the listings"),
    },
    "condition": {
        "not_resident": _l("If you do not live in the area"),
        "no_residence_permit": _l("If you have no residence permit"),
        "no_disability_certificate": _l("If you have no disability certificate"),
        "no_referral": _l("If no social service has sent you"),
        "no_isee": _l("If you have no ISEE"),
    },
    "why": {
        "need": _l("It is for this need"),
        "need_related": _l("It is for a need close to this one"),
        "text": _l("It holds your words"),
        "near": _l("It is near"),
        "area_served": _l("It serves your area"),
        "at_home": _l("They come to your home"),
        "remote": _l("By phone or online"),
        "spoken": _l("They speak your language"),
        "free": _l("It is free"),
        "within_band": _l("The price fits your income"),
        "age_fits": _l("It is for this age"),
        "target_fits": _l("It is for people like this"),
        "open_now": _l("It is open now"),
        "available": _l("It takes new people"),
        "confirmed": _l("Confirmed not long ago"),
        "rated": _l("Rated well by those it helped"),
    },
}
"""For each kind of code, its members' labels; law 8 checks that none is missing."""


def label(code: object, kind: str) -> str:
    """Return what a code is called in the reader's language; an unknown one is shown as it is."""
    found = LABELS[kind].get(str(code))
    if found is None and kind == "condition":
        found = LABELS["target"].get(str(code))
    return str(found) if found is not None else str(code).replace("_", " ")
