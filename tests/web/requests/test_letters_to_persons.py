"""Mails to the person: news of a request of a date, and nothing that tells what it is about."""

from typing import Any

import pytest
from sqlalchemy import select

from tests import asking, make
from tests.asking import NOW
from tests.web.requests.conftest import WORDS, Site
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.models import Rating
from wemi_piemonte.ratings.rules import Verdict
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.rules import Actor, ReferralState, Staff

KINDS = {
    "request-sent",
    "request-moved",
    "request-written-you",
    "request-helped",
    "request-asked",
    "rating-published",
    "rating-redacted",
    "rating-rejected",
    "appeal-granted",
    "appeal-denied",
}
COMMENT = "Thank Piero, he is kind."


def every_letter(site: Site, locale: str) -> None:
    """Bring about each mail that a person can get."""
    service = asking.public_service()
    values: dict[str, Any] = {"words": WORDS, "name": "Elena", "locale": locale}
    asking.ask(service, **values, contact="closed@example.org")
    first = asking.ask(service, **values)
    asking.answer(first.id, ReferralState.CONTACTED, text="Le scrivo io")
    with transaction() as session:
        referrals.write_message(
            session,
            referral_id=first.id,
            actor=Actor.BODY,
            text="Quando possiamo chiamarla?",
            locale="it",
            secret="ours",
            now=NOW,
            staff=Staff(name="Maria Rossi"),
        )
    asking.answer(first.id, ReferralState.HELPED)
    asking.decide(asking.rate(first, comment=COMMENT, now=NOW), now=NOW)
    for verdict, granted in ((Verdict.REDACT, True), (Verdict.REJECT, False)):
        rated = asking.rate(asking.helped(service, **values), comment=COMMENT, now=NOW)
        removed = ("Piero",) if verdict is Verdict.REDACT else ()
        asking.decide(rated, verdict, removed=removed, reason="personal_data", now=NOW)
        with transaction() as session:
            ratings.appeal(session, rating_id=rated, text="No.", now=NOW)
            ratings.decide_appeal(
                session,
                rating_id=rated,
                revision=session.get_one(Rating, rated).revision,
                ruling=ratings.Ruling(
                    verdict=Verdict.PUBLISH if granted else Verdict.REJECT,
                    reason="keeps_rules" if granted else "abuse",
                    by=make.key("account", "another moderator"),
                    now=NOW,
                ),
            )
    with transaction() as session:
        referrals.keep_going(session, site.now.replace(year=site.now.year + 1))


@pytest.mark.parametrize("locale", list(LOCALES))
def test_no_mail_to_a_person_tells_what_it_is_about(site: Site, locale: str) -> None:
    every_letter(site, locale)
    with reading() as session:
        query = select(Delivery.kind).where(Delivery.recipient != asking.BODY_EMAIL)
        kinds = set(session.scalars(query))
    assert kinds == KINDS
    mails = [each for each in site.mails() if each["To"] != asking.BODY_EMAIL]
    assert len(mails) >= len(KINDS)
    names = ("Una mano in casa", make.service("x").organization.name)
    secrets = (WORDS, "Elena", "Piero", "Maria Rossi", "possiamo chiamarla", "Le scrivo io", *names)
    for mail in mails:
        whole = mail.as_string() + mail.get_content() + str(mail["Subject"])
        whole += "".join(part.get_content() for part in mail.walk() if not part.is_multipart())
        assert not any(each in whole for each in secrets), mail["Subject"]
        links = [each for each in mail.get_content().split() if each.startswith("http")]
        assert all(f"/{locale}/request" in each for each in links[:-1])
        assert len(links) >= 2
