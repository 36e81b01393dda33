"""The deployments: what runs when."""

from __future__ import annotations

import asyncio
from typing import Any

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from extract.errors import SettingsError
from flows.backfill import backfill
from flows.ingest import ingest
from flows.publish import publish
from flows.recode import recode
from flows.settings import Settings


async def deployments(settings: Settings, cron: str) -> list[RunnerDeployment]:
    """`ingest` on the schedule `cron` in the user's time zone; `backfill`, `recode`, `publish` to be started by hand.

    A run that meets one of its kind still running is skipped. Raises SettingsError for a schedule that is none.
    """
    alone = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    common: dict[str, Any] = {"concurrency_limit": alone}
    try:
        schedule = Cron(cron, timezone=settings.time_zone)
    except ValueError as error:
        raise SettingsError(
            f"--cron is {cron!r}; allowed are five fields as cron has them, such as */30 * * * *"
        ) from error
    return [
        await ingest.ato_deployment("ingest", schedule=schedule, parameters={"only_due": True}, **common),
        await backfill.ato_deployment("backfill", **common),
        await recode.ato_deployment("recode", **common),
        await publish.ato_deployment("publish", **common),
    ]


def serve_deployments(settings: Settings, cron: str) -> None:
    """Runs the deployments until it is stopped."""
    serve(*asyncio.run(deployments(settings, cron)), print_starting_message=False)
