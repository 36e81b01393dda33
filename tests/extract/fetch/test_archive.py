"""The archive: what goes in comes out, in our reader and in others, and no kill leaves it unreadable."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from extract.errors import ArchiveError
from extract.fetch.archive import Archive
from extract.fetch.response import Response, Verdict

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
PAGE = Response(
    url="https://day.example/news/1",
    final_url="https://day.example/news/1",
    fetched_at=NOON,
    verdict=Verdict.OK,
    status=200,
    reason="OK",
    request_headers=((b"Host", b"day.example"), (b"User-Agent", b"Rasd")),
    headers=(
        (b"Content-Type", b"text/html"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
        (b"X-Odd", "خبر".encode()),
        (b"Content-Encoding", b"gzip"),
        (b"Transfer-Encoding", b"chunked"),
    ),
    wire=gzip.compress("<p>قصف</p>".encode()),
    body="<p>قصف</p>".encode(),
    via="feed",
    source="day",
)


def pages(number: int) -> list[Response]:
    bodies = [os.urandom(2000) for _ in range(number)]
    return [
        replace(PAGE, url=f"{PAGE.url}?n={n}", final_url=f"{PAGE.url}?n={n}", headers=(), wire=body, body=body)
        for n, body in enumerate(bodies)
    ]


def test_a_response_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.write(pages(1)[0])
        at = archive.write(PAGE)
        read = archive.read(at.file, at.offset)
    kept = (*PAGE.headers[:5], (b"X-Crawler-Transfer-Encoding", b"chunked"))
    assert read == replace(PAGE, headers=kept, request_headers=())
    assert at.sha256 == hashlib.sha256(PAGE.wire).hexdigest()


def test_other_tools_read_every_record_and_agree_on_the_payload_hashes(tmp_path: Path) -> None:
    fastwarc = pytest.importorskip("fastwarc.warc")
    written = [PAGE, *pages(20), replace(PAGE, verdict=Verdict.NOT_MODIFIED, status=304, wire=b"", body=b"")]
    with Archive(tmp_path) as archive:
        hashes = [archive.write(page).sha256 for page in written]
    (path,) = archive.files()
    kinds, seen_by_warcio = [], []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            kinds.append(record.rec_type)
            if record.rec_type == "response":
                payload = b"".join(iter(lambda record=record: record.raw_stream.read(999), b""))
                seen_by_warcio.append(hashlib.sha256(payload).hexdigest())
    assert kinds == ["warcinfo"] + ["response", "request"] * 21 + ["revisit", "request"]
    seen_by_fastwarc = []
    with path.open("rb") as stream:
        for record in fastwarc.ArchiveIterator(stream, fastwarc.WarcRecordType.response, parse_http=False):
            assert record.verify_block_digest()
            record.parse_http()
            assert record.verify_payload_digest()
            seen_by_fastwarc.append(record.headers["WARC-Payload-Digest"].removeprefix("sha256:"))
    assert seen_by_warcio == seen_by_fastwarc == hashes[:21]


def test_an_unchanged_payload_is_not_stored_again(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = archive.write(PAGE)
        again = archive.write(replace(PAGE, verdict=Verdict.UNCHANGED))
        read = archive.read(again.file, again.offset)
    assert again.sha256 == first.sha256
    assert (read.verdict, read.wire) == (Verdict.UNCHANGED, b"")


def test_files_are_rotated_by_size_and_by_day(tmp_path: Path) -> None:
    days = [date(2024, 5, 1)] * 5 + [date(2024, 5, 2)]
    with Archive(tmp_path, file_bytes=5000, today=iter(days).__next__) as archive:
        places = [archive.write(page) for page in pages(6)]
    assert [path.name for path in archive.files()] == [
        "rasd-20240501-0001.warc.gz",
        "rasd-20240501-0002.warc.gz",
        "rasd-20240501-0003.warc.gz",
        "rasd-20240502-0001.warc.gz",
    ]
    assert [archive.read(place.file, place.offset).url for place in places] == [f"{PAGE.url}?n={n}" for n in range(6)]


def test_two_archives_in_one_folder_write_into_files_of_their_own(tmp_path: Path) -> None:
    with Archive(tmp_path) as one, Archive(tmp_path) as two:
        files = {one.write(PAGE).file, two.write(PAGE).file, one.write(PAGE).file}
    assert len(files) == 2
    assert list(one.verify()) == []


@settings(deadline=None, max_examples=50)
@given(lost=st.integers(min_value=1, max_value=4000))
def test_a_torn_tail_is_reported_then_cut_and_never_hides_what_is_whole(
    lost: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    with Archive(folder) as archive:
        places = [archive.write(page) for page in pages(3)]
    (path,) = archive.files()
    whole = path.read_bytes()
    path.write_bytes(whole[:-lost])
    rows = list(Archive(folder).fetches())
    kept = [place for place in places if place.offset in {row.offset for row in rows}]
    assert kept == places[: len(kept)]
    assert len(rows) >= 1
    with Archive(folder) as archive:
        later = archive.write(PAGE)
        assert list(archive.verify()) == []
        assert [archive.read(place.file, place.offset).status for place in (*kept, later)] == [200] * (len(kept) + 1)


@pytest.mark.parametrize("at", [1, 20, 600, 1500], ids=["magic", "header", "payload", "end"])
def test_every_damage_is_reported_and_hides_nothing_behind_it(tmp_path: Path, at: int) -> None:
    with Archive(tmp_path) as archive:
        places = [archive.write(page) for page in pages(9)]
    (path,) = archive.files()
    data = bytearray(path.read_bytes())
    for place in places[1:6:2]:
        data[place.offset + at] ^= 0xFF
    path.write_bytes(data)
    assert [damage.offset for damage in archive.verify()] == [place.offset for place in places[1:6:2]]
    whole = places[0:6:2] + places[6:]
    assert [row.offset for row in archive.fetches()] == [place.offset for place in whole]
    assert [archive.read(place.file, place.offset).status for place in whole] == [200] * 6
    with pytest.raises(ArchiveError, match="run rasd archive verify"):
        archive.read(places[1].file, places[1].offset)
    with Archive(tmp_path) as archive:
        assert archive.write(PAGE).file != path.name, "nothing is appended to a damaged file"
    assert path.read_bytes() == data


def test_a_damage_that_swallows_what_follows_is_no_torn_tail(tmp_path: Path) -> None:
    """The block that is made longer than it was runs to the end of the file."""
    with Archive(tmp_path) as archive:
        places = [archive.write(page) for page in pages(3)]
    (path,) = archive.files()
    data = bytearray(path.read_bytes())
    stored = b"\x00\xff\xff\x00\x00"  # a deflate block of 65,535 bytes as they are
    data[places[0].offset + 10 : places[0].offset + 15] = stored
    path.write_bytes(data)
    assert [damage.offset for damage in archive.verify()] == [places[0].offset]
    with Archive(tmp_path) as archive:
        archive.write(PAGE)
        assert [row.offset for row in archive.fetches()][:2] == [place.offset for place in places[1:]]


def test_rows_lost_by_a_database_are_read_back_from_where_it_stood(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        places = [archive.write(page) for page in pages(4)]
        rows = list(archive.fetches(after={places[1].file: places[1].offset}))
    assert [(row.offset, row.sha256) for row in rows] == [(place.offset, place.sha256) for place in places[2:]]
    assert (rows[0].via, rows[0].source, rows[0].verdict, rows[0].status) == ("feed", "day", Verdict.OK, 200)


def test_what_was_never_answered_or_is_not_there_is_an_error_with_its_cure(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with pytest.raises(ArchiveError, match="archive answers only"):
        archive.write(replace(PAGE, status=None, verdict=Verdict.TIMEOUT))
    with pytest.raises(ArchiveError, match="run rasd archive verify"):
        archive.read("rasd-20240501-0001.warc.gz", 0)


def test_a_killed_writer_leaves_an_archive_that_the_next_one_goes_on_with(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline() for _ in range(50)]
    writer.kill()
    writer.wait()
    with Archive(tmp_path) as archive:
        archive.write(PAGE)
        assert list(archive.verify()) == []
        offsets = {row.offset for row in archive.fetches()}
    assert {int(line) for line in acknowledged} <= offsets


WRITER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from extract.fetch.archive import Archive
from extract.fetch.response import Response, Verdict

with Archive(Path(sys.argv[1])) as archive:
    while True:
        body = os.urandom(50_000)
        page = Response("http://a.example/", "http://a.example/", datetime(2024, 5, 1, tzinfo=UTC), Verdict.OK,
                        status=200, wire=body, body=body)
        print(archive.write(page).offset, flush=True)
"""
