"""The lists that screening goes by: readable files, one a language, read strictly."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from wemi_piemonte.ratings.screening.flat import folded

LOCALES = ("it", "en", "fr", "es", "ro", "ar", "sq", "uk", "zh")
ROOM = Path(__file__).parent.parent

ABUSE = ("always", "here", "unless", "threats", "passes", "spared", "things", "told")
PEOPLE = (
    *("digits", "at", "dot", "phone", "numbers of other things", "documents", "money", "units"),
    *("streets", "streets after", "streets before", "house numbers", "living", "titles", "roles"),
    *("named", "thanks", "joins", "kin", "places", "no names", "institutions", "ordinary"),
    *("networks", "doing", "first names", "surnames", "surnames beside certain signs", "before"),
)

SHARED = (
    *("particles", "no surnames", "offices", "articles", "objects", "of", "and", "whole titles"),
    *("titles with a stop", "titles with a capital", "no streets", "joins in streets"),
    *("patronymics", "no"),
)

Sections = Mapping[str, tuple[str, ...]]


class ListError(ValueError):
    """A line that can not be read; the message names file and line."""


def read(path: Path, sections: tuple[str, ...], *, by_comma: bool) -> Sections:
    """Return the entries of a file by section; raises ListError.

    An entry is a line, or with `by_comma` what stands between commas.
    """
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            name = line.strip().removeprefix("[").removesuffix("]")
            if name not in sections or name in found:
                raise ListError(f"{path.name}:{number}: section {name!r} is unknown or twice")
            current = found.setdefault(name, [])
        elif current is None:
            raise ListError(f"{path.name}:{number}: an entry before the first section")
        else:
            current += _entries(line) if by_comma else [line.strip()]
    return {name: tuple(found.get(name, ())) for name in sections}


def _entries(line: str) -> list[str]:
    # The Chinese comma is itself an entry: it parts what is written, not the list.
    return [each.strip() for each in line.split(",") if each.strip()]


@cache
def abuse(locale: str) -> Sections:
    """Return a language's words that hold a comment back."""
    return read(ROOM / "abuse" / f"{locale}.txt", ABUSE, by_comma=False)


@cache
def people(locale: str) -> Sections:
    """Return how a language's speakers write data about persons."""
    return read(ROOM / "people" / f"{locale}.txt", PEOPLE, by_comma=True)


@cache
def shared(section: str) -> frozenset[str]:
    """Return the small words of all languages in a section, folded."""
    return frozenset(
        map(folded, read(ROOM / "people" / "shared.txt", SHARED, by_comma=True)[section])
    )


@cache
def everywhere(section: str) -> tuple[str, ...]:
    """Return what all languages have in a section of people, each once."""
    return tuple(dict.fromkeys(each for locale in LOCALES for each in people(locale)[section]))
