"""A recode of archived articles, all the way from WARC to merged tables: articles a second, and what each stage takes.

    python bench/recode.py [--articles 5000] [--processes 2]

The pages are those of the sample site, varied: other days, other numbers, other addresses, the paragraphs in another
order. Stages are seconds of processor, which a busy machine changes little; articles a second are by the clock.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from extract.fetch.archive import Archive, fetch_row
from extract.fetch.response import Response, Verdict
from flows.demo import SampleSite, demo_sources
from flows.demo.outlets import Outlet
from flows.demo.stories import Story, load_stories
from flows.fan_out import processes
from flows.recoding import recode_warehouse
from flows.rows import request_row, source_row
from flows.settings import Settings
from warehouse.db import open_warehouse, transaction
from warehouse.load import load_fetches, load_sources
from warehouse.rules import Read, note_read

_NUMBER = re.compile(r"(?<![\d.,/:])\d{1,2}(?![\d.,/:])")
_FETCHED = datetime(2026, 1, 1, tzinfo=UTC)


def varied(number: int) -> Iterator[Story]:
    """So many stories, no two with the same text, each copy of a story weeks from the others."""
    stock = load_stories()
    for n in range(number):
        story, turn = stock[n % len(stock)], n // len(stock)
        first = turn % len(story.paragraphs)
        yield replace(
            story,
            id=f"{story.id}-{turn}",
            number=story.number + 1000 * turn,
            slug=f"{story.slug}-{turn}",
            title=_other_numbers(story.title, turn),
            text=_other_numbers("\n".join(story.paragraphs[first:] + story.paragraphs[:first]), turn),
            published=story.published - timedelta(days=20 * turn),
            modified=story.modified - timedelta(days=20 * turn),
        )


def _other_numbers(text: str, turn: int) -> str:
    """The text with days and tolls that are a few more."""
    return _NUMBER.sub(lambda found: str((int(found[0]) + turn - 1) % 28 + 1), text)


def archived(data: Path, number: int) -> Settings:
    """The settings of a data folder whose archive holds so many pages, and whose warehouse has read none of them."""
    site = SampleSite(stories=varied(number))
    settings = Settings(data=data, sources=demo_sources(site))
    with Archive(settings.archive) as archive:
        fetches = [
            fetch_row(response, archive.write(response))
            for outlet in site.outlets.values()
            for story in outlet.stories
            for response in [_response(outlet, story)]
        ]
    with open_warehouse(settings.store) as con, transaction(con):
        load_sources(con, map(source_row, settings.choose(settings.sources)))
        load_fetches(con, (request_row(fetch, None) for fetch in fetches))
        note_read(
            con, (Read(fetch.source, fetch.file or "", fetch.offset or 0, reader_version="") for fetch in fetches)
        )
    return settings


def _response(outlet: Outlet, story: Story) -> Response:
    page = outlet.article(story)
    url, body = outlet.story_url(story), bytes(page.body)  # type: ignore[arg-type]
    return Response(
        url=url,
        final_url=url,
        fetched_at=_FETCHED,
        verdict=Verdict.OK,
        status=200,
        reason="OK",
        headers=((b"content-type", page.content_type.encode()),),
        wire=body,
        body=body,
        via="sitemap",
        source=outlet.key,
    )


def main() -> None:
    """Archives the pages, recodes them, and prints a few lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = archived(Path(folder), options.articles)
        with processes(options.processes) as fan_out:
            began = time.perf_counter()
            report = recode_warehouse(settings, fan_out)
            took = time.perf_counter() - began
    spent = sum(report.seconds.values())
    print(f"{report.read} pages, {report.coded} articles coded, {report.merged.created} incidents, {took:.0f} s")
    print(f"  {report.coded / took:.0f} articles/s by the clock, {report.coded / spent:.0f} a second of processor")
    for stage, seconds in report.seconds.items():
        print(f"  {stage:8} {seconds / spent:4.0%}  {1000 * seconds / report.read:6.2f} ms an article")


if __name__ == "__main__":
    main()
