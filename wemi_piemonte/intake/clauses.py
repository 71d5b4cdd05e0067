"""A text cut into clauses, and of each whether it asks, denies, tells what is solved, or chats."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from wemi_piemonte.intake.grams import flat
from wemi_piemonte.intake.lexicon import lexicon, locales
from wemi_piemonte.intake.words import clean, fold, is_han, tokens

STOPS = re.compile(r"[.!?;:\n\r…。！？；：،؛؟,，、()]+")
MOST_CLAUSES = 40
LONGEST_TEXT = 4000
SCRIPTS = {"uk": "\u0400-\u052f", "ar": "\u0600-\u06ff", "zh": "\u3400-\u9fff"}
TURNS = ("denied", "solved", "others", "fine")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the text; `turn` is what it does: "", or one of TURNS."""

    text: str
    start: int
    turn: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of phrase of one language as regular expressions over folded words."""

    patterns: dict[str, re.Pattern[str]]
    breaks: re.Pattern[str] | None


def language_of(text: str, locale: str) -> str:
    """Return the language whose lexicon reads a text: by its script, else the reader's own."""
    letters = [sign for sign in text if sign.isalpha()]
    for code, signs in SCRIPTS.items():
        if sum(bool(re.match(f"[{signs}]", sign)) for sign in letters) * 3 > len(letters):
            return code
    return "it" if locale in SCRIPTS else locale


@cache
def turns(locale: str) -> Turns:
    """Return the turns of phrase of a language."""
    if locale not in locales():
        return Turns({}, None)
    lists = lexicon(locale).lists
    patterns = {name: found for name in TURNS if (found := _either(lists[name]))}
    return Turns(patterns, _either(lists["breaks"]))


def _either(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    flattened = sorted({flat(phrase).strip() for phrase in phrases} - {""}, key=len, reverse=True)
    if not flattened:
        return None
    parts = [p if is_han(p[0]) else f"(?<= ){re.escape(p)}(?= )" for p in flattened]
    return re.compile("|".join(parts))


def clauses(text: str, locale: str) -> list[Clause]:
    """Return the clauses of a text, in order, at most forty."""
    known = turns(locale)
    found: list[Clause] = []
    for sentence, (part, start) in enumerate(_sentences(clean(text[:LONGEST_TEXT]))):
        for piece, offset in _pieces(part, known):
            said = ungreeted(piece, locale)
            if not said:
                continue
            found.append(Clause(said, start + offset, _turn(said, known), sentence))
            if len(found) == MOST_CLAUSES:
                return found
    return found


@cache
def _greetings(locale: str) -> tuple[tuple[str, ...], ...]:
    phrases = lexicon(locale).lists["greeting"] if locale in locales() else ()
    found = {tuple(fold(surface) for surface, _, _ in tokens(phrase)) for phrase in phrases}
    return tuple(sorted(found - {()}, key=len, reverse=True))


def ungreeted(text: str, locale: str) -> str:
    """Return a text without greetings and thanks: what comes with them is still listened to."""
    spans = list(tokens(text))
    folded = [fold(surface) for surface, _, _ in spans]
    kept = [True] * len(spans)
    for phrase in _greetings(locale):
        for at in range(len(folded) - len(phrase) + 1):
            if tuple(folded[at : at + len(phrase)]) == phrase:
                kept[at : at + len(phrase)] = [False] * len(phrase)
    # Signs of Chinese come in overlapping pairs: they are left out all together or not at all.
    if all(kept) or (any(kept) and any(is_han(word) for word in folded if word)):
        return text
    rest = [surface for (surface, _, _), keep in zip(spans, kept, strict=True) if keep]
    return " ".join(rest)


def _sentences(text: str) -> Iterator[tuple[str, int]]:
    last = 0
    for stop in STOPS.finditer(text):
        if text[last : stop.start()].strip():
            yield text[last : stop.start()], last
        last = stop.end()
    if text[last:].strip():
        yield text[last:], last


def _pieces(part: str, known: Turns) -> Iterator[tuple[str, int]]:
    """Cut before words that begin a new thought, where enough words stand on both sides."""
    if known.breaks is None:
        yield part, 0
        return
    spans = list(tokens(part))
    cuts = [0]
    for number, (surface, start, _end) in enumerate(spans):
        is_break = known.breaks.search(f" {fold(surface)} ")
        words_before = sum(1 for _, s, _ in spans[:number] if s >= cuts[-1])
        if is_break and words_before >= 3 and len(spans) - number > 2:
            cuts.append(start)
    for first, last in zip(cuts, [*cuts[1:], len(part)], strict=True):
        if part[first:last].strip():
            yield part[first:last], first


def _turn(piece: str, known: Turns) -> str:
    words = flat(piece)
    for name in TURNS:
        pattern = known.patterns.get(name)
        if pattern is not None and pattern.search(words):
            return name
    return ""
