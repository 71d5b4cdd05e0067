"""From what a person writes to the needs it holds, each with the words it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from wemi_piemonte.intake import grams, likeness
from wemi_piemonte.intake.asking import asking as asking_in
from wemi_piemonte.intake.clauses import Clause, clauses, language_of
from wemi_piemonte.intake.likeness import Likeness, Scores
from wemi_piemonte.intake.words import clean, fold, is_han, is_silent, tokens
from wemi_piemonte.taxonomy import tree

MOST_NEEDS = 8
# Where silence would be the greater harm, how it is said does not count.
NEVER_SILENCED = frozenset({"protection.violence", "protection.trafficking"})
FEWEST_SHOWN = 3
MOST_EVIDENCE = 5
# A word that says much less than the strongest one is no evidence.
EVIDENCE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a need is believed in, and where it is only a candidate."""

    # A stretch of text speaks of a need when its score reaches this...
    believed: float = 0.5
    # ...and of a second one when the words that the first leaves over reach this.
    second: float = 0.6
    # Below this a stretch says nothing at all.
    silent: float = 0.3
    # A stretch longer than this is also heard piece by piece.
    long_words: int = 14
    short_words: int = 4
    most_rounds: int = 3
    # How much a need must be clearer when the text does not sound like asking, and from where.
    asking_share: float = 0.1
    asking_from: float = 0.0
    # Up to so many words the whole text is weighed at once.
    short_text: int = 26


SETTINGS = Settings()


@dataclass(frozen=True, slots=True)
class Recognised:
    """A need seen in a text: its score from 0 to 1, and the words of the text it rests on."""

    code: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text asks for: needs believed in, and candidates worth asking about."""

    language: str
    needs: tuple[Recognised, ...] = ()
    candidates: tuple[Recognised, ...] = ()


@cache
def engine() -> Likeness:
    """Return the compiled lexicon; read once a process."""
    codes = tree.need_codes()
    return Likeness(codes, likeness.read(codes))


def recognise(text: str, locale: str, settings: Settings = SETTINGS) -> Understood:
    """Return the needs that a text holds, best first; nothing when it asks for nothing.

    Needs that are denied, already met, somebody else's or only mentioned are left out.
    """
    language = language_of(clean(text[:4000]), locale)
    asking = [clause for clause in clauses(text, language) if not clause.turn]
    best = np.zeros(len(engine().codes), dtype=np.float32)
    believed: dict[int, float] = {}
    for unit in _units(asking, settings):
        scores = engine().of(unit, language)
        best = np.maximum(best, scores)
        for number, score in _heard(unit, scores, language, settings):
            believed[number] = max(believed.get(number, 0.0), score)
    if best.max() < settings.silent:
        return Understood(language)
    whole = " ".join(clause.text for clause in asking)
    if _size(whole) <= settings.short_text:
        # A short text is one thought: read whole, it says best what comes first.
        best = engine().of(whole, language)
        believed = {n: float(max(best[n], score * 0.5)) for n, score in believed.items()}
    chosen = sorted(believed, key=lambda n: (-believed[n], n))[:MOST_NEEDS]
    order = [int(number) for number in np.argsort(-best, kind="stable")]
    others = [n for n in order if n not in believed][:FEWEST_SHOWN]
    return Understood(
        language,
        tuple(_recognised(n, believed[n], asking, language) for n in chosen),
        tuple(_recognised(n, float(best[n]), asking, language) for n in others),
    )


def _units(asking: Sequence[Clause], settings: Settings) -> list[str]:
    """Return the stretches to be heard: sentences, and the pieces of long ones."""
    sentences: dict[int, list[str]] = {}
    for clause in asking:
        sentences.setdefault(clause.sentence, []).append(clause.text.strip())
    units: dict[str, None] = {}
    whole = " ".join(piece for pieces in sentences.values() for piece in pieces)
    if _size(whole) <= settings.long_words:
        units[whole] = None
    for pieces in sentences.values():
        sentence = " ".join(pieces)
        if _size(sentence) <= settings.long_words or len(pieces) == 1:
            units[sentence] = None
            continue
        for piece in _grown(pieces, settings.short_words):
            units[piece] = None
    return [unit for unit in units if unit]


def _size(text: str) -> int:
    return sum(1 for _ in tokens(text))


def _grown(pieces: Sequence[str], fewest: int) -> list[str]:
    """Return the pieces, short ones joined to the next so that each has some words to weigh."""
    grown: list[str] = []
    carried = ""
    for piece in pieces:
        carried = f"{carried} {piece}".strip()
        if _size(carried) >= fewest:
            grown.append(carried)
            carried = ""
    if carried:
        grown.append(f"{grown.pop()} {carried}" if grown else carried)
    return grown


def _heard(unit: str, scores: Scores, language: str, settings: Settings) -> list[tuple[int, float]]:
    """Return the needs a stretch speaks of: the best one, then what the words left over say."""
    codes = engine().codes
    voice = asking_in(language)
    tone = voice.odds(unit) if voice else 0.0
    found: list[tuple[int, float]] = []
    rest = [surface for surface, _, _ in tokens(unit)]
    for _ in range(settings.most_rounds):
        number = int(np.argmax(scores))
        score = float(scores[number])
        floor = settings.second if found else settings.believed
        if codes[number] not in NEVER_SILENCED:
            floor -= settings.asking_share * min(0.0, tone + settings.asking_from)
        if score < floor:
            break
        found.append((number, score))
        rest = [word for word in rest if not _points_to(word, number, language)]
        if len(rest) < settings.short_words:
            break
        scores = engine().of(" ".join(rest), language)
        for known, _ in found:
            scores[known] = 0
    return found


def _points_to(surface: str, number: int, language: str) -> bool:
    if is_silent(fold(surface), language):
        return False
    tables = engine().tables
    stems = np.array(sorted(grams.stems(surface, language)), dtype=np.uint64)
    for feature in engine().known(stems):
        first, last = tables["odds_starts"][feature], tables["odds_starts"][feature + 1]
        if number in tables["odds_need"][first:last]:
            return True
    return False


def _recognised(number: int, score: float, asking: Sequence[Clause], language: str) -> Recognised:
    words: dict[str, float] = {}
    tables = engine().tables
    for clause in asking:
        for surface, _, _ in tokens(clause.text):
            folded = fold(surface)
            if is_silent(folded, language) and not is_han(folded):
                continue
            known = engine().known(
                np.array(sorted(grams.stems(surface, language)), dtype=np.uint64)
            )
            for feature in known:
                first, last = tables["odds_starts"][feature], tables["odds_starts"][feature + 1]
                if number in tables["odds_need"][first:last]:
                    weight = float(tables["telling"][feature])
                    words[surface] = max(words.get(surface, 0.0), weight)
    strongest = sorted(words, key=lambda word: (-words[word], word))[:MOST_EVIDENCE]
    weakest = EVIDENCE_SHARE * words[strongest[0]] if strongest else 0.0
    strongest = [word for word in strongest if words[word] >= weakest]
    return Recognised(
        tree.need_codes()[number], round(min(1.0, max(score, 0.0)), 3), tuple(strongest)
    )
