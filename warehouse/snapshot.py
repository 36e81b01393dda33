"""Publishing: the compacted copy that analysts open, replaced in one step."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import duckdb

from extract.errors import WarehouseError
from warehouse.db import Connection, run_sql, storage_errors
from warehouse.extensions import load_extension


def publish(con: Connection, public: Path) -> Path:
    """Write the warehouse open as `con` to `public`, and give its path.

    Readers see the old file or the new one, never a part: it is built beside, made durable, and renamed.
    Raises WarehouseError where it cannot be written; the old file then stays.
    """
    public.parent.mkdir(parents=True, exist_ok=True)
    draft = public.with_name(f".{public.name}.{os.getpid()}.draft")
    name = con.execute("SELECT current_database()").fetchone()
    assert name is not None
    try:
        with storage_errors(public):
            draft.unlink(missing_ok=True)
            con.execute(f"ATTACH '{str(draft).replace(chr(39), chr(39) * 2)}' AS publication")
            try:
                con.execute(f'COPY FROM DATABASE "{name[0]}" TO publication')
            finally:
                con.execute("DETACH publication")
            with duckdb.connect(str(draft)) as draft_con:
                load_extension(draft_con, "fts")
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


def open_public(public: Path) -> Connection:
    """A read-only connection to the published copy, with search(). Raises WarehouseError where there is none."""
    if not public.is_file():
        raise WarehouseError(f"{public}: nothing has been published yet; run `rasd ingest` or `rasd publish` first")
    with storage_errors(public):
        con = duckdb.connect(str(public), read_only=True)
    load_extension(con, "fts")
    return con


def _make_durable(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
