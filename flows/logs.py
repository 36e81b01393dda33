"""What a run says while it runs: one event a line, for people or for programs."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

NAME = "rasd"
"""The logger; Prefect is told of it, so that its user interface shows the lines beside each run."""

_log = logging.getLogger(NAME)


def say(event: str, level: int = logging.INFO, **facts: Any) -> None:
    """Logs that `event` happened, with what is known of it: `source read source=sana articles=12`."""
    told = " ".join(f"{name}={value}" for name, value in facts.items() if value is not None)
    _log.log(level, "%s", f"{event} {told}".rstrip(), extra={"event": event, "facts": facts})


def configure(style: str) -> None:
    """Lets lines go to standard error: `text` for people, `json` for programs, `quiet` for warnings alone."""
    handler = logging.StreamHandler(sys.stderr)
    handler.set_name(NAME)
    handler.setFormatter(_Json() if style == "json" else logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for known in [one for one in _log.handlers if one.get_name() == NAME]:
        _log.removeHandler(known)
    _log.addHandler(handler)
    _log.setLevel(logging.WARNING if style == "quiet" else logging.INFO)
    _log.propagate = False


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """One line: time (UTC), level, event, and its facts as fields."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", record.getMessage()),
            **getattr(record, "facts", {}),
        }
        return json.dumps(told, ensure_ascii=False, default=str)
