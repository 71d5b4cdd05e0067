"""A file is parted into its records, however it is cut into chunks and wherever it is broken."""

import json
from io import BufferedReader, BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wemi_piemonte.exchange.hsds import splitting
from wemi_piemonte.exchange.hsds.splitting import (
    AFTER_THE_END,
    CUT_OFF,
    LARGEST,
    NOT_CLOSED,
    TOO_LARGE,
    NotJson,
    Piece,
    pieces,
)

BOM = b"\xef\xbb\xbf"


def parted(content: bytes) -> list[Piece]:
    return list(pieces(BufferedReader(BytesIO(content), len(content) + 1)))


def texts(content: bytes) -> list[bytes | str]:
    """The records of a file, a fault as its reason."""
    return [piece.fault or piece.text.strip() for piece in parted(content)]


@pytest.mark.parametrize("start", [b"", BOM, b" \n\t", BOM + b"\r\n"])
@pytest.mark.parametrize(
    "content",
    [
        b'[{"a":1},{"b":2}]',
        b'[ {"a":1} , {"b":2} , ]\n',
        b'{"a":1}\n{"b":2}\n',
        b'{"a":1}\r\n\r\n{"b":2}',
        b'{"a":1}\n\n  {"b":2}   \n',
    ],
)
def test_arrays_and_lines_give_the_same_records(start: bytes, content: bytes) -> None:
    assert texts(start + content) == [b'{"a":1}', b'{"b":2}']


def test_one_object_may_be_written_over_many_lines() -> None:
    assert [json.loads(t) for t in texts(b'{\n "a": {\n  "b": [1,\n2]}\n}\n')] == [
        {"a": {"b": [1, 2]}}
    ]
    assert [json.loads(t) for t in texts(b'{\n"a":1\n}\n{\n"b":2}')] == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("content", [b"", BOM, b"  \n ", b"[]", b"[ ]\n", b"[,]"])
def test_a_file_may_hold_nothing(content: bytes) -> None:
    assert texts(content) == []


@pytest.mark.parametrize(
    "content",
    [
        b"null",
        b"12",
        b'"a"',
        b"id,name\n1,2",
        b"<html>",
        b"\xff\xfe[\x00",
        b"\x00",
        b"\xfe\xff\x00[",
    ],
)
def test_what_is_no_json_is_told_at_once(content: bytes) -> None:
    with pytest.raises(NotJson):
        parted(content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'[{"a":1},{"b":', [b'{"a":1}', CUT_OFF]),
        (b'[{"a":1},{"b":"x', [b'{"a":1}', CUT_OFF]),
        (b'[{"a":1},{"b":2}', [b'{"a":1}', b'{"b":2}', NOT_CLOSED]),
        (b'[{"a":1},', [b'{"a":1}', NOT_CLOSED]),
        (b"[", [NOT_CLOSED]),
        (b'[{"a":1}] tail [', [b'{"a":1}', AFTER_THE_END]),
        (b'[{"a":1}}, {"b":2}]', [b'{"a":1}}', b'{"b":2}']),
        (b'[{"a":1} {"b":2}]', [b'{"a":1} {"b":2}']),
        (b'[1,"]",[2,[3]],null]', [b"1", b'"]"', b"[2,[3]]", b"null"]),
        (b'{"a":1}\n{"b":\n{"c":3}\n', [b'{"a":1}', b'{"b":', b'{"c":3}']),
        (b'{"b":\n{"c":3}\n', [b'{"b":', b'{"c":3}']),
        (b'{\n"b":[', [CUT_OFF]),
        (b'[{"a":"\xff"},{"b":2}]', [b'{"a":"\xff"}', b'{"b":2}']),
    ],
)
def test_what_is_broken_does_not_hide_what_is_sound(
    content: bytes, expected: list[bytes | str]
) -> None:
    assert texts(content) == expected


@pytest.mark.parametrize("wrap", ["[%s,{}]", "%s\n{}\n", '{\n"x":%s}'])
def test_a_record_beyond_all_measure_is_passed_over(wrap: str) -> None:
    giant = '{"a":"' + "x" * (2 * LARGEST) + '"}'
    found = texts((wrap % giant).encode())
    assert found[0] == TOO_LARGE
    assert found[1:] in ([b"{}"], [])


def test_a_record_cut_off_beyond_all_measure_is_told_once() -> None:
    assert texts(b'[{"a":"' + b"x" * (2 * LARGEST)) == [TOO_LARGE]


def test_the_end_of_each_record_is_told_for_the_progress_bar() -> None:
    assert [piece.end for piece in parted(b'[{"a":1},{"b":2}]')] == [9, 17]
    assert [piece.end for piece in parted(BOM + b'{"a":1}\n{"b":2}\n')] == [11, 19]


documents = st.lists(
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.text(st.sampled_from('"\\{}[],: \u00e8\n'), max_size=8) | st.integers(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
            max_leaves=5,
        ),
        max_size=3,
    ),
    max_size=6,
)


@settings(max_examples=100, derandomize=True, database=None)
@given(documents, st.integers(1, 9), st.sampled_from([None, 1]), st.booleans())
def test_records_are_the_same_however_the_file_is_cut(
    found: list[object], chunk: int, indent: int | None, ascii_only: bool
) -> None:
    array = json.dumps(found, indent=indent, ensure_ascii=ascii_only).encode()
    lines = "\n".join(json.dumps(each, ensure_ascii=ascii_only) for each in found).encode()
    usual = splitting.CHUNK
    try:
        splitting.CHUNK = chunk
        assert [json.loads(text) for text in texts(array)] == found
        assert [json.loads(text) for text in texts(lines)] == found
    finally:
        splitting.CHUNK = usual
