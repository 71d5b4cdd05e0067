"""How much a text is like what people say of each need, in one language: one sum of weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wemi_piemonte.intake import grams
from wemi_piemonte.intake.words import clean

Scores = NDArray[np.float32]
"""One number for each need, in the order of the tree, and a last one for asking nothing."""

Tables = Mapping[str, NDArray[Any]]

# Features that the lexicon does not know make a text less like anything in it.
STRANGE = 1.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """The weights of one language, as `learning.py` found them.

    `tables` holds `features`, sorted hashes; for each how much it tells (`telling`) and its weight
    for every need and for asking nothing (`weights`, times its `scales`); and `start`, the score
    of an empty text.
    """

    tables: Tables

    def of(self, text: str, locale: str) -> Scores:
        """Return the score of each need: about 1 for what the lexicon says in these very words."""
        hashes, counts = grams.features(clean(text), locale)
        return self.of_features(hashes, counts)

    def of_features(self, hashes: grams.Hashes, counts: grams.Counts) -> Scores:
        """Return the scores of a text taken apart."""
        at, known, values = self._values(hashes, counts)
        start: Scores = np.asarray(self.tables["start"])
        if not known.any():
            return start
        norm = np.float32(np.sqrt(np.sum(values * values)))
        return np.asarray(start + self._weighed(values[known] / norm, at[known]))

    def part(self, surface: str, locale: str) -> tuple[Scores, float]:
        """Return what one word brings to the scores of a text, and to what they are divided by."""
        at, known, values = self._values(*grams.features(surface, locale))
        return self._weighed(values[known], at[known]), float(np.sum(values * values))

    def pulls(self, surface: str, locale: str) -> Scores:
        """Return how much one word speaks for each need, by its stems and the letters inside it."""
        return self.part(surface, locale)[0]

    def _weighed(self, values: NDArray[Any], at: NDArray[np.int64]) -> Scores:
        # A few hundred rows: a sum is done before a library's threads have woken.
        weights = self.tables["weights"][at].astype(np.float32)
        found: Scores = np.einsum("i,ij->j", values * self.tables["scales"][at], weights)
        return found

    def _values(
        self, hashes: grams.Hashes, counts: grams.Counts
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[Any]]:
        """Return of each feature where it stands, whether it is known, and how much it tells."""
        table = self.tables["features"]
        at = np.minimum(np.searchsorted(table, hashes), len(table) - 1)
        known = np.asarray(table[at] == hashes)
        values = (1 + np.log(counts)) * np.where(known, self.tables["telling"][at], STRANGE)
        return at, known, values
