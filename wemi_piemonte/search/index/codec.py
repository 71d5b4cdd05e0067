"""How Whoosh writes a segment for us: its own blocks, and the same postings as flat arrays.

With `text.py` the only module that knows Whoosh. Both read and write its files here mapped and
durable: every file is on the disk before the table of contents that names it.
"""

import io
import json
import mmap
import os
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from wemi_piemonte.search.index.analysis import FIELDS
from wemi_piemonte.search.index.disk import checksum_of, sync
from wemi_piemonte.search.index.postings import PostingsWriter

MAPPED = ".map"
SUMS = ".sum"

Posting = tuple[bytes, int, int, bytes]


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


class MappedStorage(FileStorage):  # type: ignore[misc]
    """Files that are on the disk before the table of contents names them.

    They are read mapped: what breaks off in the middle of a broken file leaves none open.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._unsaved: set[str] = set()

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        with Path(self.folder, name).open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                return StructFile(io.BytesIO(), name=name, **kwargs)
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return StructFile(mapped, name=name, **kwargs)

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


class MappedSegmentWriter(SegmentWriter):  # type: ignore[misc]
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
        sums = {name: checksum_of(folder / name) for name in segment.list_files(self.storage)}
        file = segment.create_file(self.storage, SUMS)
        file.write(json.dumps(sums).encode())
        file.close()
        return segment
