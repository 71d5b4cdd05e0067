"""From what a person writes to a household's wishes: needs, people, place, languages."""

from dataclasses import replace

from wemi_piemonte.geo.gazetteer.mentions import towns_in
from wemi_piemonte.intake.clauses import clauses, language_of
from wemi_piemonte.intake.household import SELF, Heard, languages_in, people_in
from wemi_piemonte.intake.recognise import Recognised, Understood, recognise
from wemi_piemonte.intake.words import clean
from wemi_piemonte.plans.rules import (
    KINDS,
    LONGEST_STORY,
    MOST_PEOPLE,
    MOST_WANTED,
    Person,
    Wanted,
    Wishes,
)

# What everybody here hears around them is no wish for a language.
LOCAL = "it"
# "My husband hits me" names the husband, and it is not he who asks for protection.
OWN_AREA = "protection."


def heard(story: str, locale: str, before: Wishes | None = None) -> Wishes:
    """Return the wishes that a story tells.

    What the person set by hand before (place, limits, needs added) stays as it was; people and
    needs read from an earlier story are replaced.
    """
    kept = before or Wishes(locale=locale)
    text = story[:LONGEST_STORY]
    understood = recognise(text, locale)
    people = _people(people_in(text, locale))
    found = tuple(_wanted(each, people, text, locale) for each in understood.needs)
    by_hand = tuple(each for each in kept.wanted if not each.evidence)
    known = {each.code for each in found}
    added = tuple(
        replace(each, person="1") for each in by_hand if before and each.code not in known
    )
    towns = towns_in(text)
    return replace(
        kept,
        story=text,
        locale=locale,
        wanted=(*found, *added)[:MOST_WANTED],
        asked=tuple(Wanted(each.code, "1", each.evidence) for each in understood.candidates),
        people=people,
        place=kept.place or (towns[0].istat if towns else ""),
        spoken=kept.spoken or _spoken(text, locale),
        understood=_outcome(text, understood),
    )


def _outcome(text: str, understood: Understood) -> str:
    """Say what came of reading: "" when nothing was written."""
    if not text.strip():
        return ""
    if understood.needs:
        return "needs"
    return "candidates" if understood.candidates else "nothing"


def _people(found: tuple[Heard, ...]) -> tuple[Person, ...]:
    """Return the household, the person who writes first."""
    own = next((each for each in found if each.kind == SELF), Heard(SELF))
    others = [each for each in found if each.kind != SELF and each.kind in KINDS]
    everybody = [own, *others][:MOST_PEOPLE]
    return tuple(
        Person(str(number), each.kind, each.age) for number, each in enumerate(everybody, start=1)
    )


def _wanted(need: Recognised, people: tuple[Person, ...], text: str, locale: str) -> Wanted:
    """Return a need with the person named where its words stand; else of the one who writes."""
    if need.code.startswith(OWN_AREA):
        return Wanted(need.code, "1", need.evidence)
    language = language_of(clean(text), locale)
    sentences: dict[int, str] = {}
    for clause in clauses(text, language):
        sentences[clause.sentence] = f"{sentences.get(clause.sentence, '')} {clause.text}"
    words = set(need.evidence)
    best = max(
        sentences.values(),
        key=lambda sentence: sum(word in sentence for word in words),
        default="",
    )
    kinds = [each.kind for each in people_in(best, locale) if each.kind != SELF]
    person = next((each.id for kind in kinds for each in people if each.kind == kind), "1")
    return Wanted(need.code, person, need.evidence)


def _spoken(text: str, locale: str) -> tuple[str, ...]:
    """Return the languages to be spoken, as named in the text: offered, and easily taken off."""
    return tuple(code for code in languages_in(text, locale) if code != LOCAL)
