"""What counts as the same word, in each of the nine languages: tokens, folding, stems, lemmas."""

import csv
import hashlib
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

import Stemmer
from simplemma.strategies import DictionaryLookupStrategy
from simplemma.strategies.dictionaries import StreamDictionaryFactory

LISTS = Path(__file__).parent

LOCALES = ("it", "en", "fr", "es", "ro", "ar", "sq", "uk", "zh")

SNOWBALL = {
    "it": "italian",
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "ro": "romanian",
    "ar": "arabic",
}

# Longer runs are not words of any language: they are cut, so that junk stays cheap.
LONGEST_WORD = 40

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
TATWEEL = "\u0640"
CYRILLIC = "\u0400-\u052f"

TOKEN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    r"|(?P<dotted>(?:(?<!\w)[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?)"
    rf"|(?P<word>[^\W_{HAN}](?:[^\W_{HAN}]|[{MARKS}]|(?<=[{CYRILLIC}])['’ʼ](?=[{CYRILLIC}]))*)"
)

# Where none of this stands, words are simply runs of letters and digits.
_UNUSUAL = re.compile(rf"[{HAN}{MARKS}{CYRILLIC}]|\w\.\w\.")
_RUN = re.compile(r"[^\W_]+")

_PLAIN_LETTERS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ţ": "t",
        "ş": "s",
        "ґ": "г",
        "ё": "е",
        "'": None,
        "’": None,
        "ʼ": None,
    }
)
_ARABIC_LETTERS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ک": "ك",
        TATWEEL: None,
    }
)
_ROMANIAN_COMMAS = str.maketrans({"ţ": "ț", "ş": "ș"})

# Endings of case, number and definiteness, on folded words; the longest that fits is cut.
_ENDINGS = {
    "sq": "eve ave ive ise ine ite ese ete ene ia ie ja je es et en it in at as an ut un ve "
    "e i a u",
    "uk": "ями ами ові еві ого ому ими іми ах ях ів їв ам ям ом ем ою ею єю ий ій их іх им ім "
    "а я у ю и і ї е є о ь й",
}
_SHORTEST_STEM = {"sq": 3, "uk": 4}

# Beyond so many letters that may hide an accent, spellings are not tried out any more.
MOST_GUESSED_ACCENTS = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands in a cleaned text, and the terms under which it is found.

    `folded` is the exact form without case and accents; `silent` words (articles,
    prepositions ...) say too little to be searched for.
    """

    surface: str
    folded: str
    terms: tuple[str, ...]
    start: int
    end: int
    silent: bool


def clean(text: str) -> str:
    """Return the text composed, without control signs, direction marks or broken code points."""
    text = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    if not text.isprintable():
        text = "".join(_VISIBLE.get(unicodedata.category(sign), sign) for sign in text)
    return unicodedata.normalize("NFC", text)


# Joiners and direction marks vanish; what is no text at all parts words.
_VISIBLE = {"Cf": "", "Cc": " ", "Cs": " ", "Co": " ", "Cn": " ", "Zl": " ", "Zp": " "}


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a cleaned text as written; a run of Chinese gives overlapping pairs."""
    for found in TOKEN.finditer(text):
        start, end = found.span()
        if found.lastgroup == "han" and end - start > 2:
            for at in range(start, end - 1):
                yield text[at : at + 2], at, at + 2
        else:
            yield found.group().replace(".", "")[:LONGEST_WORD], start, end


def surfaces(text: str) -> list[str]:
    """Return the words of a cleaned text as written, without their places."""
    if _UNUSUAL.search(text):
        return [surface for surface, _start, _end in tokens(text)]
    return [run[:LONGEST_WORD] for run in _RUN.findall(text)]


def spans(text: str) -> Iterable[tuple[str, int, int]]:
    """Return the words of a cleaned text as `tokens` does, sooner where no sign is unusual."""
    if _UNUSUAL.search(text):
        return tokens(text)
    return [(found.group()[:LONGEST_WORD], *found.span()) for found in _RUN.finditer(text)]


def words(text: str, locale: str) -> list[Word]:
    """Return the words of a text, analysed as `locale` asks."""
    found = []
    for surface, start, end in tokens(clean(text)):
        folded = fold(surface)
        silent = is_silent(folded, locale) or _is_silent_pair(folded)
        found.append(Word(surface, folded, terms(surface, locale), start, end, silent))
    return found


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return the exact form without case, accents and varying signs of the same letter.

    Only Latin letters lose their marks: in Cyrillic й is not и.
    """
    return "".join(_plain(sign) for sign in _joined(word)).translate(_PLAIN_LETTERS)


def is_silent(folded: str, locale: str) -> bool:
    """Tell whether a word says nothing by itself in a language."""
    return folded in silent_words(locale)


def silent_words(locale: str) -> frozenset[str]:
    """Return the folded words that say nothing by themselves in a language."""
    return _silent_words().get(locale, frozenset())


def _is_silent_pair(folded: str) -> bool:
    """Tell whether two Chinese signs are no word, because one of them is a particle."""
    return len(folded) == 2 and is_han(folded) and any(is_silent(sign, "zh") for sign in folded)


def is_han(term: str) -> bool:
    """Tell whether a term is Chinese, so that it may be part of a longer word."""
    return "\u3400" <= term[:1] <= "\u9fff" or "\uf900" <= term[:1] <= "\ufaff"


@lru_cache(maxsize=131072)
def terms(word: str, locale: str, *, deep: bool = True) -> tuple[str, ...]:
    """Return the index terms of a word: two words are the same when they share one.

    The stem of the word, of its lemma and of its form without accents; mostly all one. Without
    `deep` the lemma is left out: then no dictionary of that language is read.
    """
    folded = fold(word)
    if not folded or is_han(folded) or locale not in LOCALES or locale == "zh":
        return (folded,) if folded else ()
    base = _same_words().get(locale, {}).get(folded)
    if base is not None:
        return (base,)
    exact = _exact(word, locale)
    forms = [exact]
    lemma = _lemma(exact, locale) if deep else None
    if lemma is not None:
        forms.append(lemma)
    found = dict.fromkeys(_stem(form, locale) for form in (*forms, folded))
    return tuple(term for term in found if term)


def _joined(word: str) -> str:
    lowered = unicodedata.normalize("NFKC", word).casefold().translate(_traditional_signs())
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() and not sign.isascii() else sign
        for sign in lowered.translate(_ARABIC_LETTERS)
        if not ("\u0610" <= sign <= "\u06ed" and unicodedata.combining(sign))
    )


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    if unicodedata.combining(sign):
        return ""
    first = unicodedata.normalize("NFKD", sign)[0]
    return first if first.isascii() else sign


def _exact(word: str, locale: str) -> str:
    """Return the form that a language's own dictionary and stemmer know, accents kept."""
    lowered = unicodedata.normalize("NFKC", word).casefold()
    if locale == "ro":
        return lowered.translate(_ROMANIAN_COMMAS)
    if locale == "ar":
        return "".join(
            sign for sign in lowered if not unicodedata.combining(sign) and sign != TATWEEL
        )
    if locale == "uk":
        return lowered.replace("\u0301", "").replace("’", "'").replace("ʼ", "'")
    return lowered


def _stem(form: str, locale: str) -> str:
    if locale in _ENDINGS:
        return _without_ending(fold(form), locale)
    if locale == "ar":
        form = fold(form)
    return fold(_stemmers().of(locale).stemWord(form))


def _without_ending(folded: str, locale: str) -> str:
    for ending in _endings(locale):
        if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST_STEM[locale]:
            return folded[: -len(ending)]
    return folded


def _lemma(exact: str, locale: str) -> str | None:
    found = _dictionaries().get_lemma(exact, locale)
    if found is None and locale == "sq":
        found = _albanian_lemma(exact)
    return None if found is None else str(found)


def _albanian_lemma(exact: str) -> str | None:
    """Look up a word typed without ë and ç, by trying where they may stand."""
    places = [at for at, sign in enumerate(exact) if sign in "ec"]
    if not 0 < len(places) <= MOST_GUESSED_ACCENTS:
        return None
    for choice in range(1, 1 << len(places)):
        signs = list(exact)
        for bit, at in enumerate(places):
            if choice >> bit & 1:
                signs[at] = "ë" if signs[at] == "e" else "ç"
        found = _dictionaries().get_lemma("".join(signs), "sq")
        if found is not None:
            return str(found)
    return None


class _Stemmers(threading.local):
    """Snowball stemmers keep state while they work: each thread has its own."""

    def __init__(self) -> None:
        self._by_locale: dict[str, Stemmer.Stemmer] = {}

    def of(self, locale: str) -> Stemmer.Stemmer:
        if locale not in self._by_locale:
            self._by_locale[locale] = Stemmer.Stemmer(SNOWBALL[locale], 0)
        return self._by_locale[locale]


@cache
def fingerprint() -> str:
    """Return what changes whenever the same text would give other terms."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted([*LISTS.glob("*.csv"), Path(__file__)]):
        digest.update(path.read_bytes())
    for package in ("simplemma", "PyStemmer"):
        digest.update(version(package).encode())
    return digest.hexdigest()


@cache
def _stemmers() -> _Stemmers:
    return _Stemmers()


@cache
def _dictionaries() -> DictionaryLookupStrategy:
    # Read in place from the compressed stream: a tenth of the memory of plain dictionaries.
    return DictionaryLookupStrategy(StreamDictionaryFactory(cache_max_size=len(LOCALES)))


@cache
def _endings(locale: str) -> tuple[str, ...]:
    return tuple(sorted(_ENDINGS[locale].split(), key=lambda ending: -len(ending)))


def _rows(table: str) -> Iterator[dict[str, str]]:
    with (LISTS / table).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def _silent_words() -> dict[str, frozenset[str]]:
    return {
        row["locale"]: frozenset(fold(word) for word in row["words"].split())
        for row in _rows("silent_words.csv")
    }


@cache
def _same_words() -> dict[str, dict[str, str]]:
    """Return, per language, the base of forms that stems or lemmas would take amiss."""
    found: dict[str, dict[str, str]] = {}
    for row in _rows("same_words.csv"):
        for form in row["forms"].split():
            found.setdefault(row["locale"], {})[fold(form)] = fold(row["base"])
    return found


@cache
def _traditional_signs() -> dict[int, str]:
    """Return the simplified sign of traditional Chinese ones that are common in this field."""
    table: dict[int, str] = {}
    for row in _rows("traditional_signs.csv"):
        table.update(zip(map(ord, row["traditional"]), row["simplified"], strict=True))
    return table
