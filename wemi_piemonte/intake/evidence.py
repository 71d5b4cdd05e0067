"""The words of a text that speak for a need: whole ones, which a reader recognises.

Numbers, "years" and who it is about ("mamma", "синові") say nothing of a need by themselves.
Chinese has no blanks: its signs are taken together to words, and words side by side to a phrase.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from wemi_piemonte.intake.lexicon import lexicon
from wemi_piemonte.intake.words import HAN, clean, fold, is_han, is_silent, tokens

HAN_WORDS = Path(__file__).with_name("han_words.txt")
MOST_EVIDENCE = 5
# A word that says much less than the strongest one is no evidence ...
EVIDENCE_SHARE = 0.35
# ... nor one that says little at all, or says it of other needs far more.
LEAST_PULL, LEAST_OWN = 1.5, 0.3
LONGEST_HAN = 6
# Words of Chinese that stand beside any need.
HAN_BESIDE_ANY = """
自己 没有 不能 不会 不到 不了 不起 不动 现在 以后 已经 一直 知道 不知
天天 每天 总是 这里 那里 这个 那个 还有 还是 因为 所以 但是 一起 以前
出来 有人 没人 别人 大家 怎么办 不用 不要 很多 多少 老是
"""
HAN_ANYWHERE = frozenset(HAN_BESIDE_ANY.split())
# A sign that belongs to the verb before it.
HAN_GOES_ON = "着"
_RUN = re.compile(f"[{HAN}]+")

Pull = Callable[[str], tuple[float, float]]
"""How much a word speaks for the need asked about, and for the need it speaks for most."""


def evidence(clauses: Iterable[str], language: str, pull: Pull, *, least: bool) -> tuple[str, ...]:
    """Return the words that speak most for a need, strongest first, as they were written.

    With `least` the one that says most is given even where none says much.
    """
    found: dict[str, float] = {}
    weak: dict[str, float] = {}
    for clause in clauses:
        for word, parts in _words(clause, language, pull):
            speaks = sum(pull(part)[0] for part in parts)
            found[word] = max(speaks, found.get(word, 0.0))
        weak |= {
            surface: pull(surface)[0]
            for surface, _, _ in _pieces(clause)
            if _says_something(surface, language)
        }
    order = sorted(found, key=lambda word: (-found[word], word))[:MOST_EVIDENCE]
    if not order and least:
        best = max(weak, key=lambda word: (weak[word], word), default="")
        return (best,) if weak.get(best, 0.0) > 0 else ()
    return tuple(word for word in order if found[word] > EVIDENCE_SHARE * found[order[0]])


def _words(clause: str, language: str, pull: Pull) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the words that say something, Chinese ones with what stands between two of them."""
    run: list[tuple[str, int, int]] = []
    for surface, start, end in _pieces(clause):
        if not _speaks(surface, language, pull):
            continue
        if not is_han(fold(surface)):
            yield surface, (surface,)
            continue
        if run and not _is_near(clause[run[-1][2] : start]):
            yield from _phrase(clause, run)
            run = []
        run.append((surface, start, end))
    yield from _phrase(clause, run)


def _is_near(between: str) -> bool:
    return len(between) <= 2 and all(map(is_han, between))


def _phrase(clause: str, run: list[tuple[str, int, int]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if run and (len(run) > 1 or len(run[0][0]) > 1):
        end = run[-1][2] + clause.startswith(HAN_GOES_ON, run[-1][2])
        yield clause[run[0][1] : end], tuple(surface for surface, _, _ in run)


def _speaks(surface: str, language: str, pull: Pull) -> bool:
    if not _says_something(surface, language):
        return False
    own, best = pull(surface)
    return own >= LEAST_PULL and own >= LEAST_OWN * best


def _says_something(surface: str, language: str) -> bool:
    folded = fold(surface)
    if any(map(str.isdigit, folded)) or folded in _unspecific(language):
        return False
    if is_han(folded):
        silent = all(is_silent(sign, language) for sign in folded)
        return not silent and folded not in HAN_ANYWHERE
    return not is_silent(folded, language)


@cache
def _unspecific(language: str) -> frozenset[str]:
    """Return the words for people, years and months, folded."""
    known = lexicon(language)
    forms = [form for forms in known.tables["people"].values() for form in forms]
    forms += [*known.lists["years"], *known.lists["months"]]
    found = {fold(surface) for form in forms for surface, _, _ in tokens(clean(form))}
    return frozenset(found | {fold(form) for form in forms})


def _pieces(clause: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a clause, Chinese ones as the lexicon has them, not in pairs of signs."""
    last = 0
    for run in _RUN.finditer(clause):
        yield from _placed(clause[last : run.start()], last)
        at = run.start()
        for word in _cut(fold(run.group())):
            yield clause[at : at + len(word)], at, at + len(word)
            at += len(word)
        last = run.end()
    yield from _placed(clause[last:], last)


def _placed(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    for surface, start, end in tokens(text):
        yield surface, at + start, at + end


def _cut(run: str) -> list[str]:
    """Cut a run of Chinese signs into the fewest words of the lexicon."""
    words = _han_words()
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(run) + 1):
        ways = (
            (best[start][0] + 1, start)
            for start in range(max(0, end - LONGEST_HAN), end)
            if end - start == 1 or run[start:end] in words
        )
        best.append(min(ways))
    found: list[str] = []
    end = len(run)
    while end:
        start = best[end][1]
        found.append(run[start:end])
        end = start
    return found[::-1]


@cache
def _han_words() -> frozenset[str]:
    lines = HAN_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
