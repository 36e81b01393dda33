"""Discovery: every address that a source's feeds, sitemaps, routes, listings and channels name for some days."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser

from extract.fetch.client import PAGE_BYTES
from extract.fetch.feeds import FEED_BYTES, NoFeed, read_feed
from extract.fetch.found import Discovery, FoundUrl, Problem
from extract.fetch.response import Response, Verdict
from extract.fetch.sitemaps import SITEMAP_BYTES, Entry, read_sitemap
from extract.fetch.sources import Listing, Source
from extract.fetch.urls import alias_key, normalise

_MOST_DOCUMENTS = 2_000
"""How many documents of one way are read in one look: enough for five years of daily sitemaps."""
_DEEPEST_INDEX = 4
_USABLE = {Verdict.OK, Verdict.NOT_MODIFIED, Verdict.UNCHANGED}
_PER_PAGE = 100
"""The most that WordPress gives at once."""


class Getter(Protocol):
    """What fetches for discovery: the client, or the collector that archives too."""

    async def get(
        self, url: str, source: Source, *, via: str, most_bytes: int = PAGE_BYTES, keep_part: bool = False
    ) -> Response:
        """The response; a body that has not changed is filled in where it is known."""


Seen = Callable[[str], bool]
"""Tells whether an address was found before."""


async def discover(
    source: Source,
    client: Getter,
    since: date | None = None,
    until: date | None = None,
    seen: Seen = lambda _: False,
) -> Discovery:
    """The addresses of `source` for the days from `since` to `until`, both inclusive, in the outlet's zone.

    Each is given once, with the dates of all the ways that name it. Numbered listings end at a page with nothing
    that is not `seen`. A way that fails is a problem of the discovery and does not end the others.
    """
    look = _Look(source, client, since, until, seen)
    by_key: dict[str, FoundUrl] = {}
    for way in (look.feeds, look.wordpress, look.sitemaps, look.listings, look.telegram):
        async for found in way():
            if found.within(since, until, source.zone) and not source.excludes(found.url):
                key = alias_key(found.url)
                by_key[key] = _joined(by_key[key], found) if key in by_key else found
    return Discovery(list(by_key.values()), look.problems)


def carried(response: Response) -> list[FoundUrl]:
    """The articles that came along in a document: posts of WordPress' route, or of a channel's preview; none in others.

    What the archive holds of them can be read again from it.
    """
    if response.via == "wordpress":
        try:
            posts = [_post(post, response.url) for post in json.loads(response.body)]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return []  # a page that the route had named
        return [post for post in posts if post.content is not None]
    if response.via == "telegram":
        tree = LexborHTMLParser(response.body.decode("utf-8", "replace"))
        return [found for _, found in _telegram_posts(tree, response.url)]
    return []


def _joined(first: FoundUrl, again: FoundUrl) -> FoundUrl:
    """One address found twice: the first finding, completed by the second; it is listed where its content stands."""
    listed = again if again.content and not first.content else first
    return replace(
        first,
        via=listed.via,
        listed_in=listed.listed_in,
        published=first.published or again.published,
        modified=first.modified or again.modified,
        title=first.title or again.title,
        content=listed.content,
    )


class _Look:
    """One look at a source over some days; each way in which it can be discovered is a method."""

    def __init__(self, source: Source, client: Getter, since: date | None, until: date | None, seen: Seen) -> None:
        self.source, self.since, self.until, self.seen = source, since, until, seen
        self.problems: list[Problem] = []
        self._given_up = False
        self._client = client

    async def _read(self, url: str, via: str, most_bytes: int = PAGE_BYTES) -> Response | None:
        """The document at `url`; None, and a problem, where it cannot be had. Of a too large one its beginning."""
        response = await self._client.get(url, self.source, via=via, most_bytes=most_bytes, keep_part=True)
        self._given_up = response.verdict is Verdict.RESTING
        if response.verdict not in _USABLE:
            self._problem(url, via, response.verdict.value, response.error or "")
        return response if response.body and response.verdict in _USABLE | {Verdict.TOO_LARGE} else None

    def _problem(self, url: str, via: str, reason: str, detail: str = "") -> None:
        self.problems.append(Problem(url, via, reason, detail))

    async def feeds(self) -> AsyncIterator[FoundUrl]:
        """RSS, Atom and JSON feeds; further pages are read while they can reach back to `since`."""
        for first in self.source.feeds:
            page: str | None = first
            read: set[str] = set()
            while page and page not in read and len(read) < _MOST_DOCUMENTS:
                read.add(page)
                response = await self._read(page, "feed", FEED_BYTES)
                if response is None:
                    break
                try:
                    feed = await asyncio.to_thread(read_feed, response.body, page, response.content_type)
                except NoFeed as error:
                    self._problem(page, "feed", "no feed", str(error))
                    break
                for entry in feed.entries:
                    yield entry
                dates = [entry.published for entry in feed.entries if entry.published]
                reaches = self.since and dates and min(dates).date() >= self.since
                page = _resolved(feed.next_page, page) if reaches else None

    async def wordpress(self) -> AsyncIterator[FoundUrl]:
        """The posts route of the WordPress REST API, the days given by `after` and `before` in the site's own time."""
        route = self.source.wordpress
        if not route:
            return
        fields = "id,link,title,date_gmt,modified_gmt" + (",content" if self.source.wordpress_content else "")
        query = {"per_page": str(_PER_PAGE), "orderby": "date", "order": "asc", "_fields": fields}
        if self.since:
            query["after"] = f"{self.since - timedelta(days=1)}T23:59:59"
        if self.until:
            query["before"] = f"{self.until + timedelta(days=1)}T00:00:00"
        for page in range(1, _MOST_DOCUMENTS + 1):
            url = f"{route}{'&' if '?' in route else '?'}{urlencode({**query, 'page': str(page)})}"
            response = await self._read(url, "wordpress")
            if response is None:
                return
            try:
                posts = json.loads(response.body)
                found = [_post(post, url) for post in posts]
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                self._problem(url, "wordpress", "no posts", f"{type(error).__name__}: {error}")
                return
            for one in found:
                yield one
            pages = response.header("x-wp-totalpages") or ""
            if len(posts) < _PER_PAGE if not pages.isdecimal() else page >= int(pages):
                return

    async def sitemaps(self) -> AsyncIterator[FoundUrl]:
        """Sitemaps, and the sitemaps that an index names as far as they can hold the wanted days."""
        read: set[str] = set()
        waiting = [(url, 0) for url in reversed(self.source.sitemaps)]
        while waiting:
            url, depth = waiting.pop()
            if url in read:
                continue
            if len(read) >= _MOST_DOCUMENTS:
                self._problem(url, "sitemap", "too many sitemaps", f"{_MOST_DOCUMENTS} were read")
                return
            read.add(url)
            response = await self._read(url, "sitemap", SITEMAP_BYTES)
            if self._given_up:
                return
            if response is None:
                continue
            sitemap = await asyncio.to_thread(read_sitemap, response.body)
            if sitemap.broken:
                self._problem(url, "sitemap", "broken sitemap", sitemap.broken)
            for entry in sitemap.urls:
                if found := _listed(entry, url):
                    yield found
            inner = [entry for entry in sitemap.sitemaps if entry.may_hold(self.since, self.until)]
            if inner and depth >= _DEEPEST_INDEX:
                self._problem(url, "sitemap", "index too deep", f"{len(inner)} sitemaps were not read")
                continue
            addresses = (_resolved(entry.loc, url) for entry in reversed(inner))
            waiting += [(address, depth + 1) for address in addresses if address]

    async def listings(self) -> AsyncIterator[FoundUrl]:
        """Pages that list articles: a fixed one, one a day, or numbered ones."""
        for listing in self.source.listings:
            days = self._days() if "date" in listing.by else [None]
            told, troubles = 0, len(self.problems)
            for day in days:
                async for found in self._listing(listing, day):
                    told += 1
                    yield found
                if self._given_up:
                    return
            if not told and len(self.problems) == troubles:  # a day may be without news, a range of them is not
                page = listing.at(listing.first, days[0])
                self._problem(page, "listing", "no links", f"nothing there is selected by {listing.link!r}")

    def _days(self) -> list[date | None]:
        """The wanted days, the newest first; without a beginning today and yesterday alone."""
        last = self.until or datetime.now(self.source.zone).date()
        first = self.since or last - timedelta(days=1)
        return [last - timedelta(days=back) for back in range((last - first).days + 1)]

    async def _listing(self, listing: Listing, day: date | None) -> AsyncIterator[FoundUrl]:
        """The articles of one listing (and day), page after page until nothing new comes."""
        published = datetime(day.year, day.month, day.day, tzinfo=self.source.zone) if day else None
        read: set[str] = set()
        met: set[str] = set()
        number = listing.first
        page: str | None = listing.at(number, day)
        while page and page not in read and len(read) < listing.pages:
            read.add(page)
            response = await self._read(page, "listing")
            if response is None:
                return
            tree = LexborHTMLParser(response.body.decode("utf-8", "replace"))
            links = [url for url in _links(tree, listing.link, page) if re.search(listing.match, url)]
            fresh = [url for url in links if url not in met]
            met.update(fresh)
            for url in fresh:
                yield FoundUrl(url, "listing", page, published)
            if not fresh or all(self.seen(url) for url in links):
                return
            number += 1
            if listing.next:
                page = next(iter(_links(tree, listing.next, page)), None)
            else:
                page = listing.at(number, day) if "page" in listing.by else None

    async def telegram(self) -> AsyncIterator[FoundUrl]:
        """The public previews of channels, back to `since`; the posts come with their text."""
        for preview in self.source.telegram:
            page: str | None = preview
            read: set[str] = set()
            while page and page not in read and len(read) < _MOST_DOCUMENTS:
                read.add(page)
                response = await self._read(page, "telegram")
                if response is None:
                    break
                posts = _telegram_posts(LexborHTMLParser(response.body.decode("utf-8", "replace")), page)
                if not posts and page == preview:
                    self._problem(page, "telegram", "no posts", "the preview of the channel shows none")
                for _, found in posts:
                    yield found
                dates = [found.published for _, found in posts if found.published]
                reaches = self.since and dates and min(dates).astimezone(self.source.zone).date() >= self.since
                page = f"{preview}?before={min(number for number, _ in posts)}" if reaches else None


def _resolved(address: str | None, base: str) -> str | None:
    """An address found in a document, None where it is none."""
    try:
        return normalise(address, base) if address else None
    except ValueError:
        return None


def _listed(entry: Entry, sitemap: str) -> FoundUrl | None:
    url = _resolved(entry.loc, sitemap)
    return FoundUrl(url, "sitemap", sitemap, entry.published, entry.modified, entry.title) if url else None


def _post(post: dict[str, dict[str, str]] | dict[str, str], route: str) -> FoundUrl:
    """A post of the WordPress API; raises KeyError, TypeError or ValueError where it is none."""
    url, title = normalise(str(post["link"])), html.unescape(str(post["title"]["rendered"]))  # type: ignore[index]
    published, modified = (
        datetime.fromisoformat(str(post[field])).replace(tzinfo=UTC) for field in ("date_gmt", "modified_gmt")
    )
    content = post.get("content")
    document = _document(url, title, published, content["rendered"]) if isinstance(content, dict) else None
    return FoundUrl(url, "wordpress", route, published, modified, title, document)


def _telegram_posts(tree: LexborHTMLParser, page: str) -> list[tuple[int, FoundUrl]]:
    """The posts of a preview with their numbers; those without text (pictures, service messages) are left out."""
    posts: list[tuple[int, FoundUrl]] = []
    for message in tree.css("[data-post]"):
        channel, _, number = (message.attributes.get("data-post") or "").rpartition("/")
        text = message.css_first(".tgme_widget_message_text")
        stamp = message.css_first(".tgme_widget_message_date time[datetime]")
        if not (channel and number.isdecimal() and text and stamp):
            continue
        url = f"https://t.me/{channel}/{number}"
        published = datetime.fromisoformat(stamp.attributes["datetime"] or "")
        found = FoundUrl(url, "telegram", page, published, content=_document(url, "", published, text.html or ""))
        posts.append((int(number), found))
    return posts


def _document(url: str, title: str, published: datetime, content: str) -> str:
    """An article that came without a page of its own, as a page that says what is known of it."""
    heading = f"<h1>{html.escape(title)}</h1>" if title else ""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<link rel="canonical" href="{html.escape(url)}">'
        f'<meta property="article:published_time" content="{published.isoformat()}"></head>'
        f"<body><article>{heading}{content}</article></body></html>"
    )


def _links(tree: LexborHTMLParser, selector: str, base: str) -> list[str]:
    """The addresses of the selected anchors, each once, in the order of the page."""
    addresses = (_resolved(node.attributes.get("href"), base) for node in tree.css(selector))
    return list(dict.fromkeys(address for address in addresses if address))
