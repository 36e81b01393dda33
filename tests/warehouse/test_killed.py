"""A run killed at any moment: run again, it ends where an uninterrupted one does, and readers never notice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time

import duckdb
import pytest

KILLS = int(os.environ.get("RASD_TEST_KILLS", "2"))

RUN = """
import sys
from datetime import datetime
from itertools import islice
from pathlib import Path
from warehouse.db import open_warehouse
from warehouse.load import LoadedArticle, load_articles
from warehouse.merge import merge
from warehouse.snapshot import publish
from warehouse.tuning.reports import make_reports

reports = iter(make_reports(30, seed=3, days=20))
folder = Path(sys.argv[1])
print("started", flush=True)
while batch := [LoadedArticle(report.article, (report.mention,)) for report in islice(reports, 60)]:
    with open_warehouse(folder / "warehouse.duckdb") as con:
        load_articles(con, batch)
        merge(con, now=datetime(2024, 1, 1))
        publish(con, folder / "public.duckdb")
"""
STATE = ("article", "mention", "mention_link", "incident", "incident_mention", "merge_queue")


def start(folder):
    return subprocess.Popen([sys.executable, "-c", RUN, folder], stdout=subprocess.PIPE)


def state(path):
    with duckdb.connect(str(path), read_only=True) as con:
        hashes = "SELECT count(*), bit_xor(hash(t)) FROM {} t"
        return {table: con.execute(hashes.format(table)).fetchone() for table in STATE}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The state that an uninterrupted run leaves, and the seconds it takes."""
    folder = tmp_path_factory.mktemp("whole")
    run = start(folder)
    assert run.stdout.readline() == b"started\n"
    began = time.monotonic()
    assert run.wait() == 0
    return state(folder / "warehouse.duckdb"), time.monotonic() - began


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_run_run_again_ends_where_an_uninterrupted_one_does(whole, tmp_path, seed):
    expected, seconds = whole
    public = tmp_path / "public.duckdb"
    broken, over = [], threading.Event()

    def read():
        while not over.is_set():
            if public.exists():
                try:
                    with duckdb.connect(str(public), read_only=True) as con:
                        con.execute("SELECT count(*), max(notes) FROM incidents").fetchone()
                except duckdb.Error as error:
                    broken.append(error)
            time.sleep(0.02)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        run = start(tmp_path)
        run.stdout.readline()
        time.sleep(random.Random(seed).uniform(0, seconds))
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert start(tmp_path).wait() == 0
    finally:
        over.set()
        reader.join()
    assert state(tmp_path / "warehouse.duckdb") == expected
    assert {**state(public), "merge_queue": expected["merge_queue"]} == expected
    assert broken == []
