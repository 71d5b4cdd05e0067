"""Whose requests these are: those of the account signed in, and of the passes opened here."""

from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import current
from wemi_piemonte.accounts.opened import passes_open
from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.referrals.queries import Told, living_passes, own_referral


def signed_in() -> UUID | None:
    """Return the account of who is asking, None for somebody without one."""
    account = current()
    return account.id if account else None


def requesters(session: Session) -> list[Requester]:
    """Return as whom this visitor has asked: the account first, then the passes opened here."""
    account = signed_in()
    found = [Requester(account_id=account)] if account else []
    opened = passes_open()
    living = set(living_passes(session, opened, clock.now())) if opened else set()
    return found + [Requester(pass_id=each) for each in opened if each in living]


def own(session: Session, request_id: UUID) -> Told:
    """Return a request of this visitor; raises NotFound for what is somebody else's."""
    found = own_referral(session, request_id, requesters(session))
    if found is None:
        raise NotFound
    return found
