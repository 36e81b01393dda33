"""Charts of a report as SVG: its figures put into the Vega specifications beside this file.

Colours are CSS variables, so that one drawing serves light, dark and print; nothing in it needs a script.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import vl_convert
from markupsafe import Markup

from extract.model import EventType
from flows.report.outlines import OUTLINES
from flows.show import days
from warehouse.report import Report, Row

COLOURS = {
    EventType.BATTLES: "var(--battles)",
    EventType.EXPLOSIONS: "var(--remote)",
    EventType.VIOLENCE_AGAINST_CIVILIANS: "var(--civilians)",
    EventType.RIOTS: "var(--riots)",
    EventType.PROTESTS: "var(--protests)",
    EventType.STRATEGIC: "var(--strategic)",
}
"""The colour of each kind, in the order of every legend."""

WIDE, NARROW = 1040, 340
"""Pixels across on a desk and on a phone: each chart is drawn for both, so that its letters stay legible."""
_PIXELS_AN_INCIDENT = 34
_LARGEST_BUBBLE = 900
_LABELS_A_MAP = 9
_LABEL = (86, 16)
"""Pixels that a place's name takes up, across and down."""
_ROWS_OF_TOLLS = 20
_ROW_OF_TIME = 66
_ARTICLES = "Articles read, by day of publication"
_DAY = timedelta(days=1)
_SHORTEST_AXIS = timedelta(days=14)
"""On a shorter axis there would be hours."""
# vl-convert resolves links against an address of its own; those of a report lead into the page.
_FOREIGN_BASE = "https://vega.github.io/vega-datasets/"


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing for a desk, and another for a phone where the first would be too wide."""

    wide: Markup
    narrow: Markup | None = None


@dataclass(frozen=True, slots=True)
class CountryMap:
    """The incidents of one country on its divisions."""

    country: str
    incidents: int
    chart: Chart


def bubble_area(report: Report) -> Callable[[int], float]:
    """Square pixels of the bubble of a number of incidents, the same on every map of the report."""
    most = max((place["incidents"] for place in report.places), default=1)
    each = min(_PIXELS_AN_INCIDENT, _LARGEST_BUBBLE / most)
    return lambda incidents: each * incidents


def maps(report: Report, points: Sequence[Row]) -> list[CountryMap]:
    """A map of each country that has outlines and incidents, those with the most first and largest.

    `points` are the report's places, each with the words `told` of it and the `link` to its incidents.
    """
    countries = {point["country"] for point in points} & outlined().keys()
    number = {name: sum(p["incidents"] for p in points if p["country"] == name) for name in countries}
    area = bubble_area(report)(1)
    drawn = []
    for position, country in enumerate(sorted(countries, key=lambda name: (-number[name], name))):
        own = [point for point in points if point["country"] == country]
        small = _map(own, country, area, (NARROW, 270))
        chart = Chart(_map(own, country, area, (WIDE, 620)), small) if position == 0 else Chart(small)
        drawn.append(CountryMap(country, number[country], chart))
    return drawn


def _map(points: Sequence[Row], country: str, area: float, size: tuple[int, int]) -> Markup:
    return _draw(
        "map",
        size,
        {"areas": _topology(), "points": list(_labelled(points, outlined()[country]["bounds"], size))},
        {"country": country, "most": 1, "largest": area},
    )


def _labelled(points: Sequence[Row], bounds: Sequence[float], size: tuple[int, int]) -> Iterator[Row]:
    """The points, the fullest of them with a label where one has room."""
    west, south, east, north = bounds
    shrink = math.cos(math.radians((south + north) / 2))  # a degree of longitude, in degrees of latitude
    degrees = max((east - west) * shrink / size[0], (north - south) / size[1])
    across, down = degrees * _LABEL[0] / shrink, degrees * _LABEL[1]
    named: list[Row] = []
    for point in points:
        free = all(
            abs(point["longitude"] - other["longitude"]) > across or abs(point["latitude"] - other["latitude"]) > down
            for other in named
        )
        label = free and len(named) < _LABELS_A_MAP * size[0] / WIDE + 3 and point["name"]
        if label:
            named.append(point)
        yield point | {"label": label or ""}


def timeline(report: Report) -> Chart | None:
    """Incidents a step of time, a row for each kind, above the articles that were read; nothing if none has a day."""
    if not report.periods:
        return None
    top = max(row["number"] for row in report.periods)
    rows, bars = [], []
    for kind, colour in COLOURS.items():
        own = [row for row in report.periods if row["event_type"] == kind]
        if own:
            rows.append({"name": kind, "colour": colour, "top": top, "number": sum(row["number"] for row in own)})
            bars += _bars(kind, own, report.step)
    if report.published:
        numbers = [row["number"] for row in report.published]
        rows.append({"name": _ARTICLES, "colour": "var(--muted)", "top": max(numbers), "number": sum(numbers)})
        bars += _bars(_ARTICLES, report.published, report.step)
    first = min([bar["start"] for bar in bars] + ([report.scope.since] if report.scope.since else []))
    last = max([bar["end"] for bar in bars] + ([report.scope.until + _DAY] if report.scope.until else []))
    span = {"first": f"{first}", "last": f"{max(last, first + _SHORTEST_AXIS)}"}
    height = _ROW_OF_TIME * len(rows) + 22
    return Chart(*(_draw("timeline", (width, height), {"rows": rows, "bars": bars}, span) for width in (WIDE, NARROW)))


def _bars(row: str, periods: Sequence[Row], step: str) -> list[Row]:
    """The bars of a row; the first of the highest is its peak, which the chart labels."""
    peak = max(periods, key=lambda period: period["number"])
    return [
        {
            "row": row,
            "start": period["start"],
            "end": _next(period["start"], step),
            "number": period["number"],
            "peak": period is peak,
            "told": f"{row}, {_step_words(period['start'], step)}: {period['number']}",
        }
        for period in periods
    ]


def _next(start: date, step: str) -> date:
    match step:
        case "day" | "week":
            return start + (_DAY if step == "day" else 7 * _DAY)
        case "month":
            return (start + 31 * _DAY).replace(day=1)
        case _:
            return start.replace(year=start.year + 1)


def _step_words(start: date, step: str) -> str:
    match step:
        case "day":
            return f"{start}"
        case "week":
            return f"week of {start}"
        case "month":
            return f"{start:%Y-%m}"
        case _:
            return f"{start:%Y}"


def tolls(report: Report) -> Chart | None:
    """Tolls on which outlets differ, the widest apart first; nothing if there are none."""
    told: dict[str, list[Row]] = {}
    for row in report.disputes:
        if row["field"] in ("killed", "injured"):
            told.setdefault(f"{row['incident_id']} {row['field']}", []).append(row)
    numbers = {key: [int(row["value"]) for row in rows] for key, rows in told.items()}
    widest = sorted(told, key=lambda key: (min(numbers[key]) - max(numbers[key]), key))[:_ROWS_OF_TOLLS]
    if not widest:
        return None
    values = [
        {
            "row": key,
            "label": f"{days(row['event_date'], row['event_date_end'])} · {row['place_en'] or row['admin1']}"
            f" · {row['field']}",
            "field": row["field"],
            "value": int(row["value"]),
            "told": f"{row['value']} {row['field']}: {', '.join(row['outlets'])}",
        }
        for key in widest
        for row in told[key]
    ]
    height = 46 * len(widest)
    return Chart(*(_draw("tolls", (width, height), {"values": values}) for width in (WIDE, NARROW)))


def _draw(
    name: str, size: tuple[int, int], data: Mapping[str, Any], signals: Mapping[str, Any] | None = None
) -> Markup:
    """The specification `name` with data and signals put in, as SVG."""
    spec = json.loads(Path(__file__).with_name(f"{name}.vg.json").read_text(encoding="utf-8"))
    spec["width"], spec["height"] = size
    for entry in spec["data"]:
        entry.update({"values": data[entry["name"]]} if entry["name"] in data else {})
    for signal in spec["signals"]:
        signal.update({"value": signals[signal["name"]]} if signals and signal["name"] in signals else {})
    svg = vl_convert.vega_to_svg(json.dumps(spec, default=str))
    return Markup(svg.replace(f'"{_FOREIGN_BASE}#', '"#'))


@lru_cache(1)
def _topology() -> Any:
    return json.loads(OUTLINES.read_text(encoding="utf-8"))


@lru_cache(1)
def outlined() -> dict[str, Row]:
    """The countries that maps are drawn of, by code, with the `bounds` (west, south, east, north) of each."""
    areas = [area["properties"] for area in _topology()["objects"]["areas"]["geometries"]]
    divided = {area["country"] for area in areas if area["level"] == 1}
    return {area["country"]: area for area in areas if area["level"] == 0 and area["country"] in divided}
