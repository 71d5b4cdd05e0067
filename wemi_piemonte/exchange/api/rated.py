"""What people say of a service, as programs read it: all that is published, and nothing else."""

from collections.abc import Iterable, Sequence

from wemi_piemonte.exchange.api.answers import rated as shapes
from wemi_piemonte.ratings.queries import Shown
from wemi_piemonte.ratings.rules import Summary


def summary_of(summary: Summary) -> shapes.RatingSummary:
    """Return what the ratings of a service come to."""
    return {
        "average": summary.average,
        "count": summary.count,
        "spread": list(summary.spread),
        "met": {each.value: number for each, number in summary.met.items()},
        "aspects": {each.value: mean for each, mean in summary.aspects.items()},
    }


def ratings_of(shown: Iterable[Shown]) -> list[shapes.PublishedRating]:
    """Return ratings in their order."""
    return [_rating(each) for each in shown]


def page_of(
    summary: Summary, shown: Sequence[Shown], *, page: int, per_page: int
) -> shapes.RatingPage:
    """Return a page of ratings."""
    return {
        "items": ratings_of(shown),
        "total": summary.count,
        "page": page,
        "per_page": per_page,
        "summary": summary_of(summary),
    }


def _rating(shown: Shown) -> shapes.PublishedRating:
    return {
        "id": str(shown.id),
        "comment": shown.comment,
        "lang": shown.locale,
        "published_on": shown.published_at.date().isoformat(),
        "score": shown.scores.score if shown.scores else None,
        "met": shown.scores.met if shown.scores else None,
        "confirmed_by_body": shown.is_told_by_body,
        "found_useful": shown.useful,
        "reply": _reply(shown) if shown.reply else None,
    }


def _reply(shown: Shown) -> shapes.RatingReply:
    return {
        "text": shown.reply,
        "lang": shown.reply_locale,
        "published_on": shown.replied_at.date().isoformat() if shown.replied_at else None,
    }
