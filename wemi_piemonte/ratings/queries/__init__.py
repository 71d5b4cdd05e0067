"""Questions about ratings: what is shown, what an author sees, what waits, how they are checked."""

from wemi_piemonte.ratings.queries.counts import AppealCounts, Counts, appeal_counts, counts
from wemi_piemonte.ratings.queries.own import (
    Own,
    own_rating,
    public_words,
    rated_among,
    staff_names,
)
from wemi_piemonte.ratings.queries.replies import (
    OwnReply,
    body_of_rating,
    replies_of_body,
    without_reply,
)
from wemi_piemonte.ratings.queries.shown import (
    Rated,
    Shown,
    published_page,
    rated_among_services,
    rated_service,
    ratings_of_body,
    summaries,
    summary_for,
    summary_of_body,
    summed_up,
)
from wemi_piemonte.ratings.queries.standing import Standing, standings, written_by
from wemi_piemonte.ratings.queries.waiting import (
    Blind,
    Waiting,
    blind_rating,
    burst_of,
    waiting_ratings,
)

__all__ = [
    "AppealCounts",
    "Blind",
    "Counts",
    "Own",
    "OwnReply",
    "Rated",
    "Shown",
    "Standing",
    "Waiting",
    "appeal_counts",
    "blind_rating",
    "body_of_rating",
    "burst_of",
    "counts",
    "own_rating",
    "public_words",
    "published_page",
    "rated_among",
    "rated_among_services",
    "rated_service",
    "ratings_of_body",
    "replies_of_body",
    "staff_names",
    "standings",
    "summaries",
    "summary_for",
    "summary_of_body",
    "summed_up",
    "waiting_ratings",
    "without_reply",
    "written_by",
]
