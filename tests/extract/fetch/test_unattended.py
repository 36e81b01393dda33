"""What a long run must keep: the gap to the millisecond, everything found, nothing lost or doubled by a kill."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from extract.fetch.archive import Archive
from extract.fetch.client import Client
from extract.fetch.discover import discover
from extract.fetch.found import Discovery
from extract.fetch.response import Verdict
from extract.fetch.sources import Source

FIRST, DAYS = date(2023, 3, 1), 400
LAST = FIRST + timedelta(days=DAYS - 1)


def test_the_gap_is_kept_to_the_millisecond_over_five_hundred_requests(server: Any, answer: Any) -> None:
    async def run() -> None:
        source = server.source(gap=0.004)
        async with Client() as client:
            for number in range(500):
                await client.get(server.url(f"/{number}"), source)

    server.routes |= {f"/{number}": answer("x" * 3000) for number in range(500)}
    asyncio.run(run())
    times = [request.time for request in server.log]
    assert len(times) == 501
    assert min(later - sooner for sooner, later in pairwise(times)) >= 0.004


def found(source: Source, since: date, until: date) -> Discovery:
    async def run() -> Discovery:
        async with Client() as client:
            return await discover(source, client, since, until)

    return asyncio.run(run())


def published(number: int) -> date:
    return FIRST + timedelta(days=number // 2 - 30)


def test_four_hundred_days_are_found_whole_by_a_route_by_sitemaps_and_by_daily_listings(
    server: Any, answer: Callable[..., bytes]
) -> None:
    """Two articles a day, and thirty days more on either side than are wanted."""
    articles = {number: published(number) for number in range(2 * (DAYS + 60))}

    async def route(request: Any, writer: asyncio.StreamWriter) -> None:
        query = dict(pair.split("=") for pair in request.target.partition("?")[2].split("&"))
        after, before = (date.fromisoformat(query[name][:10]) for name in ("after", "before"))
        posts = [
            {
                "link": server.url(f"/wp/{number}"),
                "title": {"rendered": "t"},
                "date_gmt": f"{day}T12:00:00",
                "modified_gmt": f"{day}T12:00:00",
            }
            for number, day in articles.items()
            if after < day < before
        ]
        page = int(query["page"])
        total = str(-(-len(posts) // 100))
        writer.write(answer(json.dumps(posts[100 * (page - 1) : 100 * page]), x_wp_totalpages=total))

    months = sorted({f"{day:%Y-%m}" for day in articles.values()})
    index = "".join(f"<sitemap><loc>/map-{month}.xml</loc></sitemap>" for month in months)
    server.routes |= {"/wp-json/wp/v2/posts": route, "/index.xml": answer(f"<sitemapindex>{index}</sitemapindex>")}
    for month in months:
        urls = "".join(
            f"<url><loc>/map/{number}</loc><lastmod>{day}T12:00:00+03:00</lastmod></url>"
            for number, day in articles.items()
            if f"{day:%Y-%m}" == month
        )
        server.routes[f"/map-{month}.xml"] = answer(f"<urlset>{urls}</urlset>")
    for day in set(articles.values()):
        links = [f"<a href='/list/{number}'>t</a>" for number, when in articles.items() if when == day]
        server.routes[f"/{day:%Y/%m/%d}"] = answer("".join(links))
    kinds = {
        "wp": {"wordpress": server.url("/wp-json/wp/v2/posts")},
        "map": {"sitemaps": [server.url("/index.xml")]},
        "list": {"listings": [{"url": server.url("/{date:%Y/%m/%d}")}]},
    }
    wanted = {number for number, day in articles.items() if FIRST <= day <= LAST}
    for kind, fields in kinds.items():
        look = found(server.source(time_zone="Asia/Damascus", **fields), FIRST, LAST)
        assert {one.url for one in look.found} == {server.url(f"/{kind}/{number}") for number in wanted}, kind
        assert look.problems == []
    assert (server.asked("/wp-json/wp/v2/posts"), server.asked("/map-2023-01.xml")) == (8, 0)


CRAWL = """
import asyncio, sys
from pathlib import Path
from extract.fetch.archive import Archive
from extract.fetch.client import Manners
from extract.fetch.collector import Collector, Memory
from extract.fetch.discover import discover
from extract.fetch.hosts import Hosts
from extract.fetch.sources import load_sources

async def collect(source, collector, memory):
    for found in (await discover(source, collector)).found:
        if memory(found.url) is None:
            await collector.fetch(found.url, source, via=found.via)

async def crawl(archive, homes):
    memory = Memory(archive.fetches())
    fields = {"name": "t", "gap": 0.01, "allow_private": True}
    layer = {f"s{n}": {**fields, "home": home, "sitemaps": [home + "map.xml"]} for n, home in enumerate(homes)}
    sources = load_sources(layer)
    hosts = Hosts(archive.folder / "hosts")
    async with Collector(archive, memory.learn, memory, Manners(backoff=0.1), hosts) as collector:
        await asyncio.gather(*(collect(source, collector, memory) for source in sources.values()))

with Archive(Path(sys.argv[1])) as archive:
    asyncio.run(crawl(archive, sys.argv[2:]))
"""


def test_a_crawl_killed_again_and_again_ends_with_the_same_archive_repeats_one_request_a_host_and_keeps_the_gap(
    new_server: Callable[..., Any], answer: Callable[..., bytes], tmp_path: Path
) -> None:
    servers = [new_server(f"127.0.0.{n}") for n in range(2, 7)]
    for server in servers:
        urls = "".join(f"<url><loc>/n/{number}</loc></url>" for number in range(60))
        server.routes["/map.xml"] = answer(f"<urlset>{urls}</urlset>", etag='"map"')
        server.routes |= {f"/n/{number}": answer(f"{server.host} {number} " * 500) for number in range(60)}
        server.routes["/robots.txt"] = answer("User-agent: *\nAllow: /\n")
    command = [sys.executable, "-c", CRAWL, str(tmp_path), *(server.url() for server in servers)]
    kills = 3
    for _ in range(kills):
        asked = sum(len(server.log) for server in servers)
        crawl = subprocess.Popen(command, cwd=Path(__file__).parents[3])
        while sum(len(server.log) for server in servers) == asked and crawl.poll() is None:
            time.sleep(0.01)
        time.sleep(random.uniform(0.05, 0.3))
        crawl.kill()
        crawl.wait()
    subprocess.run(command, check=True, cwd=Path(__file__).parents[3])
    archive = Archive(tmp_path)
    pages = Counter(row.url for row in archive.fetches() if row.verdict is Verdict.OK)
    assert set(pages) >= {server.url(f"/n/{number}") for server in servers for number in range(60)}
    assert {times for url, times in pages.items() if "/n/" in url} == {1}
    assert list(archive.verify()) == []
    for server in servers:
        repeated = [number for number in range(60) if server.asked(f"/n/{number}") > 1]
        assert sum(server.asked(f"/n/{number}") for number in range(60)) <= 60 + kills, repeated
        assert min(later.time - sooner.time for sooner, later in pairwise(server.log)) >= 0.01
