"""The report: one HTML file that shows the incidents of some days and countries, and needs nothing else to be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from extract.errors import SettingsError
from extract.places.gazetteer import DATA, read_table
from flows.report import charts
from flows.show import days, toll
from warehouse.db import Connection, storage_errors
from warehouse.report import Report, Row, Scope, read_report

MOST_ROWS = 2000
"""Incidents that the table lists, the latest first: more than that no browser shows with ease."""
PRECISION = {1: "the place itself", 2: "near the place", 3: "only the region is known"}


def write_report(con: Connection, scope: Scope, path: Path, made: datetime) -> int:
    """Write the report of `scope` on the published copy open as `con` to `path`, and give its number of incidents.

    The file holds its styles, drawings and script, and forbids itself the network. Raises SettingsError for a
    country that the gazetteer does not know, WarehouseError where the file cannot be written.
    """
    names = country_names()
    unknown = next((country for country in scope.countries if country not in names), None)
    if unknown is not None:
        raise SettingsError(f"there is no country {unknown!r}; allowed is an ISO 3166-1 code, such as SY")
    report = read_report(con, scope, MOST_ROWS)
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.draft")
        draft.write_text(render(report, names, made), encoding="utf-8")
        draft.replace(path)
    return int(report.totals["incidents"])


def render(report: Report, names: dict[str, str], made: datetime) -> str:
    """The page: `names` are those of countries by code, `made` is the moment it tells."""
    listed = {row["incident_id"] for row in report.incidents}
    points = [_point(place, number, listed) for number, place in enumerate(report.places)]
    point_of = {key: number for number, place in enumerate(report.places) for key in place["incident_ids"]}
    maps = charts.maps(report, points)
    pages = Environment(
        loader=PackageLoader("flows.report", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    pages.filters |= {"link": web_link, "number": "{:,}".format, "words": actor_words}
    return pages.get_template("page.html.j2").render(
        report=report,
        scope=report.scope,
        totals=report.totals,
        names=names,
        lands=", ".join(names[country] for country in report.scope.countries),
        made=made,
        days=days,
        toll=toll,
        precision=PRECISION,
        colours=charts.COLOURS,
        maps=maps,
        bubble=charts.bubble_area(report),
        most=max((place["incidents"] for place in report.places), default=1),
        undrawn=list(_undrawn(report, {drawn.country for drawn in maps}, names)),
        timeline=charts.timeline(report),
        tolls=charts.tolls(report),
        disputes=[list(rows) for _, rows in groupby(report.disputes, key=lambda row: row["incident_id"])],
        point_of=point_of,
        countries=sorted({row["country"] for row in report.incidents if row["country"]}, key=lambda c: names.get(c, c)),
    )


def country_names() -> dict[str, str]:
    """The English names of countries by code, from the gazetteer."""
    return {row["country"]: row["name_en"] for _, row in read_table(DATA / "countries.tsv")}


def web_link(url: str | None) -> str:
    """`url` where it leads to the web; empty for anything else, as what comes from a page may be no address."""
    return url if url and urlsplit(url).scheme in ("http", "https") else ""


def actor_words(actor: str | None) -> str:
    """An actor as a reader is told it: a key without a name loses its underscores."""
    return (actor or "").replace("_", " ")


def _point(place: Row, number: int, listed: set[str]) -> dict[str, Any]:
    """The place with the words told of it, and the link to the first of its incidents that the table lists."""
    names = dict.fromkeys(name for name in (place["name"], place["name_en"], place["admin1"]) if name)
    incidents = f"{place['incidents']} incident{'' if place['incidents'] == 1 else 's'}"
    killed = f", {place['killed']} killed" if place["killed"] else ""
    kind = "" if place["incidents"] == 1 else "mostly "
    told = f"{', '.join(names)}: {incidents}{killed}; {kind}{place['event_type']}; {PRECISION[place['geo_precision']]}"
    return place | {"told": told, "link": f"#at-{number}" if listed & set(place["incident_ids"]) else "#incidents"}


def _undrawn(report: Report, drawn: set[str], names: dict[str, str]) -> Iterator[str]:
    """What is on no map, in words: countries without outlines, and incidents without coordinates."""
    others: dict[str, int] = {}
    for place in report.places:
        if place["country"] not in drawn:
            name = names.get(place["country"], place["country"]) or "no country"
            others[name] = others.get(name, 0) + place["incidents"]
    yield from (f"{name} {number}" for name, number in others.items())
    if report.totals["nowhere"]:
        yield f"without coordinates {report.totals['nowhere']}"
