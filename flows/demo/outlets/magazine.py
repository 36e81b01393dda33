"""An outlet with a copy for every device: Atom, AMP and print, canonical links, and links that track their reader."""

from __future__ import annotations

import gzip
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flows.demo.outlets.base import Outlet, page_number, page_of
from flows.demo.server import Request, Response, strong_etag
from flows.demo.stories import Story

_FEED_SIZE = 15
TRACKING = "utm_source=atom&utm_medium=feed&utm_campaign=ufuq"
"""What the feed adds to every link."""


class MagazineOutlet(Outlet):
    """«نافذة الأفق»: one article under four addresses; every second sitemap entry is the AMP copy's."""

    key = "nafidha"
    name = "نافذة الأفق"
    zone = ZoneInfo("Europe/London")
    kind = "magazine"
    sitemaps: ClassVar[tuple[str, ...]] = ("/sitemap.xml.gz",)

    def source(self) -> dict[str, Any]:
        """The fields of this outlet's entry in sources.toml."""
        return {
            "source_scale": "International",
            "feeds": [f"{self.url}/atom.xml"],
            "sitemaps": [f"{self.url}/sitemap.xml.gz"],
        }

    def path(self, story: Story) -> str:
        """Path of a story's page for desktops."""
        return f"/story/{story.number}/{story.slug}"

    def tracked_url(self, story: Story) -> str:
        """A story's URL as the feed gives it."""
        return f"{self.story_url(story)}?{TRACKING}"

    def amp_url(self, story: Story) -> str:
        """The AMP copy's URL."""
        return f"{self.url}/amp{self.path(story)}"

    def print_url(self, story: Story) -> str:
        """The print copy's URL."""
        return f"{self.story_url(story)}?print=1"

    def route(self, request: Request) -> Response | None:
        """Stories and their copies, the feed and the sitemap."""
        match request.path.strip("/").split("/"):
            case [""]:
                return self.listing("الأحدث", self.listed[:20])
            case ["story", number, _] if story := self.find(number):
                return self.article(story, "print.html" if "print" in request.query else "article.html")
            case ["amp", "story", number, _] if story := self.find(number):
                return self.article(story, "amp.html")
            case ["atom.xml"]:
                return self._feed(page_number(request.query))
            case ["sitemap.xml.gz"]:
                return self._sitemap()
            case _:
                return None

    def _feed(self, number: int) -> Response:
        stories, more = page_of(self.listed, number, _FEED_SIZE)
        return self.feed(
            "magazine/atom.xml",
            "application/atom+xml; charset=utf-8",
            stories=stories,
            number=number,
            following=f"{self.url}/atom.xml?page={number + 1}" if more else None,
        )

    def _sitemap(self) -> Response:
        urls = {s.number: self.amp_url(s) for s in self.listed if s.number % 2 == 0}
        xml = self.render("shared/sitemap.xml", stories=self.listed, others=[], urls=urls)
        body = gzip.compress(xml.encode(), mtime=0)
        return Response(body, content_type="application/gzip", etag=strong_etag(body))
