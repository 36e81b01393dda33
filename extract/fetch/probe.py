"""Trying a source out: which of its ways answer, and what a site's own pages say of how it can be read."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from extract.errors import SettingsError
from extract.fetch.client import Client
from extract.fetch.discover import discover
from extract.fetch.feeds import FEED_BYTES, NoFeed, read_feed
from extract.fetch.sitemaps import SITEMAP_BYTES, read_sitemap
from extract.fetch.sources import Source
from extract.fetch.urls import host_of, normalise

_RECENT = timedelta(days=7)
_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json"}
_USUAL_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml")
_USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")
_NO_WAYS: dict[str, Any] = {"feeds": (), "sitemaps": (), "wordpress": None, "listings": (), "telegram": ()}


@dataclass(frozen=True, slots=True)
class WayReport:
    """How one way of a source did: articles named of the last week, the newest of them, and the verdict on its page.

    `problem` is None where the way could be read; `page` is None where it named nothing to try.
    """

    via: str
    url: str
    found: int
    newest: datetime | None
    page: str | None
    problem: str | None


async def check_source(source: Source, client: Client) -> list[WayReport]:
    """Tries every way of `source`, and one article of each."""
    return [report async for report in _reports(source, client)]


async def _reports(source: Source, client: Client) -> AsyncIterator[WayReport]:
    since = (datetime.now(source.zone) - _RECENT).date()
    for via, url, fields in _ways(source):
        alone = source.model_copy(update=_NO_WAYS | fields)
        look = await discover(alone, client, since, seen=lambda _: True)
        newest = max((found.published for found in look.found if found.published), default=None)
        page = (await client.get(look.found[0].url, source, via=via)).verdict.value if look.found else None
        problem = "; ".join(f"{one.reason} ({one.detail})".removesuffix(" ()") for one in look.problems)
        yield WayReport(via, url, len(look.found), newest, page, problem or None)


def _ways(source: Source) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Each way of a source, its address, and the fields of a source that has this way alone."""
    for url in source.feeds:
        yield "feed", url, {"feeds": (url,)}
    if source.wordpress:
        yield "wordpress", source.wordpress, {"wordpress": source.wordpress}
    for url in source.sitemaps:
        yield "sitemap", url, {"sitemaps": (url,)}
    for listing in source.listings:
        yield "listing", listing.url, {"listings": (listing,)}
    for url in source.telegram:
        yield "telegram", url, {"telegram": (url,)}


async def suggest_source(url: str, client: Client, allow_private: bool = False, gap: float = 2.0) -> Source:
    """A source for the site at `url`: the feeds, sitemaps and routes that it names, or that are where they usually are.

    `gap` is the number of seconds between two requests. Country, time zone, scale and group are left for whoever
    knows the outlet. Raises SettingsError where the site does not answer.
    """
    try:
        home = normalise(url)
    except ValueError as error:
        raise SettingsError(f"{error}; give the address of an outlet, such as https://www.example.org/") from error
    visit = Source(id="visit", name="visit", home=home, allow_private=allow_private, gap=gap)
    page = await client.get(home, visit)
    if not page.ok:
        raise SettingsError(f"{url}: {page.verdict} ({page.error}); give the address of a site that answers")
    tree = LexborHTMLParser(page.body.decode("utf-8", "replace"))
    feeds = [link for link in _feed_links(tree, page.final_url) if await _is_feed(link, visit, client)]
    feeds = feeds or await _first(_USUAL_FEEDS, page.final_url, _is_feed, visit, client)
    robots = await client.robots(page.final_url, visit)
    sitemaps = [link for link in robots.sitemaps if host_of(link) == host_of(page.final_url)]
    sitemaps = sitemaps or await _first(_USUAL_SITEMAPS, page.final_url, _is_sitemap, visit, client)
    fields: dict[str, Any] = {
        "id": _id_of(page.final_url),
        "name": _name_of(tree) or host_of(page.final_url),
        "home": page.final_url,
        "feeds": tuple(feeds),
        "sitemaps": tuple(sitemaps),
        "wordpress": _wordpress_route(tree, page.final_url),
        "allow_private": allow_private,
    }
    return Source(**fields)


def as_toml(source: Source) -> str:
    """The source as a table of a sources file, fields at their defaults left out."""
    fields = source.model_dump(mode="json", exclude={"id"}, exclude_defaults=True)
    # What JSON writes for strings, numbers, booleans and lists of strings is TOML too.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "\n".join((f"[sources.{source.id}]", *lines)) + "\n"


async def _first(
    paths: Iterable[str],
    base: str,
    passes: Callable[[str, Source, Client], Awaitable[bool]],
    visit: Source,
    client: Client,
) -> list[str]:
    """The first of the usual addresses that passes, alone; nothing where none does."""
    for path in paths:
        url = normalise(path, base)
        if await passes(url, visit, client):
            return [url]
    return []


async def _is_feed(url: str, visit: Source, client: Client) -> bool:
    response = await client.get(url, visit, via="feed", most_bytes=FEED_BYTES, keep_part=True)
    try:
        return response.ok and bool(read_feed(response.body, url, response.content_type).entries)
    except NoFeed:
        return False


async def _is_sitemap(url: str, visit: Source, client: Client) -> bool:
    response = await client.get(url, visit, via="sitemap", most_bytes=SITEMAP_BYTES)
    sitemap = read_sitemap(response.body)
    return response.ok and bool(sitemap.urls or sitemap.sitemaps)


def _feed_links(tree: LexborHTMLParser, base: str) -> list[str]:
    """The feeds that a page's head names, feeds of comments left out."""
    links = (
        normalise(node.attributes.get("href") or "", base)
        for node in tree.css("link[rel~=alternate][href]")
        if (node.attributes.get("type") or "").lower() in _FEED_TYPES
    )
    return [link for link in dict.fromkeys(links) if "comments" not in link]


def _wordpress_route(tree: LexborHTMLParser, base: str) -> str | None:
    """The posts route that a WordPress site names in its head."""
    link = tree.css_first("link[rel='https://api.w.org/'][href]")
    return normalise((link.attributes.get("href") or "").rstrip("/") + "/wp/v2/posts", base) if link else None


def _name_of(tree: LexborHTMLParser) -> str:
    site = tree.css_first("meta[property='og:site_name'][content]")
    title = tree.css_first("title")
    return ((site.attributes.get("content") if site else None) or (title.text() if title else "") or "").strip()


def _id_of(url: str) -> str:
    """An id made of the host's name, such as day_example for www.day.example."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "_", host).strip("_")
