"""What the Region does: claims, decisions written down in the transaction of what they change."""

from wemi_piemonte.moderation.operations.deciding import (
    claim,
    record_decision,
    record_trusted_publications,
    release,
)
from wemi_piemonte.moderation.operations.qualifications import (
    STANDING,
    accept_application,
    decide_qualification,
    end_qualifications,
)
from wemi_piemonte.moderation.operations.ratings import (
    decide_appeal,
    decide_rating,
    decide_reply,
    reject_burst,
    release_burst,
)

__all__ = [
    "STANDING",
    "accept_application",
    "claim",
    "decide_appeal",
    "decide_qualification",
    "decide_rating",
    "decide_reply",
    "end_qualifications",
    "record_decision",
    "record_trusted_publications",
    "reject_burst",
    "release",
    "release_burst",
]
