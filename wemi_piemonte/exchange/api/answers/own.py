"""The shapes of a body's own listings, for its programs."""

from typing import Annotated, Any, Literal, TypedDict

from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.exchange.api.answers.terms import Identifier, said

Hsds = Annotated[dict[str, Any], said(description="An HSDS 3 service with our extension, x_wemi.")]


class OwnListing(TypedDict):
    """A listing as its body works on it.

    `proposed` says that this is not what the public sees; `waits` that the Region has it before it.
    """

    id: Identifier
    publication: Publication
    proposed: bool
    waits: bool
    service: Hsds


class OwnListings(TypedDict):
    """A page of the listings of the body whose key was sent."""

    items: list[OwnListing]
    total: int
    page: int
    per_page: int


class Written(TypedDict):
    """What became of a listing that was sent: a draft, or a proposal over what is published."""

    id: Identifier
    outcome: Literal["created", "updated", "proposed", "unchanged"]
