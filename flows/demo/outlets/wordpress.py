"""An outlet on WordPress: RSS, the REST API, a sitemap index, and plug-ins that write into the text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from http import HTTPStatus
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flows.demo.boilerplate import Boilerplate
from flows.demo.outlets.base import Breakage, Outlet, page_number, page_of
from flows.demo.server import Request, Response, strong_etag
from flows.demo.stories import Story

_JSON = "application/json; charset=UTF-8"
_FEED_SIZE = 10
_SITEMAP_SIZE = 10
_LARGEST_PAGE = 100
_REMOVED = "/archives/59999"
"""Still in the sitemap, but gone: 404."""


class WordPressOutlet(Outlet):
    """«الساقية نيوز»: permalinks by post number; the feed's newest item has its old address, which redirects."""

    key = "saqiya"
    name = "الساقية نيوز"
    zone = ZoneInfo("Asia/Damascus")
    kind = "wordpress"
    sitemaps: ClassVar[tuple[str, ...]] = ("/sitemap_index.xml",)

    def source(self) -> dict[str, Any]:
        """The fields of this outlet's entry in sources.toml."""
        return {
            "country": "SY",
            "source_scale": "National",
            "feeds": [f"{self.url}/feed/"],
            "sitemaps": [f"{self.url}/sitemap_index.xml"],
            "wordpress": f"{self.url}/wp-json/wp/v2/posts",
        }

    def path(self, story: Story) -> str:
        """Path of a story's permalink."""
        return f"/archives/{story.number}"

    def route(self, request: Request) -> Response | None:
        """Permalinks, `?p=` short links, feed pages, sitemaps and the REST API."""
        match request.path.strip("/").split("/"):
            case [""] if story := self.find(request.query.get("p", "")):
                moved = {"Location": self.story_url(story)}
                return Response(status=HTTPStatus.MOVED_PERMANENTLY, headers=moved)
            case [""]:
                return self.listing("آخر الأخبار", self.listed[:20])
            case ["archives", number] if story := self.find(number):
                return self.article(story)
            case ["contact"]:
                return self.page("shared/contact.html", title="اتصل بنا")
            case ["feed"]:
                return self._feed(page_number(request.query, "paged"))
            case ["sitemap_index.xml"]:
                return self._sitemap_index()
            case ["page-sitemap.xml"]:
                return self.feed("shared/sitemap.xml", "text/xml; charset=UTF-8", stories=[], others=["/contact/"])
            case [name] if name.startswith("post-sitemap"):
                return self._sitemap(name.removeprefix("post-sitemap").removesuffix(".xml"))
            case ["wp-json"]:
                return _json({"name": self.name, "url": self.url, "namespaces": ["wp/v2"]})
            case ["wp-json", "wp", "v2", "posts"]:
                return self._posts(request.query)
            case _:
                return None

    def _feed(self, number: int) -> Response | None:
        stories, _ = page_of(self.listed, number, _FEED_SIZE)
        if not stories and number > 1:
            return None
        links = {s.number: f"{self.url}/?p={s.number}" if s is stories[0] else self.story_url(s) for s in stories}
        teaser = Boilerplate(f"{self.key} feed {number}")
        return self.feed(
            "wordpress/rss.xml", "application/rss+xml; charset=UTF-8", stories=stories, links=links, extra=teaser
        )

    def _sitemap_index(self) -> Response:
        count = max(1, -(-len(self.listed) // _SITEMAP_SIZE))
        paths = [*(f"/post-sitemap{number}.xml" for number in range(1, count + 1)), "/page-sitemap.xml"]
        return self.feed("shared/sitemap_index.xml", "text/xml; charset=UTF-8", paths=paths)

    def _sitemap(self, number: str) -> Response | None:
        oldest_first = self.listed[::-1]
        stories, _ = page_of(oldest_first, int(number), _SITEMAP_SIZE) if number.isdecimal() else ([], False)
        others = [_REMOVED] if number == "1" and self.broken != Breakage.EMPTY_FEED else []
        if not stories and number != "1":
            return None
        return self.feed("shared/sitemap.xml", "text/xml; charset=UTF-8", stories=stories, others=others)

    def _posts(self, query: Mapping[str, str]) -> Response:
        if self.broken == Breakage.BLOCK_PAGE:
            return self.page("shared/block.html")
        size, number = query.get("per_page", "10"), query.get("page", "1")
        if not size.isdecimal() or not 1 <= int(size) <= _LARGEST_PAGE:
            return _refused("rest_invalid_param", "معاملات غير صالحة: per_page")
        try:
            found = [story for story in self.listed if self._is_asked_for(story, query)]
        except ValueError:
            return _refused("rest_invalid_param", "معاملات غير صالحة: after, before")
        if query.get("order") == "asc":
            found.reverse()
        pages = -(-len(found) // int(size))
        if not number.isdecimal() or int(number) < 1 or int(number) > max(1, pages):
            return _refused("rest_post_invalid_page_number", "رقم الصفحة المطلوب أكبر من عدد الصفحات المتاحة.")
        stories, _ = page_of(found, int(number), int(size))
        posts = [self._post(story) for story in stories]
        if wanted := query.get("_fields"):
            posts = [{name: post[name] for name in wanted.split(",") if name in post} for post in posts]
        return _json(posts, {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)})

    def _is_asked_for(self, story: Story, query: Mapping[str, str]) -> bool:
        """WordPress compares site-local times and leaves out the bounds themselves."""
        published, modified = self.local(story.published), self.local(story.modified)
        return (
            ("after" not in query or published > self._moment(query["after"]))
            and ("before" not in query or published < self._moment(query["before"]))
            and ("modified_after" not in query or modified > self._moment(query["modified_after"]))
            and ("modified_before" not in query or modified < self._moment(query["modified_before"]))
        )

    def _moment(self, written: str) -> datetime:
        moment = datetime.fromisoformat(written.replace(" ", "+"))
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def _post(self, story: Story) -> dict[str, Any]:
        page = self.article(story, "content.html").body
        content = page.decode() if isinstance(page, bytes) else ""
        dates = {
            "date": _plain(self.local(story.published)),
            "date_gmt": _plain(story.published.astimezone(UTC)),
            "modified": _plain(self.local(story.modified)),
            "modified_gmt": _plain(story.modified.astimezone(UTC)),
        }
        return {
            "id": story.number,
            **({} if self.broken == Breakage.DATES_GONE else dates),
            "slug": story.slug,
            "status": "publish",
            "type": "post",
            "link": self.story_url(story),
            "title": {"rendered": escape(story.title)},
            "content": {"rendered": content, "protected": False},
            "excerpt": {"rendered": f"<p>{escape(story.paragraphs[0][:120])} [&hellip;]</p>\n", "protected": False},
            "author": 3,
            "categories": [7],
            "tags": [],
        }


def _plain(moment: datetime) -> str:
    """WordPress writes its times without a zone."""
    return moment.replace(tzinfo=None).isoformat()


def _json(value: Any, headers: Mapping[str, str] | None = None, status: int = HTTPStatus.OK) -> Response:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Response(body, status, _JSON, strong_etag(body), headers=headers or {})


def _refused(code: str, message: str) -> Response:
    return _json({"code": code, "message": message, "data": {"status": 400}}, status=HTTPStatus.BAD_REQUEST)
