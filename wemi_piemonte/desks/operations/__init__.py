"""What is done at desks: kept, staffed, shut for a day, booked, reported to, mediated."""

from wemi_piemonte.desks.operations.booking import (
    Booked,
    book,
    cancel_booking,
    end_bookings_of,
    id_of_booking,
    mark_booking,
    move_to,
)
from wemi_piemonte.desks.operations.days import called_off_by, clear_day, set_day
from wemi_piemonte.desks.operations.inviting import Welcome, ask_to_work, let_work
from wemi_piemonte.desks.operations.keeping import (
    DeskValues,
    HoursValues,
    LastManager,
    count_visit,
    remove_hours,
    remove_member,
    save_desk,
    save_hours,
    set_duty,
    set_member,
    set_public,
)
from wemi_piemonte.desks.operations.mediating import ask_mediator, settle_mediation
from wemi_piemonte.desks.operations.pooling import (
    MediatorValues,
    change_mediator,
    share_mediator,
    switch_mediator,
)
from wemi_piemonte.desks.operations.reporting import answer_need, report_need
from wemi_piemonte.desks.operations.timing import (
    forget_old_bookings,
    remind,
    remind_of_reports,
)

__all__ = [
    "Booked",
    "DeskValues",
    "HoursValues",
    "LastManager",
    "MediatorValues",
    "Welcome",
    "answer_need",
    "ask_mediator",
    "ask_to_work",
    "book",
    "called_off_by",
    "cancel_booking",
    "change_mediator",
    "clear_day",
    "count_visit",
    "end_bookings_of",
    "forget_old_bookings",
    "id_of_booking",
    "let_work",
    "mark_booking",
    "move_to",
    "remind",
    "remind_of_reports",
    "remove_hours",
    "remove_member",
    "report_need",
    "save_desk",
    "save_hours",
    "set_day",
    "set_duty",
    "set_member",
    "set_public",
    "settle_mediation",
    "share_mediator",
    "switch_mediator",
]
