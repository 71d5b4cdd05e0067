"""Keeps the site's processes alive: the web server and the worker, started again when they die."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

RESTART_SECONDS = 1.0
GRACE_SECONDS = 20.0
PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """One process to keep alive: its name in `var/run/<name>.pid`, and its command."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    ended_at: float = field(default=0.0)


class Supervisor:
    """Runs its children in the foreground until SIGTERM or SIGINT, which it passes on."""

    def __init__(self, folder: Path, children: Sequence[Child], env: Mapping[str, str]) -> None:
        self._folder = folder
        self._children = children
        self._env = dict(env)
        self._stopping = False

    def run(self) -> int:
        """Start the children and watch them; returns 0 after an orderly stop."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for child in self._children:
            self._start(child)
        while not self._stopping:
            time.sleep(0.1)
            for child in self._children:
                self._look_after(child)
        self._wait()
        return 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603 - our own commands
            child.command,
            env=self._env,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads run in the supervisor
        )
        draft = self._folder / f"{child.name}.pid.new"
        draft.write_text(f"{child.process.pid}\n")
        draft.replace(self._folder / f"{child.name}.pid")

    def _look_after(self, child: Child) -> None:
        if child.process is None or child.process.poll() is None:
            return
        now = time.monotonic()
        # A child that dies at once is not started in a tight loop.
        if now - child.ended_at >= RESTART_SECONDS:
            child.ended_at = now
            self._start(child)

    def _wait(self) -> None:
        running = [c.process for c in self._children if c.process and c.process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for child in self._children:
            (self._folder / f"{child.name}.pid").unlink(missing_ok=True)


def _end_with_parent() -> None:
    """Let the child be told to stop when the supervisor itself is killed (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def is_running(pid_file: Path) -> bool:
    """Say whether the process of a pid file is alive."""
    try:
        os.kill(int(pid_file.read_text()), 0)
    except (OSError, ValueError):
        return False
    return True
