"""The flow that replaces the published copy, which analysts open, by what the warehouse holds now."""

from __future__ import annotations

import asyncio

from prefect import flow

from flows.pipeline import publish_warehouse
from flows.settings import settings


@flow(name="publish")
async def publish() -> str:
    """Publish the warehouse; gives the path of the copy. Raises WarehouseError where it cannot be written."""
    return str(await asyncio.to_thread(publish_warehouse, settings()))
