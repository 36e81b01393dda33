"""The deployments: what runs when, in one long-lived process that needs no Prefect server of the user's."""

from __future__ import annotations

from typing import Any

from prefect import aserve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from flows.backfill import backfill
from flows.ingest import ingest
from flows.publish import publish
from flows.settings import Settings

EVERY_HALF_HOUR = "*/30 * * * *"


async def deployments(settings: Settings, cron: str = EVERY_HALF_HOUR) -> list[RunnerDeployment]:
    """`ingest` on the schedule `cron` in the user's time zone; `backfill` and `publish` to be started by hand.

    A run of ingest that meets one still running is skipped.
    """
    alone: dict[str, Any] = {
        "concurrency_limit": ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    }
    return [
        await ingest.ato_deployment(
            "ingest", schedule=Cron(cron, timezone=settings.time_zone), parameters={"only_due": True}, **alone
        ),
        await backfill.ato_deployment("backfill", **alone),
        await publish.ato_deployment("publish", **alone),
    ]


async def serve(settings: Settings, cron: str = EVERY_HALF_HOUR) -> None:
    """Runs the deployments until it is stopped."""
    await aserve(*await deployments(settings, cron))
