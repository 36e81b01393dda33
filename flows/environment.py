"""Prefect's surroundings: quiet, offline, and at home in Rasd's data folder; to be set before Prefect is imported."""

from __future__ import annotations

import os
from pathlib import Path

SURROUNDINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # What Rasd logs stands beside each run in Prefect's user interface.
    "PREFECT_LOGGING_EXTRA_LOGGERS": "rasd",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    # In memory, the places that killed runs held under a limit would be lost with the server, and stay taken.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    # The server that a flow brings along takes 20 s and more to start on a busy machine.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
}
"""Variables that Prefect reads."""


def prepare_prefect(home: Path, *, console: bool = False) -> None:
    """Let Prefect live in `home` and speak to nobody; what the user's own environment says is left as it is.

    With `console` Prefect prints what goes wrong, traceback and all: for runs that nobody waits for. Whoever waits is
    told by the error itself.
    """
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home.resolve()))
    for name, value in SURROUNDINGS.items():
        os.environ.setdefault(name, value)
    if not console:
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
