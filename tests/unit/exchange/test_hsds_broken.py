"""A broken record is refused where it is broken, in one clear line."""

import pytest

from tests.unit.exchange.broken import BROKEN, Broken
from tests.unit.exchange.samples import full
from wemi_piemonte.directory.hsds import Refused, parse


def test_there_are_at_least_fifty_kinds() -> None:
    assert len({each.name for each in BROKEN}) == len(BROKEN) >= 50


def test_the_record_they_are_made_from_is_sound() -> None:
    record, warnings = parse(full())
    assert record.name == "Assistenza a casa"
    assert warnings == []


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_record_is_refused_where_it_is_broken(broken: Broken) -> None:
    with pytest.raises(Refused) as refused:
        parse(broken.document())
    assert refused.value.pointer == broken.pointer
    line = str(refused.value)
    assert line.isprintable()
    assert len(line) < 250


@pytest.mark.parametrize("document", [None, 1, "a", [], [{}], True, float("nan")])
def test_what_is_no_object_is_refused(document: object) -> None:
    with pytest.raises(Refused) as refused:
        parse(document)
    assert refused.value.pointer == ""


def test_a_record_nested_a_hundred_thousand_deep_is_refused() -> None:
    nested: object = {}
    for _ in range(100_000):
        nested = {"x": nested}
    document = full() | {"phones": [{"number": "0171 000 1", "attributes": nested}]}
    with pytest.raises(Refused) as refused:
        parse(document)
    assert "deep" in str(refused.value)
