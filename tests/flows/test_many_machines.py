"""Several machines that feed one warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.demo import SampleSite, demo_sources
from flows.pipeline import publish_warehouse
from flows.settings import Settings
from warehouse.snapshot import open_public
from warehouse.store import Lake

from .conftest import run_pipeline

_COUNTED = ("article", "mention", "incident", "mention_link", "reject")


@pytest.mark.soak
def test_two_machines_that_read_other_outlets_into_a_lake_publish_what_one_publishes_from_a_file(
    lake: Lake, tmp_path: Path
) -> None:
    with SampleSite() as site:
        outlets = demo_sources(site)
        alone = Settings(data=tmp_path / "alone", sources=outlets)
        run_pipeline(alone)
        halves = [dict(list(outlets.items())[start::2]) for start in (0, 1)]
        machines = [
            Settings(data=tmp_path / str(number), sources=half, warehouse=lake.catalog, warehouse_files=lake.files)
            for number, half in enumerate(halves)
        ]
        for machine in machines:
            run_pipeline(machine)
    for machine in machines:
        publish_warehouse(machine)
        assert held(machine) == held(alone)


def held(settings: Settings) -> tuple[dict[str, int], list[tuple[str]]]:
    """How many rows a published copy has, and its incidents."""
    with open_public(settings.public) as con:
        counts = {}
        for table in _COUNTED:
            (counts[table],) = con.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
        return counts, con.execute("SELECT incident_id FROM incident ORDER BY 1").fetchall()
