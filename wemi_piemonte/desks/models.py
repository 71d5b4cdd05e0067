"""Help desks, their hours and days, who works there, bookings, mediators, needs reported."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.desks.rules import (
    BookingState,
    DeskKind,
    DeskRole,
    LatentState,
    MediationState,
)
from wemi_piemonte.foundation.db import Base, Code, UUIDKey, code_type


class Desk(Base):
    """Where somebody helps to find one's way: fixed, itinerant, a light Point, or digital.

    `can_do`, `access`, `spoken` are codes parted by spaces. `slot_places` people are met in each
    `slot_minutes`; with 0 places nothing can be booked.
    """

    __tablename__ = "desk"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 240", name="slot_minutes_range"),
        CheckConstraint("slot_places BETWEEN 0 AND 20", name="slot_places_range"),
    )

    id: Mapped[UUIDKey]
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[DeskKind] = mapped_column(code_type(DeskKind), index=True)
    name: Mapped[str]
    description: Mapped[str]
    source_lang: Mapped[Code]
    can_do: Mapped[str]
    access: Mapped[str]
    spoken: Mapped[str]
    municipality: Mapped[Code] = mapped_column(index=True)
    address: Mapped[str]
    directions: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    phone: Mapped[str]
    email: Mapped[str]
    # Of a digital desk: where it is met.
    url: Mapped[str]
    # Of a Point: whom to ask for.
    referent: Mapped[str]
    slot_minutes: Mapped[int]
    slot_places: Mapped[int]
    is_public: Mapped[bool]
    revision: Mapped[int]
    # Counts changes of when and where it is met: calendars that follow it ask for a number that
    # only grows.
    times_revision: Mapped[int]
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]


class DeskHours(Base):
    """When, and of a tour where, a desk is met: an RFC 5545 rule in Europe/Rome wall time.

    Without a place of its own it is met at the desk's.
    """

    __tablename__ = "desk_opening"

    id: Mapped[UUIDKey]
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desk.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    municipality: Mapped[Code]
    address: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    spoken: Mapped[str]
    freq: Mapped[Code]
    interval: Mapped[int]
    byday: Mapped[Code]
    opens_at: Mapped[time]
    closes_at: Mapped[time]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    note: Mapped[str]


class DeskDay(Base):
    """A day that differs: "not today", or other hours; of one stop, or of the whole desk."""

    __tablename__ = "desk_day"
    __table_args__ = (UniqueConstraint("desk_id", "hours_id", "on"),)

    id: Mapped[UUIDKey]
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desk.id", ondelete="CASCADE"), index=True)
    hours_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("desk_opening.id", ondelete="CASCADE"), index=True
    )
    on: Mapped[date] = mapped_column(index=True)
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    note: Mapped[str]
    created_at: Mapped[datetime]


class DeskMember(Base):
    """What an account is at a desk, and the languages it speaks there."""

    __tablename__ = "desk_member"

    desk_id: Mapped[UUID] = mapped_column(
        ForeignKey("desk.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[DeskRole] = mapped_column(code_type(DeskRole))
    spoken: Mapped[str]
    created_at: Mapped[datetime]


class DeskDuty(Base):
    """Who is at a desk on a day."""

    __tablename__ = "desk_duty"

    desk_id: Mapped[UUID] = mapped_column(
        ForeignKey("desk.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    on: Mapped[date] = mapped_column(primary_key=True)


class DeskVisits(Base):
    """How many people came to a desk without a booking on a day: a number and nothing else."""

    __tablename__ = "desk_visit_count"

    desk_id: Mapped[UUID] = mapped_column(
        ForeignKey("desk.id", ondelete="CASCADE"), primary_key=True
    )
    on: Mapped[date] = mapped_column(primary_key=True)
    spoken: Mapped[Code] = mapped_column(primary_key=True)
    number: Mapped[int]


class Booking(Base):
    """A slot that somebody has booked, with an account or under a pass.

    `contact` is an e-mail address to be told at, empty where none was given.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("account_id IS NULL OR pass_id IS NULL", name="one_requester"),
    )

    id: Mapped[UUIDKey]
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desk.id", ondelete="CASCADE"), index=True)
    hours_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("desk_opening.id", ondelete="SET NULL"), index=True
    )
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    pass_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("visitor_pass.id", ondelete="SET NULL"), index=True
    )
    contact: Mapped[str]
    locale: Mapped[Code]
    # The language that the visitor wants to speak.
    spoken: Mapped[Code]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    state: Mapped[BookingState] = mapped_column(code_type(BookingState), index=True)
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]


class Mediator(Base):
    """A cultural mediator or interpreter whom a body shares with the desks of all."""

    __tablename__ = "mediator"

    id: Mapped[UUIDKey]
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    spoken: Mapped[str]
    municipality: Mapped[Code]
    is_remote: Mapped[bool]
    byday: Mapped[Code]
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    email: Mapped[str]
    phone: Mapped[str]
    is_active: Mapped[bool]
    created_at: Mapped[datetime]


class Mediation(Base):
    """That a desk asks for somebody who speaks a language, at a time, for a booking or a case."""

    __tablename__ = "mediation"

    id: Mapped[UUIDKey]
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desk.id", ondelete="CASCADE"), index=True)
    mediator_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mediator.id", ondelete="SET NULL"), index=True
    )
    booking_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("booking.id", ondelete="SET NULL"), index=True
    )
    spoken: Mapped[Code] = mapped_column(index=True)
    is_remote: Mapped[bool]
    starts_at: Mapped[datetime]
    state: Mapped[MediationState] = mapped_column(code_type(MediationState), index=True)
    asked_by: Mapped[UUID]
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]


class LatentNeed(Base):
    """A need that an antenna has seen: what, where, how many; of no person, without words."""

    __tablename__ = "latent_need"
    __table_args__ = (CheckConstraint("number BETWEEN 1 AND 500", name="number_range"),)

    id: Mapped[UUIDKey]
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desk.id", ondelete="CASCADE"), index=True)
    need: Mapped[Code] = mapped_column(index=True)
    municipality: Mapped[Code]
    number: Mapped[int]
    # Who reported and who answered; without foreign keys, as in the trail.
    reported_by: Mapped[UUID]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    # When the people of the desk were written to because it had waited too long.
    reminded_at: Mapped[datetime | None]
    state: Mapped[LatentState] = mapped_column(code_type(LatentState), index=True)
    # Of what is already covered: by which service.
    service_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("service.id", ondelete="SET NULL"), index=True
    )
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
