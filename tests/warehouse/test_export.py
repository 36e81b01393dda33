"""Exports: each format holds every incident, and is what it says."""

from __future__ import annotations

import csv
import json
import struct
import zipfile

import pyarrow.parquet as pq
import pytest

from extract.errors import SettingsError, WarehouseError
from warehouse.export import FORMATS, export
from warehouse.load import load_articles
from warehouse.merge import merge


@pytest.fixture
def told(con, article, incident):
    """A warehouse of three incidents, one of them nowhere on the map."""
    somewhere = {"latitude": 35.9, "longitude": 36.7}
    load_articles(
        con,
        [
            article("a", incident(killed=2, **somewhere), incident(place="بنش", weapons=(), **somewhere)),
            article("b", incident(killed=3, **somewhere)),
            article("c", incident(place=None, actor2=None, actor1="isis")),
        ],
    )
    merge(con)
    return con


def table(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_the_incidents_it_says(told, tmp_path, form):
    expected = {"geojson": 2, "geoparquet": 2, "ucdp": 1}.get(form, 3)
    assert export(told, form, tmp_path / "new" / "out") == expected
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["out"]


def test_csv_is_the_view_with_lists_joined(told, tmp_path):
    export(told, "csv", tmp_path / "out.csv", "place = 'سرمين'")
    heading, row = table(tmp_path / "out.csv")
    values = dict(zip(heading, row, strict=True))
    assert (values["place"], values["sources"], values["fatalities_best"]) == ("سرمين", "a; b", "3")


def test_hxl_has_a_hashtag_for_every_column(told, tmp_path):
    export(told, "hxl", tmp_path / "out.csv")
    heading, tags, *rows = table(tmp_path / "out.csv")
    assert len(heading) == len(tags) == len(set(tags))
    assert all(tag.startswith("#") for tag in tags)
    assert len(rows) == 3


def test_geojson_is_a_collection_of_points(told, tmp_path):
    export(told, "geojson", tmp_path / "out.geojson")
    collection = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    first = collection["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [36.7, 35.9]}
    assert {feature["properties"]["place"] for feature in collection["features"]} == {"سرمين", "بنش"}


def test_geoparquet_points_lie_where_the_columns_say(told, tmp_path):
    export(told, "geoparquet", tmp_path / "out.parquet")
    rows = pq.read_table(tmp_path / "out.parquet")
    assert json.loads(rows.schema.metadata[b"geo"])["primary_column"] == "geometry"
    for row in rows.to_pylist():
        assert struct.unpack("<BIdd", row["geometry"]) == (1, 1, row["longitude"], row["latitude"])


def test_xlsx_keeps_text_that_looks_like_a_formula(con, article, incident, tmp_path):
    load_articles(con, [article("a", incident(place="=1+1"))])
    merge(con)
    export(con, "xlsx", tmp_path / "out.xlsx")
    sheet = zipfile.ZipFile(tmp_path / "out.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert "=1+1" in sheet
    assert "<f>" not in sheet


def test_what_cannot_be_exported_says_why_and_leaves_the_old_file(told, tmp_path):
    path = tmp_path / "out.csv"
    export(told, "csv", path)
    old = path.read_bytes()
    for form, where, complaint in (("pdf", "true", "choose one of"), ("csv", "colour = 1", "colour")):
        with pytest.raises(SettingsError, match=complaint):
            export(told, form, path, where)
    with pytest.raises(WarehouseError):
        export(told, "csv", path / "below-a-file.csv")
    assert path.read_bytes() == old
