"""Types and checked fields as JSON Schema, so that what is described can not drift from what is."""

from enum import Enum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from marshmallow import fields, validate

Described = dict[str, Any]

_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
_FIELDS = {
    fields.Integer: "integer",
    fields.Float: "number",
    fields.String: "string",
}


class Components:
    """The named shapes met so far, each described once and referred to by name."""

    def __init__(self) -> None:
        self.schemas: dict[str, Described] = {}

    def describe(self, kind: Any) -> Described:
        """Return the JSON Schema of a type."""
        if is_typeddict(kind):
            return self._object(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _one_of(tuple(member.value for member in kind))
        if origin := get_origin(kind):
            return self._made_of(origin, get_args(kind))
        return {"type": _SIMPLE[kind]}

    def _made_of(self, origin: Any, parts: tuple[Any, ...]) -> Described:
        if origin is Literal:
            return _one_of(parts)
        if origin in {Union, UnionType}:
            return self._either(parts)
        if origin is list:
            return {"type": "array", "items": self.describe(parts[0])}
        if origin is dict:
            any_value = parts[1] is Any
            inner = True if any_value else self.describe(parts[1])
            return {"type": "object", "additionalProperties": inner}
        # What is left says something more of a type: Annotated, NotRequired, Required.
        more = dict(parts[1]) if origin is Annotated else {}
        return {**self.describe(parts[0]), **more}

    def _either(self, kinds: tuple[Any, ...]) -> Described:
        """Return the schema of a union; a simple one that may be null stays simple."""
        found = [self.describe(kind) for kind in kinds if kind is not NoneType]
        if NoneType not in kinds:
            return {"anyOf": found}
        if len(found) == 1 and "type" in found[0] and "enum" not in found[0]:
            return {**found[0], "type": [found[0]["type"], "null"]}
        return {"anyOf": [*found, {"type": "null"}]}

    def _object(self, kind: Any) -> Described:
        name = kind.__name__
        if name not in self.schemas:
            self.schemas[name] = {}  # A shape may hold itself.
            hints = get_type_hints(kind, include_extras=True)
            self.schemas[name] = {
                "type": "object",
                "description": " ".join((kind.__doc__ or "").split()),
                "properties": {key: self.describe(value) for key, value in hints.items()},
                "required": [key for key in hints if key in kind.__required_keys__],
            }
        return {"$ref": f"#/components/schemas/{name}"}


def _one_of(values: tuple[Any, ...]) -> Described:
    return {"type": "string", "enum": list(values)}


def schema_of(field: fields.Field[Any]) -> Described:
    """Return the JSON Schema of a checked parameter, with its limits and its default."""
    if isinstance(field, fields.List):
        found: Described = {"type": "array", "items": schema_of(field.inner)}
    else:
        found = {"type": next(t for kind, t in _FIELDS.items() if isinstance(field, kind))}
    for validator in field.validators:
        found |= _limits(validator, items=found["type"] == "array")
    if field.load_default and isinstance(field.load_default, (str, int, float)):
        found["default"] = field.load_default
    return found


def _limits(validator: Any, *, items: bool) -> Described:
    if isinstance(validator, validate.OneOf):
        return {"enum": [choice for choice in validator.choices if choice]}
    if isinstance(validator, validate.Regexp):
        return {"pattern": validator.regex.pattern}
    if isinstance(validator, validate.Length):
        return {"maxItems" if items else "maxLength": validator.max}
    if isinstance(validator, validate.Range):
        least = "minimum" if validator.min_inclusive else "exclusiveMinimum"
        limits = {least: validator.min, "maximum": validator.max}
        return {name: limit for name, limit in limits.items() if limit is not None}
    raise TypeError(f"no JSON Schema for {validator!r}")
