"""Parts a file into the JSON texts of its records, one at a time, whatever its size.

An incremental parser would stop for good at the first slip. Here only strings and brackets are
followed, so that a broken record is one piece like any other, and those after it are still read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

LARGEST = 2_000_000
CHUNK = 1 << 16
# How much of a file can be looked at without reading it: a whole first line, however long.
PEEK = LARGEST + CHUNK

_BOM = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"
# What can be passed over at once inside a record: whole strings, and all that is no bracket.
_PLAIN = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_BETWEEN = re.compile(rb'[^"{}\[\],]*+')

TOO_LARGE = f"is larger than {LARGEST} bytes"
CUT_OFF = "is cut off by the end of the file"
NOT_CLOSED = "is missing: the array is not closed at the end of the file"
AFTER_THE_END = "stands after the end of the array, and is not read"


class NotJson(Exception):
    """The file holds no JSON at all; the message says what is wrong, in one sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one record, or the reason why there is none; `end` is where it ends."""

    text: bytes
    end: int
    fault: str = ""


class Buffered(Protocol):
    """A file of bytes of which the beginning can be seen before it is read."""

    def peek(self, size: int, /) -> bytes: ...

    def read(self, size: int, /) -> bytes: ...

    def readline(self, size: int, /) -> bytes: ...


def pieces(file: Buffered) -> Iterator[Piece]:
    """Yield the records of one array, of one object or of JSON lines.

    `file` has to be buffered with PEEK bytes.
    """
    head = file.peek(PEEK)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotJson("The file is not in UTF-8.")
    text = head.removeprefix(_BOM).lstrip(_SPACE)
    if not text:
        return
    if text[0] not in b"[{":
        raise NotJson("The file holds no JSON array or object.")
    inside_array = text[0] in b"["
    start = len(head) - len(text)
    file.read(start)
    if not inside_array and _is_lines(text):
        yield from _lines(file, start)
        return
    splitter = _Splitter(inside_array=inside_array, offset=start)
    if inside_array:
        splitter.offset += len(file.read(1))
    while chunk := file.read(CHUNK):
        yield from splitter.feed(chunk)
    yield from splitter.close()


def _is_lines(text: bytes) -> bool:
    """Tell JSON lines from one object that is written over many lines."""
    line, _, rest = text.partition(b"\n")
    first = next(_Splitter(inside_array=False, offset=0).feed(line), None)
    # When the first line is broken, the second one tells.
    return first is not None or rest.lstrip(b"\r\n").startswith(b"{")


def _lines(file: Buffered, offset: int) -> Iterator[Piece]:
    while line := file.readline(LARGEST + 1):
        offset += len(line)
        too_large = len(line) > LARGEST
        while too_large and not line.endswith(b"\n") and (line := file.readline(CHUNK)):
            offset += len(line)
        if too_large:
            yield Piece(b"", offset, TOO_LARGE)
        elif line.strip(_SPACE):
            yield Piece(line, offset)


class _Splitter:
    """Follows strings and brackets through the chunks of one array, or of objects in a row."""

    def __init__(self, *, inside_array: bool, offset: int) -> None:
        self.inside_array = inside_array
        self.offset = offset
        self.depth = 0
        self.in_string = False
        self.ended = False
        self.warned = False
        self.held: list[bytes] = []
        self.size = 0
        self.escape = b""

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Yield the records that end in this chunk."""
        if self._is_over():
            yield from self._after_the_end(chunk)
            return
        # A backslash that ended the chunk before goes with the sign after it.
        self.offset -= len(self.escape)
        chunk, self.escape = self.escape + chunk, b""
        start = position = 0
        while position < len(chunk) and not self.escape and not self.ended:
            position = self._skip(chunk, position)
            if position == len(chunk):
                break
            after = position + 1
            if self._ends_at(chunk, position):
                keep = position if self.inside_array else after
                yield from self._piece(chunk[start:keep], self.offset + after)
                start = after
            position = after
        if self.ended:
            yield from self._after_the_end(chunk[start:])
        else:
            self._hold(chunk[start : len(chunk) - len(self.escape)])
        self.offset += len(chunk)

    def _skip(self, chunk: bytes, position: int) -> int:
        """Return where the next sign stands that matters."""
        outside = _PLAIN if self.depth else _BETWEEN
        wanted = _IN_STRING if self.in_string else outside
        found = wanted.match(chunk, position)
        assert found is not None
        return found.end()

    def _ends_at(self, chunk: bytes, position: int) -> bool:
        """Take in one sign; tell whether it ends a record."""
        sign = chunk[position : position + 1]
        if self.in_string:
            if sign == b"\\":
                self.escape = sign
            else:
                self.in_string = False
        elif sign == b'"':
            self.in_string = True
        elif self.inside_array and self.depth == 0 and sign in b",]":
            self.ended = sign == b"]"
            return True
        elif sign in b"{[":
            self.depth += 1
        elif sign in b"}]":
            self.depth = max(self.depth - 1, 0)
            return self.depth == 0 and not self.inside_array
        return False

    def _hold(self, part: bytes) -> None:
        self.size += len(part)
        if self.size > LARGEST:
            # Only its size is of interest from now on.
            self.held = []
        elif part:
            self.held.append(part)

    def _piece(self, last: bytes, end: int) -> Iterator[Piece]:
        self._hold(last)
        text, size = b"".join(self.held), self.size
        self.held, self.size = [], 0
        if size > LARGEST:
            yield Piece(b"", end, TOO_LARGE)
        elif text.strip(_SPACE):
            yield Piece(text, end)

    def _is_over(self) -> bool:
        return self.ended

    def _after_the_end(self, text: bytes) -> Iterator[Piece]:
        if text.strip(_SPACE) and not self.warned:
            self.warned = True
            yield Piece(b"", self.offset, AFTER_THE_END)

    def close(self) -> Iterator[Piece]:
        """Yield what is left when the file ends, and what is missing."""
        if self.ended:
            return
        if self.depth or self.in_string:
            fault = TOO_LARGE if self.size > LARGEST else CUT_OFF
            yield Piece(b"", self.offset, fault)
            return
        yield from self._piece(b"", self.offset)
        if self.inside_array:
            yield Piece(b"", self.offset, NOT_CLOSED)
