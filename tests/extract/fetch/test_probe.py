"""Sources tried out and sources suggested, over the sample site and over plain servers."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from extract.errors import SettingsError
from extract.fetch.client import Client, Manners
from extract.fetch.probe import WayReport, as_toml, check_source, suggest_source
from extract.fetch.sources import Source, load_sources
from flows.demo import SampleSite, demo_sources

HASTY = Manners(attempts=1, backoff=0.01)


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


def suggested(url: str) -> Source:
    async def run() -> Source:
        async with Client(HASTY) as client:
            return await suggest_source(url, client, allow_private=True, gap=0)

    return asyncio.run(run())


def test_every_way_of_a_source_is_tried_with_one_of_its_articles(server: Any, answer: Callable[..., bytes]) -> None:
    async def run() -> list[WayReport]:
        async with Client(HASTY) as client:
            ways = {"feeds": [server.url("/feed"), server.url("/gone")], "listings": [{"url": server.url("/")}]}
            return await check_source(server.source(**ways), client)

    server.routes["/feed"] = answer("<rss version='2.0'><channel><item><link>/n/1</link></item></channel></rss>")
    server.routes["/"] = answer("<a href='/n/2'>t</a>")
    server.routes["/n/1"] = answer("<p>text</p>")
    feed, gone, listing = asyncio.run(run())
    assert (feed.via, feed.found, feed.page, feed.problem) == ("feed", 1, "ok", None)
    assert (gone.found, gone.page, gone.problem) == (0, None, "gone (status 404)")
    assert (listing.via, listing.found, listing.page) == ("listing", 1, "gone")


def test_a_sites_feeds_sitemaps_and_posts_route_are_found_by_its_own_word(server: Any, answer: Any) -> None:
    server.routes |= {
        "/": answer(
            "<title>Day</title><meta property='og:site_name' content='اليوم'>"
            "<link rel='alternate' type='application/rss+xml' href='/rss?a=1'>"
            "<link rel='alternate' type='application/rss+xml' href='/comments/feed'>"
            "<link rel='https://api.w.org/' href='/wp-json/'>"
        ),
        "/rss": answer("<rss version='2.0'><channel><item><link>/n/1</link></item></channel></rss>"),
        "/robots.txt": answer(f"Sitemap: {server.url('/map.xml')}\nSitemap: https://elsewhere.example/map.xml\n"),
    }
    found = suggested(server.url())
    assert (found.name, found.feeds) == ("اليوم", (server.url("/rss?a=1"),))
    assert (found.sitemaps, found.wordpress) == ((server.url("/map.xml"),), server.url("/wp-json/wp/v2/posts"))
    table = tomllib.loads(as_toml(found))["sources"]
    assert load_sources(table) == {found.id: found}


def test_what_a_site_does_not_name_is_looked_for_where_it_usually_is(server: Any, answer: Any) -> None:
    server.routes |= {
        "/": answer("<title>Day</title>"),
        "/rss.xml": answer("<rss version='2.0'><channel><item><link>/n/1</link></item></channel></rss>"),
        "/feed/": answer("<p>no feed</p>"),
        "/sitemap.xml": answer("<urlset><url><loc>/n/1</loc></url></urlset>"),
    }
    found = suggested(server.url())
    assert (found.feeds, found.sitemaps) == ((server.url("/rss.xml"),), (server.url("/sitemap.xml"),))
    assert (found.name, found.wordpress) == ("Day", None)


def test_a_suggested_source_of_the_sample_site_can_be_discovered(site: SampleSite) -> None:
    for source in load_sources(demo_sources(site)).values():
        found = suggested(source.home)
        assert found.home == source.home
        assert found.can_be_discovered == bool(source.feeds or source.sitemaps or source.wordpress), source.id


@pytest.mark.parametrize("url", ["no address", "http://127.0.0.1:9/"])
def test_a_site_that_does_not_answer_is_refused_with_the_reason(url: str) -> None:
    with pytest.raises(SettingsError, match="give the address of"):
        suggested(url)
