"""Writing decisions down, in the same transaction as the act they speak of."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.rules import Act, Reason


def record_trusted_publications(
    session: Session, *, service_ids: Iterable[UUID], now: datetime
) -> None:
    """Write that these listings were published because their source is trusted."""
    rows = [
        {
            "id": uuid4(),
            "subject": "service",
            "subject_id": service_id,
            "act": Act.PUBLISH,
            "reason": Reason.TRUSTED_SOURCE,
            "note": "",
            "account_id": None,
            "at": now,
        }
        for service_id in service_ids
    ]
    if rows:
        session.execute(insert(Decision), rows)
