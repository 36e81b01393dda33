"""What a report tells of the published copy: incidents of some days and countries, counted beside their sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from warehouse.db import Connection, read_sql
from warehouse.explain import sentence_around
from warehouse.rows import query

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which incidents: those that may have happened from `since` to `until`, in `countries` (ISO codes; none: all)."""

    since: date | None = None
    until: date | None = None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a report shows; every count is of the whole scope, only `incidents` is cut at the limit.

    `totals` is one row; `places` has a row for each point, precision and country; `periods` counts incidents by
    event type and `published` articles in the same steps of `step`; `disputes` has a row for each value that some
    outlet tells and another contradicts; `sources` is what each outlet gave in these days.
    """

    scope: Scope
    step: str
    totals: Row
    places: Sequence[Row]
    periods: Sequence[Row]
    published: Sequence[Row]
    disputes: Sequence[Row]
    sources: Sequence[Row]
    incidents: Sequence[Row]


def read_report(con: Connection, scope: Scope, limit: int) -> Report:
    """The figures of `scope`, and its latest `limit` incidents with the sentence and all articles of each."""
    days = {"since": scope.since, "until": scope.until}
    _ask(con, "choose", {**days, "countries": list(scope.countries)})
    _ask(con, "read", days)
    step = _ask(con, "step")[0]["step"]
    return Report(
        scope=scope,
        step=step,
        totals=_ask(con, "totals")[0],
        places=_ask(con, "places"),
        periods=_ask(con, "periods", {"step": step}),
        published=_ask(con, "published", {"step": step}),
        disputes=_ask(con, "disputes"),
        sources=_ask(con, "sources"),
        incidents=[_with_sentence(row) for row in _ask(con, "incidents", {"limit": limit})],
    )


def _ask(con: Connection, step: str, values: dict[str, Any] | None = None) -> list[Row]:
    return query(con, read_sql(f"report/{step}"), values)


def _with_sentence(row: Row) -> Row:
    row["sentence"] = sentence_around(row.pop("text"), row.pop("span_start"), row.pop("span_end"))
    return row
