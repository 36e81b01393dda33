"""Publishing: readers always find a whole copy."""

from __future__ import annotations

import duckdb
import pytest

from extract.errors import WarehouseError
from warehouse.db import open_warehouse
from warehouse.load import load_articles
from warehouse.merge import merge
from warehouse.snapshot import open_public, publish


def test_the_published_copy_answers_while_the_warehouse_is_being_written(tmp_path, article, incident):
    public = tmp_path / "public.duckdb"
    with open_warehouse(tmp_path / "w.duckdb") as con:
        load_articles(con, [article("a", incident())])
        merge(con)
        publish(con, public)
        con.execute("BEGIN; DELETE FROM incident")
        with open_public(public) as reader:
            assert reader.execute("SELECT count(*) FROM incidents").fetchone() == (1,)
        con.execute("ROLLBACK")


def test_what_readers_ask_of_often_is_kept_as_tables_that_say_what_the_views_say(tmp_path, article, incident):
    public = tmp_path / "public.duckdb"
    kept = ("incidents", "conflicting_reports")
    comments = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = '{}' ORDER BY column_index"
    with open_warehouse(tmp_path / "w.duckdb") as con:
        load_articles(con, [article("a", incident(killed=3)), article("b", incident(killed=7))])
        merge(con)
        publish(con, public)
        views = [con.execute(f"FROM {view} ORDER BY ALL").fetchall() for view in kept]
        told = [con.execute(comments.format(view)).fetchall() for view in kept]
    assert all(views)
    with open_public(public) as reader:
        tables = reader.execute("SELECT table_name FROM duckdb_tables() WHERE comment IS NOT NULL").fetchall()
        assert {(table,) for table in kept} <= set(tables)
        assert [reader.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in kept] == views
        assert [reader.execute(comments.format(table)).fetchall() for table in kept] == told


def test_the_published_copy_is_searched_in_arabic_and_english(tmp_path, article, incident):
    with open_warehouse(tmp_path / "w.duckdb") as con:
        load_articles(con, [article("a", incident(), incident(place="المدينة", actor1="russia", weapons=()))])
        merge(con)
        publish(con, tmp_path / "public.duckdb")
    with open_public(tmp_path / "public.duckdb") as reader:
        for query, places in {
            "سَرمين": ["سرمين"],
            "مدينة": ["المدينة"],
            "rockets": ["سرمين"],
            "russia shelling": ["المدينة", "سرمين"],
            "لا شيء كهذا": [],
        }.items():
            found = reader.execute("SELECT place FROM search(?)", [query]).fetchall()
            assert [place for (place,) in found] == places, query


def test_the_published_copy_has_a_point_for_every_incident_on_the_map(tmp_path, article, incident):
    with open_warehouse(tmp_path / "w.duckdb") as con:
        load_articles(con, [article("a", incident(latitude=35.9, longitude=36.7), incident(place=None))])
        merge(con)
        publish(con, tmp_path / "public.duckdb")
    with open_public(tmp_path / "public.duckdb") as reader:
        points = "SELECT place, geometry::VARCHAR FROM incidents JOIN incident_points USING (incident_id)"
        assert reader.execute(points).fetchall() == [("سرمين", "POINT (36.7 35.9)")]


def test_the_gaps_of_a_warehouse_are_left_out(tmp_path, article, incident):
    with open_warehouse(tmp_path / "w.duckdb") as con:
        load_articles(con, [article("a", incident())])
        merge(con)
        con.execute("CREATE TABLE bulk AS SELECT hash(n) AS n FROM range(2_000_000) AS numbers (n); CHECKPOINT")
        con.execute("CREATE TABLE last AS SELECT 1 AS n; CHECKPOINT; DROP TABLE bulk; CHECKPOINT")
        con.execute("INSERT INTO last SELECT 2")
        publish(con, tmp_path / "public.duckdb")
    assert (tmp_path / "public.duckdb").stat().st_size < (tmp_path / "w.duckdb").stat().st_size / 2
    with open_public(tmp_path / "public.duckdb") as reader:
        assert reader.execute("SELECT place FROM search('سرمين')").fetchall() == [("سرمين",)]


def test_publishing_that_fails_leaves_the_old_copy(tmp_path, article, incident, monkeypatch):
    public = tmp_path / "public.duckdb"
    with open_warehouse(tmp_path / "w.duckdb") as con:
        publish(con, public)
        old = public.read_bytes()
        monkeypatch.setattr("warehouse.snapshot._make_durable", _full_disk)
        with pytest.raises(WarehouseError, match="disk is full"):
            publish(con, public)
    assert public.read_bytes() == old
    assert sorted(file.name for file in tmp_path.iterdir()) == ["public.duckdb", "w.duckdb", "writer.lock"]


def _full_disk(path):
    raise OSError(28, "No space left on device")


def test_before_the_first_publication_the_cure_is_named(tmp_path):
    with pytest.raises(WarehouseError, match="rasd publish"):
        open_public(tmp_path / "public.duckdb")


def test_a_copy_that_an_earlier_version_published_is_refused_with_the_cure(tmp_path, con):
    public = publish(con, tmp_path / "public.duckdb")
    with duckdb.connect(str(public)) as older:
        older.execute(
            "DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration WHERE name < 'a')"
        )
    with pytest.raises(WarehouseError, match=r"earlier Rasd, before 0\d+_\w+\.sql: `rasd publish` replaces it"):
        open_public(public)
