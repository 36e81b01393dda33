"""One run of a kind at a time, and what a killed one leaves behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from extract.errors import AlreadyRunning
from flows.alone import alone
from warehouse.db import open_warehouse
from warehouse.load import end_killed_runs, start_run

_HOLD = """
import sys
from pathlib import Path
from flows.alone import alone
with alone(Path(sys.argv[1]), "ingest"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path):
    """Another process that is at an ingest."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_run_of_the_same_kind_is_named_and_one_of_another_goes_ahead(holder, tmp_path: Path) -> None:
    with pytest.raises(AlreadyRunning, match=rf"skipped: the ingest begun .* as process {holder.pid} is still running"):
        alone(tmp_path, "ingest").__enter__()
    with alone(tmp_path, "backfill"):
        pass


def test_a_killed_run_bars_nobody(holder, tmp_path: Path) -> None:
    holder.kill()
    holder.wait()
    with alone(tmp_path, "ingest"):
        pass


def test_a_run_that_was_killed_is_said_to_have_been_by_the_next_of_its_kind_on_its_machine() -> None:
    with open_warehouse(":memory:") as con:
        for run, kind, machine in (("a", "ingest", "here"), ("b", "ingest", "there"), ("c", "backfill", "here")):
            start_run(con, run, kind, {"machine": machine})
        end_killed_runs(con, "ingest", "here")
        told = con.execute("SELECT run_id, status, message FROM run ORDER BY ALL").fetchall()
    assert told == [("a", "failed", "killed: it never ended"), ("b", "running", None), ("c", "running", None)]
