"""An outlet that serves what must be refused: no feed, no bytes, too many bytes, broken bytes, no article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from flows.demo.outlets.base import CRAWL_DELAY
from flows.demo.server import LogLine, Request, Response, Server

HUGE_PAGE = 30 * 1024 * 1024
"""Bytes of the page that is too big."""

_FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>منفذ معطوب</title>
{items}</channel></rss>"""
_ITEM = "<item><title>{path}</title><link>{url}{path}</link><pubDate>Sun, 04 May 2025 09:00:00 +0300</pubDate></item>\n"
_PARAGRAPH = "<p>قصف مدفعي عنيف يستهدف أحياء المدينة القديمة ويوقع قتلى وجرحى بين المدنيين بحسب شهود عيان.</p>\n"


class BadOutlet:
    """Its feed lists one page of each kind in `PAGES`; /broken-feed.xml is no XML. Use it as a context manager."""

    PAGES = ("/empty.html", "/huge.html", "/broken-utf8.html", "/no-article.html")

    def __init__(self) -> None:
        self.log: list[LogLine] = []
        self.server = Server(self._answer, self.log)

    @property
    def url(self) -> str:
        """The home page's URL without a slash at its end."""
        return self.server.url

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    def sources(self) -> dict[str, dict[str, Any]]:
        """A layer of sources: the outlet, the same outlet with the broken feed, and one whose host does not resolve."""
        common = {"allow_private": True, "gap": CRAWL_DELAY}
        missing = "http://outlet.invalid"
        return {
            "bad_pages": {"name": "Bad pages", "home": f"{self.url}/", "feeds": [f"{self.url}/feed.xml"], **common},
            "bad_feed": {
                "name": "Bad feed",
                "home": f"{self.url}/",
                "feeds": [f"{self.url}/broken-feed.xml"],
                **common,
            },
            "bad_host": {"name": "Bad host", "home": f"{missing}/", "feeds": [f"{missing}/feed.xml"], **common},
        }

    def _answer(self, request: Request) -> Response:
        match request.path:
            case "/robots.txt":
                return Response(b"User-agent: *\nAllow: /\n", content_type="text/plain")
            case "/feed.xml":
                items = "".join(_ITEM.format(path=path, url=self.url) for path in self.PAGES)
                return Response(_FEED.format(items=items).encode(), content_type="application/rss+xml")
            case "/broken-feed.xml":
                return Response("هذه ليست خلاصة <<< & ]]>".encode(), content_type="application/rss+xml")
            case "/empty.html":
                return Response(b"")
            case "/huge.html":
                return Response(_huge_page())
            case "/broken-utf8.html":
                return Response(_without_every_third_continuation_byte(_page(_PARAGRAPH * 12)))
            case "/no-article.html":
                return Response(_page("<ul>" + '<li><a href="/">الرئيسية</a></li>' * 60 + "</ul>"))
            case _:
                return Response(b"not found", status=404, content_type="text/plain")


def _page(body: str) -> bytes:
    return f'<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>خبر</title></head><body>{body}'.encode()


def _huge_page() -> Iterator[bytes]:
    yield _page("<article>")
    paragraphs = (_PARAGRAPH * 400).encode()
    for _ in range(HUGE_PAGE // len(paragraphs) + 1):
        yield paragraphs


def _without_every_third_continuation_byte(body: bytes) -> bytes:
    """UTF-8 as a careless filter leaves it: neither valid UTF-8 nor any other Arabic encoding."""
    kept, seen = bytearray(), 0
    for byte in body:
        continues = 0x80 <= byte < 0xC0
        seen += continues
        if not (continues and seen % 3 == 0):
            kept.append(byte)
    return bytes(kept)
