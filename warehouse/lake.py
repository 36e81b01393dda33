"""DuckLake: one warehouse for several machines, its catalog in PostgreSQL, its rows in Parquet files that all reach."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from extract.errors import WarehouseError
from warehouse.extensions import load_extension
from warehouse.patience import until
from warehouse.store import Lake, without_password

_NAME = "rasd"
_TURN = 0x72617364  # the advisory lock that a writer holds: "rasd"
_MANY_FILES = 16
_UPKEEP = {"rewrite_delete_threshold": "0", "expire_older_than": "7 days", "delete_older_than": "7 days"}
_PARENTHESES = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_CURES = (
    (r"database \"\S+\" does not exist", "make it with createdb"),
    (r"already|does not exist", "no warehouse is there yet; run `rasd ingest` first"),
    (r"DATA_PATH", "set warehouse_files to the folder that the catalog names"),
)


@contextmanager
def attached(lake: Lake, *, read_only: bool, wait: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose database is `lake`, made when opened to write: one machine writes at a time, all may read.

    The keys of object storage are read from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, the address of
    a store that is not Amazon's from DUCKDB_S3_ENDPOINT (and DUCKDB_S3_USE_SSL).

    What changes in between without asking for its turn, such as maintenance by hand, DuckLake finds when a
    transaction is committed, and refuses it. Raises WarehouseError for a lake that cannot be opened, or whose turn
    did not come within `wait` seconds.
    """
    with tempfile.TemporaryDirectory(prefix="rasd-") as spill, duckdb.connect(":memory:") as con:
        con.execute("SET temp_directory = ?", [spill])
        for name in ("ducklake", "postgres_scanner"):
            load_extension(con, name)
        if "://" in lake.files:
            load_extension(con, "httpfs")
            if "DUCKDB_S3_ENDPOINT" in os.environ:  # a store of one's own seldom has a host name for each bucket
                con.execute("SET s3_url_style = 'path'")
        if read_only:
            _attach(con, lake, "READ_ONLY")
            yield con
        else:
            with _turn(con, lake, wait):
                _attach(con, lake, f"DATA_PATH {quoted(lake.files)}")
                yield con


def is_lake(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the database that `con` uses is a DuckLake."""
    kind = con.execute("SELECT type FROM duckdb_databases() WHERE database_name = current_database()").fetchone()
    return kind == ("ducklake",)


def is_overtaken(error: Exception) -> bool:
    """Whether a transaction was refused because another one came before it: done again, it may succeed."""
    return isinstance(error, duckdb.TransactionException) and "conflict" in str(error)


def without_keys(sql: str) -> str:
    """The statements of a migration as DuckLake takes them.

    It has no primary keys and no checks: they hold in the published copy, which is made with them. Nor has it
    comments on the columns of views.
    """
    sql = re.sub(rf",\s*(?:PRIMARY KEY|CHECK) {_PARENTHESES}(?=\s*[,)])", "", sql)  # of a whole table
    sql = re.sub(rf"\s+CHECK {_PARENTHESES}", "", sql.replace(" PRIMARY KEY", " NOT NULL"))
    for view in re.findall(r"CREATE OR REPLACE VIEW (\w+)", sql):
        sql = re.sub(rf"(?m)^COMMENT ON COLUMN {view}\..*$", "", sql)
    return sql


def quoted(text: str) -> str:
    """The text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def tidy(con: duckdb.DuckDBPyConnection) -> None:
    """Once a table lies in many files: join them, leave out deleted rows, remove what none has needed for a week."""
    for option, value in _UPKEEP.items():
        con.execute(f"CALL ducklake_set_option('{_NAME}', '{option}', '{value}')")
    if con.execute(f"FROM ducklake_table_info('{_NAME}') WHERE file_count > {_MANY_FILES} LIMIT 1").fetchone():
        con.execute("CHECKPOINT")


@contextmanager
def _turn(con: duckdb.DuckDBPyConnection, lake: Lake, wait: float) -> Iterator[None]:
    """The turn to write: a lock that PostgreSQL gives back when its holder ends or dies."""
    with con.cursor() as holder:
        with _explained(lake):
            holder.execute(f"ATTACH {quoted(lake.postgres)} AS turn (TYPE postgres, READ_ONLY)")
            holder.execute("BEGIN")
            # A long merge is no idler; a machine that lost its power is noticed within minutes.
            for setting in ("idle_in_transaction_session_timeout = 0", "tcp_keepalives_idle = 60"):
                holder.execute(f"CALL postgres_execute('turn', 'SET LOCAL {setting}')")

        def attempt() -> bool | None:
            ask = f"FROM postgres_query('turn', 'SELECT pg_try_advisory_xact_lock({_TURN})')"
            return True if holder.execute(ask).fetchone() == (True,) else None

        until(attempt, wait, f"{lake}: another machine has been writing for {wait:g} s; wait for it, or end it")
        yield


def _attach(con: duckdb.DuckDBPyConnection, lake: Lake, how: str) -> None:
    with _explained(lake):
        con.execute(f"ATTACH {quoted(lake.catalog)} AS {_NAME} ({how}); USE {_NAME}")


@contextmanager
def _explained(lake: Lake) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        said = without_password(str(error).splitlines()[0])
        cure = next((cure for pattern, cure in _CURES if re.search(pattern, said)), "is PostgreSQL up and reachable?")
        raise WarehouseError(f"{lake}: {said}; {cure}") from None
