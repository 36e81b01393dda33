"""An outlet that was built in 2004: windows-1256, nested tables, and a paged archive by day."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flows.demo.outlets.base import Outlet, page_number, page_of
from flows.demo.server import Request, Response
from flows.demo.stories import Story

_PAGE_SIZE = 5


class LegacyOutlet(Outlet):
    """«جريدة الدرب»: the header names no charset; a meta tag does on every second article and on the archive."""

    key = "darb"
    name = "جريدة الدرب"
    zone = ZoneInfo("Asia/Damascus")
    kind = "legacy"
    charset = "windows-1256"
    html_type = "text/html"

    def source(self) -> dict[str, Any]:
        """The fields of this outlet's entry in sources.toml."""
        return {
            "country": "SY",
            "source_scale": "National",
            "listings": [{"url": f"{self.url}/archive.asp?page={{page}}", "link": "td.list a.headline"}],
        }

    def daily_listing(self) -> dict[str, str]:
        """The archive listed day by day, as an entry in `listings`."""
        return {
            "url": f"{self.url}/archive.asp?day={{date:%Y-%m-%d}}",
            "link": "td.list a.headline",
            "next": "td.list a.next",
        }

    def path(self, story: Story) -> str:
        """Path and query of a story's page."""
        return f"/news.asp?id={story.number}"

    def route(self, request: Request) -> Response | None:
        """`news.asp` and `archive.asp`, the latter by day or whole."""
        match request.path:
            case "/":
                return self.listing("الصفحة الأولى", self.listed[:_PAGE_SIZE])
            case "/news.asp" if story := self.find(request.query.get("id", "")):
                return self.article(story)
            case "/archive.asp":
                return self._archive(request.query.get("day"), page_number(request.query))
            case _:
                return None

    def _archive(self, day: str | None, number: int) -> Response:
        stories = [s for s in self.listed if day is None or str(self.local(s.published).date()) == day]
        shown, more = page_of(stories, number, _PAGE_SIZE)
        following = f"archive.asp?{f'day={day}&' if day else ''}page={number + 1}"
        return self.listing(f"أرشيف الجريدة - صفحة {number}", shown, next=following if more else "")
