"""A run killed again and again: started once more, its tables and archive hold what an undisturbed run's do."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from extract.fetch.archive import Archive
from extract.fetch.response import Verdict
from flows.demo import SampleSite, demo_sources
from flows.settings import Settings
from warehouse.db import open_warehouse

KILLS = 5
COLUMNS = {
    "article": "article_id, content_hash, source, url, story_id, signature",
    "mention": "COLUMNS(* EXCLUDE (run_id))",
    "incident": "COLUMNS(* EXCLUDE (run_id, recorded_at))",
    "incident_mention": "*",
    "reject": "stage, source, url, reason, detail",
}
RUN = """
import asyncio, json, sys
from datetime import date
from pathlib import Path
from flows.pipeline import Run
from flows.settings import Settings

async def run(settings):
    sources = settings.choose(settings.sources)
    async with Run(settings, sources, date(2000, 1, 1), None, kind="backfill", only_due=True) as whole:
        await asyncio.gather(*(whole.read(source) for source in sources))
        await whole.finish()

if __name__ == "__main__":
    asyncio.run(run(Settings(data=Path(sys.argv[1]), sources=json.loads(sys.argv[2]))))
"""


def started(settings: Settings, script: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(script), str(settings.data), json.dumps(settings.sources)]
    return subprocess.Popen(command, cwd=Path(__file__).parents[2])


def tables(settings: Settings) -> dict[str, tuple[int, int]]:
    """The number of rows and one hash of all for each table, without when they were written and by which run."""
    with open_warehouse(settings.store, read_only=True) as con:
        return {
            name: con.execute(f"SELECT count(*), bit_xor(hash(t)) FROM (SELECT {wanted} FROM {name}) t").fetchone()
            for name, wanted in COLUMNS.items()
        }


def pages(settings: Settings) -> Counter[tuple[str, str | None]]:
    """The pages in the archive, each with its hash."""
    rows = Archive(settings.archive).fetches()
    return Counter((row.url, row.sha256) for row in rows if row.verdict is Verdict.OK and row.via != "robots")


@pytest.mark.soak
def test_a_run_killed_at_five_random_moments_ends_where_an_undisturbed_one_does(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN, "utf-8")
    with SampleSite() as site:
        sources = demo_sources(site)
        undisturbed, killed = (Settings(data=tmp_path / name, sources=sources) for name in ("whole", "killed"))
        began = time.monotonic()
        assert started(undisturbed, script).wait() == 0
        seconds = time.monotonic() - began
        before = len(site.log)
        for _ in range(KILLS):
            run = started(killed, script)
            time.sleep(random.uniform(0.2, 0.9) * seconds)
            run.kill()
            run.wait()
        assert started(killed, script).wait() == 0
        log = site.log[before:]
    assert tables(killed) == tables(undisturbed)
    assert pages(killed) == pages(undisturbed)
    assert list(Archive(killed.archive).verify()) == []
    first = Counter((line.host, line.target) for line in site.log[:before] if not line.conditional)
    again = Counter((line.host, line.target) for line in log if not line.conditional)
    repeated = Counter(host for (host, target), times in again.items() for _ in range(times - first[host, target]))
    assert max(repeated.values(), default=0) <= KILLS, again - first
