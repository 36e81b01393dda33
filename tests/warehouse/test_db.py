"""Opening the warehouse, and what is said when it cannot be opened."""

from __future__ import annotations

import os
import subprocess
import sys

import duckdb
import pytest

from extract.errors import WarehouseError
from warehouse.db import migrate, open_warehouse, transaction


def test_opening_creates_and_migrates_once(tmp_path):
    path = tmp_path / "data" / "warehouse.duckdb"
    for _ in range(2):
        with open_warehouse(path) as con:
            applied = con.execute("FROM schema_migration ORDER BY ALL").fetchall()
    with open_warehouse(path, read_only=True) as con:
        assert con.execute("FROM schema_migration ORDER BY ALL").fetchall() == applied
        assert con.execute("SELECT count(*) FROM incidents").fetchone() == (0,)


def test_every_table_and_column_says_what_it_is():
    with open_warehouse(":memory:") as con:
        silent = con.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
            " UNION ALL SELECT table_name, NULL FROM duckdb_tables() WHERE comment IS NULL"
            " UNION ALL SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND comment IS NULL"
        ).fetchall()
    assert silent == []


def test_a_warehouse_that_is_not_there_yet_says_how_to_make_it(tmp_path):
    with pytest.raises(WarehouseError, match="rasd ingest"), open_warehouse(tmp_path / "w.duckdb", read_only=True):
        pass


def test_a_schema_newer_than_the_code_is_refused(tmp_path):
    path = tmp_path / "w.duckdb"
    with open_warehouse(path) as con:
        con.execute("INSERT INTO schema_migration VALUES ('9999_future.sql', 'x', '2024-01-01')")
    for read_only in (True, False):
        with pytest.raises(WarehouseError, match="upgrade"), open_warehouse(path, read_only=read_only):
            pass


def test_a_damaged_file_is_named_with_its_cure(tmp_path):
    path = tmp_path / "w.duckdb"
    path.write_bytes(os.urandom(20_000))
    with pytest.raises(WarehouseError, match="restore a copy"), open_warehouse(path):
        pass


def test_another_duckdb_file_is_not_taken_for_a_warehouse(tmp_path):
    path = tmp_path / "other.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(WarehouseError, match="no warehouse of Rasd"), open_warehouse(path, read_only=True):
        pass


def test_a_second_writer_waits_and_then_says_so(tmp_path):
    path = tmp_path / "w.duckdb"
    with open_warehouse(path):
        code = (
            "import sys\nfrom extract.errors import WarehouseError\nfrom warehouse.db import open_warehouse\n"
            "try:\n    with open_warehouse(sys.argv[1], wait=0.2): pass\n"
            "except WarehouseError as error: print(error)\n"
        )
        second = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert "another Rasd has been writing" in second.stdout


def test_a_block_that_fails_leaves_nothing():
    with open_warehouse(":memory:") as con:
        with pytest.raises(duckdb.ConversionException), transaction(con), transaction(con):  # noqa: PT012
            con.execute("INSERT INTO merge_queue VALUES ('x')")
            con.execute("SELECT 'x'::INTEGER")
        assert con.execute("FROM merge_queue").fetchall() == []
        with transaction(con):
            con.execute("INSERT INTO merge_queue VALUES ('y')")
        assert con.execute("FROM merge_queue").fetchall() == [("y",)]


def test_migrating_again_applies_nothing():
    with open_warehouse(":memory:") as con:
        before = con.execute("FROM schema_migration ORDER BY ALL").fetchall()
        migrate(con)
        assert con.execute("FROM schema_migration ORDER BY ALL").fetchall() == before
