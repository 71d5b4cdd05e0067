"""Cards as HTML: the template makes each shape of a card once, and every card fills one in.

What a card says of itself is made of a few parts that many cards share (decision 0014): of each
part its HTML is remembered, by language. Nothing that is remembered holds an answer or a reader.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, request
from markupsafe import Markup

from wemi_piemonte.directory.content import Text
from wemi_piemonte.foundation.i18n import current_voice
from wemi_piemonte.foundation.kept import told
from wemi_piemonte.search.rules import Card
from wemi_piemonte.search.views.cards import ShownCard
from wemi_piemonte.search.views.facts import Facts, facts_in
from wemi_piemonte.taxonomy.tree import area_of

_TEMPLATE = "macros/cards.html"
# Signs that no text of a card holds stand for what differs between cards of one shape.
_FIELDS = ("id", "area", "needs", "name", "summary", "body", "facts", "reasons")
_SIGNS = [chr(0xE010 + number) for number in range(len(_FIELDS))]
_SIGN = re.compile(f"([{''.join(_SIGNS)}])")


class Shape(NamedTuple):
    """Which parts a card has, and which languages they are in: what its HTML depends on."""

    has_needs: bool
    name_lang: str
    has_summary: bool
    summary_lang: str
    state: str
    body_lang: str
    has_reasons: bool


class _Blank:
    """Stands for every card of a shape, with a sign for each thing that it says."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        vars(self).update(zip(_FIELDS, _SIGNS, strict=True))
        self.title = Text("", shape.name_lang, shape.state)
        self.sentence = Text("", shape.summary_lang, shape.state)
        self.organization = Text("", shape.body_lang, "source")


@lru_cache(maxsize=4096)
def _pattern(_root: str, _voice: str, level: int, shape: Shape) -> tuple[list[str], list[int]]:
    """Return the HTML of a shape in pieces, and which of the fields follows each but the last."""
    template: Any = current_app.jinja_env.get_template(_TEMPLATE)
    pieces = _SIGN.split(str(template.module.service_card(_Blank(shape), level)))
    return pieces[::2], [_SIGNS.index(sign) for sign in pieces[1::2]]


def drawn(cards: Iterable[ShownCard], level: int) -> Markup:
    """Return cards as HTML, their headings of a level."""
    root, voice = request.script_root, current_voice()
    facts = facts_in(voice)
    parts: list[str] = []
    for shown in cards:
        said = _said(shown, facts)
        pieces, fields = _pattern(root, voice, level, _shape(shown.card, bool(said[-1])))
        for piece, field in zip(pieces, fields, strict=False):
            parts += (piece, said[field])
        parts.append(pieces[-1])
    return Markup("".join(parts))  # noqa: S704 - a template made it; what fills it is escaped


def _shape(card: Card, has_reasons: bool) -> Shape:
    return Shape(
        bool(card["needs"]),
        card["_name_lang"],
        bool(card["summary"]),
        card["_summary_lang"],
        card["_state"],
        card["_organization_lang"],
        has_reasons,
    )


def _said(shown: ShownCard, facts: Facts) -> tuple[str, ...]:
    """Return what a card says, escaped, in the order of the fields."""
    card, marked = shown.card, shown.marker.marked
    needs = tuple(card["needs"])
    return (
        card["id"],
        area_of(needs[0]) if needs else "",
        facts.needs(needs),
        told(marked(card["name"], card["_name_lang"])),
        told(marked(card["summary"], card["_summary_lang"])),
        told(card["organization"]["name"]),
        facts.of(card, is_late=shown.is_late),
        facts.why(tuple(card["why"]), tuple(card.get("_words", ()))),
    )
