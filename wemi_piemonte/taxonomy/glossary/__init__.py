"""Words of Italian offices that are explained rather than translated: ISEE, SPID, questura.

`terms.csv` lists them: code, whether a translation keeps the Italian word, how Italian writes it.
A file for each language explains them, and says how they are called there in other words. Readable
files, for mediators to mend.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCE = "it"
# In Arabic "and", "in", "to", "as" are written together with the word that follows.
_BEFORE = r"(?<![^\W\u4e00-\u9fff])[وفبلك]?"
# Chinese has no spaces: beside its signs a word of another script is whole.
_AFTER = r"(?![^\W\u4e00-\u9fff])"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the offices; `name` is the Italian one, `is_kept` when translations leave it so."""

    code: str
    name: str
    is_kept: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a word; acronyms count only in capitals."""

    text: str
    pattern: re.Pattern[str]

    def starts_in(self, text: str, folded: str) -> int | None:
        """Return where the form stands first, None where it does not."""
        if self.text not in folded:
            return None
        found = self.pattern.search(text)
        return found.start() if found else None


def _form(written: str) -> _Form:
    is_acronym = sum(char.isupper() for char in written) > 1
    plain = re.escape(_plain(written))
    after = "" if _is_han(written[-1]) else _AFTER
    before = "" if _is_han(written[0]) else _BEFORE
    flags = re.NOFLAG if is_acronym else re.IGNORECASE
    return _Form(_plain(written).casefold(), re.compile(f"{before}{plain}{after}", flags))


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _plain(text: str) -> str:
    return text.replace("’", "'").replace("\u00a0", " ")


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = FOLDER / f"{name}.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def locales() -> tuple[str, ...]:
    """Return the languages in which words are explained."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.csv") if path.stem != "terms"))


@cache
def words(locale: str) -> tuple[Word, ...]:
    """Return every word with its explanation in a language, in Italian where it has none."""
    told = {row["code"]: row["explanation"] for row in _rows(SOURCE)}
    told |= {row["code"]: row["explanation"] for row in _rows(locale) if row["explanation"]}
    return tuple(
        Word(row["code"], row["forms"].split("|")[0], row["keep"] == "yes", told[row["code"]])
        for row in _rows("terms")
    )


@cache
def _forms(locale: str) -> dict[str, tuple[_Form, ...]]:
    """Return how each word may be written in a text of a language, by code."""
    written = {row["code"]: row["forms"].split("|") for row in _rows("terms")}
    for row in _rows(locale):
        written[row["code"]] += [each for each in row["forms"].split("|") if each]
    return {code: tuple(map(_form, dict.fromkeys(forms))) for code, forms in written.items()}


def words_in(text: str, locale: str, reader: str = "") -> tuple[Word, ...]:
    """Return the words of the offices in a text of `locale`, as they come.

    They are explained in the language of the reader, which is that of the text when not given.
    """
    told = _told(reader or locale)
    return tuple(told[code] for code in _codes_in(text, locale))


@cache
def _told(locale: str) -> dict[str, Word]:
    return {word.code: word for word in words(locale)}


@lru_cache(maxsize=4096)
def _codes_in(text: str, locale: str) -> tuple[str, ...]:
    plain = _plain(text)
    folded = plain.casefold()
    found = [
        (start, code)
        for code, forms in _forms(locale).items()
        if (start := _first(forms, plain, folded)) is not None
    ]
    return tuple(code for _, code in sorted(found, key=lambda each: each[0]))


def _first(forms: tuple[_Form, ...], text: str, folded: str) -> int | None:
    starts = [start for form in forms if (start := form.starts_in(text, folded)) is not None]
    return min(starts, default=None)


def lost(source: str, source_lang: str, text: str, locale: str) -> tuple[str, ...]:
    """Return the protected words of a source text that its translation no longer has."""
    kept = {word.code for word in words_in(text, locale)}
    return tuple(
        word.name
        for word in words_in(source, source_lang)
        if word.is_kept and word.code not in kept
    )
