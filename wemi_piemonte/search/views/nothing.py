"""What to try when nothing was found: other words, fewer filters, needs that sound alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from wemi_piemonte.foundation.i18n import joined
from wemi_piemonte.intake.recognise import QUICK, recognise
from wemi_piemonte.search.queries import suggestions_for
from wemi_piemonte.search.rules import Query, Results
from wemi_piemonte.search.views.address import Arguments, Chip, known, search_url, without

_MOST_WAYS = 3
_MOST_NEEDS = 6
# What a help desk is looked for by, as a service is.
_OF_A_DESK = ("place", "lat", "lon", "spoken")

# What a question is without each of its filters.
_DROPPED: dict[str, dict[str, Any]] = {
    "place": {"point": None, "radius_km": None, "place": ""},
    "need": {"needs": ()},
    "spoken": {"spoken": ()},
    "mode": {"modes": ()},
    "cost": {"costs": ()},
    "target": {"targets": ()},
    "age": {"age": None},
    "open": {"open_at": None},
    "available": {"available": False},
}


@dataclass(frozen=True, slots=True)
class Way:
    """A search that finds something, and what it gives up."""

    label: str
    url: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Help:
    """What the page offers when nothing was found."""

    did_you_mean: Way | None
    beginnings: tuple[Way, ...]
    without: tuple[Way, ...]
    needs: tuple[str, ...]
    desk_url: str


def help_for(
    query: Query,
    results: Results,
    arguments: Arguments,
    chips: list[Chip],
    ask: Callable[[Query], Results],
) -> Help:
    """Return what to try; `ask` answers a query."""
    meant = results.did_you_mean
    suggested = suggestions_for(query.text, query.locale)
    return Help(
        did_you_mean=Way(meant, search_url({**without(arguments, "q"), "q": [meant]}))
        if meant
        else None,
        beginnings=tuple(
            Way(text, search_url({**without(arguments, "q"), "q": [text]}))
            for text in suggested.texts
        ),
        without=tuple(sorted(_ways(query, arguments, chips, ask), key=lambda way: -way.count))[
            :_MOST_WAYS
        ],
        needs=tuple(dict.fromkeys((*needs_meant(query), *suggested.needs)))[:_MOST_NEEDS],
        desk_url=_desk_url(arguments),
    )


def _desk_url(arguments: Arguments) -> str:
    """Return where somebody helps in person: near the same place, in the same languages."""
    given: dict[str, Any] = dict(known(arguments))
    return url_for("desks.index", **{name: given[name] for name in _OF_A_DESK if name in given})


def _ways(
    query: Query, arguments: Arguments, chips: list[Chip], ask: Callable[[Query], Results]
) -> Iterator[Way]:
    for name, dropped in _DROPPED.items():
        own = [chip for chip in chips if name in chip.names]
        if own:
            found = ask(replace(query, **dropped, page=1, per_page=1))
            if found.total:
                label = joined(chip.label for chip in own)
                yield Way(label, search_url(without(arguments, *own[0].names)), found.total)


def needs_meant(query: Query) -> tuple[str, ...]:
    """Return the needs that the words of a question tell, the likeliest first."""
    if not query.text.strip():
        return ()
    found = recognise(query.text, query.locale, QUICK)
    return tuple(each.code for each in (*found.needs, *found.candidates))
