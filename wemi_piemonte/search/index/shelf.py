"""The folder of the index: which of its generations is current, and who may write."""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from wemi_piemonte.foundation.errors import Busy
from wemi_piemonte.search.index import text
from wemi_piemonte.search.index.disk import sync

FOLDER = "search"
POINTER = "current"
COMPLAINT = "complaint"
NAME = re.compile(r"g-[0-9TZ]+-[0-9a-f]{8}")


class Shelf:
    """The generations of one data folder; each is made whole before it becomes current."""

    def __init__(self, data_dir: Path) -> None:
        self.root = data_dir / FOLDER

    def current(self) -> Path | None:
        """Return the folder of the generation in use; None when there is none yet."""
        try:
            name = (self.root / POINTER).read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return self.root / name if NAME.fullmatch(name) else None

    def new(self, now: datetime) -> Path:
        """Make a folder for a new generation."""
        self.root.mkdir(parents=True, exist_ok=True)
        folder = self.root / f"g-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        folder.mkdir()
        return folder

    def swap(self, folder: Path) -> None:
        """Let a generation be the current one, also after a power failure at any moment."""
        for path in (*folder.rglob("*"), folder, self.root):
            sync(path)
        draft = self.root / f"{POINTER}.new"
        draft.write_text(folder.name + "\n", encoding="ascii")
        sync(draft)
        draft.replace(self.root / POINTER)
        sync(self.root)

    def clear(self) -> None:
        """Remove every generation but the current one; only for the one who rebuilds."""
        current = self.current()
        for folder in self.root.glob("g-*"):
            if folder != current:
                # Readers that still have it mapped keep what they mapped.
                shutil.rmtree(folder, ignore_errors=True)

    def complain(self, folder: Path | None) -> None:
        """Leave word that a generation can not be read; the writer makes a new one."""
        with suppress(OSError):
            (self.root / COMPLAINT).write_text(folder.name if folder else "", encoding="ascii")

    def complaint(self) -> str | None:
        """Return the name of the generation that a reader could not read."""
        try:
            return (self.root / COMPLAINT).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return None

    def settle(self) -> None:
        """Take the complaint away."""
        (self.root / COMPLAINT).unlink(missing_ok=True)

    @contextmanager
    def lock(self, name: str, *, wait: bool = False) -> Iterator[None]:
        """Hold a lock of the data folder; raises Busy, or waits, when another process has it.

        The kernel lets go of it when the process ends, however it ends.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.root / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise Busy(lock=name) from None
            yield
        finally:
            os.close(descriptor)


def stamp_of(shelf: Shelf) -> tuple[str, int] | None:
    """Return what changes whenever something is committed; cheap enough to ask often."""
    folder = shelf.current()
    return (folder.name, text.generation_of(folder / "text")) if folder else None
