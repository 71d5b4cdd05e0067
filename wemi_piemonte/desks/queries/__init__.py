"""Questions about desks: where and when they are met, who works there, what is booked."""

from wemi_piemonte.desks.queries.booking import (
    booked,
    bookings_of,
    bookings_on,
    own_booking,
    slots_ahead,
    stranded,
)
from wemi_piemonte.desks.queries.finding import (
    Fit,
    Found,
    Time,
    Wanted,
    find_desks,
)
from wemi_piemonte.desks.queries.latent import (
    LatentCount,
    latent_counts,
    own_report,
    reports_by,
    reports_to,
)
from wemi_piemonte.desks.queries.meeting import (
    Met,
    Voices,
    afar_desks,
    days_of,
    is_afar,
    met,
    near_halts,
    point_of,
    public_desks,
    rules_of,
)
from wemi_piemonte.desks.queries.people import (
    desk_role,
    desks_of,
    desks_where,
    duty_on,
    members_of,
)
from wemi_piemonte.desks.queries.pool import (
    Offered,
    mediations_of,
    mediators_of,
    pool_for,
    unmet_by_language,
)

__all__ = [
    "Fit",
    "Found",
    "LatentCount",
    "Met",
    "Offered",
    "Time",
    "Voices",
    "Wanted",
    "afar_desks",
    "booked",
    "bookings_of",
    "bookings_on",
    "days_of",
    "desk_role",
    "desks_of",
    "desks_where",
    "duty_on",
    "find_desks",
    "is_afar",
    "latent_counts",
    "mediations_of",
    "mediators_of",
    "members_of",
    "met",
    "near_halts",
    "own_booking",
    "own_report",
    "point_of",
    "pool_for",
    "public_desks",
    "reports_by",
    "reports_to",
    "rules_of",
    "slots_ahead",
    "stranded",
    "unmet_by_language",
]
