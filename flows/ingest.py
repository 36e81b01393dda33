"""The flow that runs on a schedule: what the sources have published lately, into the warehouse."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

from prefect import flow, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.pipeline import Run, SourceReport, publish_warehouse
from flows.settings import settings


@flow(name="ingest")
async def ingest(
    sources: list[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    only_due: bool = False,
    kind: str = "ingest",
) -> dict[str, Any]:
    """Read `sources` (all, if none is named) for the days from `since` to `until`, merge, and publish.

    Without `since` the days of the lag window are read. With `only_due` known pages are asked for again at set ages
    only: what a schedule should do, so that no publisher is asked for everything at every run. Gives counts; failures
    of a source are among them. Raises SettingsError for an unknown source, WarehouseError where nothing can be written.
    """
    chosen = settings()
    wanted = chosen.choose(sources)
    first = since or datetime.now(chosen.zone).date() - timedelta(days=chosen.lag)
    async with Run(chosen, wanted, first, until, kind=kind, only_due=only_due) as run:
        catalog = {source.id: source for source in wanted}

        @task(name="read source", cache_policy=NO_CACHE, persist_result=False)
        async def read_source(source: str) -> SourceReport:
            return await run.read(catalog[source])

        await asyncio.gather(*(read_source.with_options(task_run_name=source)(source) for source in catalog))
        report = (await run.finish()).counts()
    await asyncio.to_thread(publish_warehouse, chosen)
    await acreate_table_artifact(key="sources", table=report["sources"], description=f"Run {report['run_id']}")
    return report
