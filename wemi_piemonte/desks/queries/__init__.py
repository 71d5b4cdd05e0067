"""Questions about desks: where and when they are met, who works there, what is booked."""

from wemi_piemonte.desks.queries.booking import (
    booked,
    bookings_of,
    bookings_on,
    own_booking,
    slots_ahead,
)
from wemi_piemonte.desks.queries.finding import (
    Fit,
    Found,
    Time,
    Wanted,
    find_desks,
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

__all__ = [
    "Fit",
    "Found",
    "Met",
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
    "members_of",
    "met",
    "near_halts",
    "own_booking",
    "point_of",
    "public_desks",
    "rules_of",
    "slots_ahead",
]
