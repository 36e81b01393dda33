"""The lake of several machines, on a real PostgreSQL: the tables of a file, whoever writes and in whatever order."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import duckdb
import pytest

from extract.errors import WarehouseError
from warehouse.db import open_warehouse, transaction, write
from warehouse.extensions import load_extension
from warehouse.lake import is_lake
from warehouse.load import load_articles
from warehouse.merge import merge
from warehouse.snapshot import open_public, publish
from warehouse.store import LAKE_PREFIX, Lake

STATE = ("article", "mention", "mention_link", "incident", "incident_mention", "merge_queue")

# Loads those of the `batches` whose number modulo 3 is in `mine`, and merges with every third one.
WRITER = """
import sys
from datetime import datetime
from pathlib import Path
from warehouse.db import write
from warehouse.load import LoadedArticle, load_articles
from warehouse.merge import merge
from warehouse.store import LAKE_PREFIX, Lake
from warehouse.tuning.reports import make_reports

catalog, files, batches, mine = sys.argv[1], sys.argv[2], int(sys.argv[3]), set(map(int, sys.argv[4].split(",")))
store = Lake(catalog, files) if catalog.startswith(LAKE_PREFIX) else Path(catalog)
told = [LoadedArticle(report.article, (report.mention,)) for report in make_reports(2 * batches, seed=3, days=20)]
for number in range(batches):
    if number % 3 in mine:
        batch = told[number::batches]

        def work(con):
            load_articles(con, batch)
            if number % 3 == 1:
                merge(con, now=datetime(2024, 1, 1))

        write(store, work, wait=600)
write(store, lambda con: merge(con, now=datetime(2024, 1, 1)), wait=600)
"""

# What a reader sees is whole at any time: every mention in its article once, every member in its incident.
WHOLE = """
    SELECT
        count(DISTINCT mention_id) = count(*),
        count(article.article_id) = count(*),
        count(incident_mention.incident_id) = count(incident.incident_id),
        count(*)
    FROM mention
    LEFT JOIN article USING (article_id)
    LEFT JOIN incident_mention USING (mention_id)
    LEFT JOIN incident USING (incident_id)
"""


def start(store, batches, mine):
    catalog, files = (store.catalog, store.files) if isinstance(store, Lake) else (store, "")
    command = [sys.executable, "-c", WRITER, catalog, files, str(batches), ",".join(map(str, mine))]
    return subprocess.Popen(command)


def published(store, public):
    """The tables as published: each one's rows and their hash."""
    write(store, lambda con: publish(con, public))
    with duckdb.connect(str(public), read_only=True) as con:
        hashes = "SELECT count(*), bit_xor(hash(t)) FROM {} t"
        return {table: con.execute(hashes.format(table)).fetchone() for table in STATE}


@pytest.mark.soak
@pytest.mark.parametrize("batches", [3, 150])  # a third of them loaded by both
def test_two_writers_leave_what_one_leaves_in_a_file_and_a_reader_sees_whole_states(lake, tmp_path, batches):
    alone = start(tmp_path / "w.duckdb", batches, (0, 1, 2))
    with open_warehouse(lake):
        pass
    writers = [start(lake, batches, (0, 1)), start(lake, batches, (1, 2))]
    seen = []
    with open_warehouse(lake, read_only=True) as reader:
        while any(writer.poll() is None for writer in writers):
            *whole, mentions = reader.execute(WHOLE).fetchone()
            assert all(whole)
            seen.append(mentions)
            time.sleep(0.5)
    assert [writer.wait() for writer in (alone, *writers)] == [0, 0, 0]
    assert seen == sorted(seen)
    assert len(set(seen)) > 1
    assert published(lake, tmp_path / "lake.duckdb") == published(tmp_path / "w.duckdb", tmp_path / "file.duckdb")


def test_a_lake_has_the_tables_views_and_columns_of_a_file(lake):
    columns = (
        "SELECT table_name, column_name, data_type FROM duckdb_columns()"
        " WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal ORDER BY ALL"
    )
    with open_warehouse(lake) as shared, open_warehouse(":memory:") as file:
        assert is_lake(shared)
        assert shared.execute(columns).fetchall() == file.execute(columns).fetchall()


def test_the_published_copy_of_a_lake_is_searched_and_has_the_keys_that_a_lake_has_not(
    lake, tmp_path, article, incident
):
    public = tmp_path / "public.duckdb"
    with open_warehouse(lake) as con:
        load_articles(con, [article("a", incident(), incident(place="المدينة", actor1="russia"))])
        merge(con)
        publish(con, public)
        with open_public(public) as reader:
            assert reader.execute("SELECT place FROM search('سرمين')").fetchall() == [("سرمين",)]
        con.execute("INSERT INTO mention FROM mention LIMIT 1")
        with pytest.raises(duckdb.ConstraintException, match="duplicate key"):
            publish(con, public)
    with open_public(public) as reader:
        assert reader.execute("SELECT count(*) FROM mention").fetchone() == (2,)


def test_what_another_change_overtook_is_done_again(lake):
    tries = []

    def work(con):
        tries.append(con)
        with transaction(con):
            con.execute("DELETE FROM merge_queue")
            if len(tries) == 1:
                by_hand = "ATTACH '{}' AS lake; DELETE FROM lake.merge_queue WHERE article_id = 'a'"
                with duckdb.connect() as other:
                    for name in ("ducklake", "postgres_scanner"):
                        load_extension(other, name)
                    other.execute(by_hand.format(lake.catalog))

    with open_warehouse(lake) as con:
        con.execute("INSERT INTO merge_queue VALUES ('a'), ('b')")
    write(lake, work)
    assert len(tries) == 2
    with open_warehouse(lake, read_only=True) as con:
        assert con.execute("FROM merge_queue").fetchall() == []


def test_a_second_machine_waits_and_then_says_so_and_a_killed_one_holds_nobody_up(lake):
    code = (
        "import sys, time\nfrom warehouse.db import open_warehouse\nfrom warehouse.store import Lake\n"
        "with open_warehouse(Lake(*sys.argv[1:])) as con:\n"
        "    con.execute(\"BEGIN; INSERT INTO merge_queue VALUES ('x')\")\n"
        "    print('writing', flush=True)\n    time.sleep(600)\n"
    )
    first = subprocess.Popen([sys.executable, "-c", code, lake.catalog, lake.files], stdout=subprocess.PIPE)
    assert first.stdout.readline() == b"writing\n"
    with pytest.raises(WarehouseError, match="another machine has been writing"), open_warehouse(lake, wait=0.1):
        pass
    first.send_signal(signal.SIGKILL)
    first.wait()
    with open_warehouse(lake, wait=10) as con:
        assert con.execute("FROM merge_queue").fetchall() == []


def test_a_lake_out_of_reach_is_named_with_its_cure_and_without_its_password(lake):
    nowhere = Lake(f"{lake.catalog}_not password=secret", lake.files)
    with pytest.raises(WarehouseError, match="createdb") as refused, open_warehouse(nowhere):
        pass
    assert "secret" not in str(refused.value)
    with pytest.raises(WarehouseError, match="rasd ingest"), open_warehouse(lake, read_only=True):
        pass
    nobody_there = Lake(f"{LAKE_PREFIX}host=127.0.0.1 port=1 dbname=rasd", lake.files)
    with pytest.raises(WarehouseError, match="is PostgreSQL up"), open_warehouse(nobody_there):
        pass
