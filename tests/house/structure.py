"""A database's structure as plain values, so that two can be compared word for word."""

import re
from typing import Any

from sqlalchemy import Engine, inspect
from sqlalchemy.engine import Inspector

IGNORED = {"alembic_version"}
WHITE = re.compile(r"\s+")

Structure = dict[str, dict[str, Any]]


def structure(engine: Engine) -> Structure:
    """Everything that the database says of its tables, CHECKs included."""
    seen = inspect(engine)
    return {
        name: _table(seen, name) for name in sorted(seen.get_table_names()) if name not in IGNORED
    }


def _table(seen: Inspector, name: str) -> dict[str, Any]:
    # The order of columns may differ after a migration; nothing depends on it.
    return {
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"], str(column["default"]))
            for column in seen.get_columns(name)
        },
        "primary key": _plain(seen.get_pk_constraint(name)),
        "foreign keys": sorted(map(_foreign_key, seen.get_foreign_keys(name))),
        "unique": sorted(_plain(each) for each in seen.get_unique_constraints(name)),
        "indexes": sorted(_index(each) for each in seen.get_indexes(name)),
        "checks": sorted(
            (str(each["name"]), WHITE.sub(" ", each["sqltext"]))
            for each in seen.get_check_constraints(name)
        ),
    }


def _plain(constraint: Any) -> tuple[str, tuple[str, ...]]:
    columns = constraint.get("constrained_columns") or constraint.get("column_names") or ()
    return str(constraint["name"]), tuple(columns)


def _index(index: Any) -> tuple[str, tuple[str, ...], bool]:
    return str(index["name"]), tuple(str(c) for c in index["column_names"]), bool(index["unique"])


def _foreign_key(key: Any) -> tuple[str, tuple[str, ...], str, tuple[str, ...], str]:
    return (
        str(key["name"]),
        tuple(key["constrained_columns"]),
        key["referred_table"],
        tuple(key["referred_columns"]),
        str(key["options"].get("ondelete")),
    )


def differences(left: Structure, right: Structure) -> list[str]:
    """What two structures do not have in common, table by table."""
    found = [f"only one has {name}" for name in sorted(set(left) ^ set(right))]
    for name in sorted(set(left) & set(right)):
        found += [
            f"{name}, {aspect}: {left[name][aspect]} / {right[name][aspect]}"
            for aspect in left[name]
            if left[name][aspect] != right[name][aspect]
        ]
    return found
