"""The loop that does what must not wait in a request: feeding indexes, due jobs."""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wemi_piemonte.foundation import clock

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.3
JOB_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Work:
    """What the worker does: `drains` empty the outbox, `jobs` are due once a minute.

    A drain returns how much it delivered; a job takes the present instant and may run twice.
    """

    drains: Sequence[tuple[str, Callable[[], int]]]
    jobs: Sequence[tuple[str, Callable[[datetime], None]]]


def drain_once(work: Work) -> int:
    """Deliver what is waiting, and return how much it was; a drain that fails is logged."""
    return sum(_safely(name, drain) for name, drain in work.drains)


def _safely(name: str, drain: Callable[[], int]) -> int:
    try:
        return drain()
    except Exception:
        # One broken index must not keep the others waiting: it is tried again on the next turn.
        log.exception("%s failed", name)
        return 0


def run_jobs(work: Work, now: datetime) -> None:
    """Run every due job; one that fails does not hold up the others."""
    for name, job in work.jobs:
        try:
            job(now)
        except Exception:
            log.exception("job %s failed", name)


def run(work: Work, stop: threading.Event | None = None) -> None:
    """Deliver until told to stop by SIGTERM, SIGINT or `stop`."""
    ended = stop or threading.Event()
    if stop is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _n, _f: ended.set())
    last_jobs: datetime | None = None
    while not ended.is_set():
        delivered = drain_once(work)
        now = clock.now()
        if last_jobs is None or now - last_jobs >= JOB_EVERY:
            run_jobs(work, now)
            last_jobs = now
        if not delivered:
            ended.wait(PAUSE_SECONDS)
