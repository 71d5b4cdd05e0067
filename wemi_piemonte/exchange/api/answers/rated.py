"""The shapes of ratings: mypy holds the code to them, and OpenAPI is made of them."""

from typing import TypedDict

from wemi_piemonte.exchange.api.answers.terms import Day, Identifier, LanguageCode, Stars
from wemi_piemonte.ratings.rules import Met


class RatingSummary(TypedDict):
    """What the published ratings of a service come to.

    `average` is the mean of all that is published. It is null, and what else tells of scores is
    empty, while there are fewer than three. `spread` counts the ratings with one star, with two,
    up to five; `met` the answers to "did it meet the need?"; `aspects` holds the mean of each
    aspect that at least three have rated.
    """

    average: float | None
    count: int
    spread: list[int]
    met: dict[str, int]
    aspects: dict[str, float]


class RatingReply(TypedDict):
    """What the body answers to a rating."""

    text: str
    lang: LanguageCode
    published_on: Day | None


class PublishedRating(TypedDict):
    """What a person who asked through the site, and was helped, says of a service.

    `comment` is in `lang`, as the Region published it: where it has taken words out stands ⟦…⟧.
    `score` and `met` are null while the service has fewer than three ratings. `confirmed_by_body`
    says that the body itself told that there was help; else the person alone did.
    """

    id: Identifier
    comment: str
    lang: LanguageCode
    published_on: Day
    score: Stars | None
    met: Met | None
    confirmed_by_body: bool
    found_useful: int
    reply: RatingReply | None


class RatingPage(TypedDict):
    """One page of the ratings of a service; past the last page `items` is empty."""

    items: list[PublishedRating]
    total: int
    page: int
    per_page: int
    summary: RatingSummary
