"""Builds outlines.json, the countries and first-level divisions behind the maps, from Natural Earth (public domain).

The source is `world_map.gpkg`, Natural Earth 4.1 as QGIS generalises and ships it (in Debian's package qgis-common:
/usr/share/qgis/resources/data). Run `python -m flows.report.outlines world_map.gpkg` with the extra `outlines`
installed; the same file gives the same outlines.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

OUTLINES = Path(__file__).with_name("outlines.json")
DIVIDED = ("SY", "IQ", "YE", "LB", "PS", "IL", "JO", "LY", "SD", "EG", "TR", "IR", "SA", "KW", "BH", "QA", "AE", "OM",
           "TN")  # fmt: skip
"""The countries drawn with their divisions; others in the frame stand around them as they are."""
FRAME = (5, 2, 66, 44)
"""West, south, east and north of what is kept, in degrees."""
_GRID = 20_000
"""Steps of a coordinate across the frame: 300 m, a tenth of a pixel on the largest map."""

_HEADER = 8
_ENVELOPE = (0, 32, 48, 48, 64)
"""Bytes before the WKB in a GeoPackage geometry: a fixed header, then an envelope of the kind that its flags tell."""


def areas(source: Path) -> Iterator[dict[str, Any]]:
    """Each country in the frame (level 0) and each division of those divided (level 1) as a GeoJSON feature."""
    import shapely  # noqa: PLC0415 - build-time only

    frame = shapely.box(*FRAME)
    with sqlite3.connect(source) as con:
        countries = con.execute("SELECT iso_a2, NAME, geom FROM countries ORDER BY iso_a2, NAME").fetchall()
        divisions = con.execute("SELECT iso_a2, name, geom FROM states_provinces ORDER BY iso_a2, name").fetchall()
    for level, rows in ((0, countries), (1, [row for row in divisions if row[0] in DIVIDED])):
        for country, name, geometry in rows:
            shape = shapely.from_wkb(geometry[_HEADER + _ENVELOPE[geometry[3] >> 1 & 7] :])
            if shape.intersects(frame):
                bounds = {"bounds": [round(degrees, 2) for degrees in shape.bounds]} if level == 0 else {}
                yield {
                    "type": "Feature",
                    "properties": {"level": level, "country": country, "name": name, **bounds},
                    "geometry": shapely.geometry.mapping(shapely.intersection(shape, frame)),
                }


def wind(topology: dict[str, Any]) -> None:
    """Turns the rings that run the wrong way: topojson leaves those of enclaves as their hole runs.

    On a sphere the way tells the inside: seen on a map, an area's outer ring runs clockwise, its holes against that.
    """
    arcs = [list(accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]])) for arc in topology["arcs"]]
    for area in topology["objects"]["areas"]["geometries"]:
        for polygon in area["arcs"] if area["type"] == "MultiPolygon" else [area["arcs"]]:
            for number, ring in enumerate(polygon):
                points = [point for arc in ring for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])[:-1]]
                if _clockwise(points) != (number == 0):
                    polygon[number] = [~arc for arc in reversed(ring)]


def _clockwise(ring: list[list[int]]) -> bool:
    return sum(x * to_y - to_x * y for (x, y), (to_x, to_y) in pairwise([*ring, ring[0]])) < 0


def main() -> None:
    """Writes outlines.json as TopoJSON: borders that two areas share are kept once."""
    from topojson import Topology  # noqa: PLC0415 - build-time only

    features = {"type": "FeatureCollection", "features": list(areas(Path(sys.argv[1])))}
    topology = Topology(features, object_name="areas", prequantize=_GRID).to_dict()
    wind(topology)
    OUTLINES.write_text(json.dumps(topology, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
