"""One at a time: a lock in the data folder that a run holds, whatever started it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from extract.errors import AlreadyRunning, WarehouseError


@contextmanager
def alone(data: Path, kind: str) -> Iterator[None]:
    """The block runs as the only one of its `kind` on the data folder; raises AlreadyRunning where one is on its way.

    The system drops the lock of a process that is killed: nothing has to be cleared away by hand.
    """
    file = data / "locks" / f"{kind}.lock"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = file.open("a+", encoding="utf-8")
    except OSError as error:
        raise WarehouseError(f"{file}: {error.strerror}; make the data folder one that can be written") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise AlreadyRunning(f"skipped: {handle.read()} is still running; wait for it, or end it") from None
        handle.truncate(0)
        handle.write(f"the {kind} begun {datetime.now(UTC):%Y-%m-%d %H:%M} UTC as process {os.getpid()}")
        handle.flush()
        yield
