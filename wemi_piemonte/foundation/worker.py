"""The loop that does what must not wait in a request: feeding indexes, mail, due jobs."""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from wemi_piemonte.foundation import clock

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.3
JOB_EVERY = timedelta(minutes=1)

Aside = Callable[[threading.Event], int]
"""A drain that may have to wait for others; it ends between two things when it is told to stop."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the worker does: `drains` empty the outbox, `jobs` are due once a minute.

    A drain returns how much it delivered; a job takes the present instant and may run twice.
    Drains `aside` wait for servers of others: each has a thread of its own, and holds up nothing.
    """

    drains: Sequence[tuple[str, Callable[[], int]]]
    jobs: Sequence[tuple[str, Callable[[datetime], None]]]
    aside: Sequence[tuple[str, Aside]] = ()


def drain_once(work: Work) -> int:
    """Deliver what is waiting, and return how much it was; a drain that fails is logged."""
    never = threading.Event()
    delivered = _drained(work)
    return delivered + sum(_safely(name, partial(drain, never)) for name, drain in work.aside)


def _drained(work: Work) -> int:
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
    """Deliver until told to stop by SIGTERM, SIGINT or `stop`; what is in hand is finished."""
    ended = stop or threading.Event()
    if stop is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _n, _f: ended.set())
    threads = [
        threading.Thread(target=_keep_draining, args=(name, drain, ended), name=name)
        for name, drain in work.aside
    ]
    for thread in threads:
        thread.start()
    try:
        _keep_working(work, ended)
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _keep_draining(name: str, drain: Aside, ended: threading.Event) -> None:
    while not ended.is_set():
        if not _safely(name, partial(drain, ended)):
            ended.wait(PAUSE_SECONDS)


def _keep_working(work: Work, ended: threading.Event) -> None:
    last_jobs: datetime | None = None
    while not ended.is_set():
        delivered = _drained(work)
        now = clock.now()
        if last_jobs is None or now - last_jobs >= JOB_EVERY:
            run_jobs(work, now)
            last_jobs = now
        if not delivered:
            ended.wait(PAUSE_SECONDS)
