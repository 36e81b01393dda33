"""Hundreds of runs over a site that changes between them: nothing grows but what was published, nothing is miscounted.

RASD_SOAK_RUNS says how many runs, 200 if it does not.
"""

from __future__ import annotations

import gc
import os
import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.demo import SampleSite, demo_sources
from flows.demo.stories import Story, load_stories
from flows.settings import Settings
from warehouse.db import open_warehouse

from .conftest import run_pipeline

RUNS = int(os.environ.get("RASD_SOAK_RUNS", "200"))
AT_FIRST, LEAST = 16, 10
SETTLED = 10
"""Runs after which memory must stay what it is."""


@dataclass(slots=True)
class Newsroom:
    """Somebody who edits, publishes and takes down stories; `last` is what every story ever read said last."""

    site: SampleSite
    waiting: list[Story]
    choice: random.Random
    last: dict[str, Story]

    def stories(self) -> list[Story]:
        return [page.story for page in self.site.articles()]

    def was_busy(self, turn: int) -> bool:
        """Whether anything was published, or edited, before the run with this number."""
        return turn % 2 == 1

    def publish(self) -> None:
        """Notes what the site says now: what a run that follows must have read."""
        for story in self.stories():
            self.last[self.site.outlets[story.outlet].story_url(story)] = story

    def work(self, turn: int) -> None:
        """Before every other run an edit; every third time of these a story comes, and one goes if enough are left."""
        if turn % 2:
            return
        story = self.choice.choice(self.stories())
        paragraphs = [*story.paragraphs[:8], f"وفي تحديث رقم {turn} ذكرت مصادر محلية أن الأوضاع ما زالت على حالها."]
        modified = story.modified + timedelta(minutes=turn)
        self.site.outlets[story.outlet].put(replace(story, text="\n".join(paragraphs), modified=modified))
        if turn % 6 == 0 and self.waiting:
            new = self.waiting.pop()
            self.site.outlets[new.outlet].put(new)
            gone = self.choice.choice(self.stories())
            if len(self.site.outlets[gone.outlet].stories) > LEAST // 4:
                self.site.outlets[gone.outlet].remove(gone)
        self.publish()


def memory() -> int:
    """Bytes of memory that this process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def handles() -> int:
    """Files, sockets and pipes that this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> int:
    """Processes that this one has started and that are there still."""
    return sum(len(task.read_text().split()) for task in Path("/proc/self/task").glob("*/children"))


def size(settings: Settings) -> int:
    """Bytes on disk of the warehouse and of its published copy."""
    return settings.store.stat().st_size + settings.public.stat().st_size


@pytest.mark.soak
def test_runs_without_end_grow_by_what_was_published_alone(tmp_path: Path) -> None:
    stock = load_stories()
    random.Random(1).shuffle(stock)
    held: list[int] = []
    sizes: list[int] = []
    with SampleSite(stories=stock[:AT_FIRST]) as site:
        newsroom = Newsroom(site, stock[AT_FIRST:], random.Random(2), {})
        settings = Settings(data=tmp_path / "data", sources=demo_sources(site))
        newsroom.publish()
        for turn in range(1, RUNS + 1):
            site.log.clear()
            report = run_pipeline(settings)
            answered = Counter(line.status for line in site.log)
            with open_warehouse(settings.store, read_only=True) as con:
                told = 'SELECT status, count(*) FROM "fetch" WHERE run_id = ? AND status IS NOT NULL GROUP BY ALL'
                assert dict(con.execute(told, [report.run_id]).fetchall()) == answered
                stored = dict(con.execute("SELECT canonical_url, (title, text) FROM article").fetchall())
            assert stored == {url: (story.title, story.text) for url, story in newsroom.last.items()}
            assert bool(sum(source.new + source.changed for source in report.sources)) == newsroom.was_busy(turn)
            held.append(memory())
            sizes.append(size(settings))
            if turn == min(SETTLED, RUNS):
                handles_then, children_then = handles(), children()
            newsroom.work(turn)
        assert handles() <= handles_then
        assert children() <= children_then
    told = [(turn, round(held[turn - 1] / 1e6), round(sizes[turn - 1] / 1e6, 1)) for turn in range(1, RUNS + 1, 10)]
    print(f"{RUNS} runs, {len(newsroom.last)} articles, {handles_then} handles; run, MB of memory, MB on disk: {told}")
    settled = held[min(SETTLED, RUNS) - 1]
    assert all(abs(now - settled) <= 0.1 * settled for now in held[SETTLED:]), told
    assert sizes[-1] <= 2 * sizes[min(SETTLED, RUNS) - 1], told
