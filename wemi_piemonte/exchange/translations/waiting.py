"""What waits for a translator: listings by demand, their texts, how far a language is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.directory.queries import published_batches, published_ids, records
from wemi_piemonte.directory.readability import gulpease
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.units import Unit, units_of
from wemi_piemonte.exchange.translations.lines import Key, Task
from wemi_piemonte.exchange.translations.taking import limit_of
from wemi_piemonte.foundation.locales import CONTENT
from wemi_piemonte.plans.queries import times_named

BATCH = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A listing with texts to do in a language.

    `asked` counts the kept plans that name it, `needs` are what it answers; `ease` is the Gulpease
    index of its description, None where that is short or not Italian.
    """

    id: UUID
    name: str
    needs: tuple[str, ...]
    todo: int
    asked: int
    ease: int | None


def queue(session: Session, locale: str) -> list[Waiting]:
    """Return the listings with something to do in a language, the most wanted first.

    Wanted is what stands in people's plans; then what answers a need that few others answer.
    """
    asked = times_named(session)
    offers: Counter[str] = Counter()
    found: list[Waiting] = []
    for batch in published_batches(session):
        for record in batch:
            offers.update(record.needs)
            if todo := sum(not unit.is_done for unit in units_of(record, locale)):
                found.append(
                    Waiting(
                        record.id,
                        record.name,
                        record.needs,
                        todo,
                        asked[record.id],
                        ease_of(record),
                    )
                )

    def rivals(each: Waiting) -> int:
        return min((offers[need] for need in each.needs), default=offers.total())

    return sorted(found, key=lambda each: (-each.asked, rivals(each), each.name, str(each.id)))


def ease_of(record: ServiceRecord) -> int | None:
    """Return the Gulpease index of what an Italian listing says of itself."""
    if record.source_lang != "it":
        return None
    return gulpease(record.description or record.summary)


def tasks(
    session: Session, locale: str, services: Sequence[UUID], *, everything: bool = False
) -> Iterator[Task]:
    """Yield the texts of listings for a file: what is to do, or `everything`; each text once."""
    seen: set[str] = set()
    for start in range(0, len(services), BATCH):
        for record in records(session, services[start : start + BATCH]):
            for unit in _by_language(units_of(record, locale)):
                key = str(Key(unit.owner, unit.part, unit.field))
                if key not in seen and (everything or not unit.is_done):
                    seen.add(key)
                    yield Task(key, record.name, unit, limit_of(unit))


def _by_language(units: Iterable[Unit]) -> list[Unit]:
    """Return units with those of one source language together, else as they come."""
    return sorted(units, key=lambda unit: unit.source_lang)


def status(session: Session) -> dict[str, Counter[str]]:
    """Return for each language how many texts of published listings are how far.

    A body or a place that several listings share counts once.
    """
    found: dict[str, Counter[str]] = {locale: Counter() for locale in CONTENT}
    seen: set[UUID] = set()
    for batch in published_batches(session):
        for record in batch:
            fresh = {record.id, record.organization.id} | {
                link.location.id for link in record.locations
            }
            fresh -= seen
            seen |= fresh
            for locale, counts in found.items():
                counts.update(
                    unit.readiness for unit in units_of(record, locale) if unit.owner.id in fresh
                )
    return found


def all_listings(session: Session) -> list[UUID]:
    """Return every published listing, those that stand in most plans first."""
    asked = times_named(session)
    return sorted(published_ids(session), key=lambda each: (-asked[each], str(each)))
