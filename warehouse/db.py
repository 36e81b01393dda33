"""Opening the warehouse, a file or a lake: one writer at a time, migrations applied on the way in."""

from __future__ import annotations

import fcntl
import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from extract.errors import WarehouseError
from warehouse.lake import attached, is_lake, is_overtaken, without_keys
from warehouse.patience import until
from warehouse.store import Lake, Store

Connection = duckdb.DuckDBPyConnection
_T = TypeVar("_T")

_HERE = Path(__file__).parent
MIGRATIONS = _HERE / "migrations"
REPEATABLE = ("macros.sql", "views.sql")  # run again whenever their text changes
# No DEFAULT that calls a function: after a crash DuckDB cannot replay such a table from its log.
_FIRST = """
CREATE TABLE schema_migration (
    name VARCHAR PRIMARY KEY,
    sha256 VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE schema_migration IS 'The SQL files that made this schema.';
COMMENT ON COLUMN schema_migration.name IS 'File in warehouse/ or warehouse/migrations.';
COMMENT ON COLUMN schema_migration.sha256 IS 'SHA-256 of its text.';
COMMENT ON COLUMN schema_migration.applied_at IS 'When it was applied (UTC).';
"""
# What a file is first written as: newer than DuckDB's default, half as long to close after a day's rows.
FILE_FORMAT: dict[str, Any] = {"storage_compatibility_version": "v1.4.0"}
_MEMORY_LIMIT = "3GB"  # leaves a 4 GB machine room for Python
_LOG_LIMIT = "256MB"  # many batches go into the file at once, when it is closed, and not half a row group each time


@contextmanager
def open_warehouse(store: Store, *, read_only: bool = False, wait: float = 60.0) -> Iterator[Connection]:
    """A connection to the warehouse at `store`, created and migrated when opened to write.

    One process writes at a time: open late, close early. An opening that meets another's lock is tried again
    for `wait` seconds. While a file is written no other process can read it; a lake can be read by all.
    ":memory:" opens an empty one.
    Raises WarehouseError for a file that is missing (read only), locked, damaged, on a read-only or full
    disk, for a lake out of reach, and for either when a newer version of Rasd wrote it.
    """
    opened: AbstractContextManager[Connection]
    if isinstance(store, Lake):
        opened = attached(store, read_only=read_only, wait=wait)
    elif str(store) == ":memory:":
        opened = duckdb.connect(":memory:")
    else:
        opened = _opened_file(Path(store), read_only, wait)
    with opened as con, storage_errors(store):
        if read_only:
            _refuse_newer(con)
        else:
            con.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'; SET preserve_insertion_order = false")
            con.execute(f"SET checkpoint_threshold = '{_LOG_LIMIT}'")
            migrate(con)
        yield con


def write(store: Store, work: Callable[[Connection], _T], wait: float = 60.0) -> _T:
    """What `work` gives with the warehouse at `store`, open to write only for it.

    A lake refuses what another change has overtaken: `work` is then done again, for `wait` seconds at most.
    """
    deadline = time.monotonic() + wait
    while True:
        try:
            with open_warehouse(store, wait=wait) as con:
                return work(con)
        except duckdb.TransactionException as error:
            if not is_overtaken(error) or time.monotonic() > deadline:
                raise


@contextmanager
def transaction(con: Connection) -> Iterator[Connection]:
    """All of the block, or none of it; inside another transaction the block is part of that one."""
    if con.execute("SELECT getvariable('in_transaction')").fetchone() == (True,):
        yield con
        return
    con.execute("BEGIN; SET VARIABLE in_transaction = true")
    try:
        yield con
        con.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.TransactionException):  # what fails at the commit is rolled back already
            con.execute("ROLLBACK")
        raise
    finally:
        con.execute("RESET VARIABLE in_transaction")


def migrate(con: Connection) -> None:
    """Apply the migrations that `con` has not seen, in the order of their numbers, each whole or not at all."""
    known = "FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'schema_migration'"
    adapted = without_keys if is_lake(con) else str
    if not con.execute(known).fetchall():
        con.execute(adapted(_FIRST))
    _refuse_newer(con)
    applied = dict(con.execute("SELECT name, sha256 FROM schema_migration").fetchall())
    numbered = [file for file in sorted(MIGRATIONS.glob("*.sql")) if file.name not in applied]
    repeatable = [file for name in REPEATABLE if _sha256(file := _HERE / name) != applied.get(name)]
    for file in numbered + (repeatable or ([_HERE / name for name in REPEATABLE] if numbered else [])):
        with transaction(con):
            con.execute(adapted(file.read_text(encoding="utf-8")))
            con.execute("DELETE FROM schema_migration WHERE name = ?", [file.name])
            applied_at = datetime.now(UTC).replace(tzinfo=None)
            con.execute("INSERT INTO schema_migration VALUES (?, ?, ?)", [file.name, _sha256(file), applied_at])


def run_sql(con: Connection, step: str) -> None:
    """Run the named step of warehouse/sql."""
    con.execute(read_sql(step))


def read_sql(step: str) -> str:
    """The text of the named step of warehouse/sql."""
    return (_HERE / "sql" / f"{step}.sql").read_text(encoding="utf-8")


def _refuse_newer(con: Connection) -> None:
    known = {file.name for file in MIGRATIONS.glob("*.sql")}
    try:
        applied = con.execute("SELECT name FROM schema_migration WHERE regexp_matches(name, '^[0-9]')").fetchall()
    except duckdb.CatalogException:
        raise WarehouseError("this DuckDB file is no warehouse of Rasd: name another file or move it away") from None
    newer = sorted(name for (name,) in applied if name not in known)
    if newer:
        raise WarehouseError(f"the warehouse has migration {newer[-1]}, which this Rasd does not know: upgrade Rasd")


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@contextmanager
def _opened_file(path: Path, read_only: bool, wait: float) -> Iterator[Connection]:
    if read_only and not path.is_file():
        raise WarehouseError(f"{path}: no warehouse is there yet; run `rasd ingest` or `rasd demo` first")
    with nullcontext() if read_only else _writer_lock(path, wait), _connect(path, read_only, wait) as con:
        yield con


def _connect(path: Path, read_only: bool, wait: float) -> Connection:
    def attempt() -> Connection | None:
        try:
            return duckdb.connect(str(path), read_only=read_only, config=FILE_FORMAT)
        except duckdb.IOException as error:
            if "Could not set lock" in str(error):
                return None
            raise _explained(path, error) from error
        except duckdb.Error as error:
            raise _explained(path, error) from error

    return until(
        attempt, wait, f"{path}: another process holds it; close that connection (its process id is in `lsof`)"
    )


@contextmanager
def _writer_lock(path: Path, wait: float) -> Iterator[None]:
    """The lock on the folder's `writer.lock`: held by a process, so that a killed one leaves none behind."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = (path.parent / "writer.lock").open("w")
    except OSError as error:
        raise _explained(path, error) from error
    with handle:

        def attempt() -> bool | None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
            return True

        until(attempt, wait, f"{path}: another Rasd has been writing for {wait:g} s; wait for it, or end it")
        yield


@contextmanager
def storage_errors(store: Store) -> Iterator[None]:
    """Turns what the disk refuses into an error that says what to do; other errors pass."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        if _cure(error) is None and not isinstance(error, OSError):
            raise
        raise _explained(store, error) from error


_CURES = (
    (r"[Rr]ead-only|[Dd]enied", "the folder cannot be written: change its owner, or set another data folder"),
    (r"No space left|disk.*full|ENOSPC", "the disk is full: free space and run again; what was published stays"),
    (r"newer version|older version", "another DuckDB version wrote it: use the one in requirements.lock"),
    (
        r"not a valid DuckDB|[Cc]orrupt|checksum|Failed to read|read all bytes|deserial",
        "the file is damaged: move it away and restore a copy; public.duckdb, the last one published, is still good",
    ),
)


def _cure(error: Exception) -> str | None:
    return next((cure for pattern, cure in _CURES if re.search(pattern, str(error))), None)


def _explained(store: Store, error: Exception) -> WarehouseError:
    return WarehouseError(f"{store}: {str(error).splitlines()[0]}; {_cure(error) or 'the words before say why'}")
