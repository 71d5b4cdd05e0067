"""How good a listing is, in four words: accessible, comprehensible, activatable, assessable.

The words are those of Italian public service charters; what is counted under each is our own
choice, and every point can be earned by one thing that the body can write.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wemi_piemonte.directory.readability import EASY, HARD, gulpease
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Answer, Availability, Cost, Mode
from wemi_piemonte.listings.rules import EVERY_MONTHS, Word, due_on, ways_to_reach

READ: tuple[str, ...] = (
    "summary",
    "description",
    "what_you_get",
    "eligibility_description",
    "application_process",
    "fees_description",
)
"""The texts whose readability is measured."""

SHORT_SUMMARY = 200
LEAST_DESCRIPTION = 150
FEWEST_ANSWERS = 3
READABLE_IN = "it"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is counted: points earned of those to be had; `field` is where to mend it."""

    code: str
    points: int
    most: int
    field: str

    @property
    def is_full(self) -> bool:
        """Say whether nothing is left to mend here."""
        return self.points == self.most


@dataclass(frozen=True, slots=True)
class Mark:
    """What a listing earns under one of the four words, of 100."""

    word: Word
    findings: tuple[Finding, ...]

    @property
    def points(self) -> int:
        """Return the points earned."""
        return sum(each.points for each in self.findings)


@dataclass(frozen=True, slots=True)
class Reading:
    """The Gulpease index of one text; None where it has too few words to say anything."""

    field: str
    index: int | None

    @property
    def level(self) -> str:
        """Return easy, middling, hard, or short."""
        if self.index is None:
            return "short"
        if self.index >= EASY:
            return "easy"
        return "middling" if self.index >= HARD else "hard"


def readings(record: ServiceRecord) -> tuple[Reading, ...]:
    """Return how easy each Italian text of a listing is to read."""
    if record.source_lang != READABLE_IN:
        return ()
    texts = ((field, getattr(record, field)) for field in READ)
    return tuple(Reading(field, gulpease(text)) for field, text in texts if text)


def quality(record: ServiceRecord, today: date) -> tuple[Mark, ...]:
    """Return the quality sheet of a listing."""
    return (
        Mark(Word.ACCESSIBLE, tuple(_accessible(record))),
        Mark(Word.COMPREHENSIBLE, tuple(_comprehensible(record))),
        Mark(Word.ACTIVATABLE, tuple(_activatable(record))),
        Mark(Word.ASSESSABLE, tuple(_assessable(record, today))),
    )


def _finding(code: str, most: int, field: str, share: float) -> Finding:
    return Finding(code, round(most * min(1.0, max(0.0, share))), most, field)


def _accessible(record: ServiceRecord) -> Iterator[Finding]:
    places = [link.location for link in record.locations]
    told = sum(bool(place.accessibility) for place in places)
    yield _finding("entrances", 30, "locations", told / len(places) if places else 1)
    yield _finding("ways", 25, "phones", len(ways_to_reach(record)) / 2)
    spoken = {each.code for each in record.languages}
    more = len(spoken) > 1 or bool(record.interpretation_services)
    yield _finding("languages", 25, "languages", 1 if more else len(spoken) / 2)
    reaches = {Mode.REMOTE, Mode.AT_HOME, Mode.ITINERANT} & set(record.modes)
    travels = bool(places) and all(place.transportation for place in places)
    yield _finding("reach", 20, "modes", 1 if reaches or travels else 0)


def _comprehensible(record: ServiceRecord) -> Iterator[Finding]:
    short = bool(record.summary) and len(record.summary) <= SHORT_SUMMARY
    yield _finding("short_summary", 25, "summary", 1 if short else 0)
    length = len(record.description) / LEAST_DESCRIPTION
    yield _finding("description", 20, "description", length)
    yield _finding("what_you_get", 20, "what_you_get", 1 if record.what_you_get else 0)
    indices = [each.index for each in readings(record) if each.index is not None]
    # A text that can not be measured is not held against who wrote it.
    hardest = min(indices, default=EASY)
    yield _finding("readable", 35, "description", (hardest - HARD + 20) / (EASY - HARD + 20))


def _activatable(record: ServiceRecord) -> Iterator[Finding]:
    yield _finding("how", 30, "application_process", 1 if record.application_process else 0)
    yield _finding("contact", 25, "phones", 1 if ways_to_reach(record) else 0)
    yield _finding("documents", 15, "required_documents", 1 if record.required_documents else 0)
    told = record.schedules or record.stops or any(link.schedules for link in record.locations)
    yield _finding("hours", 15, "schedules", 1 if told else 0)
    said = record.availability is not Availability.UNKNOWN
    yield _finding("places", 15, "availability", 1 if said else 0)


def _assessable(record: ServiceRecord, today: date) -> Iterator[Finding]:
    fresh = record.verified_on is not None and today <= due_on(record.verified_on, EVERY_MONTHS)
    yield _finding("confirmed", 25, "verified_on", 1 if fresh else 0)
    yield _finding("price", 25, "cost_options", _told_price(record))
    answered = sum(each.answer is not Answer.UNKNOWN for each in record.eligibility)
    yield _finding("conditions", 25, "eligibility", answered / FEWEST_ANSWERS)
    for_whom = bool(record.targets) + bool(record.eligibility_description)
    yield _finding("for_whom", 25, "targets", for_whom / 2)


def _told_price(record: ServiceRecord) -> float:
    if record.cost is Cost.FREE:
        return 1
    if record.cost is Cost.UNKNOWN:
        return 0
    amounts = [
        amount
        for option in record.cost_options
        for amount in (option.amount_cents, *(band.amount_cents for band in option.bands))
        if amount is not None
    ]
    if amounts:
        return 1
    return 0.5 if record.fees_description or record.cost_options else 0.2
