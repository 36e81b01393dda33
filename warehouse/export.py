"""Exports: the incidents in the formats that other tools read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter  # type: ignore[import-untyped]

from extract.errors import SettingsError
from warehouse.db import Connection, storage_errors

_DATA = Path(__file__).parent / "data"
_BATCH = 10_000  # rows held at once
_XLSX_ROWS = 1_048_575  # below the heading
_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}
_ON_MAP = "incidents JOIN incident_points USING (incident_id)"
_KEYS = {
    "incidents": ("event_date", "incident_id"),
    _ON_MAP: ("event_date", "incident_id"),
    "events_acled": ("event_date", "event_id_cnty"),
    "events_ucdp": ("date_start", "id"),
}


def export(con: Connection, form: str, path: Path, where: str = "true") -> int:
    """Write the incidents for which the SQL condition `where` holds to `path`, by day, and give their number.

    `form` is one of FORMATS; `acled` and `ucdp` are CSV with those codebooks' columns, `hxl` is CSV with a row
    of HXL hashtags, GeoJSON and GeoParquet leave out incidents that are nowhere on the map. The file is replaced
    whole or not at all. Raises SettingsError for an unknown format, a condition that is no SQL over the view's
    columns, or more rows than the format holds; WarehouseError where the file cannot be written.
    """
    try:
        write, view = FORMATS[form]
    except KeyError:
        raise SettingsError(f"there is no format {form!r}: choose one of {', '.join(FORMATS)}") from None
    try:
        rows = con.execute(f"FROM {view} WHERE ({where}) ORDER BY {', '.join(_KEYS[view])}")
    except duckdb.Error as error:
        raise SettingsError(f"{where!r} is no condition over the columns of {view}: {error}") from error
    draft = path.with_name(f".{path.name}.draft")
    with storage_errors(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            count = write(rows, draft)
            draft.replace(path)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    return count


def _names(rows: Connection) -> list[str]:
    return [column[0] for column in rows.description]


def _plain(value: Any) -> Any:
    """The value as a cell holds it: lists joined by semicolons, times as ISO 8601."""
    if isinstance(value, list):
        return "; ".join(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _cells(rows: Connection) -> Iterator[list[Any]]:
    while batch := rows.fetchmany(_BATCH):
        yield from ([_plain(value) for value in row] for row in batch)


def _write_csv(rows: Connection, path: Path, *headings: list[str]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerows(headings or [_names(rows)])
        for count, row in enumerate(_cells(rows), 1):  # noqa: B007
            out.writerow(row)
    return count


def _write_hxl(rows: Connection, path: Path) -> int:
    with (_DATA / "hxl.tsv").open(encoding="utf-8", newline="") as lines:
        tags = {row["column"]: row["tag"] for row in csv.DictReader(lines, delimiter="\t")}
    names = _names(rows)
    return _write_csv(rows, path, names, [tags[name] for name in names])


def _write_xlsx(rows: Connection, path: Path) -> int:
    count = 0
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), settings) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("incidents")
        sheet.freeze_panes(1, 0)
        names = _names(rows)
        for column, name in enumerate(names):
            is_day = name.startswith("event_date") or name.endswith("published")
            sheet.set_column(column, column, 12, days if is_day else None)
        sheet.write_row(0, 0, names)
        for count, row in enumerate(_cells(rows), 1):
            if count > _XLSX_ROWS:
                raise SettingsError(f"a sheet holds {_XLSX_ROWS} rows: narrow the condition, or choose csv or parquet")
            sheet.write_row(count, 0, row)
    return count


def _write_parquet(rows: Connection, path: Path) -> int:
    return _write_arrow(rows.to_arrow_reader(_BATCH), path)


def _write_geoparquet(rows: Connection, path: Path) -> int:
    reader = rows.to_arrow_reader(_BATCH)
    schema = reader.schema.with_metadata({"geo": json.dumps(_GEO)})
    batches = (batch.replace_schema_metadata(schema.metadata) for batch in reader)
    return _write_arrow(pa.RecordBatchReader.from_batches(schema, batches), path)


def _write_arrow(batches: pa.RecordBatchReader, path: Path) -> int:
    count = 0
    with pq.ParquetWriter(path, batches.schema, compression="zstd") as out:
        for batch in batches:
            out.write_batch(batch)
            count += batch.num_rows
    return count


def _write_geojson(rows: Connection, path: Path) -> int:
    count = 0
    names = _names(rows)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[')
        while batch := rows.fetchmany(_BATCH):
            for values in batch:
                told = dict(zip(names, values, strict=True))
                del told["geometry"]
                point = [told.pop("longitude"), told.pop("latitude")]
                feature = {"type": "Feature", "id": told["incident_id"], "properties": told}
                feature["geometry"] = {"type": "Point", "coordinates": point}
                file.write(",\n" if count else "\n")
                json.dump(feature, file, ensure_ascii=False, default=str)
                count += 1
        file.write("\n]}\n")
    return count


FORMATS: dict[str, tuple[Callable[[Connection, Path], int], str]] = {
    "parquet": (_write_parquet, "incidents"),
    "csv": (_write_csv, "incidents"),
    "acled": (_write_csv, "events_acled"),
    "ucdp": (_write_csv, "events_ucdp"),
    "geojson": (_write_geojson, _ON_MAP),
    "geoparquet": (_write_geoparquet, _ON_MAP),
    "xlsx": (_write_xlsx, "incidents"),
    "hxl": (_write_hxl, "incidents"),
}
