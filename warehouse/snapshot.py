"""Publishing: the compacted copy that analysts open, replaced in one step."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from extract.errors import WarehouseError
from warehouse.db import FILE_FORMAT, MIGRATIONS, Connection, migrate, run_sql, storage_errors, transaction
from warehouse.extensions import load_extension
from warehouse.lake import is_lake, quoted, tidy

_ANSWERS = ("incidents", "conflicting_reports")  # views that readers ask of often and that take long to answer
_SPARSE = 2  # a file is copied as it is unless more than half of it is free


def publish(con: Connection, public: Path) -> Path:
    """Write the warehouse open as `con` to `public`, and give its path.

    Readers see the old file or the new one, never a part: it is built beside, made durable, and renamed.
    Raises WarehouseError where it cannot be written; the old file then stays.
    """
    public.parent.mkdir(parents=True, exist_ok=True)
    draft = public.with_name(f".{public.name}.{os.getpid()}.draft")
    try:
        with storage_errors(public):
            draft.unlink(missing_ok=True)
            if is_lake(con):
                tidy(con)
            copy(con, draft)
            with duckdb.connect(str(draft)) as draft_con:
                load_extension(draft_con, "fts")
                _keep_answers(draft_con)
                run_sql(draft_con, "search_words")
                run_sql(draft_con, "search")
            _make_durable(draft)
            draft.replace(public)
            _make_durable(public.parent)
    finally:
        for rest in (draft, draft.with_name(f"{draft.name}.wal")):
            with suppress(OSError):
                rest.unlink(missing_ok=True)
    return public


def _keep_answers(con: Connection) -> None:
    """Make tables of those views: in a copy that nobody writes to they stay true."""
    for view in _ANSWERS:
        comments = con.execute(
            "SELECT 'COLUMN ' || $view || '.' || column_name, comment FROM duckdb_columns() WHERE table_name = $view"
            " UNION ALL SELECT 'TABLE ' || view_name, comment FROM duckdb_views() WHERE view_name = $view",
            {"view": view},
        ).fetchall()
        con.execute(f"CREATE TABLE answer AS FROM {view}; DROP VIEW {view}; ALTER TABLE answer RENAME TO {view}")
        for what, comment in comments:
            con.execute(f"COMMENT ON {what} IS {quoted(comment)}")


def copy(con: Connection, draft: Path) -> None:
    """Copy the warehouse open as `con`, a file or a lake, into the new file `draft`."""
    (_copy_rows if is_lake(con) else _copy_file)(con, draft)


def _copy_file(con: Connection, draft: Path) -> None:
    """Copy the database open as `con`: as a file where that is dense, else row by row, which leaves its gaps out."""
    con.execute("CHECKPOINT")
    row = con.execute("SELECT database_name, path FROM duckdb_databases() WHERE database_name = current_database()")
    name, path = row.fetchone() or ("", None)
    size = con.execute("CALL pragma_database_size()").fetchall()
    free, total = next(((free, total) for db, _, _, total, _, free, *_ in size if db == name), (0, 0))
    if path and free * _SPARSE <= total:
        # Another process reads: this one, on closing the file, would give up DuckDB's lock on it.
        done = subprocess.run(["cp", path, str(draft)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError(done.stderr.strip())
        return
    with _publication(con, draft):
        con.execute(f'COPY FROM DATABASE "{name}" TO publication')


def _copy_rows(con: Connection, draft: Path) -> None:
    """Copy the lake open as `con` into a file of the same schema, with the keys and checks that a lake has not."""
    with duckdb.connect(str(draft), config=FILE_FORMAT) as draft_con:
        migrate(draft_con)
        tables = draft_con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    with _publication(con, draft), transaction(con):
        for (table,) in tables:
            if table != "schema_migration":
                con.execute(f'INSERT INTO publication."{table}" BY NAME FROM "{table}"')


@contextmanager
def _publication(con: Connection, draft: Path) -> Iterator[None]:
    """The file `draft`, attached to `con` as `publication`."""
    con.execute(f"ATTACH {quoted(str(draft))} AS publication")
    try:
        yield
    finally:
        con.execute("DETACH publication")


def open_public(public: Path) -> Connection:
    """A read-only connection to the published copy, with search().

    Raises WarehouseError where there is none, or only one of a Rasd whose tables were others.
    """
    if not public.is_file():
        raise WarehouseError(f"{public}: nothing has been published yet; run `rasd ingest` or `rasd publish` first")
    with storage_errors(public):
        con = duckdb.connect(str(public), read_only=True)
    load_extension(con, "fts")
    _refuse_older(con, public)
    return con


def _refuse_older(con: Connection, public: Path) -> None:
    known = con.execute("SELECT list(name) FROM schema_migration").fetchall()[0][0] or []
    missing = sorted({file.name for file in MIGRATIONS.glob("*.sql")} - set(known))
    if missing:
        con.close()
        raise WarehouseError(
            f"{public} was published by an earlier Rasd, before {missing[0]}: `rasd publish` replaces it"
        )


def _make_durable(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
