"""Measures answers over HTTP: the CPU of the production server's workers, against bare views."""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.search import Asker
from tests.conftest import ROOT
from tests.journeys.conftest import Site, free_port, wait_until_ready
from wemi_piemonte.search.rules import Query

ROUNDS, PER_ROUND = 9, 200


@dataclass(frozen=True, slots=True)
class Served:
    """CPU milliseconds of one answer, the median of the rounds, and its ratio to its floor."""

    name: str
    milliseconds: float
    ratio: float


class Server:
    """A server with its workers, and one connection to it."""

    def __init__(self, port: int, master: psutil.Process) -> None:
        self.master = master
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, path: str) -> bytes:
        try:
            self._line.request("GET", path)
            answer = self._line.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # An idle line is closed by the server after two seconds.
            self._line.close()
            self._line.request("GET", path)
            answer = self._line.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status, body[:200])
        return body

    def cpu(self) -> float:
        """Return the CPU seconds that all workers have used so far."""
        times = [child.cpu_times() for child in self.master.children(recursive=True)]
        return float(sum(each.user + each.system for each in times))

    def memory_mb(self) -> float:
        return float(max(child.memory_info().rss for child in self.master.children()) / 1e6)


def _params(query: Query, number: int) -> str:
    found: list[tuple[str, object]] = [("q", query.text)] if query.text else []
    found += [("need", code) for code in query.needs] + [("cost", code) for code in query.costs]
    found += [("mode", code) for code in query.modes]
    if query.point:
        found += [("lat", round(query.point.lat, 6)), ("lon", round(query.point.lon, 6))]
        # No two questions are the same, so that nothing could be remembered.
        found += [("radius_km", 30 + number / 10000)]
    if query.sort != "relevance":
        found.append(("sort", query.sort))
    return urllib.parse.urlencode(found)


def _kinds(ask: Asker, sheets: Sequence[str]) -> dict[str, tuple[str, Callable[[int], str]]]:
    """Return, for each kind of answer, its floor and how to ask for the next one."""

    def api(make: Callable[[], Query]) -> Callable[[int], str]:
        return lambda number: f"/api/v1/services?{_params(make(), number)}"

    return {
        "API: words": ("api", api(lambda: Query(ask.words()))),
        "API: words + filters": ("api", api(ask.filtered)),
        "API: words + filters + distance": ("api", api(ask.everything)),
        "API: distance": ("api", api(ask.near)),
        "page: search": ("page", lambda n: f"/it/search?{_params(Query(ask.words()), n)}"),
        "page: service sheet": ("page", lambda n: f"/it/services/{sheets[n % len(sheets)]}?n={n}"),
    }


def served(folder: Path) -> tuple[list[Served], float, float]:
    """Serve a data folder: what its answers cost, a worker's megabytes, seconds to the first."""
    start = time.monotonic()
    site = Site(folder)
    floor: subprocess.Popen[bytes] | None = None
    try:
        wait_until_ready(site.url, site.process)
        ours = Server(site.port, psutil.Process(site.pid("web")))
        first = json.loads(ours.ask("/api/v1/services?per_page=20"))
        cold = time.monotonic() - start
        body = folder / "floor.json"
        body.write_text(json.dumps(first), encoding="utf-8")
        port = free_port()
        floor = _floor(port, body)
        theirs = Server(port, psutil.Process(floor.pid))
        answers = _rounds(ours, theirs, [item["id"] for item in first["items"]])
        return answers, ours.memory_mb(), cold
    finally:
        site.stop()
        if floor is not None:
            floor.terminate()
            floor.wait(20)


def _floor(port: int, body: Path) -> subprocess.Popen[bytes]:
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        *(f"--bind=127.0.0.1:{port}", "--workers=2", "--worker-class=gthread", "--threads=4"),
        *("--no-control-socket", "--access-logfile=/dev/null", "tests.bench.floor_app:app"),
    ]
    env = {**os.environ, "FLOOR_BODY": str(body)}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    time.sleep(4)
    return process


def _rounds(ours: Server, theirs: Server, sheets: Sequence[str]) -> list[Served]:
    kinds = _kinds(Asker(seed=11), sheets)
    spent: dict[str, list[float]] = {name: [] for name in (*kinds, "api", "page")}
    number = 0
    for _ in range(ROUNDS):
        for name, found in spent.items():
            server = theirs if name in {"api", "page"} else ours
            start = server.cpu()
            for _ in range(PER_ROUND):
                number += 1
                path = kinds[name][1](number) if name in kinds else f"/{name}?n={number}"
                server.ask(path)
            found.append((server.cpu() - start) * 1000 / PER_ROUND)
    middle = {name: statistics.median(values) for name, values in spent.items()}
    answers = [Served(f"floor: {name}", middle[name], 1.0) for name in ("api", "page")]
    return answers + [
        Served(name, middle[name], middle[name] / middle[floor])
        for name, (floor, _) in kinds.items()
    ]
