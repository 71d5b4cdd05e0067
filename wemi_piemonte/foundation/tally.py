"""How often services are seen, and needs asked, by day: sums alone, without a link to a person.

Readers wait for nothing: what is counted stays in the memory of the process, and a thread beside
the pages writes it down every few seconds. A process that is killed loses what it counted since.
"""

import atexit
import logging
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from threading import Event, Lock, Thread
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.orm import Mapped, Session, mapped_column

from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import Base, Code, insert_or, transaction

log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
# What is kept in memory at most: what comes on top is not counted until the next writing.
MOST_KEYS = 20_000
MOST_REMEMBERED = 5_000
ROWS_AT_ONCE = 500


class Seen(StrEnum):
    """What is counted of a service."""

    SHEET = "sheet"
    PLAN = "plan"
    RESULT = "result"
    REPORT = "report"
    REPORT_ANSWERED = "report_answered"
    REQUEST = "request"
    REQUEST_ANSWERED = "request_answered"
    HELPED = "helped"
    RATING = "rating"


class Tally(Base):
    """How often something happened to a service on one day.

    `service_id` has no foreign key: services stand above, and sums outlive them.
    """

    __tablename__ = "tally"

    service_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[Code] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class NeedTally(Base):
    """How often a need was asked for in one month in one municipality, and whether it was covered.

    `municipality` is an ISTAT code, empty where no place was told; `day` is the first of the month.
    """

    __tablename__ = "need_tally"

    municipality: Mapped[Code] = mapped_column(primary_key=True)
    need: Mapped[Code] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    covered: Mapped[bool] = mapped_column(primary_key=True)
    number: Mapped[int]


ServiceKey = tuple[UUID, str, date]
NeedKey = tuple[str, str, date, bool]


class Counts:
    """What one process has counted and not yet written."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._services: Counter[ServiceKey] = Counter()
        self._needs: Counter[NeedKey] = Counter()
        self._asked: OrderedDict[int, None] = OrderedDict()

    def see(self, kind: Seen, services: Iterable[UUID | str], day: date) -> None:
        """Count services."""
        keys = [(UUID(str(each)), kind.value, day) for each in services]
        with self._lock:
            if len(self._services) < MOST_KEYS:
                self._services.update(keys)

    def ask(self, key: NeedKey) -> None:
        """Count a need."""
        with self._lock:
            if len(self._needs) < MOST_KEYS:
                self._needs[key] += 1

    def is_new(self, what: object) -> bool:
        """Say whether this was not asked before, as far as the process remembers."""
        mark = hash(what)
        with self._lock:
            if mark in self._asked:
                return False
            self._asked[mark] = None
            if len(self._asked) > MOST_REMEMBERED:
                self._asked.popitem(last=False)
            return True

    def take(self) -> tuple[Counter[ServiceKey], Counter[NeedKey]]:
        """Return what was counted, and begin anew."""
        with self._lock:
            taken = self._services, self._needs
            self._services, self._needs = Counter(), Counter()
        return taken


class _Live:
    """The counts of this process; None as long as nobody counts: commands, the worker, tests."""

    def __init__(self) -> None:
        self.counts: Counts | None = None
        self.ended = Event()


_live = _Live()


def see(kind: Seen, services: Iterable[UUID | str]) -> None:
    """Count services that have been shown."""
    counts = _live.counts
    if counts is not None:
        counts.see(kind, services, clock.today())


def see_plan(
    draft: str, needs: Iterable[tuple[str, bool]], services: Iterable[UUID | str], place: str
) -> None:
    """Count the needs and the services of a plan; for each draft a need or a service counts once.

    A plan is shown again whenever its page is: what was counted is remembered for a while as
    numbers in memory, which lead back to nothing.
    """
    counts = _live.counts
    if counts is None:
        return
    day = clock.today()
    for need, covered in needs:
        if counts.is_new((draft, "need", need, place)):
            # By the month: in a small town a day could be somebody's.
            counts.ask((place, need, day.replace(day=1), covered))
    fresh = [each for each in services if counts.is_new((draft, "service", str(each)))]
    counts.see(Seen.PLAN, fresh, day)


def note(session: Session, kind: Seen, service_id: UUID, now: datetime) -> None:
    """Count one act in its own transaction: what must not be lost."""
    day = now.astimezone(clock.ROME).date()
    _add(session, Tally, [{"service_id": service_id, "kind": kind.value, "day": day, "number": 1}])


def flush() -> None:
    """Write down what this process has counted."""
    counts = _live.counts
    if counts is None:
        return
    services, needs = counts.take()
    # In the order of the keys, so that two processes never wait for each other in a ring.
    of_services = [
        {"service_id": service, "kind": kind, "day": day, "number": number}
        for (service, kind, day), number in sorted(services.items())
    ]
    of_needs = [
        {"municipality": place, "need": need, "day": day, "covered": covered, "number": number}
        for (place, need, day, covered), number in sorted(needs.items())
    ]
    for model, rows in ((Tally, of_services), (NeedTally, of_needs)):
        for first in range(0, len(rows), ROWS_AT_ONCE):
            with transaction() as session:
                _add(session, model, rows[first : first + ROWS_AT_ONCE])


def _add(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    query = insert_or(session, model).values(list(rows))
    keys = [column.name for column in table.primary_key]
    added = {"number": table.c.number + query.excluded.number}
    session.execute(query.on_conflict_do_update(index_elements=keys, set_=added))


def _keep_flushing(ended: Event) -> None:
    while not ended.wait(EVERY_SECONDS):
        _flush_safely()


def _flush_safely() -> None:
    try:
        flush()
    except Exception:
        # A few counts are lost, and nothing else.
        log.warning("counts could not be written", exc_info=True)


def start(*, alone: bool = False) -> None:
    """Begin to count in this process; with `alone`, nothing is written until `flush` is called."""
    stop()
    _live.counts, _live.ended = Counts(), Event()
    if not alone:
        Thread(target=_keep_flushing, args=(_live.ended,), name="tally", daemon=True).start()
        atexit.unregister(stop_safely)
        atexit.register(stop_safely)


def stop_safely() -> None:
    """Write down what was counted, if that can be done, and count no more."""
    _flush_safely()
    stop()


def stop() -> None:
    """Count no more; what was not written is dropped."""
    _live.ended.set()
    _live.counts = None
