"""Listings read not long ago, kept while nothing at all has changed.

A listing is read from some two dozen tables. Every write of one appends to the outbox in the same
transaction, so that as long as the newest change is the same, what was read then is what is there.
"""

from threading import Lock
from uuid import UUID
from weakref import ref

from sqlalchemy.orm import Session

from wemi_piemonte.directory import storage
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation import outbox

MOST_KEPT = 256


class Recent:
    """Whole services of one database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[UUID, ServiceRecord] = {}
        self._of: tuple[object, int] = (None, 0)

    def service(self, session: Session, service_id: UUID) -> ServiceRecord | None:
        """Return a whole service, None when there is none; only for sessions that do not write."""
        # Asked before anything is read: what is read later can only be newer.
        now = (ref(session.get_bind()), outbox.newest(session))
        with self._lock:
            if self._of == now and (known := self._kept.get(service_id)):
                return known
        found = storage.load_services(session, [service_id]).get(service_id)
        with self._lock:
            if self._of != now or len(self._kept) >= MOST_KEPT:
                self._kept = {}
                self._of = now
            if found is not None:
                self._kept[service_id] = found
        return found
