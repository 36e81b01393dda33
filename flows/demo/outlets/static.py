"""An outlet of static files: a news sitemap, JSON-LD, and a friendly page with status 200 for whatever is missing."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flows.demo.outlets.base import Breakage, Outlet
from flows.demo.server import Request, Response
from flows.demo.stories import Story

_NEWS_SITEMAP_SIZE = 20
_XML = "application/xml; charset=utf-8"
_REMOVED = "/reports/removed-report.html"
"""Still in the sitemap, but gone: a soft 404."""
_DISALLOWED = "/members/weekly-brief.html"
"""In the sitemap although robots.txt disallows it."""


class StaticOutlet(Outlet):
    """«دفتر المشرق»: files named by slug and number."""

    key = "daftar"
    name = "دفتر المشرق"
    zone = ZoneInfo("Asia/Baghdad")
    kind = "static"
    sitemaps: ClassVar[tuple[str, ...]] = ("/sitemap.xml", "/news-sitemap.xml")

    def source(self) -> dict[str, Any]:
        """The fields of this outlet's entry in sources.toml."""
        return {
            "source_scale": "Regional",
            "sitemaps": [f"{self.url}{path}" for path in self.sitemaps],
        }

    def path(self, story: Story) -> str:
        """Path of a story's file."""
        return f"/reports/{story.slug}-{story.number}.html"

    def route(self, request: Request) -> Response | None:
        """Files and sitemaps; what is missing is answered with status 200."""
        match request.path.strip("/").split("/"):
            case [""]:
                return self.listing("تقارير اليوم", self.listed[:20])
            case ["sitemap.xml"]:
                others = [] if self.broken == Breakage.EMPTY_FEED else [_REMOVED, _DISALLOWED]
                return self.feed("shared/sitemap.xml", _XML, stories=self.listed, others=others)
            case ["news-sitemap.xml"]:
                return self.feed("static/news_sitemap.xml", _XML, stories=self.listed[:_NEWS_SITEMAP_SIZE])
            case ["reports", file] if story := self.find(file.removesuffix(".html").rpartition("-")[2]):
                return self.article(story)
            case _:
                return self.missing(HTTPStatus.OK)
