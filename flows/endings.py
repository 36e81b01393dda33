"""How flows end when they do not simply give what was asked of them: skipped, done with sources unwell, or failed."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Sequence
from typing import Any, cast

from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow
from prefect.states import Completed, Failed

from extract.errors import AlreadyRunning
from flows.logs import say
from flows.notify import notify
from flows.settings import settings

SKIPPED, UNWELL = "Skipped", "Unwell"
"""The names of the two states, as Prefect's user interface shows them."""


def skipped(error: AlreadyRunning) -> dict[str, Any]:
    """In place of what a flow gives: its state, where it did nothing since one of its kind is on its way."""
    say("run skipped", logging.WARNING, why=error)
    return cast(dict[str, Any], Completed(name=SKIPPED, message=str(error)))


def unwell(troubles: Sequence[str], result: dict[str, Any]) -> dict[str, Any]:
    """In place of `result`, which a flow gives: its state, where it found these; people know of alarms already."""
    return cast(dict[str, Any], Failed(name=UNWELL, message="; ".join(troubles), data=result))


def tell_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """A hook of flows: tells people that a run failed or crashed, and why."""
    say("flow failed", logging.ERROR, flow=flow.name, state=state.name, message=state.message)
    if state.name != UNWELL:
        notify(settings(), f"Rasd: {flow.name} failed", state.message or f"{state.name}; the log says more")


async def outcome(running: Awaitable[State[Any]]) -> tuple[Any, str | None]:
    """What a flow that is called with `return_state` gave, and what it found wrong with sources.

    Raises what it raised, and AlreadyRunning where it was skipped.
    """
    state = await running
    if state.name == SKIPPED:
        raise AlreadyRunning(state.message)
    result = await state.aresult(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    return result, state.message if state.name == UNWELL else None
