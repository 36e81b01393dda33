"""The polite HTTP client: one request a host at a time, gaps, robots.txt, limits; a verdict instead of an exception."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx

from extract.fetch.decoding import ACCEPTED, EncodingBroken, UnpackedTooLarge, decoders
from extract.fetch.guard import Guard, PrivateAddress, Unresolved
from extract.fetch.response import Headers, Response, Verdict, verdict_of
from extract.fetch.robots import MOST_BYTES, PRODUCT, Robots, read_robots
from extract.fetch.sources import Source
from extract.fetch.urls import host_of, normalise, origin_of

PAGE_BYTES = 10_000_000
"""The largest article page that is taken, as it comes and unpacked."""

_WORTH_RETRYING = {Verdict.BUSY, Verdict.SERVER_ERROR, Verdict.NO_CONNECTION, Verdict.BROKEN}
_HOST_FAILS = _WORTH_RETRYING | {Verdict.UNRESOLVED, Verdict.BAD_CERTIFICATE, Verdict.TIMEOUT}
_UNREADABLE_TYPES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/vnd.")
_MOST_OF_AN_ERROR = 64_000


@dataclass(frozen=True, slots=True)
class Manners:
    """How the client behaves. Times are in seconds.

    `contact` is the address or page at which a publisher reaches whoever runs Rasd. A host that would have to be
    waited for longer than `longest_wait` is left for the next run. After `failures_before_rest` failures in a row
    a host is left alone for `rest`, twice that the next time, at most an hour.
    """

    contact: str = ""
    requests_at_once: int = 32
    attempts: int = 3
    backoff: float = 2.0
    longest_wait: float = 120.0
    failures_before_rest: int = 5
    rest: float = 300.0
    connect: float = 10.0
    silence: float = 20.0
    whole: float = 90.0
    redirects: int = 5
    robots_age: float = 86_400.0

    @property
    def user_agent(self) -> str:
        """Who asks, honestly."""
        return f"{PRODUCT} (Arabic conflict news monitor; {self.contact or 'no contact given'})"


@dataclass(slots=True)
class _Host:
    """What is remembered of a host: whose turn it is, when the next request may start, how it has behaved."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    not_before: float = 0.0
    crawl_delay: float = 0.0
    failures: int = 0
    rests: int = 0


@dataclass(slots=True)
class _Site:
    """The robots.txt of an origin and when it must be read again."""

    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: Robots | None = None
    until: float = 0.0


Recall = Callable[[str], Response | None]


@dataclass(frozen=True, slots=True)
class _Errand:
    """What one call of get() wants, and the exchanges it has taken on the way."""

    source: Source
    conditions: Mapping[str, str] = field(default_factory=dict)
    most_bytes: int = MOST_BYTES
    keep_part: bool = True
    via: str = "robots"
    earlier: list[Response] = field(default_factory=list)


class Client:
    """Fetches URLs of sources; use it as an async context manager. Nothing that a server does makes it raise."""

    def __init__(
        self, manners: Manners | None = None, recall: Recall = lambda _: None, verify: ssl.SSLContext | None = None
    ) -> None:
        """`recall` gives the last good response to a URL, so that a restart need not ask for robots.txt again."""
        self.manners = manners or Manners()
        self._recall = recall
        self._guard = Guard(verify=verify)
        self._at_once = asyncio.Semaphore(self.manners.requests_at_once)
        self._hosts: dict[str, _Host] = {}
        self._sites: dict[str, _Site] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._guard.aclose()

    async def get(
        self,
        url: str,
        source: Source,
        *,
        via: str = "",
        etag: str | None = None,
        last_modified: str | None = None,
        most_bytes: int = PAGE_BYTES,
        keep_part: bool = False,
    ) -> Response:
        """The response to a GET of `url`, redirects followed; its verdict says what went wrong, if anything did.

        `via` says how the URL was found. `etag` and `last_modified` make the request conditional. A body beyond
        `most_bytes` is refused; its beginning is kept with `keep_part`.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in headers.items() if value}
        errand = _Errand(source, conditions, most_bytes, keep_part, via)
        here = url
        for _ in range(self.manners.redirects + 1):
            try:
                here = normalise(here)
            except ValueError as error:
                return _unasked(url, here, Verdict.BAD_URL, str(error), errand)
            robots = await self._robots(here, errand)
            if not robots.allows(here):
                said = f"robots.txt of {origin_of(here)}: {robots.unreachable or 'the path is disallowed'}"
                return _unasked(url, here, robots.unreachable or Verdict.DISALLOWED, said, errand)
            answer = await self._insist(here, errand)
            if answer.verdict is not Verdict.REDIRECT:
                return replace(answer, url=url, earlier=tuple(errand.earlier))
            errand.earlier.append(answer)
            here = _target(answer)
        return _unasked(url, here, Verdict.TOO_MANY_REDIRECTS, f"more than {self.manners.redirects}", errand)

    async def robots(self, url: str, source: Source) -> Robots:
        """The rules of the site that `url` is on."""
        return await self._robots(url, _Errand(source))

    async def _robots(self, url: str, errand: _Errand) -> Robots:
        """The cached or newly read robots.txt for `url`."""
        site = self._sites.setdefault(origin_of(url), _Site())
        if site.robots and _now() < site.until:
            return site.robots
        async with site.reading:
            if site.robots is None or _now() >= site.until:
                site.robots, age = await self._read_robots(url, _Errand(errand.source, earlier=errand.earlier))
                keep = self.manners.rest if site.robots.unreachable else self.manners.robots_age - age
                site.until = _now() + keep
                self._host(url).crawl_delay = site.robots.gap
            return site.robots

    async def _read_robots(self, url: str, errand: _Errand) -> tuple[Robots, float]:
        """robots.txt itself, to which no robots.txt applies, and its age; RFC 9309, 2.3.1.2 follows five redirects."""
        here = origin_of(url) + "/robots.txt"
        remembered = self._recall(here)
        if remembered:
            age = (datetime.now(UTC) - remembered.fetched_at).total_seconds()
            if age < self.manners.robots_age:
                return read_robots(remembered), age
        for _ in range(6):
            answer = await self._insist(here, errand)
            errand.earlier.append(answer)
            if answer.verdict is not Verdict.REDIRECT:
                break
            try:
                here = normalise(_target(answer))
            except ValueError:
                break
        return read_robots(answer), 0.0

    async def _insist(self, url: str, errand: _Errand) -> Response:
        """One URL asked for as often as it is worth."""
        for attempt in range(1, self.manners.attempts + 1):
            answer = await self._take_turn(url, errand, attempt)
            if attempt == self.manners.attempts or answer.verdict not in _WORTH_RETRYING or self._is_resting(url):
                return answer
            errand.earlier.append(answer)
        raise AssertionError("Manners.attempts is at least one")

    async def _take_turn(self, url: str, errand: _Errand, attempt: int) -> Response:
        """One request, when it is the host's turn and its gap is over."""
        host = self._host(url)
        async with host.turn:
            wait = host.not_before - _now()
            if wait > self.manners.longest_wait:
                said = f"{host_of(url)} wants {wait:.0f} s of rest"
                return _unasked(url, url, Verdict.RESTING, said, replace(errand, earlier=[]))
            await asyncio.sleep(wait)
            async with self._at_once:
                answer = await self._send(url, errand, host)
            self._learn(host, answer, attempt)
            return answer

    def _learn(self, host: _Host, answer: Response, attempt: int) -> None:
        """When the host may be asked again, judged by how it has just behaved."""
        if answer.verdict not in _HOST_FAILS:
            host.failures = host.rests = 0
            return
        host.failures += 1
        delay = self.manners.backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)
        if host.failures >= self.manners.failures_before_rest:
            delay = min(self.manners.rest * 2**host.rests, max(3600.0, self.manners.rest))
            host.rests += 1
        asked = _retry_after(answer)
        host.not_before = max(host.not_before, _now() + (delay if asked is None else asked))

    def _is_resting(self, url: str) -> bool:
        return self._host(url).not_before - _now() > self.manners.longest_wait

    def _host(self, url: str) -> _Host:
        return self._hosts.setdefault(host_of(url), _Host())

    async def _send(self, url: str, errand: _Errand, host: _Host) -> Response:
        """One exchange with a server; the host's gap begins when its answer begins."""
        gap = max(errand.source.gap, host.crawl_delay)
        timeout = httpx.Timeout(self.manners.silence, connect=self.manners.connect)
        agent = {"User-Agent": self.manners.user_agent, "Accept": "*/*", "Accept-Encoding": ACCEPTED}
        allowed = host_of(url) in errand.source.private_hosts
        exchange = _Exchange(url, errand.source.id, errand.via, errand.most_bytes, errand.keep_part)
        try:
            async with asyncio.timeout(self.manners.whole):
                request = httpx.Request(
                    "GET",
                    url,
                    headers={**agent, **errand.conditions},
                    extensions={"timeout": timeout.as_dict(), "allow_private": allowed},
                )
                exchange.request_headers = tuple(request.headers.raw)
                answer = await self._guard.handle_async_request(request)
                host.not_before = _now() + gap
                try:
                    return await exchange.receive(answer)
                finally:
                    await answer.aclose()
        except Exception as error:  # whatever a server brings about is a verdict, never a crash
            host.not_before = max(host.not_before, _now() + (gap if exchange.status is None else 0))
            return exchange.failed(error)


@dataclass(slots=True)
class _Exchange:
    """One request and what has come of its answer so far, so that a failure in the middle keeps what there is."""

    url: str
    source: str
    via: str
    most_bytes: int
    keep_part: bool
    request_headers: Headers = ()
    headers: Headers = ()
    status: int | None = None
    reason: str = ""
    protocol: str = "HTTP/1.1"
    address: str | None = None
    wire: bytearray = field(default_factory=bytearray)
    body: bytearray = field(default_factory=bytearray)

    async def receive(self, answer: httpx.Response) -> Response:
        """Reads the answer within the limits and judges it; raises what goes wrong on the way."""
        self.status = answer.status_code
        self.headers = tuple(answer.headers.raw)
        self.reason = answer.extensions.get("reason_phrase", b"").decode("latin-1")
        self.protocol = answer.extensions.get("http_version", b"HTTP/1.1").decode("latin-1")
        self.address = answer.extensions.get("address")
        verdict, said = verdict_of(self.status, "location" in answer.headers)
        media_type = answer.headers.get("content-type", "").strip().lower()
        if verdict is Verdict.OK and media_type.startswith(_UNREADABLE_TYPES):
            return self.response(Verdict.WRONG_TYPE, f"{media_type} is no page, feed or sitemap", "unspecified")
        if verdict is not Verdict.OK:
            self.most_bytes, self.keep_part = _MOST_OF_AN_ERROR, True
        try:
            await self._read(answer)
        except _TooLarge:
            if verdict is Verdict.OK:
                raise
            return self.response(verdict, said, "length")
        return self.response(verdict, said)

    async def _read(self, answer: httpx.Response) -> None:
        length = answer.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self.most_bytes and not self.keep_part:
            raise _TooLarge(f"{length} bytes announced, {self.most_bytes} allowed")
        unpacking = decoders(answer.headers.get("content-encoding"))
        async for chunk in answer.aiter_raw():
            self.wire += chunk
            unpacked = chunk
            for decoder in unpacking:
                unpacked = decoder.feed(unpacked, self.most_bytes - len(self.body))
            self.body += unpacked
            if max(len(self.wire), len(self.body)) > self.most_bytes:
                raise _TooLarge(f"more than {self.most_bytes} bytes")
        for decoder in unpacking:
            decoder.close()

    def failed(self, error: Exception) -> Response:
        """What is left when `error` ended the exchange."""
        verdict, said = _trouble(error)
        truncated = {Verdict.TOO_LARGE: "length", Verdict.BOMB: "length", Verdict.TIMEOUT: "time"}
        return self.response(verdict, said, truncated.get(verdict, "disconnect"))

    def response(self, verdict: Verdict, said: str | None, truncated: str | None = None) -> Response:
        """The exchange as a value; a body that is not whole is let go unless its part is wanted."""
        kept = truncated is None or self.keep_part
        return Response(
            url=self.url,
            final_url=self.url,
            fetched_at=datetime.now(UTC),
            verdict=verdict,
            error=said,
            status=self.status,
            reason=self.reason,
            protocol=self.protocol,
            request_headers=self.request_headers,
            headers=self.headers,
            wire=bytes(self.wire) if kept else b"",
            body=bytes(self.body) if kept else b"",
            truncated=truncated if self.status is not None else None,
            address=self.address,
            via=self.via,
            source=self.source,
        )


class _TooLarge(Exception):
    """A body beyond the limit."""


def _now() -> float:
    return asyncio.get_running_loop().time()


def _trouble(error: Exception) -> tuple[Verdict, str]:
    """The verdict on an exception, and its words."""
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    match error:
        case _TooLarge():
            return Verdict.TOO_LARGE, str(error)
        case UnpackedTooLarge():
            return Verdict.BOMB, "the body unpacks to more than is allowed"
        case EncodingBroken():
            return Verdict.BAD_ENCODING, str(error)
        case PrivateAddress():
            return Verdict.PRIVATE_ADDRESS, str(error)
        case Unresolved():
            return Verdict.UNRESOLVED, str(error)
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return Verdict.BAD_URL, said
        case TimeoutError() | httpx.TimeoutException():
            return Verdict.TIMEOUT, said
        case httpx.ConnectError():
            bad = "CERTIFICATE_VERIFY_FAILED" in said
            return (Verdict.BAD_CERTIFICATE if bad else Verdict.NO_CONNECTION), said
        case _:
            return Verdict.BROKEN, said


def _unasked(url: str, final_url: str, verdict: Verdict, said: str, errand: _Errand) -> Response:
    """The verdict on a URL that was not asked for, or not to its end."""
    return Response(
        url,
        final_url,
        datetime.now(UTC),
        verdict,
        said,
        via=errand.via,
        source=errand.source.id,
        earlier=tuple(errand.earlier),
    )


def _target(answer: Response) -> str:
    """Where a redirect points to; Arabic in the header comes as bare UTF-8 from some servers."""
    raw = next(value for name, value in answer.headers if name.lower() == b"location")
    return urljoin(answer.url, raw.decode("utf-8", "replace"))


def _retry_after(answer: Response) -> float | None:
    """The seconds that Retry-After asks for, given as seconds or as a date (RFC 9110, 10.2.3)."""
    said = (answer.header("retry-after") or "").strip()
    if said.isdecimal():
        return float(said)
    try:
        return max((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
