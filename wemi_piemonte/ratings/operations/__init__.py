"""What is done with ratings: given, screened, decided without the score, appealed, replied to."""

from wemi_piemonte.ratings.operations.appealing import appeal, decide_appeal
from wemi_piemonte.ratings.operations.deciding import (
    decide_rating,
    decide_reply,
    reject_burst,
    release_burst,
)
from wemi_piemonte.ratings.operations.giving import (
    change_comment,
    submit_rating,
    tell_outcome,
    withdraw_rating,
)
from wemi_piemonte.ratings.operations.replying import find_useful, write_reply

__all__ = [
    "appeal",
    "change_comment",
    "decide_appeal",
    "decide_rating",
    "decide_reply",
    "find_useful",
    "reject_burst",
    "release_burst",
    "submit_rating",
    "tell_outcome",
    "withdraw_rating",
    "write_reply",
]
