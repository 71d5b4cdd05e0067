"""A text as screening reads it: without marks and case, each sign with its place."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
CYRILLIC = "\u0400-\u052f"

# An apostrophe inside a Cyrillic word is a letter of it.
WORD = re.compile(rf"(?:[^\W_{HAN}]|(?<=[{CYRILLIC}])'(?=[{CYRILLIC}]))+")
_HAN = re.compile(f"[{HAN}]")
_STOPS = re.compile(r"[.…。.]+\s|[!?！？;；\n\r\u2028\u2029。؟؛]")
_RARE = {
    "ß": "ss",
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ħ": "h",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "Œ": "Oe",
    "Æ": "Ae",
    "Ø": "O",
    "Đ": "D",
    "Ł": "L",
    # Russian and Ukrainian endings of the same words.
    "ы": "и",
    "Ы": "И",
    "э": "е",
    "Э": "Е",
    "ґ": "г",
    "Ґ": "Г",
    "ة": "ه",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ٱ": "ا",
    "ـ": "",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "`": "'",
    "´": "'",
    "′": "'",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "⁃": "-",
    "•": ".",
    "∙": ".",
    "⁎": "*",
    "∗": "*",
    "‚": ",",
    "，": ",",
    "、": ",",
    "№": "n",
    "º": "",
    "°": "",
    "ª": "",
}
_SHORTEST_SHOUT = 15


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its letters without marks and case, and where it stands in `plain`.

    `parted` says that a sentence ends before it, `comma` that a comma or bracket stands there.
    """

    low: str
    start: int
    end: int
    parted: bool
    comma: bool


class Flat:
    """A text with each sign made plain, and the way back to where it stands as it was written."""

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        places: list[int] = []
        for place, sign in enumerate(text):
            piece = sign if " " <= sign <= "_" or "a" <= sign <= "z" else plain_sign(sign)
            for each in piece:
                pieces.append(each)
                places.append(place)
        self.text = text
        self.plain = "".join(pieces)
        self.low = _lower(self.plain)
        self._places = places

    def words(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of `plain` stands in the text, marks of its last sign included."""
        last = self._places[end - 1] + 1
        while last < len(self.text) and plain_sign(self.text[last]) == "":
            last += 1
        return self._places[start], last

    @cached_property
    def tokens(self) -> list[Token]:
        """The words of the text, Chinese left out."""
        return list(_tokens(self.plain, self.low))

    @cached_property
    def is_shouted(self) -> bool:
        """Say whether capitals tell nothing here."""
        upper = sum(sign.isupper() for sign in self.plain)
        lower = sum(sign.islower() for sign in self.plain)
        return upper + lower >= _SHORTEST_SHOUT and upper > 2 * lower

    @cached_property
    def has_han(self) -> bool:
        return _HAN.search(self.plain) is not None

    def between(self, one: Token, other: Token) -> str:
        """Return what stands between two words that follow each other."""
        return self.plain[one.end : other.start]

    def is_capital(self, token: Token) -> bool:
        """Say whether a word begins with a capital that tells something."""
        return not self.is_shouted and self.plain[token.start].isupper()


def _tokens(plain: str, low: str) -> Iterator[Token]:
    before = 0
    for found in WORD.finditer(plain):
        start, end = found.span()
        gap = plain[before:start]
        parted = before == 0 or _STOPS.search(gap) is not None
        yield Token(
            low[start:end].replace("'", ""),
            start,
            end,
            parted,
            any(sign in ',:()[]"«»' for sign in gap) or " - " in gap,
        )
        before = end


@lru_cache(maxsize=8192)
def plain_sign(sign: str) -> str:
    """Return a sign without marks, width and style; nothing for what is not seen."""
    if sign in _RARE:
        return _RARE[sign]
    if sign.isspace():
        return "\n" if sign in "\n\r\u2028\u2029" else " "
    kind = unicodedata.category(sign)
    if kind[0] == "M" or kind in {"Cf", "Cs"}:
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    return "".join(
        _RARE.get(each, each)
        for each in unicodedata.normalize("NFKD", sign)
        if not unicodedata.combining(each)
    )


def _lower(plain: str) -> str:
    low = plain.lower()
    if len(low) == len(plain):
        return low
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in plain)


@lru_cache(maxsize=32768)
def folded(words: str) -> str:
    """Return an entry of a list as `Flat.low` would hold it."""
    return Flat(words).low
