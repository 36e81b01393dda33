"""Other people's archives: the pages in a WARC file of Common Crawl, wget, Browsertrix or anybody."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

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


def import_warc(path: Path) -> Iterator[Response]:
    """The pages archived in a .warc, .warc.gz or .warc.zst file, in its order: HTML responses with status 200.

    Their `via` is the file's name. Raises ArchiveError where the file cannot be opened or stops being readable;
    what was whole before that has been given.
    """
    try:
        with ExitStack() as stack:
            stream = _opened(path, stack)
            for record in ArchiveIterator(stream, verify_http=False, arc2warc=True):
                http = record.http_headers
                if record.rec_type != "response" or not http or http.get_statuscode() != "200":
                    continue
                if http.get_header("content-type", "text/html").partition(";")[0].strip().lower() in _PAGES:
                    response = response_of(record)
                    _to_its_end(record)
                    yield replace(response, via=path.name, source="")
    except (OSError, ArchiveLoadFailed, zstandard.ZstdError, struct.error) as error:
        raise ArchiveError(
            f"{path} cannot be read as WARC: {error}; give a .warc, .warc.gz or .warc.zst file"
        ) from error


def _to_its_end(record: ArcWarcRecord) -> None:
    """Reads what is left of a record; raises ArchiveLoadFailed where the file ends before it does."""
    while record.raw_stream.read(1 << 16):
        pass
    if record.raw_stream.limit:
        raise ArchiveLoadFailed(f"it ends {record.raw_stream.limit} bytes before its last record does")


def _opened(path: Path, stack: ExitStack) -> BinaryIO:
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
    return stack.enter_context(unpacker.stream_reader(file, read_across_frames=True))
