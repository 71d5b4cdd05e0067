"""The supervisor keeps its children alive, and ends them in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import ROOT
from wemi_piemonte.foundation.supervisor import is_running

# Children that say when they start and when they are told to end.
RUN = """
import signal, sys, time
from functools import partial
from pathlib import Path
from wemi_piemonte.foundation.supervisor import Child, Supervisor

def live(log):
    def note(word):
        with log.open("a") as file:
            file.write(word + "\\n")
    def end(number, frame):
        note("ended")
        sys.exit(0)
    signal.signal(signal.SIGTERM, end)
    note("started")
    while True:
        time.sleep(0.05)

folder = Path(sys.argv[1])
children = [Child(name, partial(live, folder / f"{name}.log")) for name in ("web", "worker")]
sys.exit(Supervisor(folder / "run", children).run())
"""


class Watched:
    """A supervisor with two children, seen from outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        run = [sys.executable, "-c", RUN, str(folder)]
        self.process = subprocess.Popen(run, cwd=ROOT, start_new_session=True)

    def pid(self, name: str) -> int | None:
        try:
            return int((self.folder / "run" / f"{name}.pid").read_text())
        except (OSError, ValueError):
            return None

    def log(self, name: str) -> list[str]:
        path = self.folder / f"{name}.log"
        return path.read_text().split() if path.exists() else []

    def wait_for(self, what: str, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if all(self.log(name)[-1:] == [what] for name in ("web", "worker")):
                return
            time.sleep(0.02)
        pytest.fail(f"not {what}: {self.log('web')}, {self.log('worker')}")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    found = Watched(tmp_path)
    found.wait_for("started")
    yield found
    if found.process.poll() is None:
        found.process.terminate()
    found.process.wait(10)


def test_each_child_has_a_pid_file(watched: Watched) -> None:
    for name in ("web", "worker"):
        assert is_running(watched.folder / "run" / f"{name}.pid")
        assert watched.pid(name) != watched.process.pid


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_that_died_is_back_within_two_seconds(watched: Watched, number: int) -> None:
    first, other = watched.pid("web"), watched.pid("worker")
    assert first
    os.kill(first, number)
    died = time.monotonic()
    while watched.log("web").count("started") < 2:
        assert time.monotonic() - died < 2, "not started again"
        time.sleep(0.02)
    assert watched.pid("web") not in {first, None}
    assert watched.pid("worker") == other


def test_a_child_that_dies_again_and_again_is_not_started_in_a_tight_loop(watched: Watched) -> None:
    pids = set()
    ends = time.monotonic() + 2.5
    while time.monotonic() < ends:
        if pid := watched.pid("worker"):
            pids.add(pid)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    assert 2 <= len(pids) <= 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_children_are_told_to_end_and_nothing_is_left(watched: Watched, number: int) -> None:
    pids = [watched.pid("web"), watched.pid("worker")]
    watched.process.send_signal(number)
    assert watched.process.wait(10) == 0
    watched.wait_for("ended", 1)
    for pid in pids:
        assert pid
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert not list((watched.folder / "run").iterdir())


def test_all_end_at_once_when_all_are_told_as_by_a_terminal(watched: Watched) -> None:
    os.killpg(watched.process.pid, signal.SIGINT)
    # In less than the time that is given to a child that does not hear.
    assert watched.process.wait(10) == 0
    assert not list((watched.folder / "run").iterdir())


def test_a_child_that_is_told_to_end_while_it_starts_ends(watched: Watched) -> None:
    for _ in range(4):
        pid = watched.pid("web")
        assert pid
        os.kill(pid, signal.SIGTERM)
        told = time.monotonic()
        while watched.pid("web") == pid:
            assert time.monotonic() - told < 5, "it did not hear"


def test_the_children_end_with_a_supervisor_that_is_killed(watched: Watched) -> None:
    watched.process.kill()
    watched.wait_for("ended", 5)


def test_a_pid_file_without_a_process_is_not_running(tmp_path: Path) -> None:
    path = tmp_path / "web.pid"
    assert not is_running(path)
    path.write_text("not a number")
    assert not is_running(path)
    path.write_text(f"{2**22 + 1}\n")
    assert not is_running(path)
    path.write_text(f"{os.getpid()}\n")
    assert is_running(path)
