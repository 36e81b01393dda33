"""Waiting for one's turn."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from extract.errors import WarehouseError

_T = TypeVar("_T")
_PAUSE_SECONDS = 0.05


def until(attempt: Callable[[], _T | None], wait: float, complaint: str) -> _T:
    """What `attempt` gives once it gives anything; WarehouseError with `complaint` after `wait` seconds without."""
    deadline = time.monotonic() + wait
    while (result := attempt()) is None:
        if time.monotonic() > deadline:
            raise WarehouseError(complaint)
        time.sleep(_PAUSE_SECONDS)
    return result
