"""Two hundred and fifty names as the news writes them, over seven countries and all classes: how many are found where.

Settlements are measured against the reference gazetteer, sites and quarters against the points in names.tsv, areas
against the outlines of the divisions. A third was set aside while the tables were written.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
from functools import cache
from pathlib import Path

import pytest

from extract.arabic.normalize import fold
from extract.arabic.tokens import tokenize
from extract.places import Gazetteer, find_places, load_gazetteer
from extract.places.gazetteer import name_key
from extract.places.resolve import Context, Resolution, resolve
from extract.places.update import update_gazetteer

ROWS = list(csv.DictReader(Path(__file__).with_name("names.tsv").open(encoding="utf-8"), delimiter="\t"))
REFERENCE = Path("../shared/gazetteer")
NEAR_KM = 5.0

needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason="the reference gazetteer is not here")


def km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    return math.hypot(lat1 - lat2, (lon1 - lon2) * math.cos(math.radians(lat1))) * 111.2


@cache
def reference() -> dict[tuple[str, str, str], list[tuple[float, float]]]:
    """Points of the reference gazetteer by country, division and key of the name."""
    points: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    with gzip.open(REFERENCE / "places.tsv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            for name in filter(None, row["names_ar"].split("|")):
                key = row["country"], row["admin1"], name_key(fold(name).split())
                points.setdefault(key, []).append((float(row["lat"]), float(row["lon"])))
    return points


@cache
def outlines() -> dict[tuple[str, str], list[list[list[float]]]]:
    """The outer rings of each division of the reference."""
    rings: dict[tuple[str, str], list[list[list[float]]]] = {}
    data = json.loads((REFERENCE / "admin1_polygons.geojson").read_text(encoding="utf-8"))
    for feature in data["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        properties = feature["properties"]
        rings[properties["cc"], properties["name_en"]] = [polygon[0] for polygon in polygons]
    return rings


def inside(latitude: float, longitude: float, ring: list[list[float]]) -> bool:
    crossings = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
            crossings = not crossings
    return crossings


def located(row: dict[str, str], gazetteer: Gazetteer) -> Resolution | None:
    text = f"وقع هجوم في {row['name']} أمس"
    matches = find_places(tokenize(text), gazetteer)
    if not matches:
        return None
    return resolve(matches[0], Context(outlet=row["country"], countries=(row["country"],)))


def is_right(row: dict[str, str], gazetteer: Gazetteer) -> bool:
    found = located(row, gazetteer)
    if found is None or found.latitude is None or found.longitude is None or found.country != row["country"]:
        return False
    if row["class"] == "area":
        rings = outlines().get((row["country"], row["admin1"]))
        if rings is None:
            return found.admin1 in (None, row["admin1"])
        return any(inside(found.latitude, found.longitude, ring) for ring in rings)
    if row["lat"]:
        points = [(float(row["lat"]), float(row["lon"]))]
    else:
        bare = row["name"].split()
        keys = {name_key(fold(" ".join(bare[start:])).split()) for start in (0, 1) if bare[start:]}
        points = [p for key in keys for p in reference().get((row["country"], row["admin1"], key), ())]
        if not points:
            return found.admin1 == row["admin1"]
    return any(km(found.latitude, found.longitude, *point) <= NEAR_KM for point in points)


def share_right(gazetteer: Gazetteer, which: str) -> tuple[float, list[str]]:
    rows = [row for row in ROWS if row["set"] == which]
    wrong = [f"{row['country']} {row['name']}" for row in rows if not is_right(row, gazetteer)]
    return 1 - len(wrong) / len(rows), wrong


def test_the_names_cover_seven_countries_and_all_classes_and_settlements_are_half_at_most() -> None:
    assert len(ROWS) >= 250
    assert {row["country"] for row in ROWS} == {"SY", "IQ", "YE", "LB", "PS", "SD", "LY"}
    assert {row["class"] for row in ROWS} == {"settlement", "site", "quarter", "area"}
    assert sum(row["class"] == "settlement" for row in ROWS) <= 0.5 * len(ROWS)


@needs_reference
@pytest.mark.parametrize("which", ["work", "aside"])
def test_the_embedded_gazetteer_puts_four_names_of_five_within_five_kilometres(which: str) -> None:
    share, wrong = share_right(load_gazetteer(), which)
    assert share >= 0.80, wrong


@needs_reference
@pytest.mark.parametrize("which", ["work", "aside"])
def test_the_fuller_gazetteer_puts_nine_names_of_ten_within_five_kilometres(which: str, fuller: Gazetteer) -> None:
    share, wrong = share_right(fuller, which)
    assert share >= 0.90, wrong


@pytest.fixture(scope="module")
def fuller(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    folder = tmp_path_factory.mktemp("gazetteer")
    update_gazetteer(folder, [REFERENCE / "places.tsv.gz"])
    return load_gazetteer(folder)
