"""Posting lists come out of a mapped file as they went in, also when merged."""

from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.search.index.postings import Postings, PostingsWriter, key_of, merged

Lists = dict[tuple[str, str], dict[int, int]]

lists = st.dictionaries(
    st.tuples(st.sampled_from(["it", "en"]), st.text(min_size=1, max_size=6)),
    st.dictionaries(st.integers(0, 500), st.integers(1, 255), min_size=1, max_size=8),
    max_size=12,
)


def written(path: Path, content: Lists) -> Postings:
    writer = PostingsWriter()
    for (field, term), impacts in content.items():
        documents = sorted(impacts)
        writer.add(field, term, array("I", documents), [impacts[each] for each in documents])
    with path.open("wb") as file:
        writer.write(file)
    return Postings.map(path)


def read(postings: Postings, field: str, term: str) -> dict[int, int]:
    keys = np.array([key_of(field, term)], dtype=np.uint64)
    return {
        document: impact
        for _number, documents, impacts in postings.find(keys)
        for document, impact in zip(documents.tolist(), impacts.tolist(), strict=True)
    }


@given(content=lists)
def test_every_list_is_found_again(
    tmp_path_factory: pytest.TempPathFactory, content: Lists
) -> None:
    postings = written(tmp_path_factory.mktemp("p") / "map", content)
    for (field, term), impacts in content.items():
        assert read(postings, field, term) == impacts
    assert read(postings, "it", "absent word") == {}


@given(first=lists, second=lists)
def test_merged_segments_hold_both(
    tmp_path_factory: pytest.TempPathFactory, first: Lists, second: Lists
) -> None:
    folder = tmp_path_factory.mktemp("p")
    rows = np.arange(501, dtype="<u4")
    parts = [
        (written(folder / "a", first), rows),
        (written(folder / "b", second), rows + np.uint32(1000)),
    ]
    both = merged(parts)
    for key in {*first, *second}:
        wanted = dict(first.get(key, {}))
        wanted |= {document + 1000: impact for document, impact in second.get(key, {}).items()}
        assert read(both, *key) == wanted


def test_the_same_term_of_two_fields_has_two_lists(tmp_path: Path) -> None:
    postings = written(tmp_path / "map", {("it", "casa"): {1: 9}, ("en", "casa"): {2: 8}})
    assert read(postings, "it", "casa") == {1: 9}
    assert read(postings, "en", "casa") == {2: 8}


def test_the_longest_lists_are_known(tmp_path: Path) -> None:
    content = {("it", str(n)): dict.fromkeys(range(n + 1), 1) for n in range(20)}
    postings = written(tmp_path / "map", content)
    lengths = sorted(int(postings.ends[at] - postings.starts[at]) for at in postings.commonest(3))
    assert lengths == [18, 19, 20]
    assert len(postings.commonest(99)) == 20


@pytest.mark.parametrize("size", [0, 10, 30, 100])
def test_a_file_cut_short_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "map"
    written(path, {("it", str(n)): {n: 1} for n in range(9)})
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(OSError, match="map"):
        Postings.map(path)
