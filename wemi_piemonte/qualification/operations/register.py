"""The copy of the register of the Third Sector: replaced as a whole, or left as it is."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.qualification.models import RegisterEntry
from wemi_piemonte.qualification.runts import Entry

BATCH = 1000


def replace_register(
    session: Session, entries: Iterable[Entry], *, account_id: UUID | None, now: datetime
) -> int:
    """Put these entries in the place of the copy, and return how many they are."""
    session.execute(delete(RegisterEntry))
    total = 0
    waiting = iter(entries)
    while batch := list(islice(waiting, BATCH)):
        rows = [
            {name: getattr(each, name) for name in Entry.__slots__} | {"imported_at": now}
            for each in batch
        ]
        session.execute(insert(RegisterEntry), rows)
        total += len(rows)
    record_act(
        session,
        "replace_register",
        account_id=account_id,
        subject="register",
        subject_id=None,
        now=now,
        total=total,
    )
    return total
