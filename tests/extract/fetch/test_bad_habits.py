"""A server of bad habits: each ends in its verdict, in bounded time and memory."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import struct
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from extract.fetch.client import Client, Manners
from extract.fetch.discover import discover
from extract.fetch.found import Discovery
from extract.fetch.response import Response, Verdict

HASTY = Manners(attempts=2, backoff=0.01, silence=0.3, whole=1, connect=0.5, longest_wait=0.5, failures_before_rest=99)
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
ZEROS = b"\0" * 40_000_000


def habit(*pieces: bytes | float, close: bool = True, times: int = 1) -> Callable[..., Awaitable[None]]:
    """Writes the pieces, `times` over; a number is a pause in seconds. Then closes the connection or keeps silent."""

    async def write(request: Any, writer: asyncio.StreamWriter) -> None:
        for _ in range(times):
            for piece in pieces:
                if isinstance(piece, bytes):
                    writer.write(piece)
                    await writer.drain()
                else:
                    await asyncio.sleep(piece)
        if close:
            writer.close()
        else:
            await asyncio.sleep(3)

    return write


def reset(request: Any, writer: asyncio.StreamWriter) -> Any:
    """Begins an answer and resets the connection in its middle."""

    async def write() -> None:
        writer.write(HEAD + b"content-length: 1000\r\n\r\nhalf")
        await writer.drain()
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(1, 13, linger)  # SOL_SOCKET, SO_LINGER
        writer.transport.abort()

    return write()


def packed(encoding: str, body: bytes) -> bytes:
    return HEAD + f"content-encoding: {encoding}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


def moved(location: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: {location}\r\n\r\n".encode()


HABITS: dict[str, tuple[Any, Verdict]] = {
    "never answers": (habit(close=False), Verdict.TIMEOUT),
    "hangs up at once": (habit(), Verdict.BROKEN),
    "drips slowly": (habit(HEAD + b"content-length: 99\r\n\r\n", *([b"x", 0.1] * 30)), Verdict.TIMEOUT),
    "falls silent in the middle": (habit(HEAD + b"content-length: 99\r\n\r\nhalf", close=False), Verdict.TIMEOUT),
    "resets in the middle": (reset, Verdict.BROKEN),
    "sends a body without end": (habit(HEAD + b"\r\n", *[b"x" * 1_000_000] * 40), Verdict.TOO_LARGE),
    "announces 30 MB": (habit(HEAD + b"content-length: 30000000\r\n\r\n", close=False), Verdict.TOO_LARGE),
    "announces more than it sends": (habit(HEAD + b"content-length: 99\r\n\r\nhalf"), Verdict.BROKEN),
    "announces no number": (habit(HEAD + b"content-length: many\r\n\r\nhalf"), Verdict.BROKEN),
    "announces two lengths": (habit(HEAD + b"content-length: 3\r\ncontent-length: 4\r\n\r\nabcd"), Verdict.BROKEN),
    "chunks badly": (habit(HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\nx\r\n"), Verdict.BROKEN),
    "ends its chunks early": (habit(HEAD + b"transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"), Verdict.BROKEN),
    "speaks no HTTP": (habit(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), Verdict.BROKEN),
    "sends headers without end": (habit(HEAD, *[b"x-more: " + b"y" * 9000 + b"\r\n"] * 50), Verdict.BROKEN),
    "sends cookies of 1 MB": (habit(HEAD + b"set-cookie: a=" + b"c" * 1_000_000 + b"\r\n\r\n"), Verdict.BROKEN),
    "puts a NUL into a header": (habit(HEAD + b"x-odd: a\0b\r\ncontent-length: 0\r\n\r\n"), Verdict.BROKEN),
    "sends a gzip bomb": (packed("gzip", gzip.compress(ZEROS)), Verdict.BOMB),
    "sends a bomb in a bomb": (packed("gzip, gzip", gzip.compress(gzip.compress(ZEROS))), Verdict.BOMB),
    "sends a brotli bomb": (packed("br", brotli.compress(ZEROS, quality=1)), Verdict.BOMB),
    "sends a deflate bomb": (packed("deflate", zlib.compress(ZEROS)), Verdict.BOMB),
    "says gzip and sends none": (packed("gzip", b"<p>plain</p>"), Verdict.BAD_ENCODING),
    "cuts its gzip short": (packed("gzip", gzip.compress(b"x" * 999)[:-9]), Verdict.BAD_ENCODING),
    "uses an encoding nobody asked for": (packed("zstd", b"x"), Verdict.BAD_ENCODING),
    "redirects in a circle": (moved("/a"), Verdict.TOO_MANY_REDIRECTS),
    "redirects nowhere": (b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n", Verdict.UNEXPECTED),
    "redirects to a file": (moved("file:///etc/passwd"), Verdict.BAD_URL),
    "redirects to loopback": (moved("http://127.0.0.1:1/"), Verdict.PRIVATE_ADDRESS),
    "redirects to a decimal loopback": (moved("http://2130706433:1/"), Verdict.PRIVATE_ADDRESS),
    "redirects to the cloud's metadata": (moved("http://169.254.169.254/latest"), Verdict.PRIVATE_ADDRESS),
    "redirects to IPv6 loopback": (moved("http://[::ffff:127.0.0.1]:1/"), Verdict.PRIVATE_ADDRESS),
    "injects a header by redirect": (moved("/b%0d%0aSet-Cookie:%20a=1"), Verdict.GONE),
    "is busy for an hour": (b"HTTP/1.1 429 No\r\nretry-after: 3600\r\ncontent-length: 0\r\n\r\n", Verdict.BUSY),
    "is busy until 2099": (
        b"HTTP/1.1 503 No\r\nretry-after: Thu, 01 Jan 2099 00:00:00 GMT\r\ncontent-length: 0\r\n\r\n",
        Verdict.BUSY,
    ),
    "says nonsense about when": (b"HTTP/1.1 503 No\r\nretry-after: soon\r\ncontent-length: 0\r\n\r\n", Verdict.BUSY),
    "sends a picture": (
        b"HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: 4\r\n\r\n\xff\xd8\xff\xe0",
        Verdict.WRONG_TYPE,
    ),
    "says 200 and shows an error page": (HEAD + b"content-length: 9\r\n\r\nnot found", Verdict.OK),
    "wants a password": (b"HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n", Verdict.REFUSED),
    "answers with 999": (b"HTTP/1.1 999 No\r\ncontent-length: 0\r\n\r\n", Verdict.SERVER_ERROR),
}


def fetched(server: Any, **client: Any) -> Response:
    async def run() -> Response:
        async with Client(HASTY, **client) as polite:
            return await polite.get(server.url("/a"), server.source(), via="feed")

    return asyncio.run(run())


@pytest.mark.parametrize("name", HABITS)
def test_a_server_that(name: str, server: Any) -> None:
    server.routes["/a"], verdict = HABITS[name]
    tracemalloc.start()
    page = fetched(server)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert page.verdict is verdict, page.error
    assert (page.error is None) == (verdict is Verdict.OK)
    assert peak < 100_000_000


def test_a_server_with_a_certificate_of_its_own_is_not_trusted(
    new_server: Callable[..., Any], certificate: tuple[Path, Path]
) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(*certificate)
    server = new_server(tls=tls)
    server.routes["/a"] = HEAD + b"content-length: 2\r\n\r\nhi"
    distrusted = fetched(server)
    assert distrusted.verdict is Verdict.BAD_CERTIFICATE
    assert fetched(server, verify=ssl.create_default_context(cafile=str(certificate[0]))).body == b"hi"


def discovered(server: Any, **source: Any) -> Discovery:
    async def run() -> Discovery:
        async with Client(HASTY) as client:
            return await discover(server.source(**source), client)

    return asyncio.run(run())


def test_a_feed_of_a_hundred_thousand_items_is_read_as_far_as_a_feed_is_read(
    server: Any, answer: Callable[..., bytes]
) -> None:
    item = "<item><title>خبر {0}</title><link>http://127.0.0.1/news/{0}</link><description>{1}</description></item>"
    items = "".join(item.format(number, "x" * 300) for number in range(100_000))
    server.routes["/feed"] = answer(f"<rss version='2.0'><channel>{items}</channel></rss>", content_type="text/xml")
    look = discovered(server, feeds=[server.url("/feed")])
    assert [problem.reason for problem in look.problems] == ["too large"]
    assert 5_000 < len(look.found) < 20_000
    assert look.found[0].url == "http://127.0.0.1/news/0"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {after} "{f"&{before};" * 20}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><{0}>&i;</{0}>"
)


def test_entity_bombs_in_feeds_and_sitemaps_do_not_go_off(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes["/feed"] = answer(BOMB.replace("{0}", "rss"), content_type="text/xml")
    server.routes["/sitemap.xml"] = answer(BOMB.replace("{0}", "urlset"), content_type="text/xml")
    tracemalloc.start()
    look = discovered(server, feeds=[server.url("/feed")], sitemaps=[server.url("/sitemap.xml")])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [(problem.via, problem.reason) for problem in look.problems] == [
        ("feed", "no feed"),
        ("sitemap", "broken sitemap"),
    ]
    assert peak < 50_000_000


def test_sitemaps_that_name_each_other_end(server: Any, answer: Callable[..., bytes]) -> None:
    def index(*names: str) -> bytes:
        inner = "".join(f"<sitemap><loc>{server.url(name)}</loc></sitemap>" for name in names)
        return answer(f"<sitemapindex>{inner}</sitemapindex>", content_type="text/xml")

    async def deeper(request: Any, writer: asyncio.StreamWriter) -> None:
        depth = request.target.partition("=")[2] or "0"
        writer.write(index(f"/deep?n={int(depth) + 1}"))

    server.routes |= {"/one": index("/two"), "/two": index("/one", "/two"), "/deep": deeper}
    look = discovered(server, sitemaps=[server.url("/one"), server.url("/deep")])
    assert (server.asked("/one"), server.asked("/two"), server.asked("/deep")) == (1, 1, 5)
    assert [problem.reason for problem in look.problems] == ["index too deep"]
