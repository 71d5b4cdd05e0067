"""What a household wishes for, as plain values that can be kept and read again."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

DRAFT_KEPT_FOR = timedelta(hours=1)
MOST_WANTED = 24
MOST_PEOPLE = 10
LONGEST_STORY = 4000
# How far people are taken to go unless they say otherwise.
USUAL_KM = 40

KINDS = (
    *("self", "mother", "father", "wife", "husband", "partner", "daughter", "son", "child"),
    *("baby", "grandmother", "grandfather", "sister", "brother", "uncle", "aunt", "family"),
    *("couple", "other"),
)

CONDITIONS = (
    *("not_resident", "no_residence_permit", "no_disability_certificate", "no_referral", "no_isee"),
    *("women", "people_with_disabilities", "migrants", "refugees", "homeless_people"),
    *("unemployed_people", "caregivers", "prisoners", "lgbt_people"),
)
"""What may be told of a person: conditions of admission, then the targets it may matter to be."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the household: `id` is only a number in this plan, never a name."""

    id: str
    kind: str = "self"
    age: int | None = None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need of one person, with the words of the story it rests on."""

    code: str
    person: str = "1"
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that a plan is made from. `story` is kept only while it is being written.

    `understood` is what came of reading it: "", "needs", "candidates" or "nothing". `first` are the
    ids of services in the order in which somebody put them; all others come after them.
    """

    story: str = ""
    locale: str = "it"
    wanted: tuple[Wanted, ...] = ()
    asked: tuple[Wanted, ...] = ()
    people: tuple[Person, ...] = (Person("1"),)
    place: str = ""
    max_km: float | None = USUAL_KM
    spoken: tuple[str, ...] = ()
    free_only: bool = False
    by_phone: bool = False
    understood: str = ""
    first: tuple[str, ...] = ()


def written(wishes: Wishes, *, with_story: bool) -> str:
    """Return the wishes as text to keep; a saved plan keeps no story and no words of it."""
    values = asdict(wishes)
    if not with_story:
        values["story"] = ""
        values["asked"] = ()
        for each in values["wanted"]:
            each["evidence"] = ()
    return json.dumps(values, ensure_ascii=False)


def read(text: str) -> Wishes:
    """Return the wishes that were kept."""
    values: dict[str, Any] = json.loads(text)
    return Wishes(
        **{
            **values,
            "wanted": tuple(_wanted(each) for each in values["wanted"]),
            "asked": tuple(_wanted(each) for each in values["asked"]),
            "people": tuple(
                Person(**{**each, "conditions": tuple(each["conditions"])})
                for each in values["people"]
            ),
            "spoken": tuple(values["spoken"]),
            # Plans that were saved before services could be put in order have none.
            "first": tuple(values.get("first", ())),
        }
    )


def earlier(order: Sequence[str], service: str) -> tuple[str, ...]:
    """Return services with this one before that which stood before it; as they were for the first.

    One that is not among them changes nothing.
    """
    found = list(order)
    at = found.index(service) if service in found else 0
    if at > 0:
        found[at - 1], found[at] = found[at], found[at - 1]
    return tuple(found)


def _wanted(values: dict[str, Any]) -> Wanted:
    return Wanted(**{**values, "evidence": tuple(values["evidence"])})


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one version of a plan to the next."""

    new_needs: tuple[str, ...]
    dropped_needs: tuple[str, ...]
    new_services: tuple[str, ...]
    dropped_services: tuple[str, ...]

    def __bool__(self) -> bool:
        return any((self.new_needs, self.dropped_needs, self.new_services, self.dropped_services))


def difference(before: dict[str, Any], after: dict[str, Any]) -> Difference:
    """Compare two outcomes as they were kept: needs and services, by their order in each."""

    def only(name: str, here: dict[str, Any], there: dict[str, Any]) -> tuple[str, ...]:
        return tuple(each for each in here[name] if each not in set(there[name]))

    return Difference(
        only("needs", after, before),
        only("needs", before, after),
        only("services", after, before),
        only("services", before, after),
    )
