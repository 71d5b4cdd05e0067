"""How easy an Italian text is to read."""

import re

FEWEST_WORDS = 8
"""With fewer words the index says nothing."""

EASY, HARD = 60, 40
"""Above EASY whoever finished lower secondary school reads a text without help; below HARD
people with a high school diploma find it hard. Source: the scale of Lucisano and Piemontese."""

_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,:]\d+)*")
# A sentence ends at a full stop, a question or exclamation mark, or with its line; not inside
# "8.30", "n. 5" or "es.".
_END = re.compile(r"(?<!\bn)(?<!\bes)(?<!\btel)(?<!\bart)[.!?…]+(?=\s|$)|\n+", re.IGNORECASE)


def gulpease(text: str) -> int | None:
    """Return the Gulpease index of an Italian text, 0 (hardest) to 100, None for a short one.

    89 + (300 x sentences - 10 x letters) / words. Source: P. Lucisano, M. E. Piemontese, "GULPEASE:
    una formula per la predizione della difficolta dei testi in lingua italiana", Scuola e citta
    3/1988. A number counts as one word without letters.
    """
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = sum(1 for each in _END.split(text) if _WORD.search(each))
    letters = sum(char.isalpha() for word in words for char in word)
    index: float = 89 + (300 * sentences - 10 * letters) / len(words)
    return round(min(100.0, max(0.0, index)))
