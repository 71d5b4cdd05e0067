"""How much a text is like what people say of each need: the lexicon as one sparse table."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wemi_piemonte.intake import grams
from wemi_piemonte.intake.grams import gathered
from wemi_piemonte.intake.lexicon import FOLDER, Entry, lexicon, locales

Scores = NDArray[np.float32]
COMPILED = FOLDER / "compiled.npz"
OWN_PARTS = ("grams.py", "likeness.py", "words.py")


@dataclass(frozen=True, slots=True)
class Blend:
    """How the views of likeness are weighed, and what Italian words count in another language."""

    best: float = 0.5
    three: float = 0.3
    odds: float = 0.8
    borrowed: float = 0.8
    smoothing: float = 0.3
    odds_scale: float = 40.0


BLEND = Blend()
BORROWED_FROM = "it"


class Likeness:
    """The entries of all languages, by the features they are made of.

    `tables` holds the need of each entry (`need_of`), one over its length (`weights`); `features`,
    where the entries of each feature start (`starts`), and those entries (`rows`); how much a
    feature tells (`telling`); and for pairs of feature and need the log odds.
    """

    def __init__(
        self, codes: tuple[str, ...], tables: dict[str, NDArray[Any]], blend: Blend = BLEND
    ) -> None:
        self.codes = codes
        self.blend = blend
        self.tables = tables
        self.need_of = tables["need_of"]
        self.need_starts = np.searchsorted(self.need_of, np.arange(len(codes)))

    def known(self, found: grams.Hashes) -> NDArray[np.int64]:
        """Return the numbers of those features that the lexicon has."""
        table = self.tables["features"]
        at = np.minimum(np.searchsorted(table, found), len(table) - 1)
        known: NDArray[np.int64] = at[table[at] == found]
        return known

    def of(self, text: str, locale: str) -> Scores:
        """Return the likeness of a text to each need, from 0 to about 1.

        A text of another language may hold words of Italian too: they count a little less.
        """
        own = self._in(text, locale)
        if locale == BORROWED_FROM:
            return own
        borrowed = self._in(text, BORROWED_FROM) * np.float32(self.blend.borrowed)
        return np.asarray(np.maximum(own, borrowed))

    def _in(self, text: str, locale: str) -> Scores:
        found = grams.features(text, locale)
        known = self.known(found)
        if not len(known):
            return np.zeros(len(self.codes), dtype=np.float32)
        tables = self.tables
        telling = tables["telling"][known]
        # Words that no entry has count a little: a text about other things is less like any need.
        norm = np.sqrt(np.sum(telling**2) + (len(found) - len(known)) * 2.0 + 1e-6)
        places, number = gathered(tables["starts"], known)
        dots = np.bincount(
            tables["rows"][places], weights=(telling**2)[number], minlength=len(self.need_of)
        )
        likeness = (dots / norm * tables["weights"]).astype(np.float32)
        best, three = self._best(likeness)
        blend = self.blend
        odds = self._odds(known)
        return np.asarray(blend.best * best + blend.three * three + blend.odds * odds)

    def _best(self, likeness: Scores) -> tuple[Scores, Scores]:
        best = np.maximum.reduceat(likeness, self.need_starts)
        total: Scores = best.copy()
        rest, top = likeness.copy(), best
        for _ in range(2):
            rest[rest >= top[self.need_of]] = 0
            top = np.maximum.reduceat(rest, self.need_starts)
            total += top
        return best, total / np.float32(3)

    def _odds(self, known: NDArray[np.int64]) -> Scores:
        tables = self.tables
        places, _ = gathered(tables["odds_starts"], known)
        odds = np.bincount(
            tables["odds_need"][places], weights=tables["odds"][places], minlength=len(self.codes)
        )
        return np.asarray((odds - odds.mean()) / (self.blend.odds_scale + len(known)))


def compiled(codes: tuple[str, ...], blend: Blend = BLEND) -> dict[str, NDArray[Any]]:
    """Return the tables made from the lexicon files; takes some seconds."""
    number_of = {code: number for number, code in enumerate(codes)}
    languages = sorted(locales())
    entries: list[tuple[int, int, Entry]] = sorted(
        (
            (number_of[entry.code], number, entry)
            for number, locale in enumerate(languages)
            for entry in lexicon(locale).entries
        ),
        key=lambda each: each[:2],
    )
    need_of = np.array([need for need, _, _ in entries], dtype=np.int32)
    flat, row_of = grams.joined(
        [grams.features(entry.text, languages[number]) for _, number, entry in entries]
    )
    order = np.argsort(flat, kind="stable")
    flat, row_of = flat[order], row_of[order]
    features, starts = np.unique(flat, return_index=True)
    starts = np.append(starts, len(flat)).astype(np.int64)
    feature_of = np.repeat(np.arange(len(features)), np.diff(starts))
    pairs, counts = np.unique(feature_of * len(codes) + need_of[row_of], return_counts=True)
    pair_feature, pair_need = pairs // len(codes), (pairs % len(codes)).astype(np.int32)
    # A feature tells the more, the fewer needs it points to.
    spread = np.bincount(pair_feature, minlength=len(features))
    telling = (np.log(1 + len(codes) / spread) - np.log(2)).astype(np.float32)
    squares = np.bincount(row_of, weights=telling[feature_of] ** 2, minlength=len(entries))
    return {
        "need_of": need_of,
        "weights": (1 / np.sqrt(np.maximum(squares, 1e-6))).astype(np.float32),
        "features": features,
        "starts": starts,
        "rows": row_of,
        "telling": telling,
        "spread": spread.astype(np.int16),
        "odds": _log_odds(pair_feature, pair_need, counts, need_of, starts, soft=blend.smoothing),
        "odds_need": pair_need,
        "odds_starts": np.searchsorted(pair_feature, np.arange(len(features) + 1)),
    }


def _log_odds(
    feature: NDArray[np.int64],
    need: NDArray[np.int32],
    counts: NDArray[np.int64],
    need_of: NDArray[np.int32],
    starts: NDArray[np.int64],
    *,
    soft: float,
) -> Scores:
    of_need = np.bincount(need_of).astype(float)
    of_feature = np.diff(starts).astype(float)
    total = len(need_of)
    inside = (counts + soft) / (of_need[need] + 2 * soft)
    outside = (of_feature[feature] - counts + soft) / (total - of_need[need] + 2 * soft)
    # What a need without the feature gets is nearly the same for all, and taken as nought.
    nothing = np.log(soft / (of_need.mean() + 2 * soft)) - np.log(
        (of_feature + soft) / (total + 2 * soft)
    )
    return np.asarray(np.log(inside / outside) - nothing[feature], dtype=np.float32)


def fingerprint(codes: tuple[str, ...]) -> str:
    """Return what changes whenever the tables would."""
    folder = Path(__file__).parent
    own = [(folder / name).read_bytes() for name in OWN_PARTS]
    files = [path.read_bytes() for path in sorted(FOLDER.glob("*.txt"))]
    lists = [path.read_bytes() for path in sorted(folder.glob("*.csv"))]
    return grams.fingerprint([*own, *files, *lists, " ".join(codes).encode()])


def read(codes: tuple[str, ...], path: Path = COMPILED) -> dict[str, NDArray[Any]]:
    """Return the tables as compiled at set-up, or made now when that file is missing or old."""
    try:
        with np.load(path, allow_pickle=False) as file:
            if str(file["fingerprint"]) == fingerprint(codes):
                return {name: file[name] for name in file.files if name != "fingerprint"}
    except (OSError, ValueError, KeyError):
        pass
    return compiled(codes)


def write(codes: tuple[str, ...], path: Path = COMPILED) -> None:
    """Compile the lexicon into a file, whole or not at all."""
    draft = path.with_suffix(".new.npz")
    np.savez(draft, fingerprint=np.array(fingerprint(codes)), **compiled(codes))  # type: ignore[arg-type]
    draft.replace(path)
