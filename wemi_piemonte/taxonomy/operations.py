"""Keeping the terms of our own taxonomies in the database as the files have them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from wemi_piemonte.taxonomy import tree
from wemi_piemonte.taxonomy.models import TaxonomyTerm
from wemi_piemonte.taxonomy.rules import NEEDS, term_key


def load_terms(session: Session, closed_lists: Mapping[str, Iterable[str]]) -> int:
    """Bring in the needs and the closed lists; returns how many terms were new or renamed."""
    wanted = [
        _term(NEEDS, code, tree.label(code, "en"), "" if area == code else area)
        for code in tree.all_codes()
        if (area := tree.area_of(code))
    ]
    for taxonomy, codes in closed_lists.items():
        wanted.extend(_term(taxonomy, code, code.replace("_", " "), "") for code in codes)
    there = {row.key: row for row in session.scalars(select(TaxonomyTerm))}
    new = [row for row in wanted if row["key"] not in there]
    changed = 0
    for row in wanted:
        known = there.get(row["key"])
        if known is not None and known.name != row["name"]:
            known.name = str(row["name"])
            changed += 1
    if new:
        session.execute(insert(TaxonomyTerm), new)
    return len(new) + changed


def _term(taxonomy: str, code: str, name: str, parent: str) -> dict[str, Any]:
    return {
        "key": term_key(taxonomy, code),
        "taxonomy": taxonomy,
        "identifier": "",
        "code": code,
        "name": name,
        "description": "",
        "parent_code": parent,
        "uri": "",
        "language": "en",
    }
