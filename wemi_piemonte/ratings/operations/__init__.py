"""What is done with ratings: given, screened, decided without the score, appealed, replied to."""

from wemi_piemonte.ratings.operations.appealing import appeal, decide_appeal
from wemi_piemonte.ratings.operations.deciding import (
    Ruling,
    decide_rating,
    decide_reply,
    reject_burst,
    release_burst,
)
from wemi_piemonte.ratings.operations.erasing import (
    erase_request,
    erase_requests_of,
    forget_authors,
)
from wemi_piemonte.ratings.operations.giving import (
    bar_staff,
    change_comment,
    submit_rating,
    tell_outcome,
    withdraw_rating,
)
from wemi_piemonte.ratings.operations.replying import find_useful, write_reply

__all__ = [
    "Ruling",
    "appeal",
    "bar_staff",
    "change_comment",
    "decide_appeal",
    "decide_rating",
    "decide_reply",
    "erase_request",
    "erase_requests_of",
    "find_useful",
    "forget_authors",
    "reject_burst",
    "release_burst",
    "submit_rating",
    "tell_outcome",
    "withdraw_rating",
    "write_reply",
]
