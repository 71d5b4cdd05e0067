"""From what a person writes to a household's wishes: needs, people, place, languages."""

from collections.abc import Sequence
from dataclasses import replace

from wemi_piemonte.geo.gazetteer.mentions import towns_in
from wemi_piemonte.intake.clauses import clauses, language_of
from wemi_piemonte.intake.household import SELF, Heard, languages_in, people_in, speaks_of_self
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
# Whom the needs of an area are for, when nobody is named with them.
_OLD = frozenset(
    {"mother", "father", "grandmother", "grandfather", "aunt", "uncle", "wife", "husband"}
)
_YOUNG = frozenset({"son", "daughter", "child", "baby"})
LIKELY = {"ageing": _OLD, "school": _YOUNG, "family": _YOUNG}


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


# What came of reading, the better the farther behind.
_WORTH = ("", "nothing", "candidates", "needs")


def heard_in(story: str, locales: Sequence[str], before: Wishes | None = None) -> Wishes:
    """Return the wishes that a story tells in one of some languages, whichever finds most in it.

    The first is the reader's own: the wishes go on in it.
    """
    told = [heard(story, each, before) for each in dict.fromkeys(locales)]
    best = max(told, key=lambda each: (_WORTH.index(each.understood), len(each.wanted)))
    return replace(best, locale=locales[0])


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
    """Return a need with the person it is for: whoever is named where it is told.

    Where nobody is, it is for the only one of the household whom such a need may be for; else for
    the one who writes.
    """
    person = "1"
    if not need.code.startswith(OWN_AREA):
        kinds = _named_at(need, text, locale)
        fitting = LIKELY.get(need.code.split(".")[0], frozenset())
        likely = [each.id for each in people if each.kind in fitting]
        named = [each.id for kind in kinds for each in people if each.kind == kind]
        person = next(iter(named), likely[0] if len(likely) == 1 else "1")
    return Wanted(need.code, person, need.evidence)


def _named_at(need: Recognised, text: str, locale: str) -> list[str]:
    """Return who is named in the clause of a need, else in the sentence up to there.

    "My mother is 82, and I have no work": a clause that says "I" does not look back.
    """
    language = language_of(clean(text), locale)
    told = clauses(text, language)
    if need.clause >= len(told):
        return []
    here = told[need.clause]
    before = [c.text for c in told[: need.clause] if c.sentence == here.sentence]
    for stretch in (here.text, *reversed(before)):
        kinds = [each.kind for each in people_in(stretch, language) if each.kind != SELF]
        if kinds:
            return kinds
        if speaks_of_self(stretch, language):
            return []
    return []


def _spoken(text: str, locale: str) -> tuple[str, ...]:
    """Return the languages to be spoken, as named in the text: offered, and easily taken off."""
    return tuple(code for code in languages_in(text, locale) if code != LOCAL)
