"""The flow that reads the past: a range of days, window by window, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from prefect import flow

from extract.errors import SettingsError
from flows.ingest import ingest


@flow(name="backfill")
async def backfill(since: date, until: date, sources: list[str] | None = None, days_at_once: int = 7) -> dict[str, Any]:
    """Read `sources` (all, if none is named) for every day from `since` to `until`, `days_at_once` in one run.

    A backfill that was interrupted is simply started again: what it had read is not asked for again. Gives the counts
    of each window. Raises SettingsError for days in the wrong order and for unknown sources.
    """
    if since > until:
        raise SettingsError(f"since is {since}, which is after until, {until}; allowed is a first day before the last")
    return {
        f"{first}/{last}": await ingest(sources, first, last, only_due=True, kind="backfill")
        for first, last in windows(since, until, days_at_once)
    }


def windows(since: date, until: date, days: int) -> Iterator[tuple[date, date]]:
    """The stretches of at most `days` days that make up the range, both ends inclusive, the newest first."""
    while until >= since:
        first = max(since, until - timedelta(days=days - 1))
        yield first, until
        until = first - timedelta(days=1)
