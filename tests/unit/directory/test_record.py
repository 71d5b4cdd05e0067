"""The record, the tables and the translatable fields speak of the same things."""

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from tests.make import full_service
from wemi_piemonte.directory import record, storage
from wemi_piemonte.directory.record import TRANSLATABLE, ServiceRecord


def record_kinds() -> list[type]:
    return [kind for kind in vars(record).values() if isinstance(kind, type) and is_dataclass(kind)]


def test_every_translatable_field_is_a_text_of_its_record() -> None:
    for kind, names in TRANSLATABLE.items():
        hints = get_type_hints(kind)
        assert {hints[name] for name in names} == {str}


def test_records_can_be_compared_and_never_changed() -> None:
    for kind in record_kinds():
        parameters: Any = vars(kind)["__dataclass_params__"]
        assert parameters.frozen
        assert parameters.eq


def test_every_part_of_a_record_has_a_table() -> None:
    for holder, children in storage.CHILDREN.items():
        hints = get_type_hints(holder)
        for name, kind in children.items():
            assert get_args(hints[name])[0] is kind
            assert kind in storage.TABLES


def test_the_full_example_leaves_no_part_out() -> None:
    example = full_service()
    tuples = [field.name for field in fields(ServiceRecord) if "tuple" in str(field.type)]
    assert [name for name in tuples if not getattr(example, name)] == ["attributes"]
