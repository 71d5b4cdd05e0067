"""Text for SMS: how it is coded, in how many parts it goes, and fitted into as few as can be; pure.

GSM 03.38 takes 160 signs in one part and 153 in each of several, signs of its extension table
counting twice; any other sign makes the whole text UCS-2: 70 in one part, 67 in each of several,
signs beyond the first plane counting twice.
"""

import unicodedata
from collections.abc import Sequence
from typing import Literal, NamedTuple

Encoding = Literal["gsm", "ucs2"]

GSM: Encoding = "gsm"
UCS2: Encoding = "ucs2"
ONE_PART = {GSM: 160, UCS2: 70}
EACH_PART = {GSM: 153, UCS2: 67}
MOST_PARTS = 4
SHORTEST_NAME = 8
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’ʼ`´", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‐‑‒–—―·•", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\t", " "),
        **dict.fromkeys("\u2066\u2067\u2068\u2069\u200e\u200f", ""),
        "…": "...",
        "œ": "oe",
        "đ": "d",
        "ł": "l",
    }
)


class Line(NamedTuple):
    """One line of a text: words that may be shortened, and what is told whole or not at all."""

    name: str
    whole: str = ""


class Fitted(NamedTuple):
    """A text that fits, and how many of its lines found no room."""

    text: str
    left_out: int


def encoding_of(text: str) -> Encoding:
    """Return how a text is coded: one sign that GSM does not know makes it UCS-2."""
    return GSM if all(sign in _BASIC or sign in _EXTENDED for sign in text) else UCS2


def length_in(text: str) -> int:
    """Return how much room a text takes, in units of its coding."""
    encoding = encoding_of(text)
    return sum(_room(sign, encoding) for sign in text)


def _room(sign: str, encoding: Encoding) -> int:
    if encoding == GSM:
        return 2 if sign in _EXTENDED else 1
    return 2 if ord(sign) > 0xFFFF else 1


def room_in(encoding: Encoding, parts: int) -> int:
    """Return how much goes into so many parts."""
    return ONE_PART[encoding] if parts <= 1 else EACH_PART[encoding] * parts


def parts_of(text: str) -> list[str]:
    """Return a text as the parts in which it goes; no sign is torn in two."""
    encoding = encoding_of(text)
    if length_in(text) <= ONE_PART[encoding]:
        return [text] if text else []
    parts, room = [""], 0
    for sign in text:
        takes = _room(sign, encoding)
        if room + takes > EACH_PART[encoding]:
            parts.append("")
            room = 0
        parts[-1] += sign
        room += takes
    return parts


def plainer(text: str) -> str:
    """Return a text in signs that GSM knows, accents left out; as it stands where it can not be."""
    found = "".join(_plain(sign) for sign in text.translate(_PLAIN))
    return found if encoding_of(found) == GSM else text


def _plain(sign: str) -> str:
    if sign in _BASIC or sign in _EXTENDED:
        return sign
    return "".join(
        each for each in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(each)
    )


def shortened(name: str, longest: int) -> str:
    """Return a name in at most so many signs: whole words while one fits, then a full stop."""
    if len(name) <= longest:
        return name
    if longest < 2:
        return ""
    cut = name[: longest - 1]
    words = cut.rpartition(" ")[0] if not name[longest - 1].isspace() else cut
    kept = words if len(words) * 2 >= longest else cut
    return f"{kept.rstrip(' ,;:-(.')}."


def _written(lines: Sequence[Line], longest: int) -> str:
    return "\n".join(
        " ".join(part for part in (shortened(line.name, longest), line.whole) if part)
        for line in lines
    )


def _encoding_in_full(lines: Sequence[Line]) -> Encoding:
    return encoding_of(_written(lines, max((len(line.name) for line in lines), default=0)))


def fitted(lines: Sequence[Line], limit: int) -> Fitted:
    """Return lines in at most `limit` units: names are shortened, then whole lines left out.

    The last line with something whole, the way back, goes after all others; numbers and addresses
    are told whole or not at all.
    """
    told = [line for line in lines if line.name or line.whole]
    left_out = 0
    while told:
        longest = max((len(line.name) for line in told), default=0)
        for length in range(longest, min(SHORTEST_NAME, longest) - 1, -1):
            text = _written(told, length)
            if length_in(text) <= limit:
                return Fitted(text, left_out)
        # The last but one goes before the last: that is the way back to all of them.
        told.pop(-2 if len(told) > 1 else -1)
        left_out += 1
    return Fitted("", left_out)


def in_one_part(lines: Sequence[Line]) -> Fitted:
    """Return as many lines as one message holds: of 160 signs where GSM knows them all, else 70."""
    return fitted(lines, ONE_PART[_encoding_in_full(lines)])


def fewest_parts(lines: Sequence[Line]) -> Fitted:
    """Return lines in the fewest parts that hold every one of them, at most four."""
    encoding = _encoding_in_full(lines)
    found = Fitted("", len(lines))
    for parts in range(1, MOST_PARTS + 1):
        found = fitted(lines, room_in(encoding, parts))
        if not found.left_out:
            break
    return found
