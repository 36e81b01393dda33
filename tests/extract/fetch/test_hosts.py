"""Several processes, at once or one after the other, are as polite together as one alone."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from extract.fetch.client import Client, Manners
from extract.fetch.hosts import Hosts
from extract.fetch.response import Response, Verdict

HASTY = Manners(attempts=1, backoff=0.01, longest_wait=3, silence=0.5)
MONTH = 30 * 86_400


def get(server: Any, folder: Path, *paths: str, manners: Manners = HASTY, **client: Any) -> list[Verdict]:
    """What a process that begins now gets."""

    async def run() -> list[Verdict]:
        async with Client(manners, hosts=Hosts(folder), **client) as polite:
            return [(await polite.get(server.url(path), server.source(gap=0.02))).verdict for path in paths]

    return asyncio.run(run())


ASK = """
import asyncio, sys
from pathlib import Path
from extract.fetch.client import Client
from extract.fetch.hosts import Hosts
from extract.fetch.sources import load_sources

async def run(folder, home, gap, paths):
    source = load_sources({"t": {"name": "t", "home": home, "gap": float(gap), "allow_private": True}})["t"]
    async with Client(hosts=Hosts(Path(folder))) as client:
        for number in range(int(paths)):
            await client.get(f"{home}{number}", source)

asyncio.run(run(*sys.argv[1:]))
"""


def asking(server: Any, folder: Path, gap: float, paths: int) -> subprocess.Popen[bytes]:
    """A process that asks `server` for so many pages."""
    command = [sys.executable, "-c", ASK, str(folder), server.url(), str(gap), str(paths)]
    return subprocess.Popen(command, cwd=Path(__file__).parents[3])


def test_two_processes_ask_a_host_in_turn_and_both_come_to_their_turn(
    server: Any, answer: Callable[..., bytes], tmp_path: Path
) -> None:
    overlaps: list[bool] = []
    running: list[str] = []

    async def slowly(request: Any, writer: asyncio.StreamWriter) -> None:
        overlaps.append(bool(running))
        running.append(request.target)
        await asyncio.sleep(0.01)
        running.remove(request.target)
        writer.write(answer("x"))

    server.routes |= {f"/{number}": slowly for number in range(15)}
    processes = [asking(server, tmp_path, 0.05, 15) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    times = [request.time for request in server.log]
    assert len(times) == 2 * 16, "each process reads robots.txt, which is not there, and fifteen pages"
    assert min(later - sooner for sooner, later in pairwise(times)) >= 0.05
    assert not any(overlaps)


def test_a_process_that_follows_a_killed_one_keeps_the_gap(server: Any, tmp_path: Path) -> None:
    killed = asking(server, tmp_path, 0.7, 99)
    while not server.log:
        time.sleep(0.005)
    killed.kill()
    killed.wait()
    asked = len(server.log)
    get(server, tmp_path, "/a")
    assert server.log[asked].time - server.log[asked - 1].time >= 0.7


def test_the_rest_that_a_host_asks_for_holds_for_the_next_process(
    server: Any, answer: Callable[..., bytes], tmp_path: Path
) -> None:
    server.routes["/a"] = answer(status="429 Too Many Requests", retry_after="3600")
    assert get(server, tmp_path, "/a") == [Verdict.BUSY]
    assert get(server, tmp_path, "/a") == [Verdict.RESTING]
    assert server.asked("/a") == 1


def test_a_failure_that_may_be_ours_does_not_keep_the_next_process_away(
    server: Any, answer: Callable[..., bytes], tmp_path: Path
) -> None:
    server.routes["/a"] = answer(status="500 Oops")
    manners = Manners(attempts=1, failures_before_rest=1, rest=600)
    assert get(server, tmp_path, "/a", "/b", manners=manners) == [Verdict.SERVER_ERROR, Verdict.RESTING]
    assert get(server, tmp_path, "/b") == [Verdict.GONE]


@pytest.mark.parametrize(
    ("remembered", "verdicts"),
    [(None, [Verdict.GONE, Verdict.GONE]), ("User-agent: *\nDisallow: /b\n", [Verdict.GONE, Verdict.DISALLOWED])],
)
def test_a_robots_txt_that_is_out_of_reach_for_a_month_is_taken_as_it_last_was(
    server: Any, answer: Callable[..., bytes], tmp_path: Path, remembered: str | None, verdicts: list[Verdict]
) -> None:
    """RFC 9309, 2.3.1.4: it may be treated as not there, or a cached copy may be used."""

    def recall(url: str) -> Response | None:
        return known if remembered and url.endswith("/robots.txt") else None

    async def read_once() -> Response:
        async with Client(HASTY) as client:
            return await client.get(server.url("/old"), server.source())

    server.routes["/old"] = answer(remembered or "")
    known = asyncio.run(read_once())
    manners = Manners(attempts=1, backoff=0.01, longest_wait=3, robots_age=0)
    server.routes["/robots.txt"] = answer(status="500 Oops")
    assert get(server, tmp_path, "/a", "/b", manners=manners, recall=recall) == [Verdict.SERVER_ERROR] * 2
    (mark,) = (tmp_path / "unreachable").iterdir()
    os.utime(mark, (time.time() - MONTH + 60,) * 2)
    assert get(server, tmp_path, "/a", "/b", manners=manners, recall=recall) == [Verdict.SERVER_ERROR] * 2
    os.utime(mark, (time.time() - MONTH - 60,) * 2)
    assert get(server, tmp_path, "/a", "/b", manners=manners, recall=recall) == verdicts
    del server.routes["/robots.txt"]
    assert get(server, tmp_path, "/a", "/b", manners=manners, recall=recall) == [Verdict.GONE] * 2
    assert not mark.exists()
