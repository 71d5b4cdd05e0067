"""How well needs are recognised, on texts that nobody saw who wrote the lexicons.

The first set was there before the lexicons, and only judges. On the second one (`more_…`) belief was
fitted and thresholds were tried: its figures flatter.
"""

import csv
import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from wemi_piemonte.intake.lexicon import locales
from wemi_piemonte.intake.recognise import QUICK, SETTINGS, Settings, Understood, recognise

FOLDER = Path(__file__).parent.parent / "data" / "intake"
FIRST, SECOND = "", "more_"
TOP = 3


def _rows(locale: str, name: str) -> list[dict[str, str]]:
    with (FOLDER / locale / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def situation_rows(locale: str, part: str = FIRST) -> list[dict[str, str]]:
    """Return the situations of a part of the set, each with its need."""
    return _rows(locale, f"{part}situations.csv")


def query_rows(locale: str, part: str = FIRST) -> list[dict[str, str]]:
    """Return the short requests of a part of the set, each with its need."""
    return _rows(locale, f"{part}queries.csv")


def silent_rows(locale: str, part: str = FIRST) -> list[dict[str, str]]:
    """Return the texts that ask for nothing, each plain or hard."""
    return _rows(locale, f"{part}silent.csv")


def statement_rows(locale: str, part: str = FIRST) -> list[dict[str, Any]]:
    """Return the statements, each with its needs, plain or of a household."""
    lines = (FOLDER / locale / f"{part}statements.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


class Counted:
    """Hits out of tries, over one language or several."""

    def __init__(self) -> None:
        self.hits: dict[str, int] = {}
        self.tries: dict[str, int] = {}

    def note(self, what: str, hit: float, tries: float = 1) -> None:
        self.hits[what] = self.hits.get(what, 0) + int(hit)
        self.tries[what] = self.tries.get(what, 0) + int(tries)

    def share(self, what: str) -> float:
        return self.hits.get(what, 0) / max(1, self.tries.get(what, 0))

    def add(self, other: "Counted") -> None:
        for what, hits in other.hits.items():
            self.note(what, hits, other.tries[what])


def _codes(found: Understood) -> list[str]:
    return [each.code for each in (*found.needs, *found.candidates)]


def counted(locale: str, part: str, settings: Settings) -> Counted:
    """Return what one language comes to on one part of the set."""
    read = partial(recognise, locale=locale, settings=settings)
    found = Counted()
    kinds = {"queries": query_rows(locale, part), "situations": situation_rows(locale, part)}
    for kind, rows in kinds.items():
        for row in rows:
            codes = _codes(read(row["text"]))
            found.note(f"{kind} first", codes[:1] == [row["code"]])
            found.note(f"{kind} in three", row["code"] in codes[:TOP])
    for statement in statement_rows(locale, part):
        believed = {each.code for each in read(statement["text"]).needs}
        wanted = set(statement["needs"])
        # Micro-F1 as a share: twice the right ones, out of all believed and all wanted.
        both = len(believed) + len(wanted)
        found.note(f"statements {statement['kind']}", 2 * len(believed & wanted), both)
    for row in silent_rows(locale, part):
        heard = read(row["text"])
        found.note(f"silence {row['kind']}", not heard.needs)
        found.note(f"nothing offered {row['kind']}", not _codes(heard))
    return found


def _line(found: Counted) -> str:
    parts = [
        f"{kind} {found.share(f'{kind} first'):.1%} / {found.share(f'{kind} in three'):.1%}"
        for kind in ("queries", "situations")
    ]
    plain, stories = found.share("statements plain"), found.share("statements household")
    parts.append(f"F1 {plain:.2f} plain, {stories:.2f} stories")
    quiet, hard = found.share("silence plain"), found.share("silence hard")
    parts.append(f"silent {quiet:.0%} plain, {hard:.0%} hard")
    return "; ".join(parts)


def figures() -> Iterator[tuple[str, str]]:
    """Yield what is measured: each language, all together, without the model, and how long."""
    for part, settings, how in (
        (FIRST, SETTINGS, "with the model"),
        (FIRST, QUICK, "lexicon alone"),
        (SECOND, SETTINGS, "with the model, second set"),
    ):
        every = Counted()
        for locale in locales():
            found = counted(locale, part, settings)
            every.add(found)
            if settings is SETTINGS and part == FIRST:
                yield f"recognise {locale}", _line(found)
        yield f"recognise all nine, {how}", _line(every)
    yield from _spent()


def _spent() -> Iterator[tuple[str, str]]:
    for how, settings in (("lexicon alone", QUICK), ("with the model", SETTINGS)):
        for what, rows in (("situation", situation_rows), ("statement", statement_rows)):
            spent = []
            for locale in locales():
                for row in rows(locale):
                    start = time.process_time()
                    recognise(row["text"], locale, settings)
                    spent.append((time.process_time() - start) * 1000)
            slow = sorted(spent)[int(len(spent) * 0.95)]
            figure = f"p50 {median(spent):.1f} ms, p95 {slow:.1f} ms CPU"
            yield f"recognise one {what}, {how}", figure


if __name__ == "__main__":
    for name, figure in figures():
        print(f"{name:45} {figure}", flush=True)
