"""The client against servers that behave, and against servers that do not."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from extract.fetch.client import Client, Manners
from extract.fetch.response import Fetch, Response, Verdict

HASTY = Manners(attempts=2, backoff=0.01, silence=0.5, whole=1.5, connect=0.5, longest_wait=3, failures_before_rest=99)


def get(
    server: Any, *paths: str, manners: Manners = HASTY, kept: list[Response] | None = None, **source: Any
) -> list[Response]:
    """The answers to `paths`; every exchange that it took goes into `kept`."""

    async def run() -> list[Response]:
        outlet = server.source(**source)
        async with Client(manners, keep=(kept if kept is not None else []).append) as client:
            return [await client.get(server.url(path) if path.startswith("/") else path, outlet) for path in paths]

    return asyncio.run(run())


def test_a_page_comes_with_its_raw_headers_and_its_body_decoded(server: Any, answer: Callable[..., bytes]) -> None:
    packed = gzip.compress("<p>خبر</p>".encode())
    server.routes["/a"] = answer(
        packed, content_encoding="gzip", etag='"1"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT"
    )
    (page,) = get(server, "/a")
    assert (page.verdict, page.status, page.error) == (Verdict.OK, 200, None)
    assert (page.body.decode(), page.wire) == ("<p>خبر</p>", packed)
    assert (page.etag, page.last_modified) == ('"1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert (b"content-encoding", b"gzip") in page.headers


def test_the_user_agent_names_rasd_and_its_contact(server: Any) -> None:
    get(server, "/a", manners=Manners(contact="monitor@example.org"))
    assert server.log[-1].headers["user-agent"] == "rasd (arabic conflict news monitor; monitor@example.org)"


def test_validators_make_the_request_conditional(server: Any, answer: Callable[..., bytes]) -> None:
    async def run() -> Response:
        async with Client(HASTY) as client:
            return await client.get(server.url("/a"), server.source(), known=known)

    address = server.url("/a")
    known = Fetch(address, datetime.now(UTC), Verdict.OK, "", "", address, 200, etag='"1"', last_modified="yesterday")
    server.routes["/a"] = answer(status="304 Not Modified")
    page = asyncio.run(run())
    assert (page.verdict, page.error) == (Verdict.NOT_MODIFIED, None)
    assert server.log[-1].headers["if-none-match"] == '"1"'
    assert server.log[-1].headers["if-modified-since"] == "yesterday"


def test_robots_txt_is_read_once_and_what_it_disallows_is_never_requested(
    server: Any, answer: Callable[..., bytes]
) -> None:
    server.routes["/robots.txt"] = answer("User-agent: *\nDisallow: /private\n")
    server.routes["/a"] = answer("x")
    server.routes["/go"] = answer(status="302 Found", location="/private/b")
    refused, page, led = get(server, "/private/a", "/a", "/go")
    assert [one.verdict for one in (refused, page, led)] == [Verdict.DISALLOWED, Verdict.OK, Verdict.DISALLOWED]
    assert [request.target for request in server.log] == ["/robots.txt", "/a", "/go"]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [("404 Not Found", Verdict.OK), ("403 Forbidden", Verdict.OK), ("500 Oops", Verdict.SERVER_ERROR)],
)
def test_an_absent_robots_txt_allows_all_and_an_unreachable_one_nothing(
    server: Any, answer: Callable[..., bytes], status: str, verdict: Verdict
) -> None:
    server.routes["/robots.txt"] = answer(status=status)
    server.routes["/a"] = answer("x")
    assert get(server, "/a")[0].verdict is verdict
    assert server.asked("/a") == (verdict is Verdict.OK)


def test_the_gap_and_the_crawl_delay_are_kept_and_requests_to_one_host_never_overlap(
    server: Any, answer: Callable[..., bytes]
) -> None:
    async def run() -> None:
        async with Client(Manners()) as client:
            await asyncio.gather(*(client.get(server.url(f"/{n}"), server.source(gap=0.02)) for n in range(6)))

    server.routes["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 0.05\n")
    asyncio.run(run())
    times = [request.time for request in server.log]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert gaps[0] >= 0.02
    assert min(gaps[1:]) >= 0.05


def test_redirects_are_followed_and_kept_as_exchanges(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes["/old"] = answer(status="301 Moved", location="/new?utm_source=x")
    server.routes["/new"] = answer("found")
    kept: list[Response] = []
    (page,) = get(server, "/old", kept=kept)
    assert (page.url, page.final_url, page.body) == (server.url("/old"), server.url("/new"), b"found")
    assert [(one.status, one.via) for one in kept] == [(404, "robots"), (301, ""), (200, "")]


@pytest.mark.parametrize("as_date", [True, False])
def test_retry_after_is_waited_for(server: Any, answer: Callable[..., bytes], as_date: bool) -> None:
    async def first_busy(request: Any, writer: asyncio.StreamWriter) -> None:
        when = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True) if as_date else "1"
        busy = answer(status="429 Too Many Requests", retry_after=when)
        writer.write(busy if server.asked("/a") == 1 else answer("at last"))

    server.routes["/a"] = first_busy
    kept: list[Response] = []
    (page,) = get(server, "/a", kept=kept)
    assert (page.verdict, page.body) == (Verdict.OK, b"at last")
    assert [one.verdict for one in kept] == [Verdict.GONE, Verdict.BUSY, Verdict.OK]
    assert server.log[-1].time - server.log[-2].time >= 0.9


def test_a_host_that_wants_a_long_rest_is_left_alone(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes["/a"] = answer(status="503 Service Unavailable", retry_after="3600")
    busy, resting = get(server, "/a", "/b")
    assert (busy.verdict, resting.verdict) == (Verdict.BUSY, Verdict.RESTING)
    assert (server.asked("/a"), server.asked("/b")) == (1, 0)


def test_a_host_that_keeps_failing_is_left_alone(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes["/a"] = answer(status="500 Oops")
    manners = Manners(attempts=1, backoff=0.01, failures_before_rest=3, rest=600)
    verdicts = [page.verdict for page in get(server, *["/a"] * 5, manners=manners)]
    assert verdicts == [Verdict.SERVER_ERROR] * 3 + [Verdict.RESTING] * 2


def test_private_addresses_are_refused_unless_the_source_names_them(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes["/a"] = answer("x")
    server.routes["/out"] = answer(status="302 Found", location="http://169.254.169.254/latest/meta-data")
    server.routes["/in"] = answer(status="302 Found", location="http://127.0.0.1:1/admin")
    server.routes["/file"] = answer(status="302 Found", location="file:///etc/passwd")
    assert get(server, "/a", allow_private=False)[0].verdict is Verdict.PRIVATE_ADDRESS
    assert server.log == []
    verdicts = [page.verdict for page in get(server, "/a", "/out", "/in", "/file")]
    assert verdicts == [Verdict.OK, Verdict.PRIVATE_ADDRESS, Verdict.PRIVATE_ADDRESS, Verdict.BAD_URL]


def test_a_name_that_does_not_resolve_and_what_is_no_address_are_verdicts(server: Any) -> None:
    pages = get(server, "http://no-such-host.invalid/", "http://127.0.0.1:9/", "ftp://a.example/", "http://[::1/")
    verdicts = [page.verdict for page in pages]
    assert verdicts == [Verdict.UNRESOLVED, Verdict.PRIVATE_ADDRESS, Verdict.BAD_URL, Verdict.BAD_URL]
    assert pages[0].error == "robots.txt of http://no-such-host.invalid: does not resolve"


def test_a_port_without_a_server_is_no_connection(server: Any) -> None:
    (page,) = get(server, "http://127.0.0.1:9/", feeds=["http://127.0.0.1:9/feed"])
    assert page.verdict is Verdict.NO_CONNECTION


def test_a_host_that_was_given_up_once_is_asked_again(server: Any, answer: Callable[..., bytes]) -> None:
    async def silent(request: Any, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.8)

    server.routes |= {"/slow": silent, "/a": answer("x"), "/jpg": answer("x" * 9999, content_type="image/jpeg")}
    verdicts = [page.verdict for page in get(server, "/slow", "/a", "/jpg", "/a")]
    assert verdicts == [Verdict.TIMEOUT, Verdict.OK, Verdict.WRONG_TYPE, Verdict.OK]


def test_http2_is_spoken_where_the_server_speaks_it(certificate: tuple[Path, Path], new_server: Any) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(*certificate)
    tls.set_alpn_protocols(["h2"])
    server = new_server(tls=tls, serve=speak_http2)

    async def run() -> Response:
        async with Client(HASTY, verify=ssl.create_default_context(cafile=str(certificate[0]))) as client:
            return await client.get(server.url("/a"), server.source())

    page = asyncio.run(run())
    assert (page.protocol, page.status, page.body) == ("HTTP/2", 200, b"/a of 127.0.0.1")


async def speak_http2(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers every request with its path and the host it is for."""
    connection = H2Connection(H2Configuration(client_side=False))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    while data := await reader.read(9999):
        for event in connection.receive_data(data):
            if isinstance(event, RequestReceived):
                asked = dict(event.headers)
                host = asked[b":authority"].partition(b":")[0]
                connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/html")])
                connection.send_data(event.stream_id, asked[b":path"] + b" of " + host, end_stream=True)
        writer.write(connection.data_to_send())


def test_other_hosts_are_not_slowed_by_one_that_drips(
    new_server: Callable[..., Any], answer: Callable[..., bytes]
) -> None:
    async def drip(request: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n")
        for _ in range(100):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.1)

    slow, quick = new_server(), new_server("127.0.0.2")
    slow.routes["/a"] = drip
    quick.routes["/a"] = answer("x")

    async def run() -> tuple[Response, float]:
        async with Client(HASTY) as client:
            dripping = asyncio.create_task(client.get(slow.url("/a"), slow.source()))
            begun = time.monotonic()
            for _ in range(20):
                await client.get(quick.url("/a"), quick.source())
            done = time.monotonic() - begun
            return await dripping, done

    page, seconds = asyncio.run(run())
    assert page.verdict is Verdict.TIMEOUT
    assert page.status == 200
    assert seconds < 1.5, "twenty quick pages took longer than the dripping one was allowed"
