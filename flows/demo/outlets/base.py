"""What the four outlets share: their stock of stories, robots.txt, rendering, and the ways to break them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader

from flows.demo.boilerplate import Boilerplate
from flows.demo.server import LogLine, Request, Response, Server, strong_etag
from flows.demo.stories import Story

CRAWL_DELAY = 0.05
"""Seconds between two requests that every robots.txt asks for."""

_ROBOTS = """User-agent: *
Crawl-delay: {delay}
Disallow: /members/
Disallow: /search
{sitemaps}"""


class Breakage(StrEnum):
    """What can befall an outlet's pages.

    EMPTY_FEED: feeds, sitemaps, API and listings are well-formed and list nothing. BLOCK_PAGE: every article is a
    check for robots, with status 200. MARKUP_CHANGED: pages became an empty shell that a script fills. DATES_GONE:
    no date in page, feed, sitemap or API. ENCODING_CHANGED: pages are mojibake, valid UTF-8 without an Arabic
    letter. HALF_GONE: every second article is a 404 and listed nowhere.
    """

    EMPTY_FEED = "empty feed"
    BLOCK_PAGE = "block page"
    MARKUP_CHANGED = "markup changed"
    DATES_GONE = "dates gone"
    ENCODING_CHANGED = "encoding changed"
    HALF_GONE = "half gone"


_BROKEN_TEMPLATES: dict[Breakage | None, str] = {
    Breakage.BLOCK_PAGE: "shared/block.html",
    Breakage.MARKUP_CHANGED: "shared/script_shell.html",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article's body: kind is 'text', 'figure' or 'aside'; `label` is an aside's first words."""

    kind: str
    text: str
    label: str = ""


class Outlet(ABC):
    """One outlet on a port of its own.

    `broken` may be set at any time, stories may be put and removed between requests. `key` is the id of the
    source, `name` what the outlet calls itself.
    """

    key: ClassVar[str]
    name: ClassVar[str]
    zone: ClassVar[ZoneInfo]
    kind: ClassVar[str]
    """The folder of its templates."""
    sitemaps: ClassVar[tuple[str, ...]] = ()
    charset: ClassVar[str] = "utf-8"
    html_type: ClassVar[str] = "text/html; charset=utf-8"
    """The Content-Type header of its pages."""

    def __init__(self, stories: Iterable[Story], log: list[LogLine], port: int = 0) -> None:
        self.broken: Breakage | None = None
        self._stories = {story.number: story for story in stories}
        self.server = Server(self.answer, log, port)

    @abstractmethod
    def path(self, story: Story) -> str:
        """Path and query of a story's canonical URL."""

    @abstractmethod
    def route(self, request: Request) -> Response | None:
        """What stands at the request's path, None where there is nothing."""

    @abstractmethod
    def source(self) -> dict[str, Any]:
        """The fields of this outlet's entry in sources.toml."""

    @property
    def url(self) -> str:
        """The home page's URL without a slash at its end."""
        return self.server.url

    def story_url(self, story: Story) -> str:
        """A story's canonical URL."""
        return self.url + self.path(story)

    def put(self, story: Story) -> None:
        """Publishes a story, or replaces the version with the same number."""
        self._stories[story.number] = story

    def remove(self, story: Story) -> None:
        """Takes a story down: from now on its page is missing and nothing lists it."""
        del self._stories[story.number]

    @property
    def stories(self) -> list[Story]:
        """The stories that have a page, newest first."""
        present = (s for s in list(self._stories.values()) if self.broken != Breakage.HALF_GONE or s.number % 2)
        return sorted(present, key=lambda story: (story.published, story.number), reverse=True)

    @property
    def listed(self) -> list[Story]:
        """The stories that feeds, sitemaps, API and listings name, newest first."""
        return [] if self.broken == Breakage.EMPTY_FEED else self.stories

    def find(self, number: int | str) -> Story | None:
        """The story with this number, if it has a page."""
        story = self._stories.get(int(number)) if str(number).isdecimal() else None
        return None if story and self.broken == Breakage.HALF_GONE and not story.number % 2 else story

    def answer(self, request: Request) -> Response:
        """The response to any request."""
        if request.path == "/robots.txt":
            sitemaps = "".join(f"Sitemap: {self.url}{path}\n" for path in self.sitemaps)
            return _tagged(_ROBOTS.format(delay=CRAWL_DELAY, sitemaps=sitemaps).encode(), "text/plain; charset=utf-8")
        return self.route(request) or self.missing()

    def missing(self, status: int = HTTPStatus.NOT_FOUND) -> Response:
        """The page for what is not there."""
        return self.page("shared/missing.html", status=status, title="الصفحة غير موجودة")

    def listing(self, title: str, stories: Iterable[Story], next: str = "") -> Response:
        """An HTML page that lists stories."""
        return self.page("shared/listing.html", title=title, stories=list(stories), next=next)

    def article(self, story: Story, template: str = "article.html") -> Response:
        """A story's page, in the state the outlet is in; only a healthy one tells when it was modified."""
        name = _BROKEN_TEMPLATES.get(self.broken, f"{self.kind}/{template}")
        extra = Boilerplate(f"{self.key} {story.id}")
        body = self._html(name, story=story, title=story.title, blocks=_blocks(story, extra), extra=extra)
        if self.broken == Breakage.ENCODING_CHANGED:
            body = body.decode("latin-1").encode()
        return _tagged(body, self.html_type, last_modified=None if self.broken else story.modified)

    def page(self, template: str, title: str = "", status: int = HTTPStatus.OK, **values: Any) -> Response:
        """A page that is no article."""
        body = self._html(template, title=title, extra=Boilerplate(f"{self.key} {title}"), **values)
        return _tagged(body, self.html_type, status=status)

    def feed(self, template: str, content_type: str, **values: Any) -> Response:
        """A feed or a sitemap in UTF-8."""
        return _tagged(self.render(template, **values).encode(), content_type)

    def render(self, template: str, **values: Any) -> str:
        """A template of flows/demo/templates, filled."""
        return _TEMPLATES.get_template(template).render(
            outlet=self, frame=f"{self.kind}/frame.html", dated=self.broken != Breakage.DATES_GONE, **values
        )

    def _html(self, template: str, **values: Any) -> bytes:
        """A page's bytes, with character references for what the outlet's charset lacks."""
        return self.render(template, **values).encode(self.charset, errors="xmlcharrefreplace")

    def local(self, moment: datetime) -> datetime:
        """A moment on the outlet's clock."""
        return moment.astimezone(self.zone)


def page_of(stories: list[Story], number: int, size: int) -> tuple[list[Story], bool]:
    """The stories on page `number` (from 1) and whether a further page follows."""
    return stories[(number - 1) * size : number * size], number * size < len(stories)


def page_number(query: Mapping[str, str], name: str = "page") -> int:
    """The page a query asks for, 1 where it asks for none or for nonsense."""
    asked = query.get(name, "1")
    return max(1, int(asked)) if asked.isdecimal() else 1


def _tagged(
    body: bytes, content_type: str, last_modified: datetime | None = None, status: int = HTTPStatus.OK
) -> Response:
    return Response(body, status, content_type, strong_etag(body), last_modified)


def _blocks(story: Story, extra: Boilerplate) -> list[Block]:
    """The body: a figure after the first paragraph, an aside after the second, the other asides at the end."""
    figures = [Block("figure", caption) for caption in story.captions or (extra.one("captions"),)]
    asides = [_aside(line) for line in (*story.asides, extra.aside())]
    texts = [Block("text", paragraph) for paragraph in story.paragraphs]
    return [*texts[:1], *figures, *texts[1:2], asides[0], *texts[2:], *asides[1:]]


def _aside(line: str) -> Block:
    for mark in (": ", "| "):
        label, found, headline = line.partition(mark)
        if found:
            return Block("aside", headline, label + mark.rstrip())
    return Block("aside", line)


def _mail_date(moment: datetime) -> str:
    """RFC 822, as RSS wants it."""
    return moment.strftime("%a, %d %b %Y %H:%M:%S %z")


def arabic_day(moment: datetime, months: str = "months_levantine") -> str:
    """A day as Arabic outlets write it: الاثنين 19 أيلول 2022."""
    calendar = Boilerplate("calendar")
    weekday, month = calendar.all("weekdays")[moment.weekday()], calendar.all(months)[moment.month - 1]
    return f"{weekday} {moment.day} {month} {moment.year}"


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {"mail_date": _mail_date, "arabic_day": arabic_day}
_TEMPLATES.globals["hours"] = lambda count: timedelta(hours=count)
