"""The index as one process sees it: the newest snapshot, made ready in the background."""

import logging
import os
import threading
from pathlib import Path

from wemi_piemonte.foundation.errors import Busy
from wemi_piemonte.search.index.shelf import Shelf, stamp_of
from wemi_piemonte.search.index.snapshot import BrokenIndexError, Snapshot, open_snapshot

log = logging.getLogger(__name__)

POLL_SECONDS = 0.3
ATTEMPTS = 3


_starting = threading.Lock()


class LiveIndex:
    """Hands out the snapshot in use; a thread watches for commits and swaps the next one in.

    Only the very first request of a process waits for a snapshot. One that can not be read is
    reported and left aside: the process goes on with the one it has.
    """

    def __init__(self, data_dir: Path) -> None:
        self._shelf = Shelf(data_dir)
        self._snapshot: Snapshot | None = None
        self._stamp: tuple[str, int] | None = None
        self._refused: tuple[str, int] | None = None
        self._loading = threading.Lock()
        self._closed = threading.Event()
        self._watcher = 0

    def snapshot(self) -> Snapshot:
        """Return the snapshot in use; raises Busy while there is none."""
        if self._watcher != os.getpid():
            self._start()
        if self._snapshot is None:
            self.refresh()
        if self._snapshot is None:
            raise Busy(what="search index")
        return self._snapshot

    def refresh(self) -> None:
        """Take over what was committed since; does nothing when there is nothing new."""
        with self._loading:
            # A commit may take away files that are just being opened: then the next one is read.
            for _ in range(ATTEMPTS):
                stamp = stamp_of(self._shelf)
                if stamp is None or stamp in {self._stamp, self._refused} or self._load(stamp):
                    return

    def _load(self, stamp: tuple[str, int]) -> bool:
        """Take over what this stamp stands for; return whether that is settled."""
        folder = self._shelf.root / stamp[0]
        try:
            fresh = open_snapshot(folder, self._snapshot)
            fresh.warm()
        except BrokenIndexError:
            if stamp_of(self._shelf) != stamp:
                return False
            # Requests go on with what there is.
            log.exception("the search index in %s can not be read", folder.name)
            self._refused = stamp
            self._shelf.complain(folder)
            return True
        self._snapshot, self._stamp = fresh, (stamp[0], fresh.generation)
        return True

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()

    def _start(self) -> None:
        with _starting:
            if self._watcher == os.getpid():
                return
            # After a fork there is no thread any more, and its locks may be held for ever.
            self._watcher = os.getpid()
            self._loading = threading.Lock()
            threading.Thread(target=self._watch, name="search-index", daemon=True).start()

    def _watch(self) -> None:
        while not self._closed.wait(POLL_SECONDS):
            try:
                self.refresh()
            except Exception:
                log.exception("watching the search index failed")
