"""What a card says of a service, line by line: most cards say the same few, remembered as HTML."""

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache, partial

from flask import current_app
from markupsafe import Markup, escape

from wemi_piemonte.directory.rules import Availability, Cost, Status
from wemi_piemonte.directory.schemas import label
from wemi_piemonte.foundation.i18n import (
    FILTERS,
    current_language,
    current_locale,
    joined,
    language_name,
    ngettext,
    quoted,
)
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.names import Name
from wemi_piemonte.search.rules import Card, Reason
from wemi_piemonte.search.views.cards import elsewhere_of, town_named
from wemi_piemonte.taxonomy import tree

_LEAST_KM = 0.1
# Stands for the distance in the line of a place; no text of ours holds it.
_FAR = "\ue020"


class Facts:
    """The lines of cards in one language, or in its easy variant."""

    def __init__(self) -> None:
        self.needs = lru_cache(maxsize=16384)(_needs)
        self.why = lru_cache(maxsize=4096)(self._why)
        self._reason = cache(partial(label, kind="why"))
        self._place = lru_cache(maxsize=8192)(_place)
        self._far = lru_cache(maxsize=4096)(_far)
        self._elsewhere = lru_cache(maxsize=8192)(_elsewhere)
        self._terms = lru_cache(maxsize=4096)(_terms)
        self._spoken = lru_cache(maxsize=4096)(_spoken)
        self._rated = lru_cache(maxsize=4096)(_rated)
        self._confirmed = lru_cache(maxsize=4096)(_confirmed)

    def of(self, card: Card, *, is_late: bool) -> str:
        """Return what a card says of a service, as items of a list."""
        found = ""
        place = card["_place"]
        if place:
            before, after = self._place(place["name"], place["province"], place["count"])
            km = card["distance_km"]
            found = before + self._far(km) + after if km is not None else before + after
        elsewhere = elsewhere_of(card)
        if elsewhere:
            found += self._elsewhere(elsewhere, tuple(card["_served"]), card["_served_count"])
        found += self._terms(card["cost"], card["_status"], card["_open"], card["availability"])
        if card["spoken"]:
            found += self._spoken(tuple(card["spoken"]))
        rating = card["rating"]
        if rating["average"] is not None:
            found += self._rated(round(rating["average"], 1), rating["count"])
        return found + self._confirmed(card["verified_on"], is_late)

    def _why(self, codes: tuple[str, ...], found: tuple[str, ...]) -> str:
        """Return why a card is among the results, with the words that were found in it."""
        reasons = [self._reason(code) for code in codes]
        if found and Reason.TEXT in codes:
            held = joined(quoted(word) for word in found)
            reasons[codes.index(Reason.TEXT)] = _("It holds %(words)s", words=held)
        if not reasons:
            return ""
        return str(escape(_("Why it is here: %(reasons)s", reasons=" · ".join(reasons))))


@cache
def facts_in(_voice: str) -> Facts:
    """Return the lines of a language; asked for by pages that are told in it alone."""
    return Facts()


def _line(sign: str, words: str, tone: str = "") -> str:
    # As plain text: what is joined to a `Markup` would be escaped anew.
    return str(current_app.jinja_env.filters["facts"]([(sign, words, tone)]))


def _listed(kind: str, codes: Iterable[str]) -> str:
    return joined(language_name(code) if kind == "spoken" else label(code, kind) for code in codes)


def _needs(codes: tuple[str, ...]) -> str:
    return str(escape(" · ".join(tree.label(code, current_locale()) for code in codes)))


def _place(name: str, province: str, count: int) -> tuple[str, str]:
    """Return the line of a place, before and after its distance."""
    text = town_named(name, province).__html__()
    if count > 1:
        more = count - 1
        text += " " + ngettext("and %(num)s other place", "and %(num)s other places", more)
    # Names are escaped, the rest is ours.
    before, _sign, after = _line("map-marker", Markup(text + _FAR)).partition(_FAR)  # noqa: S704
    return before, after


def _far(km: float) -> str:
    if km < _LEAST_KM:
        return ""
    return current_language().comma + _("%(distance)s away", distance=FILTERS["km"](km))


def _elsewhere(modes: tuple[str, ...], served: tuple[str, ...], count: int) -> str:
    text = _listed("mode", modes)
    if served:
        text += current_language().colon + joined(Name(each).__html__() for each in served)
        more = count - len(served)
        if more:
            text += " " + ngettext("and %(num)s other", "and %(num)s others", more)
    return _line("home", Markup(text))  # noqa: S704 - names are escaped, the rest is ours


def _terms(cost: str, status: str, is_open: bool | None, availability: str) -> str:
    """Return what it costs, whether somebody is there now, and whether there is room."""
    found = ""
    if cost != Cost.UNKNOWN:
        found += _line("card", label(cost, "cost"))
    if status != Status.ACTIVE:
        found += _line("warning-circle", label(status, "status"), "mind")
    elif is_open is not None:
        now = (_("Open now"), "good") if is_open else (_("Closed now"), "")
        found += _line("clock", *now)
    if availability == Availability.ACCEPTS:
        found += _line("check-circle", label(availability, "availability"), "good")
    elif availability != Availability.UNKNOWN:
        found += _line("warning-circle", label(availability, "availability"), "mind")
    return found


def _spoken(codes: tuple[str, ...]) -> str:
    return _line("comment", _listed("spoken", codes))


def _rated(average: float, count: int) -> str:
    mean = _("%(score)s of 5", score=FILTERS["number"](average))
    return _line("star-full", f"{mean} · " + ngettext("%(num)s rating", "%(num)s ratings", count))


def _confirmed(verified_on: str | None, is_late: bool) -> str:
    if verified_on is None:
        return _line("calendar", _("Not yet confirmed"), "mind")
    day = FILTERS["date"](date.fromisoformat(verified_on))
    if is_late:
        words = _("Not confirmed lately: the last time on %(date)s", date=day)
        return _line("calendar", words, "mind")
    return _line("calendar", _("Confirmed on %(date)s", date=day))
