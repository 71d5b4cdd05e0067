"""The text of the index, in Whoosh: with `codec.py` the only module that knows it.

Whoosh keeps vocabulary, postings, deletions and commits. Our codec writes each segment's
postings a second time as flat arrays (`postings.py`), and those are what searches read: Whoosh's
own query parser, collectors and block decoding are never in the way of a request.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader

from wemi_piemonte.search.index.codec import (
    MAPPED,
    SCHEMA,
    SUMS,
    MappedSegmentWriter,
    MappedStorage,
)
from wemi_piemonte.search.index.disk import checksum_of
from wemi_piemonte.search.index.postings import Postings

NAME = "MAIN"
META = "meta"
# The row of the document that carries what is said with a commit.
NO_ROW = 0xFFFF_FFFF

# Segments with more listings than this are left alone by commits, so that none of them is slow.
MOST_MERGED = 256
# So many segments of about the same size are merged into one.
SEGMENTS_OF_A_SIZE = 8

Meta = dict[str, Any]
RowNumbers = npt.NDArray[np.uint32]


class TextWriter:
    """One commit to the text: all of it is seen by readers, or nothing."""

    def __init__(self, folder: Path) -> None:
        self._index = FileIndex(MappedStorage(folder), schema=SCHEMA)
        self._writer = MappedSegmentWriter(self._index)

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


def _merge_small(writer: MappedSegmentWriter, segments: Sequence[Any]) -> list[Any]:
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
    FileIndex.create(MappedStorage(folder), SCHEMA, NAME)


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
    generation: int = TOC._latest_generation(MappedStorage(folder), NAME)  # noqa: SLF001
    return generation


def committed(folder: Path) -> Committed:
    """Return what the last commit left; any exception at all means that the index is broken."""
    storage = MappedStorage(folder)
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


def _meta(storage: MappedStorage, segments: Sequence[Any]) -> Meta:
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
    for segment in TOC.read(MappedStorage(folder), NAME, schema=SCHEMA).segments:
        sums = json.loads((folder / segment.make_filename(SUMS)).read_bytes())
        found += (
            name
            for name, checksum in sums.items()
            if not (folder / name).exists() or checksum_of(folder / name) != checksum
        )
    return found
