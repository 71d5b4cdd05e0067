"""A provider's listing: what is missing, how good it is, and how long it counts as confirmed."""

from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

EVERY_MONTHS = 6
"""How often a body confirms when it has not chosen."""

FEWEST_MONTHS = 1
MOST_MONTHS = 12


class Freshness(StrEnum):
    """How far the last confirmation lies back."""

    FRESH = "fresh"
    DUE = "due"
    LATE = "late"
    OVERDUE = "overdue"


class VersionKind(StrEnum):
    """Why a version of a listing was kept."""

    SAVED = "saved"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RESTORED = "restored"
    IMPORTED = "imported"
    CONFIRMED = "confirmed"


class SuspensionCause(StrEnum):
    """Why a listing is not shown for now; what the Region suspends only the Region takes up."""

    BY_PROVIDER = "by_provider"
    BY_REGION = "by_region"
    QUALIFICATION = "qualification"


def due_on(confirmed_on: date, every_months: int) -> date:
    """Return the day on which a listing is to be confirmed again."""
    return confirmed_on + relativedelta(months=every_months)
