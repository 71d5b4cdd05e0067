"""How well needs are recognised, on the evaluation set that nobody saw who wrote the lexicon."""

import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from wemi_piemonte.intake.lexicon import locales
from wemi_piemonte.intake.recognise import recognise

FOLDER = Path(__file__).parent.parent / "data" / "intake"
TOP = 3


def _rows(locale: str, name: str) -> list[dict[str, str]]:
    with (FOLDER / locale / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ranked(locale: str, name: str) -> tuple[float, float]:
    """Return how often the right need comes first, and among the first three."""
    rows = _rows(locale, name)
    first = among = 0
    for row in rows:
        found = recognise(row["text"], locale)
        codes = [each.code for each in (*found.needs, *found.candidates)]
        first += codes[:1] == [row["code"]]
        among += row["code"] in codes[:TOP]
    return first / len(rows), among / len(rows)


def agreement(locale: str, kind: str) -> float:
    """Return the micro-F1 of the needs believed in, over the statements of a kind."""
    right = false = missed = 0
    lines = (FOLDER / locale / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, lines):
        if row["kind"] == kind:
            found = {each.code for each in recognise(row["text"], locale).needs}
            wanted = set(row["needs"])
            right += len(found & wanted)
            false += len(found - wanted)
            missed += len(wanted - found)
    return 2 * right / max(1, 2 * right + false + missed)


def silence(locale: str, kind: str) -> float:
    """Return how often nothing is believed where nothing is asked."""
    rows = [row for row in _rows(locale, "silent.csv") if row["kind"] == kind]
    return sum(not recognise(row["text"], locale).needs for row in rows) / len(rows)


def figures() -> Iterator[tuple[str, str]]:
    """Yield what is measured for each language that has a lexicon."""
    spent = []
    for locale in locales():
        if not (FOLDER / locale).exists():
            continue
        for name in ("queries", "situations"):
            first, among = ranked(locale, f"{name}.csv")
            yield f"recognise {locale}: {name}", f"first {first:.0%}, in three {among:.0%}"
        plain, stories = agreement(locale, "plain"), agreement(locale, "household")
        yield f"recognise {locale}: statements", f"F1 plain {plain:.2f}, stories {stories:.2f}"
        quiet, hard = silence(locale, "plain"), silence(locale, "hard")
        yield f"recognise {locale}: silence", f"plain {quiet:.0%}, hard {hard:.0%}"
        for row in _rows(locale, "situations.csv"):
            start = time.process_time()
            recognise(row["text"], locale)
            spent.append((time.process_time() - start) * 1000)
    if spent:
        slow = sorted(spent)[int(len(spent) * 0.95)]
        yield "recognise: one situation", f"p50 {median(spent):.1f} ms, p95 {slow:.1f} ms CPU"
