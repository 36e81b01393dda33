"""Rows as dictionaries."""

from __future__ import annotations

from typing import Any

from warehouse.db import Connection


def query(con: Connection, sql: str, values: list[Any] | dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows that `sql` gives with `values` for its parameters, each as a dictionary by column."""
    cursor = con.execute(sql, values)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
