"""What is translated stays translated when the source sends its texts anew without translations."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests import make
from wemi_piemonte.directory.content import Translations
from wemi_piemonte.directory.operations import Outcome, put_services
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation.db import reading, transaction

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("database")


def put(record: ServiceRecord) -> Outcome:
    """Put a listing in from a trusted source, and say what came of it."""
    with transaction() as session:
        return put_services(session, [(record, "")], publish=True, now=NOW)[0].outcome


def kept(record: ServiceRecord) -> ServiceRecord:
    """The listing as it stands in the database."""
    with reading() as session:
        return records(session, [record.id])[0]


def translated() -> ServiceRecord:
    """A listing whose name and body are translated into English."""
    bare = make.service()
    body = make.organization()
    return replace(
        bare,
        organization=replace(
            body, translations=(make.translation(body.id, "name", body.name, "Own name"),)
        ),
        translations=(make.translation(bare.id, "name", bare.name, "A hand at home"),),
    )


def english(record: ServiceRecord) -> tuple[str, str]:
    """The name that an English reader sees, and what it is worth."""
    words = Translations(record.source_lang, record.translations)
    shown = words.text(record.id, "name", record.name, "en")
    return shown.text, shown.state


def test_a_feed_without_translations_changes_nothing() -> None:
    first = translated()
    put(first)
    again = put(make.service())
    assert again is Outcome.UNCHANGED
    found = kept(first)
    assert english(found) == ("A hand at home", "reviewed")
    assert found.organization.translations == first.organization.translations


def test_a_text_that_changes_leaves_its_translation_outdated() -> None:
    first = translated()
    put(first)
    put(replace(make.service(), name="Due mani in casa"))
    found = kept(first)
    assert english(found) == ("A hand at home", "outdated")


def test_a_translation_that_is_sent_replaces_the_old_one() -> None:
    first = translated()
    put(first)
    newer = make.translation(first.id, "name", first.name, "Help at home")
    put(replace(first, translations=(newer,)))
    found = kept(first)
    assert english(found) == ("Help at home", "reviewed")


def test_a_text_that_is_gone_takes_its_translation_with_it() -> None:
    first = make.service()
    there = make.translation(first.id, "summary", first.summary, "Somebody comes twice a week.")
    put(replace(first, translations=(there,)))
    put(replace(first, summary="", description=""))
    found = kept(first)
    assert found.translations == ()


def test_a_new_listing_of_a_known_body_leaves_the_words_of_the_body() -> None:
    first = translated()
    put(first)
    other = make.service("Un pasto a casa")
    put(other)
    assert kept(other).organization.translations == first.organization.translations
    assert kept(first) == first
