"""Measures fetching on loopback: 50 hosts that must be asked gently, alone and with the fetcher killed five times.

    python bench/fetch.py [--hosts 50] [--pages 400] [--gap 0.05] [--kills 5]

Prints how much of what the gaps allow was reached, the memory used, and whether the archive holds every page once.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import multiprocessing
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from extract.fetch.archive import Archive
from extract.fetch.client import Manners
from extract.fetch.collector import Collector, Memory
from extract.fetch.discover import discover
from extract.fetch.response import Verdict
from extract.fetch.sources import Source, load_sources

PORT = 8970
WORDS = [f"كلمة{number}" for number in range(4000)]
REST = gzip.compress(" ".join(random.Random(7).choices(WORDS, k=5000)).encode(), mtime=0)


def host(number: int) -> str:
    """Every host has a loopback address of its own."""
    return f"127.0.{1 + number // 200}.{1 + number % 200}"


def page(name: str, target: str) -> bytes:
    """A page like no other, packed: the same 60 KB of text behind a line of its own, in two members of gzip."""
    return gzip.compress(f"<html><title>{name}{target}</title>".encode(), mtime=0) + REST


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
    Path(log).write_text(json.dumps(Site.log))


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
        async with Collector(archive, memory.learn, memory, Manners(requests_at_once=hosts)) as collector:
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


def crawled(folder: Path, options: argparse.Namespace, kills: int) -> tuple[float, int, float]:
    """Runs crawl() in a process of its own, killed and started again; gives seconds, MB, CPU seconds."""
    command = [
        sys.executable,
        __file__,
        "--crawl",
        str(folder),
        "--hosts",
        str(options.hosts),
        "--gap",
        str(options.gap),
    ]
    whole = options.pages * options.gap
    began = time.monotonic()
    for _ in range(kills):
        victim = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(random.uniform(1, 1 + whole / kills))
        victim.kill()
        victim.wait()
    last = subprocess.run(command, capture_output=True, check=True, text=True)
    memory, cpu = last.stdout.split()
    return time.monotonic() - began, int(memory), float(cpu)


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
            run = crawled(Path(scratch) / "archive", options, kills)
            server.terminate()
            server.join()
            archives[kills] = contents(Path(scratch) / "archive")
            report(options, kills, run, archives[kills], json.loads(log.read_text()))
    print("the archives' contents are", "the same" if archives[0] == archives[options.kills] else "NOT the same")


def report(
    options: argparse.Namespace,
    kills: int,
    run: tuple[float, int, float],
    archive: dict[str, str],
    log: list[tuple[float, str, str]],
) -> None:
    """Prints one run: its cost, what the archive holds, what the server saw."""
    seconds, memory, cpu = run
    times: dict[str, list[float]] = defaultdict(list)
    for moment, name, _ in sorted(log):
        times[name].append(moment)
    span = max(moments[-1] - moments[0] for moments in times.values())
    least = min(later - sooner for moments in times.values() for sooner, later in pairwise(moments))
    asked = Counter((name, target) for _, name, target in log if target.startswith("/n/"))
    again = Counter(name for (name, _), requests in asked.items() for _ in range(requests - 1))
    print(f"{kills} kills: {len(archive)} of {options.hosts * options.pages} pages in {seconds:.1f} s")
    print(f"  {memory} MB and {cpu:.1f} s of a processor in the last process")
    print(f"  {(options.pages + 1) * options.gap / span:.0%} of what the gaps allow; least gap {least * 1000:.2f} ms")
    print(f"  pages asked for again at one host: at most {max(again.values(), default=0)}")


if __name__ == "__main__":
    main()
