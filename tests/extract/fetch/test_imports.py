"""Archives that other tools wrote come in as responses."""

from __future__ import annotations

import gzip
import io
import re
import struct
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.errors import ArchiveError
from extract.fetch.archive import Archive
from extract.fetch.response import Verdict

zstandard = pytest.importorskip("zstandard")

from extract.fetch.imports import import_warc  # noqa: E402 - it needs zstandard

PAGE = "<html><p>قصف على المدينة</p></html>".encode()


def foreign(packed: bool, *answers: tuple[str, list[tuple[str, str]], bytes]) -> bytes:
    """A WARC/1.0 file as warcio writes it: a request, a response, a metadata record for each answer."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("foreign.warc", {"software": "wget"}))
    for number, (status, headers, body) in enumerate(answers):
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        url, date = f"https://day.example/{number}", {"WARC-Date": "2024-05-01T10:00:00Z"}
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=date
            )
        )
        writer.write_record(writer.create_warc_record(url, "metadata", payload=io.BytesIO(b"a: b"), length=4))
    return out.getvalue()


HTML = ("Content-Type", "text/html; charset=utf-8")
ANSWERS = [
    ("200 OK", [HTML], PAGE),
    ("200 OK", [HTML, ("Content-Encoding", "gzip")], gzip.compress(PAGE)),
    ("200 OK", [HTML, ("Transfer-Encoding", "chunked")], f"{len(PAGE):x}\r\n".encode() + PAGE + b"\r\n0\r\n\r\n"),
    ("200 OK", [HTML, ("Transfer-Encoding", "chunked")], PAGE),
    ("200 OK", [HTML, ("X-Crawler-Content-Encoding", "gzip")], PAGE),
    ("404 Not Found", [HTML], b"gone"),
    ("200 OK", [("Content-Type", "image/png")], b"png"),
]


def zstd(plain: bytes, dictionary: bool) -> bytes:
    if not dictionary:
        return zstandard.compress(plain)
    words = zstandard.train_dictionary(2000, [f"WARC-Type {n} response https".encode() * 9 for n in range(300)])
    frame = words.as_bytes()
    packer = zstandard.ZstdCompressor(dict_data=words)
    return struct.pack("<II", 0x184D2A5D, len(frame)) + frame + packer.compress(plain)


@pytest.mark.parametrize("kind", ["warc", "warc.gz", "warc.zst", "warc.zst with dictionary"])
def test_pages_come_in_however_they_are_packed(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"foreign.{kind.partition(' ')[0]}"
    plain = foreign(kind == "warc.gz", *ANSWERS)
    path.write_bytes(zstd(plain, "dictionary" in kind) if "zst" in kind else plain)
    pages = list(import_warc(path))
    assert [page.url for page in pages] == [f"https://day.example/{n}" for n in range(5)]
    assert {page.body for page in pages} == {PAGE}
    assert {page.verdict for page in pages} == {Verdict.OK}
    assert {(page.via, page.fetched_at) for page in pages} == {(path.name, datetime(2024, 5, 1, 10, tzinfo=UTC))}


def test_imported_pages_can_be_archived_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "foreign.warc.gz"
    path.write_bytes(foreign(True, *ANSWERS))
    with Archive(tmp_path / "archive") as archive:
        places = [archive.write(page) for page in import_warc(path)]
        assert {archive.read(place.file, place.offset).body for place in places} == {PAGE}
        assert list(archive.verify()) == []


def test_a_body_that_does_not_unpack_is_a_verdict(tmp_path: Path) -> None:
    path = tmp_path / "foreign.warc"
    path.write_bytes(foreign(False, ("200 OK", [HTML, ("Content-Encoding", "gzip")], b"plain")))
    assert [page.verdict for page in import_warc(path)] == [Verdict.BAD_ENCODING]


def test_what_is_no_warc_is_refused_and_what_is_cut_short_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    with pytest.raises(ArchiveError, match=r"page\.html cannot be read as WARC"):
        list(import_warc(path))
    with pytest.raises(ArchiveError, match=r"give a \.warc"):
        list(import_warc(tmp_path / "absent.warc"))
    torn = tmp_path / "torn.warc.gz"
    whole = foreign(True, *ANSWERS)
    records = [match.start() for match in re.finditer(b"\x1f\x8b\x08", whole)]
    torn.write_bytes(whole[: records[10] - 60])  # in the fifth answer
    pages = import_warc(torn)
    assert next(pages).body == PAGE
    with pytest.raises(ArchiveError, match=f"inside the record that begins at byte {records[9]}"):
        list(pages)


@pytest.mark.parametrize("kind", ["warc", "warc.gz", "warc.zst"])
def test_a_file_cut_anywhere_in_a_record_is_told_with_what_stands_before(kind: str, tmp_path: Path) -> None:
    plain = foreign(False, ANSWERS[0])
    starts = [match.start() for match in re.finditer(rb"WARC/1\.\d", plain)]
    information, page, metadata = (plain[begin:end] for begin, end in pairwise([*starts, len(plain)]))
    pack = {"warc": bytes, "warc.gz": gzip.compress, "warc.zst": zstandard.compress}[kind]
    before, last = pack(information) + pack(page), pack(metadata)
    after_it = {"warc": len(b"\r\n\r\n"), "warc.gz": 8 + len(b"\r\n\r\n"), "warc.zst": 0}[kind]
    path = tmp_path / f"torn.{kind}"
    for cut in range(1, len(last) - after_it):
        path.write_bytes(before + last[:cut])
        pages = import_warc(path)
        assert next(pages).body == PAGE
        with pytest.raises(ArchiveError, match=f"torn.{kind} cannot be read as WARC: .* at byte "):
            list(pages)
