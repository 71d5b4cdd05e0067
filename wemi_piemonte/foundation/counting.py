"""Counting what a page shows: for people, not for programs that say that they are programs."""

import re
from collections.abc import Iterable
from uuid import UUID

from flask import request

from wemi_piemonte.foundation import tally
from wemi_piemonte.foundation.tally import Seen

# Programs that say that they are: search engines, previews of links, watchers, tools.
ROBOTS = re.compile(
    r"bot\b|bot[/;-]|crawl|spider|slurp|preview|monitor|uptime|scan|fetch|archiv|headless|"
    r"facebookexternalhit|curl|wget|python-|aiohttp|httpx|go-http|java/|okhttp|libwww|scrapy",
    re.IGNORECASE,
)


def _is_person() -> bool:
    """Say whether the reader of this page seems to be a person."""
    agent = request.user_agent.string
    return request.method != "HEAD" and bool(agent) and not ROBOTS.search(agent)


def see(kind: Seen, services: Iterable[UUID | str]) -> None:
    """Count services that a person has been shown."""
    if _is_person():
        tally.see(kind, services)


def see_plan(
    draft: str, needs: Iterable[tuple[str, bool]], services: Iterable[UUID | str], place: str
) -> None:
    """Count the needs and the services of a plan that a person has been shown."""
    if _is_person():
        tally.see_plan(draft, needs, services, place)
