"""The shapes of help desks: mypy holds the code to them, and OpenAPI is made of them."""

from typing import TypedDict

from wemi_piemonte.desks.rules import DeskAccess, DeskAct, DeskKind
from wemi_piemonte.exchange.api.answers.found import Named
from wemi_piemonte.exchange.api.answers.sheet import Town
from wemi_piemonte.exchange.api.answers.terms import Identifier, Instant, LanguageCode


class DeskOpening(TypedDict):
    """From when to when somebody is met, where, and in which languages.

    `place` is empty where a desk is met at its own address; by phone or video there is no place.
    """

    starts: Instant
    ends: Instant
    place: str
    address: str
    municipality: Town | None
    lat: float | None
    lon: float | None
    distance_km: float | None
    spoken: list[LanguageCode]
    note: str


class DeskItem(TypedDict):
    """A help desk; its texts are in `lang`, and are not translated.

    `next_opening` is the next one that fits the question, after one that is on now; `openings`
    holds the first of those that fit, also the one that is on. Of a desk on the move each is a
    stop, and `distance_km` that of the nearest.
    """

    id: Identifier
    name: str
    kind: DeskKind
    description: str
    lang: LanguageCode
    organization: Named
    municipality: Town | None
    address: str
    directions: str
    lat: float | None
    lon: float | None
    distance_km: float | None
    phone: str
    email: str
    video_url: str
    referent: str
    spoken: list[LanguageCode]
    can_do: list[DeskAct]
    access: list[DeskAccess]
    takes_bookings: bool
    open_now: bool
    next_opening: DeskOpening | None
    openings: list[DeskOpening]


class Desks(TypedDict):
    """The help desks that fit, the nearest first, those by phone or video last.

    Where nobody is in reach but by phone or video, `beyond` holds the nearest that are farther
    away; `by_phone_fits` is false where nobody by phone or video fits, and all of them are given.
    """

    items: list[DeskItem]
    total: int
    beyond: list[DeskItem]
    by_phone_fits: bool
