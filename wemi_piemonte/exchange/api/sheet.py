"""The whole sheet of a service, as everybody may read it."""

from collections.abc import Sequence
from datetime import datetime

from wemi_piemonte.directory.content import Translations
from wemi_piemonte.directory.record import OrganizationRecord, ServiceRecord
from wemi_piemonte.exchange.api.answers import sheet as shapes
from wemi_piemonte.exchange.api.rated import ratings_of, summary_of
from wemi_piemonte.exchange.api.reach import phones_of, reach_of, web_address
from wemi_piemonte.exchange.api.reader import Reader, Voice
from wemi_piemonte.exchange.api.times import day_of, times_of
from wemi_piemonte.ratings.queries import Shown
from wemi_piemonte.ratings.rules import Summary

UNRATED = Summary()


def sheet_of(
    record: ServiceRecord,
    locale: str,
    *,
    summary: Summary = UNRATED,
    newest: Sequence[Shown] = (),
    now: datetime,
) -> shapes.Sheet:
    """Return the sheet of a service for a reader of `locale` at an instant."""
    reader = Reader(locale)
    words = Translations(record.source_lang, record.translations)
    return {
        "id": str(record.id),
        "lang": locale,
        "translation": reader.translation,
        "languages_of_texts": reader.languages,
        **_texts(record, reader.voice(words, record.id)),
        "organization": _body(record.organization, reader),
        "rating": summary_of(summary),
        "ratings": ratings_of(newest),
        **_facts(record),
        **times_of(record, reader, words, now),
        **reach_of(record, reader, words),
    }


def _texts(record: ServiceRecord, voice: Voice) -> shapes.Texts:
    return {
        "name": voice("name", record.name),
        "alternate_name": voice("alternate_name", record.alternate_name),
        "summary": voice("summary", record.summary),
        "description": voice("description", record.description),
        "what_you_get": voice("what_you_get", record.what_you_get),
        "application_process": voice("application_process", record.application_process),
        "fees_description": voice("fees_description", record.fees_description),
        "eligibility_description": voice("eligibility_description", record.eligibility_description),
        "interpretation_services": voice("interpretation_services", record.interpretation_services),
        "accreditations": voice("accreditations", record.accreditations),
        "wait_time": voice("wait_time", record.wait_time),
        "alert": voice("alert", record.alert),
    }


def _body(body: OrganizationRecord, reader: Reader) -> shapes.Body:
    words = Translations(body.source_lang, body.translations)
    voice = reader.voice(words, body.id, "organization")
    return {
        "id": str(body.id),
        "name": voice("name", body.name),
        "alternate_name": voice("alternate_name", body.alternate_name),
        "description": voice("description", body.description),
        "kind": body.kind,
        "legal_status": voice("legal_status", body.legal_status),
        "email": body.email,
        "website": web_address(body.website),
        "phones": phones_of(body.phones, reader, words, "organization.phones"),
    }


def _facts(record: ServiceRecord) -> shapes.Facts:
    return {
        "status": record.status,
        "needs": list(record.needs),
        "modes": list(record.modes),
        "targets": list(record.targets),
        "cost": record.cost,
        "availability": record.availability,
        "minimum_age": record.minimum_age,
        "maximum_age": record.maximum_age,
        "eligibility": {each.condition: each.answer for each in record.eligibility},
        "spoken": list(dict.fromkeys(each.code for each in record.languages)),
        "languages": [
            {"code": each.code, "name": each.name, "note": each.note} for each in record.languages
        ],
        "verified_on": day_of(record.verified_on),
        "email": record.email,
        "url": web_address(record.url),
    }
