"""The polite HTTP client: one request a host at a time, gaps, robots.txt, limits; a verdict instead of an exception."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpcore

from extract.fetch.decoding import ACCEPTED, EncodingBroken, UnpackedTooLarge, decoders
from extract.fetch.guard import Answer, Guard, PrivateAddress, Unresolved
from extract.fetch.hosts import Hosts, Turn
from extract.fetch.response import Fetch, Headers, Response, Verdict, first_of, verdict_of
from extract.fetch.robots import MOST_BYTES, PRODUCT, Robots, read_robots
from extract.fetch.sources import Source
from extract.fetch.urls import host_of, normalise, origin_of

PAGE_BYTES = 10_000_000
"""The largest article page that is taken, as it comes and unpacked."""

_WORTH_RETRYING = {Verdict.BUSY, Verdict.SERVER_ERROR, Verdict.NO_CONNECTION, Verdict.BROKEN}
_HOST_FAILS = _WORTH_RETRYING | {Verdict.UNRESOLVED, Verdict.BAD_CERTIFICATE, Verdict.TIMEOUT}
_UNREADABLE_TYPES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/vnd.")
_MOST_OF_AN_ERROR = 64_000
_ASK_AGAIN = 0.02
"""Seconds until a host that another process is asking is tried again."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How the client behaves. Times are in seconds.

    `contact` is the address or page at which a publisher reaches whoever runs Rasd. A host that would have to be
    waited for longer than `longest_wait` is left for the next run. After `failures_before_rest` failures in a row
    a host is left alone for `rest`, twice that the next time, at most an hour. A robots.txt is read again after
    `robots_age`; one that is out of reach forbids everything for `robots_patience`.
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
    robots_patience: float = 30 * 86_400.0

    @property
    def user_agent(self) -> str:
        """Who asks, honestly."""
        return f"{PRODUCT} (Arabic conflict news monitor; {self.contact or 'no contact given'})"


def _now() -> float:
    return asyncio.get_running_loop().time()


@dataclass(slots=True)
class _Host:
    """What is remembered of a host: whose turn it is, when the next request may start, how it has behaved."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    among_processes: Turn | None = None
    not_before: float = 0.0
    crawl_delay: float = 0.0
    failures: int = 0
    rests: int = 0

    @property
    def wait(self) -> float:
        """The seconds until it may be asked; not above 0 where it may be now."""
        own = self.not_before - _now()
        return max(own, self.among_processes.wait) if self.among_processes else own

    def take(self) -> bool:
        """Takes the host's turn from the other processes, if none of them has it."""
        return self.among_processes is None or self.among_processes.take()

    def leave(self) -> None:
        """Gives the host's turn to the other processes."""
        if self.among_processes:
            self.among_processes.leave()

    def reserve(self, seconds: float) -> None:
        """Keeps other processes away for so long should this one die before the answer says when the request came."""
        if self.among_processes:
            self.among_processes.comes_in(seconds)

    def rest(self, until: float, among_processes: bool = True) -> None:
        """Lets nobody ask before the moment `until` of the loop's clock."""
        self.not_before = max(self.not_before, until)
        if self.among_processes and among_processes:
            self.among_processes.comes_in(until - _now())


@dataclass(slots=True)
class _Site:
    """The robots.txt of an origin and when it must be read again."""

    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: Robots | None = None
    until: float = 0.0


Recall = Callable[[str], Response | None]
"""Gives the last good response to a URL."""

Keep = Callable[[Response], None]
"""Takes every exchange, and every verdict on a URL that was not asked for, before its host is asked for more."""


@dataclass(frozen=True, slots=True)
class _Errand:
    """What one call of get() wants."""

    asked: str
    source: Source
    known: Fetch | None = None
    most_bytes: int = MOST_BYTES
    keep_part: bool = True
    via: str = "robots"

    @property
    def conditions(self) -> Headers:
        """The headers that spare the server what is known."""
        if self.known is None:
            return ()
        known = ((b"If-None-Match", self.known.etag), (b"If-Modified-Since", self.known.last_modified))
        return tuple((name, value.encode("latin-1")) for name, value in known if value)


class Client:
    """Fetches URLs of sources; use it as an async context manager. Nothing that a server does makes it raise."""

    def __init__(
        self,
        manners: Manners | None = None,
        recall: Recall = lambda _: None,
        keep: Keep = lambda _: None,
        hosts: Hosts | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        """With `recall` a restart need not ask for robots.txt again; with `hosts` processes share their manners."""
        self.manners = manners or Manners()
        self._recall = recall
        self._keep = keep
        self._shared = hosts
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
        known: Fetch | None = None,
        most_bytes: int = PAGE_BYTES,
        keep_part: bool = False,
    ) -> Response:
        """The response to a GET of `url`, redirects followed; its verdict says what went wrong, if anything did.

        `via` says how the URL was found. What is `known` of it makes the request conditional, and the same payload
        come again is `unchanged`. A body beyond `most_bytes` is refused; its beginning is kept with `keep_part`.
        """
        errand = _Errand(url, source, known, most_bytes, keep_part, via)
        here = url
        for _ in range(self.manners.redirects + 1):
            try:
                here = normalise(here)
            except ValueError as error:
                return self._unasked(errand, here, Verdict.BAD_URL, str(error))
            robots = await self.robots(here, source)
            if not robots.allows(here):
                said = f"robots.txt of {origin_of(here)}: {robots.unreachable or 'the path is disallowed'}"
                return self._unasked(errand, here, robots.unreachable or Verdict.DISALLOWED, said)
            answer = await self._insist(here, errand)
            if answer.verdict is not Verdict.REDIRECT:
                return answer
            here = _target(answer)
        said = f"more than {self.manners.redirects}"
        return self._unasked(errand, here, Verdict.TOO_MANY_REDIRECTS, said)

    async def robots(self, url: str, source: Source) -> Robots:
        """The rules of the site that `url` is on, read from it at most once a day."""
        origin = origin_of(url)
        site = self._sites.setdefault(origin, _Site())
        if site.robots and _now() < site.until:
            return site.robots
        async with site.reading:
            if site.robots is None or _now() >= site.until:
                site.robots, seconds = await self._read_robots(origin, source)
                site.until = _now() + seconds
                self._host(url).crawl_delay = site.robots.gap
            return site.robots

    async def _read_robots(self, origin: str, source: Source) -> tuple[Robots, float]:
        """robots.txt itself, to which no robots.txt applies, and the seconds for which it holds.

        RFC 9309: five redirects are followed (2.3.1.2). What has been out of reach for thirty days counts as not
        there, or as it was when last read (2.3.1.4).
        """
        here = origin + "/robots.txt"
        errand = _Errand(here, source)
        remembered = self._recall(here)
        if remembered:
            age = (datetime.now(UTC) - remembered.fetched_at).total_seconds()
            if age < self.manners.robots_age:
                return read_robots(remembered), self.manners.robots_age - age
        for _ in range(6):
            answer = await self._insist(here, errand)
            if answer.verdict is not Verdict.REDIRECT:
                break
            try:
                here = normalise(_target(answer))
            except ValueError:
                break
        robots = read_robots(answer)
        if not robots.unreachable:
            if self._shared:
                self._shared.reached(origin)
            return robots, self.manners.robots_age
        if self._shared and self._shared.unreachable_for(origin) > self.manners.robots_patience:
            robots = read_robots(remembered) if remembered else Robots()
        return robots, self.manners.rest

    async def _insist(self, url: str, errand: _Errand) -> Response:
        """One URL asked for as often as it is worth."""
        host = self._host(url)
        for attempt in range(1, self.manners.attempts + 1):
            answer = await self._take_turn(url, host, errand, attempt)
            if answer.verdict not in _WORTH_RETRYING or host.wait > self.manners.longest_wait:
                break
        return answer

    async def _take_turn(self, url: str, host: _Host, errand: _Errand, attempt: int) -> Response:
        """One request, when it is the host's turn and its gap is over; kept before the host's turn ends."""
        async with host.turn:
            while (wait := host.wait) > 0 or not host.take():
                if wait > self.manners.longest_wait:
                    return self._unasked(errand, url, Verdict.RESTING, f"{host_of(url)} wants {wait:.0f} s of rest")
                await asyncio.sleep(wait if wait > 0 else _ASK_AGAIN)
            try:
                async with self._at_once:
                    answer = await self._send(url, errand, host)
                self._learn(host, answer, attempt)
                self._keep(answer)
                return answer
            finally:
                host.leave()

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
        # What a host asks for holds for every process; that it failed may be this one's own network's fault.
        host.rest(_now() + (delay if asked is None else asked), among_processes=asked is not None)

    def _unasked(self, errand: _Errand, final_url: str, verdict: Verdict, said: str) -> Response:
        """The verdict on a URL that was not asked for, or not to its end."""
        response = Response(
            errand.asked, final_url, datetime.now(UTC), verdict, said, via=errand.via, source=errand.source.id
        )
        self._keep(response)
        return response

    def _host(self, url: str) -> _Host:
        name = host_of(url)
        host = self._hosts.get(name)
        if host is None:
            turn = self._shared.turn(name) if self._shared else None
            host = self._hosts[name] = _Host(among_processes=turn)
        return host

    async def _send(self, url: str, errand: _Errand, host: _Host) -> Response:
        """One exchange with a server; the host's gap begins when its answer begins."""
        gap = max(errand.source.gap, host.crawl_delay)
        manners = self.manners
        headers = (
            (b"Host", urlsplit(url).netloc.encode("ascii")),
            (b"User-Agent", manners.user_agent.encode("utf-8")),
            (b"Accept", b"*/*"),
            (b"Accept-Encoding", ACCEPTED),
            *errand.conditions,
        )
        timeouts = {"connect": manners.connect, "read": manners.silence, "write": manners.silence}
        allowed = host_of(url) in errand.source.private_hosts
        exchange = _Exchange(url, errand, headers, errand.most_bytes, errand.keep_part)
        host.reserve(2 * gap)
        try:
            async with asyncio.timeout(manners.whole):
                answer = await self._guard.send(url, headers, timeouts, allow_private=allowed)
                host.rest(answer.arrived + gap)
                try:
                    return await exchange.receive(answer)
                finally:
                    await answer.aclose()
        except Exception as error:  # whatever a server brings about is a verdict, never a crash
            if exchange.status is None:
                host.rest(_now() + gap)
            return exchange.failed(error)


@dataclass(slots=True)
class _Exchange:
    """One request and what has come of its answer so far, so that a failure in the middle keeps what there is."""

    url: str
    errand: _Errand
    request_headers: Headers
    most_bytes: int
    keep_part: bool
    headers: Headers = ()
    status: int | None = None
    reason: str = ""
    protocol: str = "HTTP/1.1"
    address: str | None = None
    wire: bytearray = field(default_factory=bytearray)
    body: bytearray = field(default_factory=bytearray)

    async def receive(self, answer: Answer) -> Response:
        """Reads the answer within the limits and judges it; raises what goes wrong on the way."""
        self.status = answer.http.status
        self.headers = tuple(answer.http.headers)
        self.reason = answer.http.extensions.get("reason_phrase", b"").decode("latin-1")
        self.protocol = answer.http.extensions["http_version"].decode("latin-1")
        self.address = answer.address
        verdict, said = verdict_of(self.status, first_of(self.headers, "location") is not None)
        media_type = (first_of(self.headers, "content-type") or "").strip().lower()
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

    async def _read(self, answer: Answer) -> None:
        """The body, as it comes and unpacked; raises _TooLarge and what unpacking raises."""
        length = first_of(self.headers, "content-length") or ""
        if length.isdecimal() and int(length) > self.most_bytes and not self.keep_part:
            raise _TooLarge(f"{length} bytes announced, {self.most_bytes} allowed")
        unpacking = decoders(first_of(self.headers, "content-encoding"))
        async for chunk in answer.http.aiter_stream():
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
        response = Response(
            url=self.url if verdict is Verdict.REDIRECT else self.errand.asked,
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
            via=self.errand.via,
            source=self.errand.source.id,
        )
        if response.ok and self.errand.known and self.errand.known.sha256 == response.sha256:
            return replace(response, verdict=Verdict.UNCHANGED)
        return response


class _TooLarge(Exception):
    """A body beyond the limit."""


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
        case TimeoutError() | httpcore.TimeoutException():
            return Verdict.TIMEOUT, said
        case httpcore.ConnectError():
            bad = "CERTIFICATE_VERIFY_FAILED" in said
            return (Verdict.BAD_CERTIFICATE if bad else Verdict.NO_CONNECTION), said
        case _:
            return Verdict.BROKEN, said


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
