"""The data dictionary: every table, view and column with what it means, as the warehouse itself says it."""

from __future__ import annotations

from itertools import groupby

from warehouse.db import open_warehouse


def dictionary() -> str:
    """The dictionary as Markdown: a heading a table or view, what it is, and a row a column."""
    with open_warehouse(":memory:") as con:
        told = dict(
            con.execute(
                "SELECT table_name, comment FROM duckdb_tables()"
                " UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
            ).fetchall()
        )
        columns = con.execute(
            "SELECT table_name, column_name, lower(data_type), comment FROM duckdb_columns() WHERE NOT internal"
            " ORDER BY table_name <> 'incidents', table_name, column_index"
        ).fetchall()
    parts = []
    for table, rows in groupby(columns, key=lambda row: str(row[0])):
        lines = [f"| `{name}` | {kind} | {meaning} |" for _, name, kind, meaning in rows]
        parts.append(
            "\n".join([f"### `{table}`\n\n{told[table]}\n\n| column | type | meaning |\n| --- | --- | --- |", *lines])
        )
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(dictionary(), end="")
