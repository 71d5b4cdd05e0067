"""The shapes of questions in a person's words, and of plans."""

from typing import Annotated, TypedDict

from wemi_piemonte.directory.rules import Cost
from wemi_piemonte.exchange.api.answers.found import Card
from wemi_piemonte.exchange.api.answers.terms import LanguageCode, Reason, said
from wemi_piemonte.intake.clauses import LONGEST_TEXT
from wemi_piemonte.matching.rules import Cause

Words = Annotated[str, said(maxLength=LONGEST_TEXT)]
CauseCode = Annotated[str, said(enum=tuple(cause.value for cause in Cause))]
Age = Annotated[int, said(minimum=0, maximum=130)]
Kilometres = Annotated[float, said(exclusiveMinimum=0, maximum=500)]
Share = Annotated[float, said(minimum=0, maximum=1)]


class _RecognitionText(TypedDict):
    text: Words


class RecognitionQuestion(_RecognitionText, total=False):
    """What a person writes; it is read and not kept."""

    lang: LanguageCode


class RecognisedNeed(TypedDict):
    """A need seen in a text, with the words of the text it rests on."""

    code: str
    label: str
    score: Share
    evidence: list[str]


class Recognition(TypedDict):
    """Needs believed in, and the next best; both empty when the text asks for nothing."""

    lang: LanguageCode
    needs: list[RecognisedNeed]
    candidates: list[RecognisedNeed]


class _NeedCode(TypedDict):
    code: str


class WantedNeed(_NeedCode, total=False):
    """A need of one person; `person` is any word that tells people of a household apart."""

    person: Annotated[str, said(maxLength=40)]
    age: Age | None


class MatchQuestion(TypedDict, total=False):
    """What is needed, in words or as codes or both, and within which limits."""

    text: Words
    needs: list[WantedNeed]
    place: str
    lat: float
    lon: float
    spoken: list[LanguageCode]
    max_km: Kilometres
    cost: list[Cost]
    lang: LanguageCode


class MatchedNeed(TypedDict):
    """A need that was planned for."""

    code: str
    label: str
    person: str


class Why(TypedDict):
    """A reason as a code, and in `lang`."""

    code: Reason
    text: str


class CoveredNeed(TypedDict):
    """A need that a service covers; `sure` is false when it is not known if it admits them."""

    need: str
    person: str
    sure: bool
    reasons: list[Why]


class PlanLine(TypedDict):
    """A service of the plan; without a distance there is nowhere to go, or no place to go from."""

    service: Card
    covers: list[CoveredNeed]
    distance_km: float | None


class Uncovered(TypedDict):
    """A need that nothing covers, the nearest miss, and what to do about it."""

    need: str
    person: str
    cause: CauseCode
    cause_text: str
    next_step: str


class PlanAnswer(TypedDict):
    """The services that cover most needs with the fewest places to go to."""

    lang: LanguageCode
    needs: list[MatchedNeed]
    plan: list[PlanLine]
    uncovered: list[Uncovered]
    alternatives: dict[str, list[Card]]
