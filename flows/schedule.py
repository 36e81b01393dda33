"""The deployments: what runs when. prefect.yaml says the same to a Prefect server with workers."""

from __future__ import annotations

import asyncio

from prefect import get_client, serve
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Schedule
from prefect.states import Crashed

from extract.errors import SettingsError
from flows.backfill import backfill
from flows.health import health
from flows.ingest import ingest
from flows.logs import configure, say
from flows.publish import publish
from flows.recode import recode
from flows.settings import Settings
from flows.verify import verify

# Between two ingests on the half hours, and at night.
_PUBLISH, _HEALTH, _VERIFY = "10 * * * *", "20 * * * *", "40 3 * * 0"


async def deployments(settings: Settings, cron: str) -> list[RunnerDeployment]:
    """Every flow: `ingest` at `cron`, `publish` and `health` hourly, `verify` weekly, in the user's time zone.

    `backfill` and `recode` are started by hand. A run that meets one of its kind still running is skipped. Raises
    SettingsError for a schedule that is none.
    """
    alone = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)

    def at(when: str) -> Schedule:
        return Cron(when, timezone=settings.time_zone)

    try:
        often = at(cron)
    except ValueError as error:
        raise SettingsError(
            f"--cron is {cron!r}; allowed are five fields as cron has them, such as */30 * * * *"
        ) from error
    return [
        await ingest.ato_deployment("ingest", schedule=often, parameters={"only_due": True}, concurrency_limit=alone),
        await publish.ato_deployment("publish", schedule=at(_PUBLISH), concurrency_limit=alone),
        await health.ato_deployment("health", schedule=at(_HEALTH), concurrency_limit=alone),
        await verify.ato_deployment("verify", schedule=at(_VERIFY), concurrency_limit=alone),
        await backfill.ato_deployment("backfill", concurrency_limit=alone),
        await recode.ato_deployment("recode", concurrency_limit=alone),
    ]


async def end_orphans(settings: Settings) -> None:
    """Ends what a `rasd serve` that was killed left begun in its Prefect server: the limits these runs held are free
    at once, not after minutes. For a server whose runs are started by one `rasd serve` alone.

    Where the process of such a run has outlived its parent, the lock in the data folder still keeps it alone.
    """
    configure(settings.log)
    begun = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(is_null_=False),
        state=FlowRunFilterState(
            type=FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])
        ),
    )
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=begun):
            await client.set_flow_run_state(run.id, Crashed(message="`rasd serve` was killed while this ran"))
            say("orphan ended", flow=run.name, begun=run.start_time)


def serve_deployments(settings: Settings, cron: str) -> None:
    """Runs the deployments until it is stopped."""
    serve(*asyncio.run(deployments(settings, cron)), print_starting_message=False)
