"""Questions about ratings: what is shown, what an author sees, what waits, how they are checked."""

from wemi_piemonte.ratings.queries.own import Own, own_rating, rated_among, staff_names
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
)
from wemi_piemonte.ratings.queries.waiting import (
    Blind,
    Waiting,
    blind_rating,
    burst_of,
    waiting_ratings,
)

__all__ = [
    "Blind",
    "Own",
    "Rated",
    "Shown",
    "Waiting",
    "blind_rating",
    "burst_of",
    "own_rating",
    "published_page",
    "rated_among",
    "rated_among_services",
    "rated_service",
    "ratings_of_body",
    "staff_names",
    "summaries",
    "summary_for",
    "summary_of_body",
    "waiting_ratings",
]
