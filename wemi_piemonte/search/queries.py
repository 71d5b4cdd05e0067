"""Questions to the index; every id it gives is asked of the database before it is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.directory import queries as directory
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.errors import Busy
from wemi_piemonte.intake import words
from wemi_piemonte.intake.words import fold, tokens
from wemi_piemonte.search.index import labels
from wemi_piemonte.search.index.analysis import NAMES
from wemi_piemonte.search.index.cards import unpacked
from wemi_piemonte.search.index.engine import Found, search
from wemi_piemonte.search.index.live import LiveIndex
from wemi_piemonte.search.index.rows import NEVER
from wemi_piemonte.search.index.snapshot import Snapshot
from wemi_piemonte.search.rules import (
    CONFIRMED_WITHIN_DAYS,
    LONGEST_QUERY,
    MOST_POINTS,
    Card,
    Query,
    Reason,
    Results,
    Suggestions,
)

FEWEST_LETTERS = 2
MOST_SUGGESTED = 6
MOST_BESIDE = 4096

Points = list[tuple[Card, float, float]]

_live: list[LiveIndex] = []


def open_index(data_dir: Path) -> None:
    """Let this process search the index of a data folder; it is read when first asked."""
    close_index()
    _live.append(LiveIndex(data_dir))


def close_index() -> None:
    """Stop watching the index."""
    while _live:
        _live.pop().close()


def refresh() -> None:
    """Take over what was committed just now, without waiting for the watcher."""
    _index().refresh()


def is_ready() -> bool:
    """Say whether there is an index to search in."""
    try:
        _index().snapshot()
    except Busy:
        return False
    return True


def _index() -> LiveIndex:
    if not _live:
        raise Busy(what="search index")
    return _live[-1]


def results_for(session: Session, query: Query, *, facets: bool = True) -> Results:
    """Return one page of what a query finds; raises Busy while there is no index."""
    snapshot = _index().snapshot()
    today = clock.today()
    found = search(snapshot, query, today, facets=facets)
    cards = _cards(session, snapshot, query, found, today)
    return Results(
        # Listings withdrawn since the index last heard are neither shown nor counted.
        total=found.total - (len(found.rows) - len(cards)),
        page=query.page,
        per_page=query.per_page,
        cards=cards,
        facets=found.facets,
        did_you_mean=found.matched.did_you_mean,
        relaxed=found.matched.relaxed,
    )


def beside(session: Session, query: Query) -> list[Card]:
    """Return the first page of a question without words, and not why each card is in it.

    For what stands beside a listing, the same at each visit: which listings these are is worked out
    once for a state of the index and a day; whether each may still be seen is asked each time.
    """
    snapshot = _index().snapshot()
    key = (replace(query, locale=""), clock.today())
    far = snapshot.beside.get(key)
    if far is None:
        found = search(snapshot, query, key[1], facets=False)
        if len(snapshot.beside) >= MOST_BESIDE:
            snapshot.beside.clear()
        far = snapshot.beside[key] = {row: found.filters.km(row) for row in found.rows}
    return [
        {**card, "distance_km": far[row], "_words": (), "why": []}
        for row, card in _visible_cards(session, snapshot, query, list(far))
    ]


def suggestions_for(typed: str, locale: str) -> Suggestions:
    """Return how a text may go on: its last word completed, the commonest words first."""
    cleaned = words.clean(typed[:LONGEST_QUERY]).rstrip('"»”')
    surfaces = [(start, fold(surface)) for surface, start, _ in tokens(cleaned)]
    if not surfaces or not cleaned[-1].isalnum():
        return Suggestions()
    start, beginning = surfaces[-1]
    if len(beginning) < (1 if words.is_han(beginning) else FEWEST_LETTERS):
        return Suggestions()
    snapshot = _index().snapshot()
    fields = dict.fromkeys((locale, "it", NAMES))
    found = {
        word: snapshot.often(word, locale)
        for word in snapshot.spelling.beginnings(beginning, fields)
        if fold(word) != beginning
    }
    best = sorted(found, key=lambda word: (-found[word], word))[:MOST_SUGGESTED]
    return Suggestions(
        tuple(cleaned[:start] + word for word in best),
        labels.needs_beginning(beginning, locale)[:MOST_SUGGESTED],
    )


def points_for(session: Session, query: Query, limit: int = MOST_POINTS) -> Points:
    """Return the best listings of a query with each of their places, for a map."""
    snapshot = _index().snapshot()
    today = clock.today()
    best = replace(query, page=1, per_page=min(limit, MOST_POINTS))
    found = search(snapshot, best, today, facets=False)
    return [
        (card, place["lat"], place["lon"])
        for card in _cards(session, snapshot, query, found, today)
        for place in card["locations"]
        if place["lat"] is not None and place["lon"] is not None
    ]


def offered_for(session: Session, asked: Sequence[Query], locale: str) -> list[Card]:
    """Return the listings of the first page of each question, every one once, by id.

    The cards are those of `locale`, with nothing in them that depends on the question.
    """
    snapshot = _index().snapshot()
    today = clock.today()
    rows: dict[int, None] = {}
    for query in asked:
        rows |= dict.fromkeys(search(snapshot, query, today, facets=False).rows)
    ids = {row: snapshot.rows.id(row) for row in rows}
    visible = _visible(session, list(ids.values()))
    shown = sorted((each, row) for row, each in ids.items() if each in visible)
    return [unpacked(snapshot.rows.card(row, locale)) for _, row in shown]


def _cards(
    session: Session, snapshot: Snapshot, query: Query, found: Found, today: date
) -> list[Card]:
    cards = []
    for row, card in _visible_cards(session, snapshot, query, found.rows):
        card["distance_km"] = found.filters.km(row)
        card["_words"] = found.matched.in_text(row)
        card["why"] = _reasons(snapshot, found, row, today, has_words=bool(card["_words"]))
        cards.append(card)
    return cards


def _visible_cards(
    session: Session, snapshot: Snapshot, query: Query, rows: Sequence[int]
) -> Iterator[tuple[int, Card]]:
    ids = [snapshot.rows.id(row) for row in rows]
    visible = _visible(session, ids)
    openings = snapshot.columns.openings(query.open_at or clock.now())
    for row, each in zip(rows, ids, strict=True):
        if each in visible:
            card = unpacked(snapshot.rows.card(row, query.locale))
            card["_open"] = openings.of(row)
            yield row, card


def _visible(session: Session, ids: list[UUID]) -> set[UUID]:
    # Databases take only so many values at once.
    size = 1000
    return {
        each
        for at in range(0, len(ids), size)
        for each in directory.visible_ids(session, ids[at : at + size])
    }


def _reasons(
    snapshot: Snapshot, found: Found, row: int, today: date, *, has_words: bool
) -> list[str]:
    reasons = found.filters.reasons(row)
    if found.matched.in_label(row) and Reason.NEED not in reasons:
        reasons.insert(0, str(Reason.NEED))
    if has_words:
        reasons.insert(0, str(Reason.TEXT))
    verified = int(snapshot.columns.verified[row])
    if verified != NEVER and today.toordinal() - verified <= CONFIRMED_WITHIN_DAYS:
        reasons.append(str(Reason.CONFIRMED))
    return reasons
