"""A disk that is full or read-only: the cure is named, and what was published stays readable."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from extract.errors import WarehouseError
from warehouse.db import open_warehouse
from warehouse.load import LoadedArticle, load_articles
from warehouse.merge import merge
from warehouse.snapshot import open_public, publish
from warehouse.tuning.reports import make_reports


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 48 megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def load(folder, reports):
    with open_warehouse(folder / "w.duckdb") as con:
        load_articles(con, [LoadedArticle(report.article, (report.mention,)) for report in reports])
        merge(con)
        publish(con, folder / "public.duckdb")


def published(folder):
    with open_public(folder / "public.duckdb") as con:
        return con.execute("SELECT count(*) FROM incidents").fetchone()


def test_a_full_disk_is_named_and_freeing_it_is_all_the_cure(small_disk):
    reports = list(make_reports(150, seed=6))
    load(small_disk, reports[:50])
    before = published(small_disk)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free))
    with pytest.raises(WarehouseError, match="the disk is full"):
        load(small_disk, reports)
    assert published(small_disk) == before
    ballast.unlink()
    load(small_disk, reports)
    assert published(small_disk) > before


def test_a_read_only_folder_is_named(small_disk):
    load(small_disk, list(make_reports(3, seed=6)))
    before = published(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(WarehouseError, match="cannot be written"):
        load(small_disk, list(make_reports(4, seed=6)))
    assert published(small_disk) == before
