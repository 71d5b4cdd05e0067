"""What changes the index: making it anew, feeding it from the outbox, comparing it."""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.directory import queries as directory
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation import clock, outbox
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.errors import Busy
from wemi_piemonte.listings.caring import late_days
from wemi_piemonte.ratings.queries import summaries
from wemi_piemonte.search.index import text, writing
from wemi_piemonte.search.index.rows import version_of
from wemi_piemonte.search.index.shelf import Shelf
from wemi_piemonte.search.index.snapshot import TEXT, Snapshot, open_snapshot
from wemi_piemonte.search.rules import Differences, Rating, rating_of

log = logging.getLogger(__name__)

WRITING, MAKING = "writing", "making"
TOPIC = "service"
BATCH = 200
MOST_CHANGES = 500
# Farther behind than this, and than this share of the listings, the index is made anew.
MOST_BEHIND, BEHIND_SHARE = 2000, 0.5

Progress = Callable[[int], None]

# Generations of which this process has read every file since it started.
_checked: set[str] = set()


def rebuild(data_dir: Path, progress: Progress | None = None) -> int:
    """Make the index anew from the database beside the live one, swap it in, return its size.

    The live one goes on being searched and fed. What changes meanwhile is brought into the new
    one before the swap, so that readers see no step back.
    """
    shelf = Shelf(data_dir)
    with shelf.lock(MAKING):
        # What an interrupted rebuild left is in nobody's use.
        shelf.clear()
        folder = shelf.new(clock.now())
        with reading() as session:
            count = _make(session, shelf, folder, progress)
        with shelf.lock(WRITING, wait=True):
            _catch_up(folder)
            shelf.swap(folder)
            shelf.settle()
        shelf.clear()
    _checked.add(folder.name)
    return count


def _make(session: Session, shelf: Shelf, folder: Path, progress: Progress | None) -> int:
    _first, last = outbox.bounds(session)
    making = writing.Making(folder, last, clock.today())
    count = 0
    try:
        for batch in directory.published_batches(session, BATCH):
            late = late_days(session, batch)
            for record, rating in _rated(session, batch):
                making.add(record, rating, late.get(record.id))
            count += len(batch)
            if progress is not None:
                progress(count)
            _keep_up(shelf)
        making.finish()
    except BaseException:
        making.cancel()
        raise
    return count


def _keep_up(shelf: Shelf) -> None:
    """Feed the live index while a new one is being made, unless another process does."""
    folder = shelf.current()
    if folder is None or folder.name not in _checked:
        return
    with suppress(Busy), shelf.lock(WRITING), reading() as session:
        try:
            _follow(session, folder, text.committed(folder / TEXT))
        except Exception:
            # The index that is about to be replaced must not stop the one that replaces it.
            log.exception("the search index in %s can not be fed", folder.name)
            _checked.discard(folder.name)


def _catch_up(folder: Path) -> None:
    with reading() as session:
        while _follow(session, folder, text.committed(folder / TEXT)):
            pass


def _rated(
    session: Session, records: Iterable[ServiceRecord]
) -> Iterable[tuple[ServiceRecord, Rating | None]]:
    """Return listings with what is published of their ratings; None where there is nothing."""
    found = list(records)
    rated = summaries(session, [record.id for record in found])
    return [(record, rating_of(rated.get(record.id))) for record in found]


def drain(data_dir: Path) -> int:
    """Take what has changed since the index last did, and return how many changes it was.

    Makes the index anew when there is none, when it is broken, or when it is too far behind.
    Does nothing while another process is writing.
    """
    shelf = Shelf(data_dir)
    try:
        with shelf.lock(WRITING):
            taken = _take_changes(shelf)
    except Busy:
        return 0
    if taken is None:
        with suppress(Busy):
            return rebuild(data_dir)
        return 0
    return taken


def _take_changes(shelf: Shelf) -> int | None:
    """Return how many changes were taken; None when the index has to be made anew."""
    folder = shelf.current()
    if folder is None or not _is_sound(shelf, folder):
        return None
    try:
        committed = text.committed(folder / TEXT)
        with reading() as session:
            if _is_past_feeding(session, committed):
                return None
            return _follow(session, folder, committed)
    except Exception:
        # A fault of the database is not one of the index: only files that differ condemn it.
        if not writing.flaws(folder):
            raise
        log.exception("the search index in %s can not be written", folder.name)
        return None


def _is_sound(shelf: Shelf, folder: Path) -> bool:
    """Say whether the index can be relied on: read whole once, and again after a complaint."""
    complaint = shelf.complaint()
    if folder.name in _checked and complaint is None:
        return True
    found = writing.flaws(folder)
    if complaint == folder.name and not found:
        found = ["a reader could not read it"]
    for flaw in found:
        log.error("the search index in %s is broken: %s", folder.name, flaw)
    if not found:
        _checked.add(folder.name)
        shelf.settle()
    return not found


def _is_past_feeding(session: Session, committed: text.Committed) -> bool:
    """Say whether making the index anew is better: too far behind, another past, or worn."""
    taken: int = committed.meta["last_change"]
    first, last = outbox.bounds(session)
    listings = sum(segment.documents for segment in committed.segments)
    behind = last - taken
    if taken < first - 1 or behind < 0 or behind > max(MOST_BEHIND, BEHIND_SHARE * listings):
        return True
    return behind > 0 and writing.is_worn(committed)


def _follow(session: Session, folder: Path, committed: text.Committed) -> int:
    """Bring the next changes into an index, in one commit; return how many they were."""
    changes = outbox.changes_after(session, committed.meta["last_change"], MOST_CHANGES)
    if not changes:
        return 0
    ids = list(dict.fromkeys(c.entity_id for c in changes if c.topic == TOPIC))
    shown = directory.visible_ids(session, ids)
    records = directory.records(session, [each for each in ids if each in shown])
    gone = [each for each in ids if each not in shown]
    late = late_days(session, records)
    wanted = writing.Changes(list(_rated(session, records)), gone, changes[-1].id, late)
    writing.update(folder, committed, wanted, clock.today())
    return len(changes)


def check(data_dir: Path) -> Differences:
    """Compare the index with the database, listing by listing.

    Raises Busy when there is no index, BrokenIndexError when it can not be read.
    """
    shelf = Shelf(data_dir)
    folder = shelf.current()
    if folder is None:
        raise Busy(what="search index")
    indexed = versions(open_snapshot(folder))
    missing: list[UUID] = []
    outdated: list[UUID] = []
    with reading() as session:
        for batch in directory.published_batches(session, BATCH):
            late = late_days(session, batch)
            for record, rating in _rated(session, batch):
                version = indexed.pop(record.id, None)
                if version is None:
                    missing.append(record.id)
                elif version != version_of(record, rating, late.get(record.id)):
                    outdated.append(record.id)
    return Differences(tuple(missing), tuple(sorted(indexed)), tuple(outdated))


def versions(snapshot: Snapshot) -> dict[UUID, int]:
    """Return the fingerprint of each listing in the index."""
    table = snapshot.rows.rows
    rows: Sequence[int] = snapshot.columns.alive.nonzero()[0].tolist()
    return {snapshot.rows.id(row): int(table["version"][row]) for row in rows}
