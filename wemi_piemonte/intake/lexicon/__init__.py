"""The words that people use for each need: one readable file per language, read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
MARKS = {"=": "term", "?": "ask", "~": "sign", "-": "mention"}
LISTS = (
    *("denied", "solved", "others", "fine", "greeting", "breaks", "joins", "years", "months"),
    *("aged", "since", "ago", "none"),
)
TABLES = ("people", "languages")


class LexiconError(ValueError):
    """A line that can not be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One way of saying a need: `kind` is "term", "ask" or "sign"."""

    code: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The file of one language: ways of saying needs, lists of turns of phrase, tables of names."""

    locale: str
    entries: tuple[Entry, ...]
    lists: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]


class _Reader:
    """Reads one file, line by line."""

    def __init__(self, locale: str) -> None:
        self._locale = locale
        self._section = ""
        self._entries: list[Entry] = []
        self._lists: dict[str, list[str]] = {name: [] for name in LISTS}
        self._tables: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in TABLES}

    def read(self, text: str) -> Lexicon:
        for number, raw in enumerate(text.splitlines(), start=1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            try:
                self._take(line)
            except LexiconError as error:
                raise LexiconError(f"{self._locale}.txt, line {number}: {error}") from None
        lists = {name: tuple(lines) for name, lines in self._lists.items()}
        return Lexicon(self._locale, tuple(self._entries), lists, self._tables)

    def _take(self, line: str) -> None:
        if line.startswith("[") and line.endswith("]"):
            self._section = line[1:-1]
            name = self._section.removeprefix(":")
            if self._section.startswith(":") and name not in {*LISTS, *TABLES}:
                raise LexiconError(f"no section is called {self._section}")
        elif not self._section:
            raise LexiconError("an entry before the first section")
        elif self._section.startswith(":"):
            self._take_listed(self._section[1:], line)
        else:
            mark, _, text = line.partition(" ")
            if mark not in MARKS or not text.strip():
                raise LexiconError(f"an entry begins with one of {' '.join(MARKS)}")
            self._entries.append(Entry(self._section, MARKS[mark], text.strip()))

    def _take_listed(self, name: str, line: str) -> None:
        if name in LISTS:
            self._lists[name].append(line)
            return
        key, colon, forms = line.partition(":")
        if not colon:
            raise LexiconError("a name, a colon, and its forms are expected")
        parts = forms.replace("،", ",").replace("，", ",").split(",")
        known = self._tables[name].get(key.strip(), ())
        self._tables[name][key.strip()] = (*known, *(p.strip() for p in parts if p.strip()))


@cache
def lexicon(locale: str) -> Lexicon:
    """Return the lexicon of a language; raises LexiconError for a line that can not be read."""
    path = FOLDER / f"{locale}.txt"
    return _Reader(locale).read(path.read_text(encoding="utf-8"))


@cache
def locales() -> tuple[str, ...]:
    """Return the languages that have a lexicon."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
