"""The flow that looks after the sources: what is wrong is recorded, told to people, and makes the run fail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact

from flows.artifacts import keep_table
from flows.endings import tell_failure, unwell
from flows.logs import configure, say
from flows.notify import notify
from flows.pipeline import publish_warehouse
from flows.settings import Settings, settings
from warehouse.db import write
from warehouse.health import Alarm, Health, check, record
from warehouse.status import health_rows


@flow(name="health", on_failure=[tell_failure], on_crashed=[tell_failure])
async def health() -> dict[str, Any]:
    """Look how every source does; fails where one is unwell, with its name and the likely cause.

    People are told when something goes wrong and when it is over, not at every look in between.
    """
    chosen = settings()
    configure(chosen.log)
    found, raised = await asyncio.to_thread(look, chosen)
    if raised:
        await asyncio.to_thread(publish_warehouse, chosen)
    told = [str(alarm) for alarm in found.alarms]
    await keep_table("health", health_rows(found), "How the sources do")
    await acreate_markdown_artifact(key="alarms", markdown="\n".join(f"- {one}" for one in told) or "All is well.")
    return unwell(told, {"alarms": told}) if told else {"alarms": []}


def look(chosen: Settings) -> tuple[Health, list[Alarm]]:
    """How the sources do, and what of it is newly wrong; both that and what is over is recorded and told to people."""
    found: Health = write(chosen.store, check)
    raised, ended = write(chosen.store, lambda con: record(con, found))
    for alarm in raised:
        say("alarm", logging.WARNING, source=alarm.source, sign=alarm.sign, cause=alarm.cause, detail=alarm.detail)
    for alarm in ended:
        say("alarm over", source=alarm.source, sign=alarm.sign)
    if raised:
        notify(chosen, f"Rasd: {_names(raised)} unwell", "\n\n".join(map(str, raised)))
    if ended:
        notify(chosen, f"Rasd: {_names(ended)} well again", "\n".join(f"{one.source}: {one.sign}" for one in ended))
    return found, raised


def _names(alarms: Sequence[Alarm]) -> str:
    return ", ".join(dict.fromkeys(alarm.source or "all sources" for alarm in alarms))
