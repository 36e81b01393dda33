"""One run of the whole pipeline over the sample site, which the tests of this folder read from."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from flows.cli import main
from flows.demo import SampleSite, demo_sources
from flows.pipeline import Run, RunReport, publish_warehouse
from flows.settings import Settings, forget_settings
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


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def rasd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Said]]:
    """The command line in an empty folder, with RASD_DATA there unless `data` is given; run within this process."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, data: Path | None = None, **variables: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["rasd", *arguments])
        with mock.patch.dict(os.environ, {"RASD_DATA": str(data or tmp_path / "data"), **variables}):
            forget_settings()
            capsys.readouterr()
            with pytest.raises(SystemExit) as end:
                main()
        return Said(int(end.value.code or 0), *capsys.readouterr())

    yield run
    forget_settings()
