"""The text of the index, in Whoosh: the only module that knows it.

Whoosh keeps vocabulary, postings, deletions and commits. A codec of ours writes each segment's
postings a second time as flat arrays (`postings.py`), and those are what searches read: Whoosh's
own query parser, collectors and block decoding are never in the way of a request.
"""

import json
import os
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from wemi_piemonte.search.index.analysis import FIELDS
from wemi_piemonte.search.index.postings import Postings, PostingsWriter

NAME = "MAIN"
MAPPED = ".map"
SUMS = ".sum"
META = "meta"
# The row of the document that carries what is said with a commit.
NO_ROW = 0xFFFF_FFFF

# Segments with more listings than this are left alone by commits, so that none of them is slow.
MOST_MERGED = 256
# So many segments of about the same size are merged into one.
SEGMENTS_OF_A_SIZE = 8

Meta = dict[str, Any]
Posting = tuple[bytes, int, int, bytes]
RowNumbers = npt.NDArray[np.uint32]


class Impacts(fields.FieldType):  # type: ignore[misc]
    """A field whose terms come analysed, each with its impact."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)

    def index(self, value: Mapping[str, int], **_kwargs: Any) -> Iterator[Posting]:
        for term, impact in value.items():
            yield term.encode(), 1, impact, b""


SCHEMA = fields.Schema(
    id=fields.ID(unique=True),
    row=fields.COLUMN(columns.NumericColumn("I")),
    meta=fields.STORED(),
    **{name: Impacts() for name in FIELDS},
)


class _Pool:
    """Gathers a segment's postings by term; documents come in order, so only terms are sorted."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, bytes], tuple[array[int], bytearray]] = {}

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        field, term, document, weight, _value = item
        found = self._lists.get((field, term))
        if found is None:
            found = self._lists[field, term] = (array("I"), bytearray())
        found[0].append(document)
        found[1].append(int(weight))

    def lists(self) -> Iterator[tuple[str, bytes, "array[int]", bytearray]]:
        for field, term in sorted(self._lists):
            documents, impacts = self._lists[field, term]
            yield field, term, documents, impacts

    def cleanup(self) -> None:
        self._lists.clear()


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes Whoosh's own blocks, and the same lists as flat arrays beside them."""

    def add_lists(self, lists: Iterator[tuple[str, bytes, "array[int]", bytearray]]) -> None:
        flat, last = PostingsWriter(), ""
        for field, term, documents, impacts in lists:
            if field != last:
                if last:
                    self.finish_field()
                self.start_field(field, SCHEMA[field])
                last = field
            self.start_term(term)
            for document, impact in zip(documents, impacts, strict=True):
                self.add(document, impact, b"", None)
            self.finish_term()
            if field in FIELDS:
                flat.add(field, term.decode(), documents, impacts)
        if last:
            self.finish_field()
        file = self._create_file(MAPPED)
        flat.write(file)
        file.close()


class _Codec(W3Codec):  # type: ignore[misc]
    def field_writer(self, storage: FileStorage, segment: Any) -> _FieldWriter:
        return _FieldWriter(self, storage, segment)


class _Storage(FileStorage):  # type: ignore[misc]
    """Files that are on the disk before the table of contents names them."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._unsaved: set[str] = set()

    def create_file(self, name: str, **kwargs: Any) -> Any:
        self._unsaved.add(name)
        return super().create_file(name, **kwargs)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        for name in sorted(self._unsaved):
            if self.file_exists(name):
                sync(Path(self.folder, name))
        self._unsaved.clear()
        super().rename_file(oldname, newname, safe)
        sync(Path(self.folder))


def sync(path: Path) -> None:
    """Bring a file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _SegmentWriter(SegmentWriter):  # type: ignore[misc]
    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, codec=_Codec(), compound=False)
        self.pool = _Pool()

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self.fieldwriter.add_lists(self.pool.lists())
        self.fieldwriter.close()

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        folder = Path(self.storage.folder)
        sums = {name: _checksum(folder / name) for name in segment.list_files(self.storage)}
        file = segment.create_file(self.storage, SUMS)
        file.write(json.dumps(sums).encode())
        file.close()
        return segment


class TextWriter:
    """One commit to the text: all of it is seen by readers, or nothing."""

    def __init__(self, folder: Path) -> None:
        self._index = FileIndex(_Storage(str(folder)), schema=SCHEMA)
        self._writer = _SegmentWriter(self._index)

    def add(self, service_id: UUID, row: int, terms: Mapping[str, Mapping[str, int]]) -> None:
        self._writer.add_document(id=service_id.hex, row=row, **terms)

    def remove(self, service_id: UUID) -> None:
        self._writer.delete_by_term("id", service_id.hex)

    def commit(self, meta: Meta) -> None:
        """Make it all visible, together with `meta`."""
        self._writer.delete_by_term("id", META)
        self._writer.add_document(id=META, meta=json.dumps(meta), row=NO_ROW)
        self._writer.commit(mergetype=_merge_small)

    def cancel(self) -> None:
        self._writer.cancel()


def _merge_small(writer: SegmentWriter, segments: Sequence[Any]) -> list[Any]:
    """Merge the small segments once there are many of a size; drop those with nothing left."""
    kept = [segment for segment in segments if segment.doc_count()]
    sizes: dict[int, list[Any]] = {}
    for segment in kept:
        if segment.doc_count_all() <= MOST_MERGED:
            size = segment.doc_count_all().bit_length() // 3
            sizes.setdefault(size, []).append(segment)
    for group in sizes.values():
        if len(group) < SEGMENTS_OF_A_SIZE:
            continue
        for segment in group:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
            kept.remove(segment)
    return kept


def create(folder: Path) -> None:
    """Make an empty text."""
    folder.mkdir()
    FileIndex.create(_Storage(str(folder)), SCHEMA, NAME)


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as committed: its file of postings, and which documents are no longer there."""

    path: Path
    documents: int
    deleted: frozenset[int]


@dataclass(frozen=True, slots=True)
class Committed:
    """What one commit left: the segments, and what was said with it."""

    generation: int
    segments: tuple[Segment, ...]
    meta: Meta


def generation_of(folder: Path) -> int:
    """Return the number of the last commit."""
    generation: int = TOC._latest_generation(FileStorage(str(folder)), NAME)  # noqa: SLF001
    return generation


def committed(folder: Path) -> Committed:
    """Return what the last commit left; any exception at all means that the index is broken."""
    storage = FileStorage(str(folder))
    toc = TOC.read(storage, NAME, schema=SCHEMA)
    segments = tuple(
        Segment(
            folder / (segment.segment_id() + MAPPED),
            segment.doc_count_all(),
            frozenset(segment.deleted_docs()),
        )
        for segment in toc.segments
    )
    return Committed(toc.generation, segments, _meta(storage, toc.segments))


def _meta(storage: FileStorage, segments: Sequence[Any]) -> Meta:
    for segment in reversed(segments):
        reader = SegmentReader(storage, SCHEMA, segment)
        try:
            if ("id", META) in reader:
                found = reader.postings("id", META)
                if found.is_active():
                    meta: Meta = json.loads(reader.stored_fields(found.id())["meta"])
                    return meta
        finally:
            reader.close()
    return {}


def row_numbers(segment: Segment) -> RowNumbers:
    """Return the row of each document of a segment."""
    path = segment.path.with_suffix(".row.col")
    stored = np.fromfile(path, dtype=">u4") if path.exists() else np.zeros(0, dtype=">u4")
    found = np.zeros(segment.documents, dtype="<u4")
    found[: len(stored)] = stored[: segment.documents]
    return found


def postings_of(segment: Segment) -> Postings:
    """Map the postings of a segment."""
    return Postings.map(segment.path)


def damaged(folder: Path) -> list[str]:
    """Return the files of committed segments that no longer hold what was written."""
    found: list[str] = []
    for segment in TOC.read(FileStorage(str(folder)), NAME, schema=SCHEMA).segments:
        sums = json.loads((folder / segment.make_filename(SUMS)).read_bytes())
        found += (
            name
            for name, checksum in sums.items()
            if not (folder / name).exists() or _checksum(folder / name) != checksum
        )
    return found


def _checksum(path: Path) -> int:
    return zlib.crc32(path.read_bytes())
