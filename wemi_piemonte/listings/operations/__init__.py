"""What changes listings: writing, sending, publishing, suspending, and keeping what was."""

from wemi_piemonte.listings.operations.publishing import (
    approve,
    send_back,
    suspend_by_region,
    take_up_by_region,
)
from wemi_piemonte.listings.operations.sending import (
    archive,
    is_escalated,
    reopen,
    stop_waiting,
    submit,
    suspend_own,
    take_up_own,
    withdraw,
)
from wemi_piemonte.listings.operations.standing import bring_back, suspend, take_down, take_up
from wemi_piemonte.listings.operations.versions import keep_version, locked
from wemi_piemonte.listings.operations.writing import (
    create_draft,
    discard,
    open_for_writing,
    restore,
    save,
)

__all__ = [
    "approve",
    "archive",
    "bring_back",
    "create_draft",
    "discard",
    "is_escalated",
    "keep_version",
    "locked",
    "open_for_writing",
    "reopen",
    "restore",
    "save",
    "send_back",
    "stop_waiting",
    "submit",
    "suspend",
    "suspend_by_region",
    "suspend_own",
    "take_down",
    "take_up",
    "take_up_by_region",
    "take_up_own",
    "withdraw",
]
