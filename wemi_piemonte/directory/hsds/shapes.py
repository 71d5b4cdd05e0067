"""What an HSDS object is made of, written once: reading and writing both follow it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wemi_piemonte.directory.hsds.values import Kind, clock

EXTENSION = "x_wemi"
MOST_PARTS = 500


@dataclass(frozen=True, eq=False)
class Field:
    """One value: attribute `name` of the record, `key` in HSDS, in our extension when `own`."""

    name: str
    kind: Kind
    key: str = ""
    own: bool = False
    required: bool = False
    # Written even when it is what a missing value would be read as.
    always: bool = False
    default: Any = None
    # The values that the standard has; others are written in our extension.
    standard: frozenset[str] | None = None

    def is_own(self, value: Any) -> bool:
        """Tell whether a value is written in our extension."""
        return self.own or (self.standard is not None and value not in self.standard)

    @cached_property
    def hsds(self) -> str:
        return self.key or self.name

    @cached_property
    def unsaid(self) -> Any:
        return self.kind.empty if self.default is None else self.default


@dataclass(frozen=True, eq=False)
class Child:
    """A list of parts; `aliases` are other spellings of its key that feeds use."""

    name: str
    shape: "Shape"
    key: str = ""
    own: bool = False
    aliases: tuple[str, ...] = ()
    # Where two lists share one attribute of the record: which of its parts lie in this one.
    holds: Callable[[Any], bool] | None = None

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return (self.key or self.name, *self.aliases)

    def parts_of(self, record: Any) -> list[Any]:
        parts = getattr(record, self.name)
        return [part for part in parts if self.holds is None or self.holds(part)]


@dataclass(frozen=True, eq=False)
class Shape:
    """An HSDS object: its record, values and parts, and what else is known of it.

    `check` sees the values before the record is made, and may complete them; it returns the key
    and the reason of what is wrong, or None.
    """

    name: str
    record: type
    fields: tuple[Field, ...]
    children: tuple[Child, ...] = ()
    constants: tuple[tuple[str, Any], ...] = ()
    # Keys that only point back to where the object hangs, or are read by hand.
    links: tuple[str, ...] = ()
    own_links: tuple[str, ...] = ()
    check: Callable[[dict[str, Any]], tuple[str, str] | None] | None = None
    # The attribute without which a part says nothing: HSDS does not require it, we do.
    core: str = ""

    @cached_property
    def known(self) -> frozenset[str]:
        """The keys of HSDS that are read, or say nothing new."""
        fields = (field.hsds for field in self.fields if not field.own)
        lists = (key for child in self.children if not child.own for key in child.keys)
        return frozenset({"id", EXTENSION, *fields, *lists, *self.links})

    @cached_property
    def known_own(self) -> frozenset[str]:
        """The keys of our extension that are read."""
        fields = (field.hsds for field in self.fields if field.own or field.standard)
        lists = (key for child in self.children if child.own for key in child.keys)
        return frozenset({"translations", *fields, *lists, *self.own_links})

    @cached_property
    def clocks(self) -> tuple[str, ...]:
        """The keys that hold a time of day."""
        return tuple(field.hsds for field in self.fields if field.kind is clock)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The kind of each attribute."""
        return {field.name: field.kind for field in self.fields}
