"""One run of the whole pipeline over the sample site, which the tests of this folder read from."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.demo import SampleSite, demo_sources
from flows.pipeline import Run, RunReport, publish_warehouse
from flows.settings import Settings
from warehouse.snapshot import open_public

ALL_DAYS = date(2000, 1, 1)


def run_pipeline(settings: Settings, *, only_due: bool = False) -> RunReport:
    """A whole run over the sources that `settings` add to the bundled ones, without Prefect around it."""
    sources = settings.choose(settings.sources)

    async def run() -> RunReport:
        async with Run(settings, sources, ALL_DAYS, None, only_due=only_due) as run:
            await asyncio.gather(*(run.read(source) for source in sources))
            return await run.finish()

    report = asyncio.run(run())
    publish_warehouse(settings)
    return report


@dataclass(frozen=True)
class SampleRun:
    """The sample site, and a data folder that took it in before its edit and after it."""

    site: SampleSite
    settings: Settings
    reports: tuple[RunReport, ...]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query gives on the published copy."""
        with open_public(self.settings.public) as con:
            return con.execute(query).fetchall()

    def copy(self, folder: Path) -> SampleRun:
        """The same in a data folder of its own, to be changed."""
        shutil.copytree(self.settings.data, folder, dirs_exist_ok=True)
        return SampleRun(self.site, self.settings.model_copy(update={"data": folder}), self.reports)


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleRun]:
    with SampleSite() as site:
        settings = Settings(data=tmp_path_factory.mktemp("sample") / "data", sources=demo_sources(site))
        before = run_pipeline(settings)
        site.publish_edit()
        after = run_pipeline(settings)
        yield SampleRun(site, settings, (before, after))


@pytest.fixture
def rasd(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line in an empty folder, with RASD_DATA there unless `data` is given."""

    def run(*arguments: str, data: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("rasd"), *arguments],
            cwd=tmp_path,
            env={**os.environ, "RASD_DATA": str(data or tmp_path / "data"), **variables},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run
