"""The mails about bookings, mediators and reports that wait."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.desks.models import Booking, Desk, DeskMember, Mediation, Mediator
from wemi_piemonte.desks.rules import RIGHTS, DeskRight, DeskRole
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.foundation.mail import name_in_mail, queue_mail


def tell_visitor(session: Session, booking: Booking, kind: str, now: datetime) -> None:
    """Write to who booked, where an address is known."""
    to, locale = booking.contact, booking.locale
    if booking.account_id is not None:
        account = session.get(Account, booking.account_id)
        if account is not None and account.suspended_at is None:
            to, locale = account.email, account.locale
    if not to:
        return
    desk = session.get_one(Desk, booking.desk_id)
    starts = booking.starts_at.astimezone(ROME)
    queue_mail(
        session,
        to=to,
        locale=locale if locale in LOCALES else "it",
        kind=kind,
        now=now,
        desk=name_in_mail(desk.name),
        desk_id=desk.id,
        booking_id=booking.id,
        starts_on=starts.date(),
        at=f"{starts:%H:%M}",
    )


def tell_mediator(session: Session, mediation: Mediation, kind: str, now: datetime) -> None:
    """Write to the mediator who was asked: where, when, which language, and nothing else."""
    mediator = session.get(Mediator, mediation.mediator_id) if mediation.mediator_id else None
    if mediator is None or not mediator.email:
        return
    desk = session.get_one(Desk, mediation.desk_id)
    starts = mediation.starts_at.astimezone(ROME)
    queue_mail(
        session,
        to=mediator.email,
        locale="it",
        kind=kind,
        now=now,
        desk=name_in_mail(desk.name),
        phone=desk.phone,
        spoken=mediation.spoken,
        is_remote=mediation.is_remote,
        starts_on=starts.date(),
        at=f"{starts:%H:%M}",
    )


def tell_managers(session: Session, desk_id: UUID, kind: str, now: datetime) -> bool:
    """Write to the managers of a desk, for want of them to who else may answer; say if to any."""
    roles = [role for role, rights in RIGHTS.items() if DeskRight.ANSWER_NEEDS in rights]
    query = (
        select(Account, DeskMember.role)
        .join(DeskMember, DeskMember.account_id == Account.id)
        .where(
            DeskMember.desk_id == desk_id,
            DeskMember.role.in_(roles),
            Account.suspended_at.is_(None),
        )
        .order_by(Account.email)
    )
    found = session.execute(query).all()
    managers = [account for account, role in found if role is DeskRole.MANAGER]
    desk = session.get_one(Desk, desk_id)
    told = managers or [account for account, _role in found]
    for account in told:
        queue_mail(
            session,
            to=account.email,
            locale=account.locale,
            kind=kind,
            now=now,
            desk=name_in_mail(desk.name),
            desk_id=desk.id,
        )
    return bool(told)
