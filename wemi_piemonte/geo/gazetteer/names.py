"""Folds the names of places, so that people may write them as they are used to."""

import re
import unicodedata

# How Italians write "saint" before a name; "S. Dalmazzo" stands for each of them.
SAINTS = frozenset({"s", "ss", "san", "sant", "santa", "santi", "santo"})


# The contractions of signposts and timetables, as they look once folded: "Casale M.to".
CONTRACTIONS = {
    "b se": "biellese",
    "c se": "canavese",
    "m to": "monferrato",
    "n se": "novarese",
    "p te": "piemonte",
    "t se": "torinese",
    "v se": "vercellese",
}


def folded(text: str) -> str:
    """Reduce a name to its plain words, without case, accents, apostrophes or other signs."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(sign)
    )
    return " ".join(re.findall(r"[^\W_]+", plain))


def shortened(text: str) -> str:
    """Write each saint of a folded name as "s", except a last word: it may be half typed."""
    *words, last = text.split() or [""]
    return " ".join([*("s" if word in SAINTS else word for word in words), last])


def unabbreviated(text: str) -> str:
    """Write out a contraction at the end of a folded name."""
    start, full = text[:-4], CONTRACTIONS.get(text[-4:])
    return start + full if full and start.endswith(" ") else text


def starts_words(text: str, name: str) -> bool:
    """Tell whether each word of the text begins a word of the name, in the same order."""
    padded, position = f" {name}", 0
    for word in text.split():
        position = padded.find(f" {word}", position) + 1
        if not position:
            return False
    return True
