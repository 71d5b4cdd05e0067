"""More than fifty ways in which a record can be broken, each with the place of the fault."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tests.unit.exchange.samples import Document, full, term, uid

MISSING = object()
SAL = "/service_at_locations/0"
PLACE = f"{SAL}/location"
COST = "/cost_options/0"
STOP = "/x_wemi/stops/0"
TRANSLATIONS = "/x_wemi/translations"


@dataclass(frozen=True)
class Broken:
    """A fault: what is changed in a sound record, and where the refusal has to point."""

    name: str
    change: Callable[[Document], None]
    pointer: str

    def document(self) -> Document:
        document = deepcopy(full())
        self.change(document)
        return document


def put(document: Any, pointer: str, value: object) -> None:
    """Set, or with MISSING take away, what a JSON pointer points to."""
    *path, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    for step in path:
        document = document[step]
    if value is MISSING:
        del document[last]
    else:
        document[last] = value


def at(name: str, pointer: str, value: object, fault: str | None = None) -> Broken:
    """A fault of one value."""

    def change(document: Document) -> None:
        put(document, pointer, value)

    return Broken(name, change, pointer if fault is None else fault)


def also(name: str, pointer: str, *values: tuple[str, object]) -> Broken:
    """A fault that takes several values."""

    def change(document: Document) -> None:
        for where, value in values:
            put(document, where, value)

    return Broken(name, change, pointer)


_NEED = "/attributes/0"

BROKEN: tuple[Broken, ...] = (
    at("no id", "/id", MISSING),
    at("an id that is no UUID", "/id", "42"),
    at("an id in braces", "/id", "{" + uid(1) + "}"),
    at("a number as id", "/id", 42),
    at("no name", "/name", MISSING),
    at("an empty name", "/name", "  "),
    at("a name that is a list", "/name", ["a"]),
    at("a name that is far too long", "/name", "a" * 301),
    at("a description without end", "/description", "a" * 20_001),
    at("a NUL in a text", "/description", "a\x00b"),
    at("an escape sequence in a name", "/name", "a\x1b[31m"),
    at("half a surrogate pair", "/description", "a\ud800"),
    at("an unknown status", "/status", "open"),
    at("a status that is a truth value", "/status", True),
    at("no organization", "/organization", MISSING),
    at("an organization that is a text", "/organization", "Comune"),
    at("an organization without id", "/organization/id", MISSING),
    at("an organization without name", "/organization/name", MISSING),
    at("an organization of an unknown kind", "/organization/x_wemi/organization_kind", "club"),
    at("another organization_id", "/organization_id", uid(99)),
    at(
        "a tax code of four figures",
        "/organization/organization_identifiers/0/identifier",
        "1234",
    ),
    at("an extension that is a list", "/x_wemi", []),
    at("a website of the javascript kind", "/organization/website", "javascript:alert(1)"),
    at("an address of the web with a space", "/url", "https://a b.example"),
    at("an address of the web without host", "/url", "https:///x"),
    at("an address of the web that is no IPv6", "/url", "https://[::1"),
    at("an e-mail without domain", "/email", "info@"),
    at("an e-mail with a line break", "/email", "a@b.example\r\nBcc: c@d.example"),
    at("a negative age", "/minimum_age", -1),
    at("an age of two centuries", "/maximum_age", 200),
    at("an age that is a truth value", "/minimum_age", True),
    at("an age in words", "/minimum_age", "65"),
    at("an age that is no number", "/minimum_age", float("nan")),
    at("ages the wrong way round", "/maximum_age", 3),
    at("a day that does not exist", "/assured_date", "2026-02-30"),
    at("a day of the Italian kind", "/assured_date", "14/10/2026"),
    at("a day far in the future", "/assured_date", "9999-12-31"),
    at("a phone without number", "/phones/0/number", MISSING),
    at("a phone number in words", "/phones/0/number", "call me"),
    at("phones that are an object", "/phones", {"number": "1"}),
    at("a phone that is a text", "/phones/0", "0171 000 1001"),
    at("an extension of half a number", "/phones/0/extension", 1.5),
    at("a nested id that is no UUID", "/phones/0/id", "phone-1"),
    also("one id for two parts", "/contacts/0/id", ("/contacts/0/id", uid(10))),
    also(
        "one id for two different phones",
        "/contacts/0/phones/0/id",
        ("/contacts/0/phones/0/id", uid(3)),
    ),
    at("a language in words", "/languages/0/code", "Italian"),
    at("an unknown frequency", "/schedules/0/freq", "SOMETIMES"),
    at("a weekday in Italian", "/schedules/0/byday", "LUN"),
    at("a counted weekday in a week", "/schedules/0/byday", "1MO"),
    at("an interval of zero", "/schedules/0/interval", 0),
    at("an hour that does not exist", "/schedules/0/opens_at", "25:00"),
    at("an hour in words", "/schedules/0/opens_at", "9am"),
    at("a schedule that ends before it begins", "/schedules/0/valid_to", "2025-01-01"),
    at("until and count together", "/schedules/0/count", 3),
    at("a day of the month too many", "/schedules/0/bymonthday", "32"),
    at("a negative amount", f"{COST}/amount", -1),
    at("a third of a cent", f"{COST}/amount", 1.005),
    at("an amount without end", f"{COST}/amount", float("inf")),
    at("an amount beyond all sense", f"{COST}/amount", 10**400),
    at("an amount in words", f"{COST}/amount", "10,00"),
    at("another currency", f"{COST}/currency", "USD"),
    at("a band without amount", f"{COST}/x_wemi/bands/0/amount", MISSING),
    at(
        "a band the wrong way round",
        f"{COST}/x_wemi/bands/0/isee_from",
        9000,
        f"{COST}/x_wemi/bands/0/isee_to",
    ),
    at("a group of nobody", f"{COST}/x_wemi/groups/0/people_from", 0),
    at("a need that the tree does not have", f"{_NEED}/taxonomy_term/code", "ageing.magic"),
    at("a need without code", f"{_NEED}/taxonomy_term/code", MISSING),
    at("a taxonomy and a link type that differ", f"{_NEED}/link_type", "mode"),
    at("an unknown mode", "/attributes/1/taxonomy_term/code", "by_pigeon"),
    at("an unknown target", "/attributes/2/taxonomy_term/code", "aliens"),
    also(
        "two costs",
        "/attributes/4/taxonomy_term",
        ("/attributes/4/link_type", "cost"),
        ("/attributes/4/taxonomy_term", term("free")),
    ),
    at(
        "a term of the javascript kind",
        "/attributes/5/taxonomy_term/term_uri",
        "javascript:alert(1)",
    ),
    at("a latitude alone", f"{PLACE}/longitude", MISSING),
    at("a latitude beyond the pole", f"{PLACE}/latitude", 91),
    at("a longitude in words", f"{PLACE}/longitude", "7.5"),
    at("an ISTAT code of five figures", f"{PLACE}/external_identifier", "04078"),
    at("a hidden place", f"{PLACE}/x_wemi/hidden", True),
    at("a place hidden in words", f"{PLACE}/x_wemi/hidden", ["yes"]),
    at("an unknown kind of place", f"{PLACE}/location_type", "imaginary"),
    at("another location_id", f"{SAL}/location_id", uid(99)),
    at("another service_id", f"{SAL}/service_id", uid(99)),
    at("a place that is a list", PLACE, []),
    at("an area outside Piedmont", "/service_areas/0/extent", "015146"),
    at("an area without codes", "/service_areas/0/extent", " "),
    at(
        "a condition with blanks",
        "/x_wemi/eligibility",
        {"not resident": "no"},
        "/x_wemi/eligibility/not resident",
    ),
    at("an answer that is a truth value", "/x_wemi/eligibility/not_resident", False),
    at("an exception with one hour", "/x_wemi/exceptions/0/closes_at", MISSING),
    at("an exception without day", "/x_wemi/exceptions/0/date", MISSING),
    at("a closure that ends before it begins", "/x_wemi/closures/0/to", "2026-07-01"),
    at("a stop without name", f"{STOP}/name", MISSING),
    at("a stop in no municipality", f"{STOP}/municipality", "999999"),
    at("a translation into an unknown language", f"{TRANSLATIONS}/tlh", {"name": {"text": "x"}}),
    at("a translation into the source language", f"{TRANSLATIONS}/it", {"name": {"text": "x"}}),
    at("a translation of a field that is no text", f"{TRANSLATIONS}/en/email", {"text": "x"}),
    at(
        "a translation of an empty text",
        f"{TRANSLATIONS}/fr",
        {"alternate_name": {"text": ""}},
        f"{TRANSLATIONS}/fr/alternate_name/text",
    ),
    at("a translation in an unknown state", f"{TRANSLATIONS}/en/name/state", "perfect"),
    at("a translation that is a text", f"{TRANSLATIONS}/en/name", "Home care"),
    at("a source language of five letters", "/x_wemi/source_lang", "ital!"),
    at("five hundred and one languages", "/languages", [{"code": "it"}] * 501),
)
