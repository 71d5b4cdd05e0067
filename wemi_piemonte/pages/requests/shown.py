"""A request as the page of its person shows it: beside the service in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.queries import records, visible_ids
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.i18n import current_voice
from wemi_piemonte.ratings.queries import rated_among
from wemi_piemonte.ratings.rules import RatingState
from wemi_piemonte.referrals.models import ReferralMessage
from wemi_piemonte.referrals.queries import Told, messages_of, referrals_of
from wemi_piemonte.referrals.rules import (
    ENDED,
    KEPT_FOR,
    RATED_WITHIN,
    Actor,
    ReferralState,
    may_be_rated,
    may_move,
)
from wemi_piemonte.search.views.quick_exit import is_sensitive


@dataclass(frozen=True, slots=True)
class Line:
    """A request, its service, what is new in it; `rating` is None where none was given.

    `news` counts what the body wrote since the person last did.
    """

    told: Told
    title: Text
    is_public: bool
    is_sensitive: bool
    rating: RatingState | None
    news: int

    @property
    def may_be_rated(self) -> bool:
        """Say whether the person can say now how it was."""
        referral = self.told.referral
        is_time = may_be_rated(referral.state, referral.moved_at, clock.now())
        return self.rating is None and is_time

    @property
    def rated_until(self) -> datetime:
        """Return until when it can be rated, if it can be at all."""
        return self.told.referral.moved_at + RATED_WITHIN

    @property
    def erased_on(self) -> datetime | None:
        """Return when it is erased by itself; None while it goes on."""
        referral = self.told.referral
        return referral.moved_at + KEPT_FOR if referral.state in ENDED else None

    @property
    def may_withdraw(self) -> bool:
        return may_move(Actor.PERSON, self.told.referral.state, ReferralState.WITHDRAWN)

    @property
    def outcomes(self) -> tuple[ReferralState, ...]:
        """Return what the person may say of how it ended; what was rated was help."""
        if self.rating is not None:
            return ()
        said = (ReferralState.HELPED, ReferralState.NOT_HELPED)
        state = self.told.referral.state
        return tuple(each for each in said if may_move(Actor.PERSON, state, each))


def lines_of(session: Session, requesters: Iterable[Requester]) -> list[Line]:
    """Return the requests of a person as a list shows them, the newest first."""
    return lines(session, referrals_of(session, requesters))


def lines(session: Session, found: Sequence[Told]) -> list[Line]:
    """Return requests beside their services, in their order."""
    ids = list(dict.fromkeys(each.referral.service_id for each in found))
    services = {each.id: each for each in records(session, ids)}
    visible = visible_ids(session, ids) if ids else set()
    rated = rated_among(session, [each.referral.id for each in found])
    shown = []
    for told in found:
        record = services[told.referral.service_id]
        words = Translations(record.source_lang, record.translations)
        shown.append(
            Line(
                told=told,
                title=words.text(record.id, "name", record.name, current_voice()),
                is_public=record.id in visible,
                is_sensitive=is_sensitive((*record.needs, *told.needs)),
                rating=rated.get(told.referral.id),
                news=news_in(messages_of(session, told.referral.id)),
            )
        )
    return shown


def news_in(messages: Sequence[ReferralMessage]) -> int:
    """Count what the body has written since the person last did."""
    number = 0
    for each in messages:
        number = number + 1 if each.actor is Actor.BODY else 0
    return number


def line_of(session: Session, told: Told) -> Line:
    """Return one request beside its service."""
    (found,) = lines(session, [told])
    return found
