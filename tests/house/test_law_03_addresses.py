"""Law 3: addresses are typed, in kebab-case, and change only when `routes.txt` is edited."""

import re
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from wemi_piemonte.foundation.access import access_of

PINNED = Path(__file__).parent / "routes.txt"
PART = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?")
PARAMETER = re.compile(r"<(?:(?P<type>[a-z_]+)(?:\([^)]*\))?:)?(?P<name>[a-z_]+)>")


def lines_of(app: Flask) -> list[str]:
    """One line a route: methods, rule, endpoint, access."""
    found = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}))
        access = access_of(app.view_functions[rule.endpoint])
        shown = ",".join(sorted(access)) if isinstance(access, frozenset) else access
        found.append(f"{methods} {rule.rule} {rule.endpoint} {shown}")
    return sorted(found, key=lambda line: line.split()[1])


def faults(rule: str) -> list[str]:
    """What is wrong with an address: untyped parameters, parts not in kebab-case."""
    found = [f"untyped <{m['name']}>" for m in PARAMETER.finditer(rule) if m["type"] is None]
    bare = PARAMETER.sub("", rule)
    found += [
        f"not kebab-case: {part}" for part in bare.split("/") if part and not PART.fullmatch(part)
    ]
    return found


def test_every_address_is_typed_and_in_kebab_case(house: Flask) -> None:
    rules: list[Rule] = list(house.url_map.iter_rules())
    assert {rule.rule: wrong for rule in rules if (wrong := faults(rule.rule))} == {}


def test_a_wrong_address_is_found() -> None:
    assert faults("/<locale:locale>/myPage/<id>") == ["untyped <id>", "not kebab-case: myPage"]
    assert faults("/<locale:locale>/help-desks/<uuid:desk_id>.json") == ["not kebab-case: .json"]


def test_the_addresses_are_those_that_were_agreed(house: Flask) -> None:
    agreed = PINNED.read_text(encoding="utf-8").splitlines()
    assert lines_of(house) == agreed, "addresses changed: if they should, edit routes.txt"
