"""How the weights of a language are found from its lexicon: ridge regression, solved exactly.

Every entry is a point; what it should score is 1 for its own need and 0 for all others. The answer
is a closed formula (Hoerl and Kennard, 1970), so that the same lexicon always gives the same
weights, without a starting point, a number of rounds or a draw of lots.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wemi_piemonte.intake import grams
from wemi_piemonte.intake.lexicon import FOLDER, lexicon, locales
from wemi_piemonte.intake.words import clean, fold, silent_words, spans
from wemi_piemonte.taxonomy import tree

BORROWED_FROM = "it"
# How much the weights are held back: the greater, the less a rare word can do alone.
RIDGE = 1.0
# Features of fewer entries are left out: they teach nothing that holds elsewhere.
FEWEST = 1
NOT_ASKING = ("none", "greeting", "fine")
COMPILED = FOLDER / "compiled"
NAMES = ("features", "telling", "weights", "scales", "start", "vocabulary")
# Weights are kept as whole numbers up to this, each feature's times a scale of its own.
WHOLE = 127

Example = tuple[str, int]
Matrix = NDArray[np.float32]


def examples(locale: str, codes: Sequence[str]) -> list[Example]:
    """Return what people say with the number of the need meant; the number after the last: none.

    Terms of Italian stand in every lexicon: people who live here borrow them.
    """
    number_of = {code: number for number, code in enumerate(codes)}
    nothing = len(codes)
    known = lexicon(locale)
    found: dict[str, int] = {}
    for entry in known.entries:
        number = nothing if entry.kind == "mention" else number_of[entry.code]
        found.setdefault(entry.text, number)
    for name in NOT_ASKING:
        for line in known.lists[name]:
            found.setdefault(line, nothing)
    if locale != BORROWED_FROM:
        for entry in lexicon(BORROWED_FROM).entries:
            if entry.kind == "term":
                found.setdefault(entry.text, number_of[entry.code])
    return list(found.items())


def compiled(locale: str, codes: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return the tables of `likeness.Likeness` for a language; takes some seconds."""
    said = examples(locale, codes)
    taken = [grams.features(clean(text), locale) for text, _ in said]
    flat = np.concatenate([hashes for hashes, _ in taken])
    counts = np.concatenate([each for _, each in taken])
    row_of = np.repeat(np.arange(len(said)), [len(hashes) for hashes, _ in taken])
    order = np.argsort(flat, kind="stable")
    features, often = np.unique(flat[order], return_counts=True)
    kept = np.repeat(often >= FEWEST, often)
    rows = row_of[order][kept]
    column = np.repeat(np.arange(int((often >= FEWEST).sum())), often[often >= FEWEST])
    telling = (np.log((1 + len(said)) / (1 + often)) + 1).astype(np.float32)[often >= FEWEST]
    values = (1 + np.log(counts[order][kept])) * telling[column]
    norms = np.sqrt(np.bincount(rows, weights=values * values, minlength=len(said)))
    values = (values / np.maximum(norms[rows], 1e-9)).astype(np.float32)
    wanted = np.zeros((len(said), len(codes) + 1), dtype=np.float32)
    wanted[np.arange(len(said)), [number for _, number in said]] = 1
    start = wanted.mean(axis=0)
    kernel = _products(rows, column, values, len(said))
    kernel[np.diag_indices_from(kernel)] += RIDGE
    duals = np.linalg.solve(kernel, wanted - start).astype(np.float32)
    weights = _folded(rows, column, values, duals)
    return {
        "features": features[often >= FEWEST],
        "telling": telling,
        **_packed(weights),
        "start": start,
        "vocabulary": vocabulary(locale),
    }


def _packed(weights: Matrix) -> dict[str, NDArray[Any]]:
    scales = np.maximum(np.abs(weights).max(axis=1), 1e-12) / WHOLE
    return {
        "weights": np.round(weights / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float32),
    }


def vocabulary(locale: str) -> NDArray[np.uint64]:
    """Return the hashes of all words of a lexicon, and of those that say nothing, sorted."""
    known = lexicon(locale)
    texts = [entry.text for entry in known.entries] + list(known.lists["none"])
    words = {fold(surface) for text in texts for surface, _, _ in spans(clean(text))}
    words |= silent_words(locale)
    return np.unique(np.array([grams.term_hash(word) for word in words], dtype=np.uint64))


def _products(
    rows: NDArray[np.int64], column: NDArray[np.int64], values: Matrix, size: int
) -> Matrix:
    """Return the products of all pairs of entries, a few entries at a time."""
    starts = np.searchsorted(column, np.arange(int(column[-1]) + 2))
    by_row = np.argsort(rows, kind="stable")
    bounds = np.searchsorted(rows[by_row], np.arange(size + 1))
    found = np.zeros((size, size), dtype=np.float32)
    for row in range(size):
        own = by_row[bounds[row] : bounds[row + 1]]
        first, last = starts[column[own]], starts[column[own] + 1]
        lengths = last - first
        places = np.arange(int(lengths.sum())) + np.repeat(
            first - np.append(0, np.cumsum(lengths)[:-1]), lengths
        )
        products = values[places] * np.repeat(values[own], lengths)
        found[row] = np.bincount(rows[places], weights=products, minlength=size)
    return found


def _folded(
    rows: NDArray[np.int64], column: NDArray[np.int64], values: Matrix, duals: Matrix
) -> Matrix:
    """Return the weights of features from those of entries."""
    found = np.zeros((int(column[-1]) + 1, duals.shape[1]), dtype=np.float32)
    size = 200_000
    starts = np.searchsorted(column, np.arange(len(found) + 1))
    at = 0
    while at < len(found):
        end = max(at + 1, int(np.searchsorted(starts, starts[at] + size, side="right")) - 1)
        part = slice(int(starts[at]), int(starts[end]))
        weighed = values[part, None] * duals[rows[part]]
        found[at:end] = np.add.reduceat(weighed, starts[at:end] - starts[at], axis=0)
        at = end
    return found


def fingerprint(locale: str, codes: Sequence[str]) -> str:
    """Return what changes whenever the tables of a language would."""
    folder = Path(__file__).parent
    names = ("grams.py", "learning.py", "words.py")
    parts = [(folder / name).read_bytes() for name in names]
    parts += [path.read_bytes() for path in sorted(folder.glob("*.csv"))]
    parts += [(FOLDER / f"{each}.txt").read_bytes() for each in dict.fromkeys((locale, "it"))]
    parts.append(" ".join((*codes, version("PyStemmer"), version("simplemma"))).encode())
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(hashlib.blake2b(part).digest())
    return digest.hexdigest()


def tables(locale: str, codes: Sequence[str], folder: Path = COMPILED) -> dict[str, Any]:
    """Return the tables of a language, mapped as compiled at set-up, or made now and kept.

    A lexicon that was corrected is so learnt again by itself.
    """
    name = f"{locale}-{fingerprint(locale, codes)}"
    place = folder / name
    try:
        return _mapped(place)
    except (OSError, ValueError):
        # Under the name of the files as they are now: not from what was read before a correction.
        lexicon.cache_clear()
        made = compiled(locale, codes)
    try:
        _write(place, made)
        return _mapped(place)
    except OSError:
        # Nowhere to keep them: they live in memory as long as the process.
        return made


def _mapped(place: Path) -> dict[str, Any]:
    return {name: np.load(place / f"{name}.npy", mmap_mode="r") for name in NAMES}


def _write(place: Path, made: dict[str, NDArray[Any]]) -> None:
    """Write all tables and then give them their name: whoever reads finds all or none."""
    place.parent.mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=place.parent, prefix="."))
    for name in NAMES:
        np.save(draft / f"{name}.npy", made[name])
    draft.chmod(0o755)
    try:
        draft.rename(place)
    except OSError:
        shutil.rmtree(draft)
    for old in place.parent.glob(f"{place.name.partition('-')[0]}-*"):
        if old != place:
            shutil.rmtree(old, ignore_errors=True)


def main() -> None:
    """Compile the lexicons of all languages, two at a time; at set-up."""
    with ProcessPoolExecutor(2) as pool:
        for locale in pool.map(_compile, locales()):
            print(locale, end=" ", flush=True)  # noqa: T201 - a command
    print()  # noqa: T201


def _compile(locale: str) -> str:
    tables(locale, tree.need_codes())
    return locale


if __name__ == "__main__":
    main()
