"""What is done with a request: sent, answered, written in, ended by its person, closed in time."""

from wemi_piemonte.referrals.operations.answering import (
    answer,
    note_reading,
    write_by_link,
)
from wemi_piemonte.referrals.operations.owning import (
    erase,
    erase_all_of,
    tell_outcome,
    use_person_link,
    withdraw,
    withdraw_consent,
)
from wemi_piemonte.referrals.operations.sending import (
    Sent,
    is_own_service,
    refusal,
    send_referrals,
)
from wemi_piemonte.referrals.operations.timing import forget_ended_referrals, keep_going
from wemi_piemonte.referrals.operations.writing import write_message

__all__ = [
    "Sent",
    "answer",
    "erase",
    "erase_all_of",
    "forget_ended_referrals",
    "is_own_service",
    "keep_going",
    "note_reading",
    "refusal",
    "send_referrals",
    "tell_outcome",
    "use_person_link",
    "withdraw",
    "withdraw_consent",
    "write_by_link",
    "write_message",
]
