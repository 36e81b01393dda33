"""Other people's archives: the pages in a WARC file of Common Crawl, wget, Browsertrix or anybody."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import zstandard
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from extract.errors import ArchiveError
from extract.fetch.archive import response_of
from extract.fetch.response import Response

_PAGES = ("text/html", "application/xhtml+xml")
_DICTIONARY_FRAME = 0x184D2A5D
"""The skippable frame that carries a dictionary (WARC in Zstandard 1.0, iipc.github.io/warc-specifications)."""
_ZSTD_FRAME = 0xFD2FB528
_LONGEST_WINDOW = 1 << 31
_PACKED_AT_ONCE = 1 << 12
"""Little, since a frame may hold many times its size."""


def import_warc(path: Path) -> Iterator[Response]:
    """The pages archived in a .warc, .warc.gz or .warc.zst file, in its order: HTML responses with status 200.

    Their `via` is the file's name. Raises ArchiveError where the file cannot be opened, stops being readable or ends
    inside a record; what was whole before that has been given.
    """
    try:
        with ExitStack() as stack:
            archive = ArchiveIterator(_opened(path, stack), verify_http=False, arc2warc=True)
            for record in _records(archive):
                page = replace(response_of(record), via=path.name, source="") if _is_page(record) else None
                _to_its_end(record, archive.offset)
                if page:
                    yield page
    except (OSError, ArchiveLoadFailed, zstandard.ZstdError, struct.error) as error:
        raise ArchiveError(
            f"{path} cannot be read as WARC: {error}; give a .warc, .warc.gz or .warc.zst file that is whole"
        ) from error


def _records(archive: ArchiveIterator) -> Iterator[ArcWarcRecord]:
    """The records with a whole header; raises ArchiveLoadFailed where the file ends inside one, at which warcio stops
    without a word, stumbles, or makes do with what it has."""
    while True:
        try:
            record = next(archive, None)
        except AttributeError:  # a response whose address is cut off
            raise _cut(archive.offset) from None
        except ArchiveLoadFailed as error:
            raise ArchiveLoadFailed(f"{error}, at byte {archive.offset}") from None
        if record is None:
            break
        if not (record.rec_headers.get_header("Content-Length") or "").isdigit():
            raise _cut(archive.offset)
        yield record
    if archive.offset < archive.fh.tell():
        raise _cut(archive.offset)


def _is_page(record: ArcWarcRecord) -> bool:
    http = record.http_headers
    if record.rec_type != "response" or not http or http.get_statuscode() != "200":
        return False
    return http.get_header("content-type", "text/html").partition(";")[0].strip().lower() in _PAGES


def _to_its_end(record: ArcWarcRecord, offset: int) -> None:
    """Reads what is left of a record; raises ArchiveLoadFailed where the file ends before it does."""
    while record.raw_stream.read(1 << 16):
        pass
    if record.raw_stream.limit:
        raise _cut(offset)


def _cut(offset: int) -> ArchiveLoadFailed:
    return ArchiveLoadFailed(f"it ends inside the record that begins at byte {offset}, packing undone record by record")


def _opened(path: Path, stack: ExitStack) -> BinaryIO | io.RawIOBase:
    """The file, Zstandard undone; gzip is undone record by record when it is read."""
    file = stack.enter_context(path.open("rb"))
    (magic,) = struct.unpack("<I", file.read(4).ljust(4, b"\0"))
    if magic not in (_DICTIONARY_FRAME, _ZSTD_FRAME):
        file.seek(0)
        return file
    dictionary = None
    if magic == _DICTIONARY_FRAME:
        (length,) = struct.unpack("<I", file.read(4))
        data = file.read(length)
        if struct.unpack("<I", data[:4]) == (_ZSTD_FRAME,):
            data = zstandard.ZstdDecompressor().decompress(data, max_output_size=1 << 27)
        dictionary = zstandard.ZstdCompressionDict(data)
    else:
        file.seek(0)
    unpacker = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=_LONGEST_WINDOW)
    return _Frames(file, unpacker)


class _Frames(io.RawIOBase):
    """What the Zstandard frames of a file hold, read in order; a file that ends inside one raises ZstdError, where
    zstandard's own reader simply ends."""

    def __init__(self, file: BinaryIO, unpacker: zstandard.ZstdDecompressor) -> None:
        self._file, self._unpacker = file, unpacker
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._packed, self._plain = b"", memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._plain:
            packed = self._packed or self._file.read(_PACKED_AT_ONCE)
            if not packed:
                if self._frame:
                    raise zstandard.ZstdError(f"it ends inside a frame, at byte {self._file.tell()}")
                return 0
            self._frame = self._frame or self._unpacker.decompressobj()
            self._plain, self._packed = memoryview(self._frame.decompress(packed)), b""
            if self._frame.eof:
                self._packed, self._frame = self._frame.unused_data, None
        target = memoryview(buffer)
        piece, self._plain = self._plain[: len(target)], self._plain[len(target) :]
        target[: len(piece)] = piece
        return len(piece)
