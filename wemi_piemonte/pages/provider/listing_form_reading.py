"""The form of a listing as it is typed: rows and fields by name, errors at the field they are of.

A field of a row is called `phones-0-number`, one of a row in a row `cost_options-0-bands-1-amount`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from wemi_piemonte.directory.hsds.reading import derived_id
from wemi_piemonte.listings.schemas.steps import MOST_ROWS, Row

Typed = dict[str, Any]
Errors = dict[str, list[str]]
LONGEST = 20_000
# What a row holds beside what is typed into it: its number in the form.
NUMBER = "number_of_row"
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read out of a form, or what is wrong in it."""

    values: dict[str, Any]
    errors: Errors


def typed_values(form: MultiDict[str, str], schema: Schema, prefix: str = "") -> Typed:
    """Return what was typed, as it was typed, nested as the schema has it."""
    found: Typed = {}
    for name, field in schema.fields.items():
        key = f"{prefix}{name}"
        if isinstance(field, fields.Nested):
            found[name] = [
                typed_values(form, field.schema, f"{key}-{number}-") | {NUMBER: number}
                for number in _numbers(form, key)
            ]
        elif isinstance(field, fields.List):
            found[name] = [each[:LONGEST] for each in form.getlist(key)]
        else:
            found[name] = form.get(key, "")[: LONGEST + 1]
    return found


def _numbers(form: Iterable[str], key: str) -> list[int]:
    start = f"{key}-"
    parts = (name[len(start) :].split("-")[0] for name in form if name.startswith(start))
    numbers = {int(part) for part in parts if _NUMBER.fullmatch(part)}
    return sorted(numbers)[: MOST_ROWS + 1]


def numbered(rows: Iterable[Typed]) -> list[Typed]:
    """Return rows that come out of a record as a form has them."""
    return [row | {NUMBER: number} for number, row in enumerate(rows)]


def read(schema: Schema, typed: Typed) -> Loaded:
    """Return the values of a form, empty rows left out, or what is wrong at which field."""
    wanted, places = _filled(schema, typed)
    try:
        return Loaded(schema.load(wanted), {})
    except ValidationError as error:
        messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
        return Loaded({}, dict(_flat(messages, places)))


def _filled(schema: Schema, typed: Typed) -> tuple[Typed, dict[str, Any]]:
    """Return what is to be read, and under which numbers its rows stand in the form."""
    wanted: Typed = {}
    places: dict[str, Any] = {}
    for name, field in schema.fields.items():
        value = typed.get(name)
        if not isinstance(field, fields.Nested):
            # Nothing typed is nothing said: the field knows what that stands for.
            if value is not None and value != "":
                wanted[name] = value
            continue
        rows = [row for row in value or () if _says_something(field.schema, row)]
        read_rows = [_filled(field.schema, row) for row in rows]
        wanted[name] = [row for row, _ in read_rows]
        places[name] = [
            (row[NUMBER], inner) for row, (_, inner) in zip(rows, read_rows, strict=True)
        ]
    return wanted, places


def _says_something(schema: Schema, row: Typed) -> bool:
    assert isinstance(schema, Row)
    for name in schema.told:
        value = row.get(name)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            field = schema.fields[name]
            assert isinstance(field, fields.Nested)
            if any(_says_something(field.schema, each) for each in value):
                return True
        elif value.strip() if isinstance(value, str) else value:
            return True
    return False


def _flat(
    messages: Mapping[Any, Any], places: Mapping[str, Any], prefix: str = ""
) -> Iterable[tuple[str, list[str]]]:
    for name, found in messages.items():
        key = f"{prefix}{name}"
        if isinstance(found, list):
            yield (key if name != "_schema" else prefix.rstrip("-")), [str(e) for e in found]
        elif name in places:
            for row, inner in found.items():
                if not isinstance(row, int):
                    yield key, [str(each) for each in inner]
                    continue
                number, within = places[name][row]
                yield from _flat(inner, within, f"{key}-{number}-")
        else:
            # An item of a list of choices: said once, at the list.
            yield key, [str(each) for inner in found.values() for each in inner][:1]


def part_id(parent: UUID, kind: str, row: Typed, known: Mapping[str, Any]) -> UUID:
    """Return the id of a row: its own when it is of this listing, else one made of what it says."""
    if row.get("id") in known:
        return UUID(row["id"])
    said = {name: str(value) for name, value in row.items() if name != "id"}
    return derived_id(parent, kind, said)


def rows_of(
    parent: UUID,
    kind: str,
    rows: Iterable[Typed],
    old: Iterable[Any],
    make: Callable[[UUID, Any, Typed], Any],
) -> tuple[Any, ...]:
    """Return the parts that rows tell of; `make` gets the id, the part that was there, the row."""
    known = {str(part.id): part for part in old}
    found: dict[UUID, Any] = {}
    for row in rows:
        each = part_id(parent, kind, row, known)
        if each not in found:
            found[each] = make(each, known.get(str(each)), row)
    return tuple(found.values())


def with_row(typed: Typed, path: str, blank: Callable[[str], Typed]) -> Typed:
    """Return what was typed with one more empty row: `path` is "phones" or "prices-0-bands"."""
    return _changed(typed, path.split("-"), lambda rows: [*rows, _next(rows, blank(path))])


def without_row(typed: Typed, path: str) -> Typed:
    """Return what was typed without a row: `path` is "phones-2" or "prices-0-bands-1"."""
    *names, number = path.split("-")
    return _changed(typed, names, lambda rows: [r for r in rows if str(r[NUMBER]) != number])


def _next(rows: list[Typed], blank: Typed) -> Typed:
    return blank | {NUMBER: max((row[NUMBER] for row in rows), default=-1) + 1}


def _changed(typed: Typed, names: list[str], change: Callable[[list[Typed]], list[Typed]]) -> Typed:
    name, *rest = names
    rows = typed.get(name)
    if not isinstance(rows, list):
        return typed
    if not rest:
        return typed | {name: change(rows)}
    number, *inner = rest
    return typed | {
        name: [_changed(row, inner, change) if str(row[NUMBER]) == number else row for row in rows]
    }
