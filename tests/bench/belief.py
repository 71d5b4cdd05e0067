"""Fits `intake/belief.json` on the second evaluation set; the first one stays for judging.

.venv/bin/pip install scikit-learn
.venv/bin/python -m tests.bench.belief
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import Any

import numpy as np

from tests.bench.recognition import (
    SECOND,
    query_rows,
    silent_rows,
    situation_rows,
    statement_rows,
)
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.intake.belief import (
    NAMES,
    PAIRS,
    WEIGHTS,
    Numbers,
    forget_weights,
    spread_out,
)
from wemi_piemonte.intake.recognise import QUICK, SETTINGS, Settings, heard_in
from wemi_piemonte.taxonomy import tree

# How much an example counts: a need wrongly believed in troubles people more than one left open.
SILENT, STATED, TOLD, ASKED = 3.0, 1.0, 0.4, 0.4
RESTRAINT = 0.02
LEAST_SPREAD = 1e-6


def _texts(locale: str) -> Iterator[tuple[str, set[str], float]]:
    for row in statement_rows(locale, SECOND):
        yield row["text"], set(row["needs"]), STATED
    for line in silent_rows(locale, SECOND):
        yield line["text"], set(), SILENT
    for line in situation_rows(locale, SECOND):
        yield line["text"], {line["code"]}, TOLD
    for line in query_rows(locale, SECOND):
        yield line["text"], {line["code"]}, ASKED


def _fitted(settings: Settings) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression

    codes = tree.need_codes()
    points, answers, counts = [], [], []
    for locale in LOCALES:
        for text, wanted, count in _texts(locale):
            for seen in heard_in(text, locale, settings).seen():
                points.append(astuple(seen.sight))
                answers.append(codes[seen.number] in wanted)
                counts.append(count)
    table = np.array(points)
    middle, spread = table.mean(axis=0), table.std(axis=0)
    # What is always the same, as what is meant where nobody was asked, tells nothing.
    spread[spread < LEAST_SPREAD] = 1.0
    learner = LogisticRegression(C=RESTRAINT, max_iter=3000)
    learner.fit(spread_out(table, middle, spread), answers, sample_weight=counts)
    pairs = [f"{NAMES[a]} * {NAMES[b]}" for a, b in zip(*PAIRS, strict=True)]
    return {
        "middle": _named(NAMES, middle),
        "spread": _named(NAMES, spread),
        "start": round(float(learner.intercept_[0]), 4),
        "weights": _named((*NAMES, *pairs), learner.coef_[0]),
    }


def _named(names: Sequence[str], numbers: Numbers) -> dict[str, float]:
    return {name: round(float(number), 6) for name, number in zip(names, numbers, strict=True)}


def main() -> None:
    """Fit both, and write them; what the lexicon alone believes says where the model is asked."""
    found = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    for kind, settings in (("alone", QUICK), ("with_meaning", SETTINGS)):
        found[kind] = _fitted(settings)
        WEIGHTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        forget_weights()


if __name__ == "__main__":
    main()
