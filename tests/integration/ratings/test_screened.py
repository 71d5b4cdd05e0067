"""Comments and replies are screened with what the site knows: who works there, what the sheet says."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from tests import asking, make
from tests.asking import NOW
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.record import ContactRecord, ServiceRecord
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.models import Rating, Reply
from wemi_piemonte.ratings.queries import public_words
from wemi_piemonte.ratings.rules import Finding, RatingState
from wemi_piemonte.ratings.writing import found_in

SHEET = "Consorzio del Melo"
PHONE = "0171 000 1001"


def service() -> ServiceRecord:
    """A service whose contact has a name that is a first name and an ordinary word."""
    contact = ContactRecord(id=make.key("contact", "Rosa"), name="Rosa Bianchi")
    record = replace(make.service(), email=asking.BODY_EMAIL, contacts=(contact,))
    with transaction() as session:
        put_services(session, [(record, "")], publish=True, now=NOW)
    return record


def screened(comment: str) -> tuple[RatingState, dict[str, Finding]]:
    """Where a rating with a comment stands, and which words hold it."""
    rating_id = asking.rate(asking.helped(service()), comment=comment)
    with reading() as session:
        rating = session.get_one(Rating, rating_id)
        return rating.state, {each.words: each.finding for each in found_in(rating.findings)}


def test_the_name_of_a_contact_holds_a_comment_and_ordinary_words_do_not(database: Engine) -> None:
    assert screened("La signora bianchi è stata gentile") == (
        RatingState.HELD,
        {"bianchi": Finding.STAFF_NAME},
    )
    assert screened("Fogli bianchi, una rosa in vaso") == (RatingState.WAITING, {})


def test_what_the_sheet_says_may_stand_in_a_comment(database: Engine) -> None:
    text = f"Ho chiamato il {SHEET} allo {PHONE}: gentilissimi"
    assert screened(text) == (RatingState.WAITING, {})
    assert screened("Ho chiamato lo 0171 000 9999")[1] == {"0171 000 9999": Finding.PHONE}


def test_the_public_words_of_a_service_are_those_of_its_sheet(database: Engine) -> None:
    record = make.full_service()
    with transaction() as session:
        put_services(session, [(record, "")], publish=True, now=NOW)
    with reading() as session:
        found = public_words(session, record.id)
    assert {record.name, SHEET, "+39 0171 000 1001", "+39 0171 000 1002"} <= set(found)
    assert len(set(found)) == len(found)


def replied(text: str, name: str) -> dict[str, Finding]:
    """The words that hold the reply of a body to a rating by somebody of a name."""
    asked = asking.helped(service(), name=name)
    rating_id = asking.rate(asked)
    asking.decide(rating_id)
    with transaction() as session:
        ratings.write_reply(
            session,
            rating_id=rating_id,
            text=text,
            locale="it",
            account_id=make.key("account", "body"),
            now=NOW,
        )
    with reading() as session:
        return {e.words: e.finding for e in found_in(session.get_one(Reply, rating_id).findings)}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Grazie. La coordinatrice Rosa Bianchi", {}),
        ("Cara Elena, grazie", {"Elena": Finding.PERSON_NAME}),
        ("La signora Verdi aveva un posto", {"Verdi": Finding.PERSON_NAME}),
        ("Il codice RSSMRA80A01L219M c'era", {"RSSMRA80A01L219M": Finding.TAX_CODE}),
        ("Chi scrive così è un idiota", {"idiota": Finding.ABUSE}),
        (f"Chiamateci allo {PHONE}", {}),
    ],
)
def test_a_reply_names_its_own_staff_but_not_who_asked(
    text: str, held: dict[str, Finding], database: Engine
) -> None:
    assert replied(text, "Elena") == held
