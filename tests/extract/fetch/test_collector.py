"""The collector over the sample site: what was fetched once is neither fetched nor stored again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from extract.fetch.archive import Archive
from extract.fetch.client import Manners
from extract.fetch.collector import Collector, Memory
from extract.fetch.discover import discover
from extract.fetch.response import Fetch, Verdict
from extract.fetch.sources import Source, load_sources
from flows.demo import SampleSite, demo_sources

HASTY = Manners(attempts=1, backoff=0.01)


async def collect(source: Source, collector: Collector) -> None:
    """Everything that a source names."""
    for found in (await discover(source, collector, date(2000, 1, 1))).found:
        await collector.fetch(found.url, source, via=found.via)


def run(sources: list[Source], folder: Path, memory: Memory) -> list[Fetch]:
    rows: list[Fetch] = []

    def record(row: Fetch) -> None:
        rows.append(row)
        memory.learn(row)

    async def all_sources(archive: Archive) -> None:
        async with Collector(archive, record, memory, HASTY) as collector:
            await asyncio.gather(*(collect(source, collector) for source in sources))

    with Archive(folder) as archive:
        asyncio.run(all_sources(archive))
    return rows


def test_a_second_run_over_the_sample_site_asks_only_conditionally_and_stores_nothing_twice(tmp_path: Path) -> None:
    memory = Memory()
    with SampleSite() as site:
        sources = list(load_sources(demo_sources(site)).values())
        first = run(sources, tmp_path, memory)
        before = len(site.log)
        second = run(sources, tmp_path, memory)
        again = site.log[before:]
        published = {article.url for article in site.articles()}
    whole = {row.url for row in first if row.verdict is Verdict.OK}
    assert published <= {row.final_url for row in first if row.verdict is Verdict.OK}
    assert {row.verdict for row in second if row.url in whole} == {Verdict.NOT_MODIFIED, Verdict.REDIRECT}
    asked_plainly = {line.target for line in again if not line.conditional}
    assert {row.status for row in second if row.url.endswith(tuple(asked_plainly))} <= {301, 302, 404}
    payloads = [row.sha256 for row in Archive(tmp_path).fetches() if row.verdict is Verdict.OK]
    assert len(payloads) == len([row for row in first if row.verdict is Verdict.OK])
    assert [row for row in first if row.verdict is Verdict.DISALLOWED]
    assert not [line for line in site.log if "/members/" in line.target]
    for log in (site.log[:before], again):
        for host in {line.host for line in log}:
            times = sorted(line.time for line in log if line.host == host)
            assert min(later - sooner for sooner, later in pairwise(times)) >= sources[0].gap


def test_the_archive_gives_back_the_rows_that_a_crash_took(tmp_path: Path, server: Any, answer: Any) -> None:
    server.routes |= {"/a": answer("one", etag='"1"'), "/b": answer(status="404 Not Found"), "/c": answer("three")}
    rows: list[Fetch] = []

    async def fetch() -> None:
        with Archive(tmp_path) as archive:
            async with Collector(archive, rows.append, manners=HASTY) as collector:
                for path in ("/a", "/b", "/c"):
                    await collector.fetch(server.url(path), server.source(), via="feed")

    asyncio.run(fetch())
    assert list(Archive(tmp_path).fetches()) == rows
    memory = Memory(rows)
    assert (memory(server.url("/a")), memory(server.url("/b"))) == (rows[1], None)


@pytest.mark.parametrize("validators", [{}, {"etag": '"1"'}])
def test_what_has_not_changed_is_read_back_and_not_stored_again(
    tmp_path: Path, server: Any, answer: Callable[..., bytes], validators: dict[str, str]
) -> None:
    async def page(request: Any, writer: asyncio.StreamWriter) -> None:
        known = request.headers.get("if-none-match") == '"1"'
        writer.write(answer(status="304 Not Modified") if known else answer("the page", **validators))

    server.routes["/a"] = page
    memory = Memory()

    async def fetch() -> tuple[Verdict, bytes]:
        with Archive(tmp_path) as archive:
            async with Collector(archive, memory.learn, memory, HASTY) as collector:
                response = await collector.get(server.url("/a"), server.source(), via="feed")
                return response.verdict, response.body

    again = Verdict.NOT_MODIFIED if validators else Verdict.UNCHANGED
    assert [asyncio.run(fetch()) for _ in range(3)] == [
        (Verdict.OK, b"the page"),
        (again, b"the page"),
        (again, b"the page"),
    ]
    assert server.asked("/robots.txt") == 3, "a robots.txt that is not there is not remembered"


def test_a_page_whose_archive_file_is_lost_is_fetched_anew(tmp_path: Path, server: Any, answer: Any) -> None:
    server.routes["/a"] = answer("the page", etag='"1"')
    memory = Memory()

    async def fetch(folder: Path) -> Verdict:
        with Archive(folder) as archive:
            async with Collector(archive, memory.learn, memory, HASTY) as collector:
                return (await collector.fetch(server.url("/a"), server.source(), via="feed")).verdict

    assert asyncio.run(fetch(tmp_path / "one")) is Verdict.OK
    assert asyncio.run(fetch(tmp_path / "two")) is Verdict.OK
    assert "if-none-match" not in server.log[-1].headers


def test_a_remembered_robots_txt_is_obeyed_without_asking(tmp_path: Path, server: Any, answer: Any) -> None:
    server.routes["/robots.txt"] = answer("User-agent: Rasd\nDisallow: /\n")
    memory = Memory()

    async def fetch() -> Verdict:
        with Archive(tmp_path) as archive:
            async with Collector(archive, memory.learn, memory, HASTY) as collector:
                return (await collector.fetch(server.url("/a"), server.source(), via="feed")).verdict

    assert [asyncio.run(fetch()) for _ in range(3)] == [Verdict.DISALLOWED] * 3
    assert len(server.log) == 1
    row = memory(server.url("/robots.txt"))
    assert row is not None
    memory.learn(replace(row, time=row.time.replace(year=2020)))
    asyncio.run(fetch())
    assert len(server.log) == 2, "a robots.txt older than a day is read again"
