"""Opening the warehouse: one writer at a time, short transactions, migrations applied on the way in."""

from __future__ import annotations

import fcntl
import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import duckdb

from extract.errors import WarehouseError

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
_RETRY_SECONDS = 0.05
_MEMORY_LIMIT = "3GB"  # leaves a 4 GB machine room for Python


@contextmanager
def open_warehouse(path: Path | str, *, read_only: bool = False, wait: float = 60.0) -> Iterator[Connection]:
    """A connection to the warehouse at `path`, created and migrated when opened to write.

    DuckDB lets one process write and then no other in: open late, close early. An opening that meets
    another process's lock is tried again for `wait` seconds. ":memory:" opens an empty one.
    Raises WarehouseError for a file that is missing (read only), locked, damaged, on a read-only or full
    disk, or written by a newer version of Rasd.
    """
    if str(path) == ":memory:":
        with duckdb.connect(":memory:") as con:
            migrate(con)
            yield con
        return
    path = Path(path)
    if read_only:
        if not path.is_file():
            raise WarehouseError(f"{path}: no warehouse is there yet; run `rasd ingest` or `rasd demo` first")
        with _connect(path, True, wait) as con:
            _refuse_newer(con)
            yield con
        return
    with _writer_lock(path, wait), _connect(path, False, wait) as con:
        con.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'; SET preserve_insertion_order = false")
        with storage_errors(path):
            migrate(con)
            yield con


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
    if con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_migration'").fetchone() == (0,):
        con.execute(_FIRST)
    _refuse_newer(con)
    applied = dict(con.execute("SELECT name, sha256 FROM schema_migration").fetchall())
    numbered = [file for file in sorted(MIGRATIONS.glob("*.sql")) if file.name not in applied]
    repeatable = [file for name in REPEATABLE if _sha256(file := _HERE / name) != applied.get(name)]
    for file in numbered + (repeatable or ([_HERE / name for name in REPEATABLE] if numbered else [])):
        with transaction(con):
            con.execute(file.read_text(encoding="utf-8"))
            con.execute("DELETE FROM schema_migration WHERE name = ?", [file.name])
            applied_at = datetime.now(UTC).replace(tzinfo=None)
            con.execute("INSERT INTO schema_migration VALUES (?, ?, ?)", [file.name, _sha256(file), applied_at])


def run_sql(con: Connection, step: str) -> None:
    """Run the named step of warehouse/sql."""
    con.execute((_HERE / "sql" / f"{step}.sql").read_text(encoding="utf-8"))


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


def _connect(path: Path, read_only: bool, wait: float) -> Connection:
    def attempt() -> Connection | None:
        try:
            return duckdb.connect(str(path), read_only=read_only)
        except duckdb.IOException as error:
            if "Could not set lock" in str(error):
                return None
            raise _explained(path, error) from error
        except duckdb.Error as error:
            raise _explained(path, error) from error

    return _until(
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

        _until(attempt, wait, f"{path}: another Rasd has been writing for {wait:g} s; wait for it, or end it")
        yield


def _until(attempt: Callable[[], _T | None], wait: float, complaint: str) -> _T:
    deadline = time.monotonic() + wait
    while (result := attempt()) is None:
        if time.monotonic() > deadline:
            raise WarehouseError(complaint)
        time.sleep(_RETRY_SECONDS)
    return result


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turns what the disk refuses into an error that says what to do; other errors pass."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        if _cure(error) is None and not isinstance(error, OSError):
            raise
        raise _explained(path, error) from error


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


def _explained(path: Path, error: Exception) -> WarehouseError:
    return WarehouseError(f"{path}: {str(error).splitlines()[0]}; {_cure(error) or 'the words before say why'}")
