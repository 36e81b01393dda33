"""The flow that applies changed rules to what is archived: read, coded and merged again, as far as they concern it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from prefect import flow

from extract.errors import AlreadyRunning
from flows.artifacts import keep_table
from flows.endings import skipped, tell_failure
from flows.fan_out import cluster, processes
from flows.logs import configure
from flows.pipeline import publish_warehouse
from flows.recoding import RecodeReport, example_rows, recode_warehouse
from flows.settings import settings


@flow(name="recode", on_failure=[tell_failure], on_crashed=[tell_failure])
async def recode(
    sources: list[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    dry_run: bool = False,
    workers: int | None = None,
) -> dict[str, Any]:
    """Read and code again what changed rules concern, of `sources` and days (all, if none are named), merge, publish.

    The work is done by so many `workers` on this machine, one a core if that is not given, or on the Dask cluster that
    the settings name. A recode that was interrupted is simply started again. With `dry_run` nothing changes: the counts
    tell what would. Gives counts, and examples of the incidents that changed; one that meets another is skipped.
    """
    chosen = settings()
    configure(chosen.log)

    def run() -> RecodeReport:
        with cluster(chosen.dask_scheduler) if chosen.dask_scheduler else processes(workers) as fan_out:
            return recode_warehouse(chosen, fan_out, sources, since, until, dry_run=dry_run)

    try:
        report = (await asyncio.to_thread(run)).counts()
    except AlreadyRunning as error:
        return skipped(error)
    if not dry_run:
        await asyncio.to_thread(publish_warehouse, chosen)
    description = f"Run {report['run_id']}" + (", dry" if dry_run else "")
    await keep_table("recode", example_rows(report), description)
    return report
