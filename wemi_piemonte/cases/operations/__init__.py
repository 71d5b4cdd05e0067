"""What is done in a case: opened, read, noted, sent for, handed over, closed, faded."""

from wemi_piemonte.cases.operations.arriving import Arrival, open_from_device
from wemi_piemonte.cases.operations.handing import close_case, hand_over, set_follow_up, take
from wemi_piemonte.cases.operations.mandating import (
    add_note,
    end_mandates,
    give_mandate,
    note_act,
    note_mediation,
    note_requests,
)
from wemi_piemonte.cases.operations.opening import (
    Opened,
    forget_faded_cases,
    note_reading,
    open_case,
)

__all__ = [
    "Arrival",
    "Opened",
    "add_note",
    "close_case",
    "end_mandates",
    "forget_faded_cases",
    "give_mandate",
    "hand_over",
    "note_act",
    "note_mediation",
    "note_reading",
    "note_requests",
    "open_case",
    "open_from_device",
    "set_follow_up",
    "take",
]
