"""The flow that runs on a schedule: what the sources have published lately, into the warehouse."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from extract.errors import AlreadyRunning
from extract.fetch.sources import Source
from flows.alone import alone
from flows.artifacts import keep_table
from flows.endings import skipped, tell_failure, unwell
from flows.health import look
from flows.logs import configure
from flows.pipeline import Run, SourceReport, publish_warehouse
from flows.settings import Settings, settings

SCHEDULED = "ingest"
"""The kind of run by which the health of sources is judged."""


@flow(name="ingest", on_failure=[tell_failure], on_crashed=[tell_failure])
async def ingest(
    sources: list[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    only_due: bool = False,
    kind: str = SCHEDULED,
) -> dict[str, Any]:
    """Read `sources` (all, if none is named) for the days from `since` to `until`, merge, and publish.

    Without `since` the days of the lag window are read. With `only_due` known pages are asked for again at set ages
    only: what a schedule should do, so that no publisher is asked for everything at every run. Gives counts; failures
    of a source are among them. A run that meets one of its kind is skipped; one that finds a source newly unwell, or
    can read none of them, fails once all is published. Raises SettingsError for an unknown source, WarehouseError where
    nothing can be written.
    """
    chosen = settings()
    configure(chosen.log)
    wanted = chosen.choose(sources)
    first = since or datetime.now(chosen.zone).date() - timedelta(days=chosen.lag)
    try:
        with alone(chosen.data, kind):
            report = await read(chosen, wanted, first, until, kind=kind, only_due=only_due)
            raised = (await asyncio.to_thread(look, chosen))[1] if kind == SCHEDULED else []
            await asyncio.to_thread(publish_warehouse, chosen)
    except AlreadyRunning as error:
        return skipped(error)
    await keep_table("sources", report["sources"], f"Run {report['run_id']}")
    troubles = [*filter(None, [report["complaint"]]), *map(str, raised)]
    return unwell(troubles, report) if troubles else report


async def read(
    chosen: Settings, sources: Sequence[Source], first: date, last: date | None, *, kind: str, only_due: bool
) -> dict[str, Any]:
    """One run over `sources`, a task each, from discovery to the merge; gives its counts. It publishes nothing."""
    async with Run(chosen, sources, first, last, kind=kind, only_due=only_due) as run:
        catalog = {source.id: source for source in sources}

        @task(name="read source", cache_policy=NO_CACHE, persist_result=False)
        async def read_source(source: str) -> SourceReport:
            return await run.read(catalog[source])

        await asyncio.gather(*(read_source.with_options(task_run_name=source)(source) for source in catalog))
        return (await run.finish()).counts()
