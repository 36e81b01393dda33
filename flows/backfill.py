"""The flow that reads the past: a range of days, window by window, the newest first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from prefect import flow

from extract.errors import AlreadyRunning, SettingsError
from flows.alone import alone
from flows.artifacts import keep_table
from flows.endings import skipped, tell_failure
from flows.ingest import read
from flows.logs import configure
from flows.pipeline import Run, publish_warehouse
from flows.settings import settings
from warehouse.snapshot import open_public
from warehouse.status import days_covered, requests_failed

DAYS_AT_ONCE = 28
"""Days that are read in one run; each run asks an outlet for its feeds and the head of its sitemaps again."""


@flow(name="backfill", on_failure=[tell_failure], on_crashed=[tell_failure])
async def backfill(
    since: date,
    until: date,
    sources: list[str] | None = None,
    days_at_once: int = DAYS_AT_ONCE,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Read `sources` (all, if none is named) for every day from `since` to `until`, `days_at_once` in one run.

    Each window is published when it has been read. A backfill that was interrupted is simply started again: what it
    had read is not asked for again; one that meets another is skipped. Gives the counts of its `runs`, what is held
    of each of the `days`, and the `gaps`: what was asked for in vain. A `dry_run` gives a `forecast` of each source
    and asks for no page. Raises SettingsError for days in the wrong order and for unknown sources.
    """
    if since > until:
        raise SettingsError(f"since is {since}, which is after until, {until}; allowed is a first day before the last")
    chosen = settings()
    configure(chosen.log)
    wanted = chosen.choose(sources)
    try:
        with alone(chosen.data, "backfill"):
            if dry_run:
                async with Run(chosen, wanted, since, until, kind="dry run", only_due=True) as run:
                    forecast = await asyncio.gather(*(run.forecast(source) for source in wanted))
                return {"forecast": [asdict(one) for one in forecast]}
            runs = []
            for first, last in windows(since, until, days_at_once):
                runs.append(await read(chosen, wanted, first, last, kind="backfill", only_due=True))
                await asyncio.to_thread(publish_warehouse, chosen)
    except AlreadyRunning as error:
        return skipped(error)
    with open_public(chosen.public) as con:
        days = days_covered(con, since, until, [source.id for source in wanted])
        gaps = requests_failed(con, [run["run_id"] for run in runs])
    await keep_table("days", days, f"What is held of {since} to {until}")
    await keep_table("gaps", gaps, "What was asked for in vain")
    return {"runs": runs, "days": days, "gaps": gaps}


def windows(since: date, until: date, days: int) -> Iterator[tuple[date, date]]:
    """The stretches of at most `days` days that make up the range, both ends inclusive, the newest first."""
    while until >= since:
        first = max(since, until - timedelta(days=days - 1))
        yield first, until
        until = first - timedelta(days=1)
