"""Measures fetching on loopback: 50 hosts that must be asked gently, alone and with the fetcher killed five times.

    python bench/fetch.py [--hosts 50] [--pages 400] [--gap 0.05] [--kills 5]

Prints how much of what the gaps allow was reached, the memory used, how busy the processors were with it and with
other things, and whether the archive holds every page once. The server is a process of its own, and a plain one: what
is measured is the fetcher.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

from extract.fetch.archive import Archive
from extract.fetch.client import Manners
from extract.fetch.collector import Collector, Memory
from extract.fetch.discover import discover
from extract.fetch.hosts import Hosts
from extract.fetch.response import Verdict
from extract.fetch.sources import Source, load_sources

PORT = 8970
WORDS = [f"كلمة{number}" for number in range(4000)]
CORES = os.cpu_count() or 1
REST = gzip.compress(" ".join(random.Random(7).choices(WORDS, k=5000)).encode(), mtime=0)


def host(number: int) -> str:
    """Every host has a loopback address of its own."""
    return f"127.0.{1 + number // 200}.{1 + number % 200}"


def page(name: str, target: str) -> bytes:
    """A page like no other, packed: the same 60 KB of text behind a line of its own, in two members of gzip."""
    return gzip.compress(f"<html><title>{name}{target}</title>".encode(), compresslevel=1, mtime=0) + REST


class Site(asyncio.Protocol):
    """One connection of the server: a robots.txt, a sitemap, and pages; each request is logged with its time."""

    pages = 0
    log: ClassVar[list[tuple[float, str, str]]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.name = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        target = data.split(b" ", 2)[1].decode()
        self.log.append((time.monotonic(), self.name, target))
        if target == "/robots.txt":
            body = b"User-agent: *\nAllow: /\n"
        elif target == "/map.xml":
            urls = "".join(f"<url><loc>http://{self.name}:{PORT}/n/{n}</loc></url>" for n in range(self.pages))
            body = f"<urlset>{urls}</urlset>".encode()
        else:
            body = page(self.name, target)
        coding = "gzip" if target.startswith("/n/") else "identity"
        head = (
            f"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-encoding: {coding}\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        self.transport.write(head.encode() + body)  # type: ignore[attr-defined]


def serve(hosts: int, pages: int, log: str) -> None:
    """Serves until it is told to end, then writes the log."""
    Site.pages = pages

    async def run() -> None:
        loop = asyncio.get_running_loop()
        done = asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, done.set)
        for number in range(hosts):
            await loop.create_server(Site, host(number), PORT, backlog=64)
        await done.wait()

    asyncio.run(run())
    Path(log).write_text(json.dumps({"cpu": time.process_time(), "requests": Site.log}))


def sources(hosts: int, gap: float) -> list[Source]:
    fields = {
        f"h{n}": {
            "name": f"h{n}",
            "home": f"http://{host(n)}:{PORT}/",
            "sitemaps": [f"http://{host(n)}:{PORT}/map.xml"],
            "gap": gap,
            "allow_private": True,
        }
        for n in range(hosts)
    }
    return list(load_sources(fields).values())


async def collect(source: Source, collector: Collector, memory: Memory) -> None:
    """One source to its end; what is known is not asked for again."""
    for found in (await discover(source, collector)).found:
        if memory(found.url) is None:
            await collector.fetch(found.url, source, via=found.via)


def crawl(folder: str, hosts: int, gap: float) -> None:
    """Fetches everything into the archive at `folder`, going on from what is there."""

    async def run(archive: Archive) -> None:
        memory = Memory(archive.fetches())
        manners, shared = Manners(requests_at_once=hosts), Hosts(Path(folder) / "hosts")
        async with Collector(archive, memory.learn, memory, manners, shared) as collector:
            await asyncio.gather(*(collect(source, collector, memory) for source in sources(hosts, gap)))

    with Archive(Path(folder)) as archive:
        asyncio.run(run(archive))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_maxrss // 1024, used.ru_utime + used.ru_stime)


def contents(folder: Path) -> dict[str, str]:
    """Every page in the archive with its hash; a page that is there twice ends the measurement."""
    rows = [
        row
        for row in Archive(folder).fetches()
        if row.via == "sitemap" and row.verdict is Verdict.OK and "/n/" in row.url
    ]
    twice = [url for url, times in Counter(row.url for row in rows).items() if times > 1]
    if twice:
        raise SystemExit(f"{len(twice)} pages are in the archive twice")
    return {row.url: row.sha256 or "" for row in rows}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a crawl took: seconds, of the last process MB and seconds of a processor, and of all processors the share
    that was busy while it ran."""

    seconds: float
    memory: int
    cpu: float
    busy: float


def crawled(folder: Path, options: argparse.Namespace, kills: int) -> Cost:
    """Runs crawl() in a process of its own, killed and started again."""
    command = [sys.executable, __file__, "--crawl", str(folder)]
    command += ["--hosts", str(options.hosts), "--gap", str(options.gap)]
    whole = options.pages * options.gap
    began, idle = time.monotonic(), idle_seconds()
    for _ in range(kills):
        victim = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(random.uniform(1, 1 + whole / kills))
        victim.kill()
        victim.wait()
    last = subprocess.run(command, capture_output=True, check=True, text=True)
    memory, cpu = last.stdout.split()
    seconds = time.monotonic() - began
    return Cost(seconds, int(memory), float(cpu), 1 - (idle_seconds() - idle) / seconds / CORES)


def idle_seconds() -> float:
    """The seconds that all processors together have idled since the machine started."""
    return float(Path("/proc/uptime").read_text().split()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--gap", type=float, default=0.05)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--crawl", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.crawl:
        crawl(options.crawl, options.hosts, options.gap)
        return
    archives = {}
    for kills in (0, options.kills):
        with tempfile.TemporaryDirectory() as scratch:
            log = Path(scratch) / "log.json"
            server = multiprocessing.Process(target=serve, args=(options.hosts, options.pages, str(log)))
            server.start()
            time.sleep(1)
            cost = crawled(Path(scratch) / "archive", options, kills)
            server.terminate()
            server.join()
            archives[kills] = contents(Path(scratch) / "archive")
            report(options, kills, cost, archives[kills], json.loads(log.read_text()))
    print("the archives' contents are", "the same" if archives[0] == archives[options.kills] else "NOT the same")


def report(
    options: argparse.Namespace, kills: int, cost: Cost, archive: dict[str, str], served: dict[str, Any]
) -> None:
    """Prints one run: its cost, what the archive holds, what the server saw."""
    times: dict[str, list[float]] = defaultdict(list)
    for moment, name, _ in sorted(served["requests"]):
        times[name].append(moment)
    span = max(moments[-1] - moments[0] for moments in times.values())
    least = min(later - sooner for moments in times.values() for sooner, later in pairwise(moments))
    asked = Counter((name, target) for _, name, target in served["requests"] if target.startswith("/n/"))
    again = Counter(name for (name, _), requests in asked.items() for _ in range(requests - 1))
    pages = options.hosts * options.pages
    print(f"{kills} kills: {len(archive)} of {pages} pages in {cost.seconds:.1f} s, {cost.memory} MB")
    print(f"  {(options.pages + 1) * options.gap / span:.0%} of what the gaps allow; least gap {least * 1000:.2f} ms")
    if not kills:
        client, server = cost.cpu / cost.seconds, served["cpu"] / cost.seconds
        other = max(cost.busy * CORES - client - server, 0)
        print(
            f"  {cost.cpu / pages * 1000:.2f} ms of a processor a page; of {CORES} processors the client took", end=" "
        )
        print(f"{client:.0%}, the server {server:.0%}, others {other:.0%} of one")
    print(f"  pages asked for again at one host: at most {max(again.values(), default=0)} after {kills} kills")


if __name__ == "__main__":
    main()
