"""The page of an organization: who they are, in the reader's language where it exists."""

from dataclasses import dataclass

from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.record import OrganizationRecord


@dataclass(frozen=True, slots=True)
class Profile:
    """What a page shows of an organization."""

    record: OrganizationRecord
    name: Text
    description: Text
    legal_status: Text
    website: str


def profile_of(record: OrganizationRecord, locale: str) -> Profile:
    """Return an organization as a reader of `locale` is shown it."""
    words = Translations(record.source_lang, record.translations)

    def text(field: str, source: str) -> Text:
        return words.text(record.id, field, source, locale)

    return Profile(
        record=record,
        name=text("name", record.name),
        description=text("description", record.description),
        legal_status=text("legal_status", record.legal_status),
        # A feed may bring any scheme; only these are linked.
        website=record.website if record.website.startswith(("https://", "http://")) else "",
    )
