"""An HTTP/1.1 server on loopback that remembers every request: one port, one host, one thread a connection."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

HOST = "127.0.0.1"
_SMALLEST_GZIPPED = 1024
_POLL = 0.02
"""Seconds after which a stopped server notices."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for: the unquoted path, the query's last value a name, the headers."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Message


@dataclass(frozen=True, slots=True)
class Response:
    """What is sent back; an iterator as `body` is streamed, without length, validators or gzip."""

    body: bytes | Iterator[bytes] = b""
    status: int = HTTPStatus.OK
    content_type: str = "text/html; charset=utf-8"
    etag: str | None = None
    last_modified: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One request as the server saw it.

    `time` is time.monotonic() in seconds at its arrival, `target` path and query as sent, `bytes` the length of
    the body sent, `conditional` whether it carried If-None-Match or If-Modified-Since.
    """

    time: float
    host: str
    method: str
    target: str
    status: int
    bytes: int
    conditional: bool
    user_agent: str


def strong_etag(body: bytes) -> str:
    """An entity tag that changes with every byte of `body`."""
    return f'"{hashlib.blake2b(body, digest_size=10).hexdigest()}"'


class Server:
    """Serves what `answer` returns on 127.0.0.1 at `port` (0: any free one) and appends each request to `log`."""

    def __init__(self, answer: Callable[[Request], Response], log: list[LogLine], port: int = 0) -> None:
        self._http = _Http((HOST, port), answer, log)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(_POLL,), daemon=True)

    @property
    def host(self) -> str:
        """Address and port, as in a URL."""
        return f"{HOST}:{self._http.server_port}"

    @property
    def url(self) -> str:
        """The root's URL, without a slash at its end."""
        return f"http://{self.host}"

    def start(self) -> None:
        """Begins to answer; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stops answering and frees the port."""
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], answer: Callable[[Request], Response], log: list[LogLine]) -> None:
        self.answer, self.log = answer, log
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Binds without HTTPServer's look-up of this machine's name, which takes seconds without a network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"
    server_version = "RasdSampleSite"
    disable_nagle_algorithm = True
    timeout = 60

    def do_GET(self) -> None:
        """Answers, and writes the request into the log before the body goes out, so that no reader misses it."""
        arrived = time.monotonic()
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        request = Request(self.command, unquote(parts.path), query, self.headers)
        response = self.server.answer(request)
        if _is_unchanged(self.headers, response):
            response = Response(
                status=HTTPStatus.NOT_MODIFIED, etag=response.etag, last_modified=response.last_modified
            )
        headers, body = self._encoded(response)
        size = 0 if self.command == "HEAD" or not isinstance(body, bytes) else len(body)
        self.server.log.append(
            LogLine(
                time=arrived,
                host=f"{HOST}:{self.server.server_port}",
                method=self.command,
                target=self.path,
                status=response.status,
                bytes=size,
                conditional="If-None-Match" in self.headers or "If-Modified-Since" in self.headers,
                user_agent=self.headers.get("User-Agent", ""),
            )
        )
        self._send(response.status, headers, body)

    def do_HEAD(self) -> None:
        """The same without a body."""
        self.do_GET()

    def _encoded(self, response: Response) -> tuple[dict[str, str], bytes | Iterator[bytes]]:
        headers = dict(response.headers)
        if response.etag:
            headers["ETag"] = response.etag
        if response.last_modified:
            headers["Last-Modified"] = _http_date(response.last_modified)
        if response.status == HTTPStatus.NOT_MODIFIED:
            return headers, b""
        headers["Content-Type"] = response.content_type
        body = response.body
        if not isinstance(body, bytes):
            self.close_connection = True
            return headers | {"Connection": "close"}, body
        if len(body) >= _SMALLEST_GZIPPED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, compresslevel=1, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return headers | {"Content-Length": str(len(body))}, body

    def _send(self, status: int, headers: Mapping[str, str], body: bytes | Iterator[bytes]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            for part in [body] if isinstance(body, bytes) else body:
                self.wfile.write(part)
        except (BrokenPipeError, ConnectionResetError):  # the client had enough: its right
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr: the log is `Server`'s."""


def _is_unchanged(headers: Message, response: Response) -> bool:
    """RFC 9110, 13.2.2: an entity tag decides where one is sent; a date must be exactly the one we gave out."""
    if response.status != HTTPStatus.OK:
        return False
    if response.etag and (asked := headers.get("If-None-Match")):
        return response.etag.removeprefix("W/") in {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    since = headers.get("If-Modified-Since")
    return response.last_modified is not None and since == _http_date(response.last_modified)


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
