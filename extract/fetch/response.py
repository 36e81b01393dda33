"""What one request gave: the bytes as they came, the bytes as they read, and a verdict in one word."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

Headers = tuple[tuple[bytes, bytes], ...]
"""Raw header lines in their order, repeated ones kept."""


class Verdict(StrEnum):
    """How a request ended; the word stands in the fetch table."""

    OK = "ok"
    NOT_MODIFIED = "not modified"
    UNCHANGED = "unchanged"
    REDIRECT = "redirect"
    GONE = "gone"
    REFUSED = "refused"
    BUSY = "busy"
    SERVER_ERROR = "server error"
    UNEXPECTED = "unexpected status"
    DISALLOWED = "disallowed by robots"
    RESTING = "host resting"
    BAD_URL = "bad address"
    PRIVATE_ADDRESS = "private address"
    UNRESOLVED = "does not resolve"
    NO_CONNECTION = "no connection"
    BAD_CERTIFICATE = "bad certificate"
    TIMEOUT = "timeout"
    BROKEN = "broken response"
    TOO_LARGE = "too large"
    BOMB = "decompression bomb"
    BAD_ENCODING = "bad content encoding"
    WRONG_TYPE = "wrong content type"
    TOO_MANY_REDIRECTS = "too many redirects"


_REDIRECTS = {301, 302, 303, 307, 308}
_BY_STATUS: Mapping[int, Verdict] = MappingProxyType(
    {
        200: Verdict.OK,
        304: Verdict.NOT_MODIFIED,
        401: Verdict.REFUSED,
        403: Verdict.REFUSED,
        404: Verdict.GONE,
        410: Verdict.GONE,
        429: Verdict.BUSY,
        451: Verdict.REFUSED,
        503: Verdict.BUSY,
    }
)


def verdict_of(status: int, has_location: bool) -> tuple[Verdict, str | None]:
    """What an HTTP status means for a fetch, and its words where it is bad news."""
    if status in _REDIRECTS and has_location:
        return Verdict.REDIRECT, None
    verdict = _BY_STATUS.get(status, Verdict.SERVER_ERROR if status >= 500 else Verdict.UNEXPECTED)
    return verdict, None if verdict in (Verdict.OK, Verdict.NOT_MODIFIED) else f"status {status}"


def first_of(headers: Headers, name: str) -> str | None:
    """The first value of the header `name`, None where there is none; bytes beyond ASCII are read as Latin-1."""
    wanted = name.encode("ascii")
    return next((value.decode("latin-1") for key, value in headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, or why there is none.

    `url` is the address asked for, `final_url` the one that answered after redirects. `wire` is the payload as it
    came, content encoding and all (transfer encoding undone); `body` is the same decoded. `status` is None where
    no status line came. `error` says in words what `verdict` says in one; None where nothing is wrong.
    `truncated` is WARC's word for why `wire` is not whole. `via` says how the URL was found, `source` is the id of
    the outlet it was asked for.
    """

    url: str
    final_url: str
    fetched_at: datetime
    verdict: Verdict
    error: str | None = None
    status: int | None = None
    reason: str = ""
    protocol: str = "HTTP/1.1"
    request_headers: Headers = ()
    headers: Headers = ()
    wire: bytes = b""
    body: bytes = b""
    truncated: str | None = None
    address: str | None = None
    via: str = ""
    source: str = ""

    def header(self, name: str) -> str | None:
        """The first value of the header `name`, written small; None where there is none."""
        return first_of(self.headers, name)

    @property
    def ok(self) -> bool:
        """Whether a whole body came."""
        return self.verdict is Verdict.OK

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as sent."""
        return self.header("content-type")

    @property
    def etag(self) -> str | None:
        """The validator to send as If-None-Match next time."""
        return self.header("etag")

    @property
    def last_modified(self) -> str | None:
        """The validator to send as If-Modified-Since next time."""
        return self.header("last-modified")

    @property
    def sha256(self) -> str | None:
        """The hexadecimal hash of the payload as it came, the same as WARC-Payload-Digest; None where none came."""
        return None if self.status in (None, 304) else hashlib.sha256(self.wire).hexdigest()


@dataclass(frozen=True, slots=True)
class Fetch:
    """One row of the fetch table: a request, how it ended, and where its answer lies in the archive.

    `via` says how the URL was found, `source` is the outlet's id. `file` (inside the archive's folder) and `offset`
    (bytes) are None where no answer came; `sha256` is the hash of the payload as it came.
    """

    url: str
    time: datetime
    verdict: Verdict
    via: str
    source: str
    final_url: str
    status: int | None = None
    error: str | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    file: str | None = None
    offset: int | None = None
