"""A backfill reads every day of its range, says beforehand how much that is, and what it could not get."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.backfill import windows
from flows.demo import SampleSite, demo_sources
from flows.demo.stories import load_stories
from flows.pipeline import Forecast, Run, RunReport, publish_warehouse
from flows.progress import watching
from flows.settings import Settings
from warehouse.snapshot import open_public
from warehouse.status import days_covered, requests_failed

FIRST, DAYS = date(2024, 2, 1), 400
LAST = FIRST + timedelta(days=DAYS - 1)


@pytest.fixture
def site() -> Iterator[SampleSite]:
    """The sample site, its stories spread over the range and ten days on either side of it."""
    stories = load_stories()
    step = timedelta(days=(DAYS + 20) / len(stories))
    begin = datetime(FIRST.year, FIRST.month, FIRST.day, 12, tzinfo=UTC) - timedelta(days=10)
    days = [begin + step * number for number in range(len(stories))]
    spread = [replace(story, published=day, modified=day) for story, day in zip(stories, days, strict=True)]
    with SampleSite(stories=spread) as site:
        yield site


def wanted(site: SampleSite, since: date, until: date) -> set[str]:
    """The articles of these days on their outlets' clocks, by the site's own list."""
    return {
        article.url
        for article in site.articles()
        if since <= article.story.published.astimezone(site.outlets[article.outlet].zone).date() <= until
    }


def held(settings: Settings, since: date, until: date) -> set[str]:
    with open_public(settings.public) as con:
        query = "SELECT canonical_url FROM article WHERE published_on BETWEEN ? AND ?"
        return {url for (url,) in con.execute(query, [since, until]).fetchall()}


async def forecast(settings: Settings, since: date, until: date) -> list[Forecast]:
    """A dry run."""
    sources = settings.choose(settings.sources)
    async with Run(settings, sources, since, until, kind="dry run", only_due=True) as run:
        return [await run.forecast(source) for source in sources]


async def read(settings: Settings, since: date, until: date, days: int) -> list[RunReport]:
    """The windows one after the other, without Prefect around them."""
    sources = settings.choose(settings.sources)
    reports = []
    for first, last in windows(since, until, days):
        async with Run(settings, sources, first, last, kind="backfill", only_due=True) as window:
            await asyncio.gather(*(window.read(source) for source in sources))
            reports.append(await window.finish())
    return reports


def asked_for(sources: Iterable[dict[str, Any]]) -> int:
    """The pages that were asked for in the runs that these counts are of."""
    return sum(
        one["fetched"] + one["not_modified"] + one["failed"] - one["failures"].get("disallowed by robots", 0)
        for one in sources
    )


def test_a_backfill_is_complete_and_asks_for_as_many_pages_as_its_dry_run_said(
    site: SampleSite, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path / "data", sources=demo_sources(site, daily_listing=True))
    since, until = LAST - timedelta(days=59), LAST
    steps: list[tuple[float, int]] = []
    told = asyncio.run(forecast(settings, since, until))
    with watching(lambda part, pages: steps.append((part, pages))):
        reports = asyncio.run(read(settings, since, until, 60))
    publish_warehouse(settings)
    assert wanted(site, since, until) <= held(settings, since, until)
    assert sum(one.asked for one in told) == asked_for(
        source for report in reports for source in report.counts()["sources"]
    )
    assert sum(one.discovered for report in reports for one in report.sources) == sum(pages for _, pages in steps)
    assert sum(part for part, _ in steps) == pytest.approx(4), "one window of four sources"
    with open_public(settings.public) as con:
        days = days_covered(con, since, until, list(settings.sources))
        gaps = requests_failed(con, [report.run_id for report in reports])
    assert [day["day"] for day in days] == [until - timedelta(days=back) for back in range(60)]
    assert sum(day["articles"] for day in days) == len(held(settings, since, until))
    assert all(len(day["silent"]) == 4 for day in days if not day["articles"])
    assert {gap["verdict"] for gap in gaps} <= {"gone", "disallowed by robots"}
    assert [one.asked for one in asyncio.run(forecast(settings, since, until))] == [0] * 4


@pytest.mark.soak
def test_the_command_reads_four_hundred_days_of_three_kinds_of_sources(site: SampleSite, tmp_path: Path) -> None:
    """WordPress' route, a sitemap, and listings by day; the Atom feed reaches back as far as it is paged."""
    sources = demo_sources(site, daily_listing=True)
    (tmp_path / "rasd.toml").write_text(
        "".join(f"[sources.{key}]\n{_toml(fields)}\n" for key, fields in sources.items()), "utf-8"
    )

    def rasd(*more: str) -> Any:
        names = [part for key in sources for part in ("--source", key)]
        command = [Path(sys.executable).with_name("rasd"), "backfill", "--since", str(FIRST), "--until", str(LAST)]
        done = subprocess.run(
            [*command, *names, "--json", *more],
            cwd=tmp_path,
            env={**os.environ, "RASD_DATA": str(tmp_path / "data")},
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(done.stdout)

    beforehand = rasd("--dry-run")["forecast"]
    told = rasd()
    settings = Settings(data=tmp_path / "data", sources=sources)
    assert wanted(site, FIRST, LAST) <= held(settings, FIRST, LAST)
    asked = asked_for(source for run in told["runs"] for source in run["sources"])
    assert sum(one["asked"] for one in beforehand) == asked
    assert sum(day["articles"] for day in told["days"]) == len(held(settings, FIRST, LAST))
    assert len(told["days"]) == DAYS


def _toml(fields: dict[str, Any]) -> str:
    """Fields as TOML; what JSON writes for strings, numbers and lists of strings is TOML too."""

    def value(one: Any) -> str:
        if isinstance(one, dict):
            return "{" + ", ".join(f"{name} = {value(inner)}" for name, inner in one.items()) + "}"
        if isinstance(one, list | tuple):
            return "[" + ", ".join(map(value, one)) + "]"
        return json.dumps(one, ensure_ascii=False)

    return "\n".join(f"{name} = {value(one)}" for name, one in fields.items())
