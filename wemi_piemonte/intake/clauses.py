"""A text cut into clauses, and of each whether it denies, tells what is solved, or chats."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from wemi_piemonte.intake import learning
from wemi_piemonte.intake.grams import Hashes, flat, term_hash
from wemi_piemonte.intake.lexicon import lexicon, locales
from wemi_piemonte.intake.words import HAN, clean, fold, is_han, spans, tokens
from wemi_piemonte.taxonomy import tree

STOPS = re.compile(r"[.!?;\n\r…。！？；؛؟:：()]+")
# In Chinese a blank between two runs of signs is a pause like a comma.
COMMAS = re.compile(rf"[,，、،]+|(?<=[{HAN}])[ \u3000]+(?=[{HAN}])")
MOST_CLAUSES = 40
LONGEST_TEXT = 4000
# A clause has so many words at least; what is shorter goes with its neighbour.
FEWEST_WORDS = 3
# Before a word that begins a thought stand so many words at least ("humba punën | dhe kam ..."),
# and so many from it on: what is shorter is one more thing of a kind ("mobili | e vestiti").
FEWEST_BEFORE, FEWEST_FROM = 2, 3
# "And" is a part of the next word in Arabic, which is a word without it too; with the article it
# mostly joins things. Some words only look as if it stood before them.
GLUED, GLUED_THING = {"ar": "و"}, {"ar": "وال"}
ONLY_LOOKS_GLUED = """
ولد ولدي ولدت ولدها ولده واحد واحده واحدا واش وثيقه وثائق وصفه وسائل وراه
وراء والد والدي والدتي وفاه وقت وجه وضع وزن وصل وصلت وحدي وحده وحدها
وطن وظيفه وكيل ولو وعشرين وعشرون ونصف وخمسين وخمسون وثلاثين وثلاثون واربعين واربعون وستين
وسبعين وثمانين وثمانون وتسعين
"""
NOT_GLUED = {"ar": frozenset(ONLY_LOOKS_GLUED.split())}
SCRIPTS = {"uk": "\u0400-\u052f", "ar": "\u0600-\u06ff", "zh": "\u3400-\u9fff"}
_SIGNS = {code: re.compile(f"[{signs}]") for code, signs in SCRIPTS.items()}
TURNS = ("denied", "solved", "others", "fine")
# How much more of a text another language must know than the reader's own, to be taken for it.
CLEARLY_MORE = 0.25
FEWEST_TO_TELL = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the text; `turn` is what it does: "", or one of TURNS.

    `sentence` is the number of the sentence it stands in.
    """

    text: str
    start: int
    turn: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of phrase of one language, over folded words.

    `breaks` has, by their first word, the phrases before which a new thought begins; `joins` those
    that join two thoughts, or only two things.
    """

    patterns: dict[str, re.Pattern[str]]
    breaks: dict[str, tuple[tuple[str, ...], ...]]
    joins: dict[str, tuple[tuple[str, ...], ...]]


def language_of(text: str, locale: str) -> str:
    """Return the language whose lexicon reads a text: by its script, else by its words.

    The reader's own is taken unless another one clearly knows more of the words.
    """
    if not text.isascii():
        letters = sum(map(str.isalpha, text))
        for code, signs in _SIGNS.items():
            if len(signs.findall(text)) * 3 > letters:
                return code
    known = [_known_in(fold(surface)) for surface, _, _ in spans(text)]
    if len(known) < FEWEST_TO_TELL:
        return locale if locale not in SCRIPTS else "it"
    # Arabic is written in Latin letters too.
    told = [code for code in locales() if code not in SCRIPTS or code == locale == "ar"]
    counts = {code: sum(code in each for each in known) for code in told}
    best = max(counts, key=lambda code: (counts[code], code == locale))
    more = (counts[best] - counts.get(locale, 0)) / len(known)
    return best if more > CLEARLY_MORE or locale not in counts else locale


@lru_cache(maxsize=32768)
def _known_in(word: str) -> frozenset[str]:
    """Return the languages whose lexicon has a word."""
    number = np.uint64(term_hash(word))
    found = []
    for code in locales():
        known = _vocabulary(code)
        at = int(np.searchsorted(known, number))
        if at < len(known) and known[at] == number:
            found.append(code)
    return frozenset(found)


@cache
def _vocabulary(locale: str) -> Hashes:
    found: Hashes = learning.tables(locale, tree.need_codes())["vocabulary"]
    return found


@cache
def turns(locale: str) -> Turns:
    """Return the turns of phrase of a language."""
    if locale not in locales():
        return Turns({}, {}, {})
    lists = lexicon(locale).lists
    patterns = {name: found for name in TURNS if (found := _either(lists[name]))}
    return Turns(patterns, _by_first(lists["breaks"]), _by_first(lists["joins"]))


def _either(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    flattened = sorted({flat(phrase).strip() for phrase in phrases} - {""}, key=len, reverse=True)
    if not flattened:
        return None
    parts = [p if is_han(p[0]) else f"(?<= ){re.escape(p)}(?= )" for p in flattened]
    return re.compile("|".join(parts))


def _by_first(phrases: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = _folded(phrase)
        if words:
            found.setdefault(words[0], []).append(words)
    return {first: tuple(several) for first, several in found.items()}


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(surface) for surface, _, _ in tokens(clean(text)))


def clauses(text: str, locale: str) -> list[Clause]:
    """Return the clauses of a text, in order, at most forty."""
    known = turns(locale)
    found: list[Clause] = []
    for sentence, (part, start) in enumerate(_parts(clean(text[:LONGEST_TEXT]), STOPS)):
        said = ungreeted(part, locale)
        for first, last in _cut(said, known, locale):
            piece = said[first:last]
            found.append(Clause(piece.strip(), start + first, _turn(piece, known), sentence))
            if len(found) == MOST_CLAUSES:
                return found
    return found


@cache
def _greetings(locale: str) -> tuple[tuple[str, ...], ...]:
    phrases = lexicon(locale).lists["greeting"] if locale in locales() else ()
    found = {_folded(phrase) for phrase in phrases}
    return tuple(sorted(found - {()}, key=len, reverse=True))


def ungreeted(text: str, locale: str) -> str:
    """Return a text with blanks for greetings and thanks: what comes with them is listened to."""
    places = list(tokens(text))
    folded = tuple(fold(surface) for surface, _, _ in places)
    greeted = [False] * len(places)
    for phrase in _greetings(locale):
        size = len(phrase)
        for at in range(len(folded) - size + 1):
            if folded[at : at + size] == phrase:
                greeted[at : at + size] = [True] * size
    # Signs of Chinese come in overlapping pairs: they are left out all together or not at all.
    if not any(greeted) or (not all(greeted) and any(map(is_han, folded))):
        return text
    signs = list(text)
    for (_, start, end), said in zip(places, greeted, strict=True):
        if said:
            signs[start:end] = " " * (end - start)
    return "".join(signs)


def _parts(text: str, stops: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    last = 0
    for stop in stops.finditer(text):
        if text[last : stop.start()].strip():
            yield text[last : stop.start()], last
        last = stop.end()
    if text[last:].strip():
        yield text[last:], last


def _cut(text: str, known: Turns, locale: str) -> Iterator[tuple[int, int]]:
    """Yield where the clauses of a sentence begin and end: at commas, and before new thoughts."""
    pieces = [
        (start + first, start + last, words)
        for part, start in _parts(text, COMMAS)
        for first, last, words in _thoughts(part, known, locale)
    ]
    begun: int | None = None
    counted = 0
    grown: list[tuple[int, int]] = []
    for first, last, words in pieces:
        begun = first if begun is None else begun
        counted += words
        if counted >= FEWEST_WORDS:
            grown.append((begun, last))
            begun, counted = None, 0
    if begun is not None:
        # What is left over goes with what stands before it, but not into a denial.
        if grown and not _turn(text[slice(*grown[-1])], known):
            grown[-1] = (grown[-1][0], pieces[-1][1])
        else:
            grown.append((begun, pieces[-1][1]))
    yield from grown


def _thoughts(part: str, known: Turns, locale: str) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches between words that begin a thought, with how many words each has."""
    places = list(tokens(part))
    folded = tuple(fold(surface) for surface, _, _ in places)
    cuts, last = [0], 0
    for number in range(1, len(places)):
        before, after = number - last, len(places) - number
        if before >= FEWEST_BEFORE and _begins(folded, number, after, known, locale):
            cuts.append(number)
            last = number
    for first, end in zip(cuts, [*cuts[1:], len(places)], strict=True):
        if first < end:
            start = 0 if first == 0 else places[first][1]
            stop = len(part) if end == len(places) else places[end][1]
            # What begins a thought, or ends before one, is long enough as it is.
            yield start, stop, max(end - first, FEWEST_WORDS if len(cuts) > 1 else 0)


def _begins(folded: tuple[str, ...], at: int, after: int, known: Turns, locale: str) -> bool:
    """Tell whether a thought begins with a word, after which so many are left, itself counted."""
    word = folded[at]
    if _is_glued(word, locale):
        return after >= FEWEST_FROM - (not word.startswith(GLUED_THING[locale]))
    if after < FEWEST_FROM:
        return False
    phrases = (*known.breaks.get(word, ()), *known.joins.get(word, ()))
    return any(folded[at : at + len(phrase)] == phrase for phrase in phrases)


def _is_glued(word: str, locale: str) -> bool:
    """Tell whether "and" is the first sign of a word."""
    sign = GLUED.get(locale)
    if sign is None or not word.startswith(sign) or word in NOT_GLUED[locale]:
        return False
    return locale in _known_in(word[len(sign) :])


def _turn(piece: str, known: Turns) -> str:
    words = flat(piece)
    for name in TURNS:
        pattern = known.patterns.get(name)
        if pattern is not None and pattern.search(words):
            return name
    return ""
