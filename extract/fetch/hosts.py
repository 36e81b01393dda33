"""What processes tell each other about hosts: whose turn it is, when it comes, whose robots.txt cannot be read."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from urllib.parse import quote


class Turn:
    """The turn to ask one host, of which there is one among all processes.

    It is a file, locked while the host is being asked. The file's time is the moment from which the host may be
    asked again, so that neither a restart nor a second process comes too soon.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock: int | None = None
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()

    @property
    def wait(self) -> float:
        """The seconds until the host may be asked; not above 0 where it may be now."""
        return self._file.stat().st_mtime - time.time()

    def take(self) -> bool:
        """Takes the turn, unless another process has it or it has not come yet."""
        self._lock = os.open(self._file, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.leave()
            return False
        if self.wait > 0:
            self.leave()
            return False
        return True

    def leave(self) -> None:
        """Gives the turn to whoever comes next."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def comes_in(self, seconds: float) -> None:
        """Lets nobody ask the host in the coming `seconds`."""
        moment = time.time_ns() + round(seconds * 1e9)
        os.utime(self._file, ns=(moment, moment))


class Hosts:
    """What is known of hosts, in a folder that all processes share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def turn(self, host: str) -> Turn:
        """The turn to ask a host, named with its port where that is not the usual one."""
        return Turn(self._folder / "turns" / quote(host, safe=""))

    def unreachable_for(self, origin: str) -> float:
        """The seconds since the robots.txt of `origin` was first found out of reach; it is now."""
        mark = self._mark(origin)
        if not mark.exists():
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
        return time.time() - mark.stat().st_mtime

    def reached(self, origin: str) -> None:
        """Notes that a server told about its robots.txt."""
        self._mark(origin).unlink(missing_ok=True)

    def _mark(self, origin: str) -> Path:
        """A file that is there while the robots.txt of an origin is out of reach, and as old as that is."""
        return self._folder / "unreachable" / quote(origin, safe="")
