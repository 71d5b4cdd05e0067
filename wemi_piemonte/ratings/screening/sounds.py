"""How names sound, so that one is known again in another alphabet."""

import re
from functools import lru_cache

_ITALIAN = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"sch", "sk"),
        (r"sci(?=[aou])|sc(?=[ei])|sh", "S"),
        (r"tch|tsch", "C"),
        (r"ch", "k"),
        (r"gh", "g"),
        (r"gli(?=[aeou])|gl(?=i)", "l"),
        (r"gn", "n"),
        (r"ci(?=[aou])|c(?=[ei])", "C"),
        (r"gi(?=[aou])|g(?=[ei])|j(?=[aeou])", "J"),
        (r"[cq]", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"[yj]", "i"),
        (r"h", ""),
        (r"z", "s"),
    )
)
_CYRILLIC = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуфхцчшщьъюяэы",
        (
            *("a", "b", "v", "g", "g", "d", "e", "e", "e", "J", "s", "i", "i", "i", "i", "k", "l"),
            *("m", "n", "o", "p", "r", "s", "t", "u", "f", "", "s", "C", "S", "S", "", "", "iu"),
            *("ia", "e", "i"),
        ),
        strict=True,
    )
)
_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويءؤئپڤگچ",
        (
            *("a", "b", "t", "t", "g", "H", "K", "d", "d", "r", "s", "s", "S", "s", "d", "t", "s"),
            *(
                "",
                "g",
                "f",
                "k",
                "k",
                "l",
                "m",
                "n",
                "a",
                "u",
                "i",
                "",
                "u",
                "i",
                "b",
                "f",
                "g",
                "S",
            ),
        ),
        strict=True,
    )
)
_AS_ARABIC = str.maketrans({"J": "g", "C": "S", "p": "b", "v": "f", "o": "u", "e": "i"})
_TWICE = re.compile(r"(.)\1+")
# Endings of Slavic cases, as they sound.
_CASE = re.compile(r"[aeiou]?|i[aeou]u?|[aeo]m|[oe][iu]u?|[ia]?ami|i?ah|ovi|evi|eii|im|oiu")
_SHORTEST = 3


def is_cyrillic(word: str) -> bool:
    return "\u0400" <= word[:1] <= "\u052f"


def is_arabic(word: str) -> bool:
    return "\u0600" <= word[:1] <= "\u06ff"


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """Return how a folded word sounds; "" for what is neither Latin nor Cyrillic."""
    if is_cyrillic(word):
        found = "".join(_CYRILLIC.get(sign, "") for sign in word.replace("дж", "ж"))
    elif word.isascii():
        found = word
        for pattern, sign in _ITALIAN:
            found = pattern.sub(sign, found)
    else:
        return ""
    return found


def sounds_like(word: str, name: str) -> bool:
    """Say whether a word in one alphabet is a name in the other, in any of its cases."""
    if is_cyrillic(word) == is_cyrillic(name):
        return False
    heard, stem = sound(word), sound(name).rstrip("aeiou")
    is_longer = len(stem) >= _SHORTEST and heard.startswith(stem)
    return is_longer and _CASE.fullmatch(heard, len(stem)) is not None


@lru_cache(maxsize=4096)
def in_arabic(word: str) -> str:
    """Return how a folded word sounds, with no more than what Arabic letters tell."""
    if is_arabic(word):
        found = "".join(_ARABIC.get(sign, "") for sign in word)
    else:
        found = sound(word).translate(_AS_ARABIC)
    return _TWICE.sub(r"\1", found)


def sounds_like_in_arabic(word: str, name: str) -> bool:
    """Say whether a word in Arabic letters is a name in others, or the other way round.

    Arabic may leave a vowel out: au is written u.
    """
    if is_arabic(word) == is_arabic(name):
        return False
    one, other = in_arabic(word), in_arabic(name)
    if one == other:
        return len(one) > _SHORTEST
    short, long = sorted((one, other), key=len)
    left = any(long[:at] + long[at + 1 :] == short for at, sign in enumerate(long) if sign in "aiu")
    return left and len(short) >= _SHORTEST
