"""Keeps the site's processes alive: the web server and the worker, started again when they die.

They are forks of one process that has read the application, so that it is read once a start and
its pages of memory are shared.
"""

import ctypes
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import FrameType

RESTART_SECONDS = 1.0
GRACE_SECONDS = 20.0
PR_SET_PDEATHSIG = 1
SIGNALS = (signal.SIGTERM, signal.SIGINT)

_forks = multiprocessing.get_context("fork")


@dataclass(slots=True)
class Child:
    """One process to keep alive: its name in `var/run/<name>.pid`, and what it does.

    `work` begins with what the supervisor has loaded; it may hold no open connection.
    """

    name: str
    work: Callable[[], object]
    process: ForkProcess | None = None
    ended_at: float = field(default=0.0)


class Supervisor:
    """Runs its children in the foreground until SIGTERM or SIGINT, which it passes on."""

    def __init__(self, folder: Path, children: Sequence[Child]) -> None:
        self._folder = folder
        self._children = children
        self._stopping = False

    def run(self) -> int:
        """Start the children and watch them; returns 0 after an orderly stop."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in SIGNALS:
            signal.signal(number, self._stop)
        for child in self._children:
            self._start(child)
        while not self._stopping:
            time.sleep(0.1)
            for child in self._children:
                if not self._stopping:
                    self._look_after(child)
        self._wait()
        return 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, child: Child) -> None:
        # What is told to a child before it listens itself would be told to its copy of us.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            child.process = _forks.Process(target=_live, args=(child.work,), name=child.name)
            child.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        draft = self._folder / f"{child.name}.pid.new"
        draft.write_text(f"{child.process.pid}\n")
        draft.replace(self._folder / f"{child.name}.pid")

    def _look_after(self, child: Child) -> None:
        if child.process is None or child.process.is_alive():
            return
        now = time.monotonic()
        # A child that dies at once is not started in a tight loop.
        if now - child.ended_at >= RESTART_SECONDS:
            child.ended_at = now
            self._start(child)

    def _wait(self) -> None:
        running = [child.process for child in self._children if child.process]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            process.join(max(0.1, deadline - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
        for child in self._children:
            (self._folder / f"{child.name}.pid").unlink(missing_ok=True)


def _live(work: Callable[[], object]) -> None:
    """Do what a child is for, in its own process."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    _end_with_parent()
    work()


def _end_with_parent() -> None:
    """Let this process be told to stop when the supervisor itself is killed (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def is_running(pid_file: Path) -> bool:
    """Say whether the process of a pid file is alive."""
    try:
        os.kill(int(pid_file.read_text()), 0)
    except (OSError, ValueError):
        return False
    return True
