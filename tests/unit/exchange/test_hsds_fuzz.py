"""Whatever comes, a record is taken or refused: nothing else happens."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.exchange.samples import full
from wemi_piemonte.directory.hsds import Refused, parse, render

SETTINGS = settings(
    max_examples=200,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

Path = tuple[str | int, ...]


def paths(value: Any, start: Path = ()) -> list[Path]:
    """Every place in a document."""
    found = [start]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*start, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += paths(inner, (*start, index))
    return found


PATHS = [path for path in paths(full()) if path]

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**30), 1e308, -0.0, 5e-324, float("inf"), float("nan")])
    | st.floats()
    | st.text(st.characters(), max_size=10)
    | st.sampled_from(["2026-02-29", "24:00", "-1FR", "urn:x", "http://[", "\ud800", "1" * 5000]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "x_wemi", "code", "text", "é\x00"]), inner)
    ),
    max_leaves=6,
)


def survives(document: object) -> None:
    """Parse; what is taken must be written and read again as the same record."""
    try:
        record, _ = parse(document)
    except Refused as refused:
        line = str(refused)
    else:
        line = ""
        text = json.dumps(render(record), allow_nan=False, ensure_ascii=False)
        text.encode()
        assert parse(json.loads(text))[0] == record
    assert line.isprintable()
    assert len(line) < 600


@SETTINGS
@given(path=st.sampled_from(PATHS), value=values)
def test_a_sound_record_with_one_wild_value(path: Path, value: object) -> None:
    document: Any = deepcopy(full())
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    survives(document)


@SETTINGS
@given(st.sampled_from(PATHS), st.sampled_from(PATHS))
def test_a_sound_record_with_one_part_in_the_place_of_another(first: Path, second: Path) -> None:
    document: Any = deepcopy(full())
    value: Any = full()
    for step in first:
        value = value[step]
    holder = document
    for step in second[:-1]:
        holder = holder[step]
    holder[second[-1]] = value
    survives(document)


@SETTINGS
@given(values)
def test_any_value_at_all(value: object) -> None:
    survives(value)
