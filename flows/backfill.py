"""The flow that reads the past: a range of days, window by window, the newest first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from prefect import flow

from extract.errors import AlreadyRunning, SettingsError
from flows.alone import alone, skipped
from flows.ingest import read
from flows.logs import configure
from flows.notify import tell_failure
from flows.pipeline import publish_warehouse
from flows.settings import settings


@flow(name="backfill", on_failure=[tell_failure], on_crashed=[tell_failure])
async def backfill(since: date, until: date, sources: list[str] | None = None, days_at_once: int = 7) -> dict[str, Any]:
    """Read `sources` (all, if none is named) for every day from `since` to `until`, `days_at_once` in one run.

    Each window is published when it has been read. A backfill that was interrupted is simply started again: what it
    had read is not asked for again. Gives the counts of each window; one that meets another is skipped. Raises
    SettingsError for days in the wrong order and for unknown sources.
    """
    if since > until:
        raise SettingsError(f"since is {since}, which is after until, {until}; allowed is a first day before the last")
    chosen = settings()
    configure(chosen.log)
    wanted = chosen.choose(sources)
    reports = {}
    try:
        with alone(chosen.data, "backfill"):
            for first, last in windows(since, until, days_at_once):
                reports[f"{first}/{last}"] = await read(chosen, wanted, first, last, kind="backfill", only_due=True)
                await asyncio.to_thread(publish_warehouse, chosen)
    except AlreadyRunning as error:
        return skipped(error)
    return reports


def windows(since: date, until: date, days: int) -> Iterator[tuple[date, date]]:
    """The stretches of at most `days` days that make up the range, both ends inclusive, the newest first."""
    while until >= since:
        first = max(since, until - timedelta(days=days - 1))
        yield first, until
        until = first - timedelta(days=1)
