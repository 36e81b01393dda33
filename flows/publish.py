"""The flow that replaces the published copy, which analysts open, by what the warehouse holds now."""

from __future__ import annotations

import asyncio

from prefect import flow

from flows.endings import tell_failure
from flows.logs import configure
from flows.pipeline import publish_warehouse
from flows.settings import settings


@flow(name="publish", on_failure=[tell_failure], on_crashed=[tell_failure])
async def publish() -> str:
    """Publish the warehouse; gives the path of the copy. Raises WarehouseError where it cannot be written."""
    chosen = settings()
    configure(chosen.log)
    return str(await asyncio.to_thread(publish_warehouse, chosen))
