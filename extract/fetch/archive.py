"""The archive: every answer as it came, in WARC/1.1 files that any other tool can read."""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import urlsplit

from isal import isal_zlib
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.errors import ArchiveError
from extract.fetch.client import PAGE_BYTES
from extract.fetch.decoding import GZIP_ERROR, EncodingBroken, UnpackedTooLarge, unpack
from extract.fetch.response import Fetch, Headers, Response, Verdict, verdict_of

_PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
_REVISITS = {Verdict.NOT_MODIFIED: "server-not-modified", Verdict.UNCHANGED: "identical-payload-digest"}
_CHUNK = 1 << 16
_GZIP = zlib.MAX_WBITS | 16
_GZIP_MAGIC = b"\x1f\x8b\x08"
_LEVEL = 2
"""How hard records are packed. A page takes 0.2 ms and 4 % more bytes than zlib's level 6, which takes 3 ms."""


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class ArchivedAt:
    """Where an answer lies: the file inside the archive's folder, the byte its record begins at, its payload's hash."""

    file: str
    offset: int
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where an archive file is not what it should be."""

    file: str
    offset: int
    what: str


class Archive:
    """WARC files in one folder. Several processes may write at once, each into a file of its own.

    A file is closed when it reaches `file_bytes` or the day (UTC) is over. What a killed process left unfinished at
    the end of a file is cut off before anything is appended.
    """

    def __init__(self, folder: Path, file_bytes: int = 128_000_000, today: Callable[[], date] = _today) -> None:
        self.folder = folder
        self._today = today
        self._file_bytes = file_bytes
        self._open: BinaryIO | None = None
        self._day: date | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Writes everything to the disk and lets the file go."""
        if self._open:
            os.fsync(self._open.fileno())
            self._open.close()
            self._open = None

    def write(self, response: Response) -> ArchivedAt:
        """Appends the exchange, its request behind it, in one write.

        A response that is not modified, or the same as before, becomes a revisit record without a payload. Raises
        ArchiveError for a response without a status: nothing came that could be kept.
        """
        if response.status is None:
            raise ArchiveError(f"{response.url}: {response.verdict} left nothing to archive; archive answers only")
        file = self._file()
        offset = file.tell()
        sha256 = response.sha256
        answer = _answer_record(response, sha256)
        file.write(_packed(answer) + _packed(_request_record(response, answer)))
        file.flush()
        return ArchivedAt(Path(file.name).name, offset, sha256)

    def read(self, file: str, offset: int, most_bytes: int = PAGE_BYTES) -> Response:
        """The response archived in `file` at `offset`; raises ArchiveError where there is none."""
        path = self.folder / file
        try:
            member = next(_members(path, offset), None)
            record = _record(member) if isinstance(member, _Member) else None
        except (OSError, ArchiveLoadFailed) as error:
            raise ArchiveError(f"{path} at {offset} cannot be read: {error}; run rasd archive verify") from error
        if record and record.rec_type in ("response", "revisit"):
            return response_of(record, most_bytes)
        raise ArchiveError(f"{path} holds no response at {offset}; run rasd archive verify")

    def holds(self, fetch: Fetch) -> bool:
        """Whether the file that a row names is there."""
        return fetch.file is not None and (self.folder / fetch.file).exists()

    def files(self) -> list[Path]:
        """The files of the archive in the order of their names, which is that of their days."""
        return sorted(self.folder.glob("rasd-*.warc.gz"))

    def fetches(self, after: Mapping[str, int] | None = None) -> Iterator[Fetch]:
        """A fetch row for each archived exchange, in files' order: what a database lost in a crash is read back here.

        What is damaged is left out; verify() tells of it.

        `after` gives for a file the offset of its last record that is known already; the file is read on from there.
        """
        for path in self.files():
            known = (after or {}).get(path.name)
            for member in _members(path, known or 0):
                if isinstance(member, _Unreadable) or member.offset == known:
                    continue
                record = _record(member)
                if record.rec_type in ("response", "revisit"):
                    yield _fetch_of(record, path.name, member.offset)

    def verify(self) -> Iterator[Damage]:
        """Reads every record and hashes its payload again; yields everything that is wrong."""
        for path in self.files():
            for member in _members(path):
                if isinstance(member, _Unreadable):
                    if not (member.torn and _is_being_written(path)):
                        yield Damage(path.name, member.offset, member.what)
                    continue
                record = _record(member)
                if record.rec_type != "response":
                    continue
                if record.rec_headers.get_header("WARC-Payload-Digest") != _digest(_chunks(record.raw_stream)):
                    yield Damage(path.name, member.offset, "the payload is not the one that was hashed")

    def _file(self) -> BinaryIO:
        """The file to append to, the one that is open or the next."""
        day = self._today()
        if self._open and self._day == day and self._open.tell() < self._file_bytes:
            return self._open
        self.close()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._day = day
        self._open = next(file for serial in count(1) if (file := self._claim(day, serial)))
        return self._open

    def _claim(self, day: date, serial: int) -> BinaryIO | None:
        """The day's file with this number, ready to be appended to; None where it is full, damaged or another's."""
        path = self.folder / f"rasd-{day:%Y%m%d}-{serial:04}.warc.gz"
        file = path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        if file.tell() >= self._file_bytes:
            file.close()
            return None
        damages = [member for member in _members(path) if isinstance(member, _Unreadable)]
        if any(not damage.torn for damage in damages):
            file.close()  # what stands behind the damage can still be read: nothing is cut
            return None
        for torn in damages:
            file.truncate(torn.offset)
            file.seek(0, os.SEEK_END)
        if file.tell() == 0:
            about = {"software": "Rasd", "format": "WARC File Format 1.1"}
            file.write(_packed(_BUILDER.create_warcinfo_record(path.name, about)))
        return file


class _RawHeaders(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers that are written byte for byte as they came."""

    def __init__(self, first_line: str, headers: Headers) -> None:
        super().__init__(first_line, [])
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        self.raw = first_line.encode("latin-1", "replace") + b"\r\n" + lines + b"\r\n"

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self.raw


_BUILDER = WARCWriter(io.BytesIO(), gzip=False, warc_version="WARC/1.1")


def _answer_record(response: Response, sha256: str | None) -> ArcWarcRecord:
    """The response or revisit record of an exchange."""
    payload = b"" if response.verdict in _REVISITS else response.wire
    # The transfer encoding has been undone, so its header would mislead every reader; Common Crawl renames it so too.
    headers = tuple(
        (b"X-Crawler-" + name if name.lower() == b"transfer-encoding" else name, value)
        for name, value in response.headers
    )
    http = _RawHeaders(f"HTTP/1.1 {response.status} {response.reason}".rstrip(), headers)
    fields = {
        "WARC-Date": _warc_date(response.fetched_at),
        "WARC-IP-Address": response.address,
        "WARC-Protocol": response.protocol.lower() if response.protocol != "HTTP/1.1" else None,
        "WARC-Truncated": response.truncated,
        "WARC-Profile": _PROFILES + _REVISITS[response.verdict] if response.verdict in _REVISITS else None,
        "WARC-Payload-Digest": f"sha256:{sha256}" if sha256 else None,
        "WARC-Block-Digest": _digest([http.raw, payload]),
        "Rasd-Verdict": response.verdict.value,
        "Rasd-Error": response.error,
        "Rasd-Asked": response.url if response.url != response.final_url else None,
        "Rasd-Via": response.via,
        "Rasd-Source": response.source,
    }
    return _BUILDER.create_warc_record(
        response.final_url,
        "revisit" if response.verdict in _REVISITS else "response",
        payload=io.BytesIO(payload),
        length=len(payload),
        http_headers=http,
        warc_headers_dict={name: _one_line(value) for name, value in fields.items() if value},
    )


def _request_record(response: Response, answer: ArcWarcRecord) -> ArcWarcRecord:
    """The request record that belongs to an answer."""
    parts = urlsplit(response.final_url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    http = _RawHeaders(f"GET {target} HTTP/1.1", response.request_headers)
    fields = {
        "WARC-Date": _warc_date(response.fetched_at),
        "WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID"),
        "WARC-Block-Digest": _digest([http.raw]),
    }
    return _BUILDER.create_warc_record(
        response.final_url, "request", payload=io.BytesIO(b""), length=0, http_headers=http, warc_headers_dict=fields
    )


def _packed(record: ArcWarcRecord) -> bytes:
    """The record as one gzip member."""
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version="WARC/1.1").write_record(record)
    packer = isal_zlib.compressobj(_LEVEL, wbits=_GZIP)
    return packer.compress(plain.getbuffer()) + packer.flush()


@dataclass(frozen=True, slots=True)
class _Member:
    """One gzip member of a file, unpacked: one record."""

    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """Bytes that are no whole gzip member; `torn` where nothing that can be read stands behind them."""

    offset: int
    what: str
    torn: bool = False


def _members(path: Path, offset: int = 0) -> Iterator[_Member | _Unreadable]:
    """The members of a file from the one at `offset` on, and what between them cannot be read."""
    with path.open("rb") as stream:
        begin: int | None = offset
        while begin is not None:
            end = yield from _whole_members(stream, begin)
            if end is None:
                return
            begin, what = end
            later = _next_record(stream, begin + 1)
            yield _Unreadable(begin, what, torn=later is None)
            begin = later


def _whole_members(stream: BinaryIO, begin: int) -> Generator[_Member, None, tuple[int, str] | None]:
    """The members from `begin` to the end or the first unreadable one; returns where that begins, and what is wrong."""
    stream.seek(begin)
    position = begin
    packed = isal_zlib.decompressobj(_GZIP)
    data = bytearray()
    for chunk in _chunks(stream):
        rest = chunk
        while rest:
            try:
                data += packed.decompress(rest)
            except GZIP_ERROR as error:
                return begin, f"damaged: {error}"
            position += len(rest) - len(packed.unused_data)
            rest = packed.unused_data
            if packed.eof:
                yield _Member(begin, bytes(data))
                begin, data = position, bytearray()
                packed = isal_zlib.decompressobj(_GZIP)
    return (begin, f"the last {position - begin} bytes are no whole record") if position > begin else None


def _next_record(stream: BinaryIO, begin: int) -> int | None:
    """Where the first record from `begin` on is: a gzip member that unpacks to WARC's first letters."""
    kept, base = b"", begin
    stream.seek(begin)
    while chunk := stream.read(_CHUNK):
        kept += chunk
        at = kept.find(_GZIP_MAGIC)
        while at >= 0:
            with suppress(GZIP_ERROR):
                if isal_zlib.decompressobj(_GZIP).decompress(kept[at : at + 512], 5) == b"WARC/":
                    return base + at
            at = kept.find(_GZIP_MAGIC, at + 1)
        base += max(len(kept) - 512, 0)
        kept = kept[-512:]
    return None


def _is_being_written(path: Path) -> bool:
    """Whether a process holds the file open for appending."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _record(member: _Member) -> ArcWarcRecord:
    return ArcWarcRecordLoader(verify_http=False).parse_record_stream(io.BytesIO(member.data))


def response_of(record: ArcWarcRecord, most_bytes: int = PAGE_BYTES) -> Response:
    """The response in a response or revisit record, our own or another tool's.

    A record of another tool is judged by its status and by whether its body can be decoded. Raises ArchiveError
    where the record is no HTTP response.
    """
    head, http = record.rec_headers, record.http_headers
    url = head.get_header("WARC-Target-URI", "")
    if http is None or not http.get_statuscode().isdecimal():
        raise ArchiveError(f"{url}: the {record.rec_type} record holds no HTTP response")
    headers = tuple((name.encode("utf-8"), value.encode("utf-8")) for name, value in http.headers)
    status, _, reason = http.statusline.partition(" ")
    chunked = http.get_header("transfer-encoding", "").lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    wire = _read_whole(stream, most_bytes)
    verdict, error = verdict_of(int(status), http.get_header("location") is not None)
    if record.rec_type == "revisit" and verdict is Verdict.OK:
        verdict = Verdict.UNCHANGED
    try:
        body = unpack(wire, http.get_header("content-encoding"), most_bytes)
    except UnpackedTooLarge:
        body, verdict, error = b"", Verdict.BOMB, f"the body unpacks to more than {most_bytes} bytes"
    except EncodingBroken as broken:
        body, verdict, error = b"", Verdict.BAD_ENCODING, str(broken)
    if len(wire) > most_bytes:
        wire, body, verdict, error = b"", b"", Verdict.TOO_LARGE, f"more than {most_bytes} bytes"
    return Response(
        url=head.get_header("Rasd-Asked", url),
        final_url=url,
        fetched_at=_moment(head.get_header("WARC-Date")),
        verdict=Verdict(head.get_header("Rasd-Verdict", verdict)),
        error=head.get_header("Rasd-Error", error),
        status=int(status),
        reason=reason,
        headers=headers,
        wire=wire,
        body=body,
        truncated=head.get_header("WARC-Truncated"),
        address=head.get_header("WARC-IP-Address"),
        via=head.get_header("Rasd-Via", ""),
        source=head.get_header("Rasd-Source", ""),
    )


def _fetch_of(record: ArcWarcRecord, file: str, offset: int) -> Fetch:
    head = record.rec_headers
    at = ArchivedAt(file, offset, (head.get_header("WARC-Payload-Digest") or "").removeprefix("sha256:") or None)
    return fetch_row(response_of(record), at)


def fetch_row(response: Response, at: ArchivedAt | None) -> Fetch:
    """The row of the fetch table for a response, archived or not."""
    return Fetch(
        url=response.url,
        time=response.fetched_at,
        verdict=response.verdict,
        via=response.via,
        source=response.source,
        final_url=response.final_url,
        status=response.status,
        error=response.error,
        content_type=response.content_type,
        etag=response.etag,
        last_modified=response.last_modified,
        sha256=at.sha256 if at else None,
        file=at.file if at else None,
        offset=at.offset if at else None,
    )


def _read_whole(stream: BinaryIO, most_bytes: int) -> bytes:
    """All of a record's payload; what lies beyond `most_bytes` is not read into memory."""
    read = bytearray()
    for chunk in _chunks(stream):
        read += chunk
        if len(read) > most_bytes:
            break
    return bytes(read)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _digest(data: Iterable[bytes]) -> str:
    """The hash of the pieces together, as WARC writes it."""
    digest = hashlib.sha256()
    for piece in data:
        digest.update(piece)
    return f"sha256:{digest.hexdigest()}"


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    """A WARC-Date; some tools leave its zone out, which is always UTC."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _one_line(value: str) -> str:
    """A header value that cannot begin another header."""
    return " ".join(value.split())
