"""The commands of analysts about the tables: `rasd export` and `rasd review`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.settings import read_days, settings

if TYPE_CHECKING:
    from warehouse.db import Connection
    from warehouse.merge import MergeReport

review = typer.Typer(help="Your own decisions about incidents; they outlive every rerun.", no_args_is_help=True)

Incident = Annotated[str, typer.Argument(help="An incident_id, or its beginning.")]
Who = Annotated[str, typer.Option("--who", help="Who decides.")]
Why = Annotated[str, typer.Option("--why", help="Why.")]


def export(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    form: Annotated[
        str, typer.Option("--format", help="parquet, csv, acled, ucdp, geojson, geoparquet, xlsx or hxl.")
    ] = "csv",
    where: Annotated[str, typer.Option(help="SQL condition over the columns, such as \"country = 'SY'\".")] = "true",
) -> None:
    """Write the published incidents in a format that other tools read."""
    from warehouse.export import export as write
    from warehouse.snapshot import open_public

    with open_public(settings().public) as con:
        print(f"{write(con, form, output, where)} rows written to {output}")


def report(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")] = Path("report.html"),
    since: Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD.")] = None,
    country: Annotated[
        list[str] | None, typer.Option(help="ISO code of a country, such as SY; may be given several times.")
    ] = None,
) -> None:
    """Write one HTML file to look at: maps, timeline, contested tolls, sources, and every incident in its words."""
    from datetime import datetime

    from flows.report import write_report
    from warehouse.report import Scope
    from warehouse.snapshot import open_public

    first, last = read_days(since, until)
    scope = Scope(first, last, tuple(code.upper() for code in country or ()))
    with open_public(settings().public) as con:
        print(f"{write_report(con, scope, output, datetime.now(settings().zone))} incidents reported in {output}")


@review.command("merge")
def merge(one: Incident, other: Incident, who: Who, why: Why) -> None:
    """Decide that two incidents are one."""
    from warehouse.review import merge_incidents

    _decide(lambda con: merge_incidents(con, one, other, who, why))


@review.command("split")
def split(
    incident: Incident,
    mentions: Annotated[list[str], typer.Argument(help="The mention_ids that tell another event.")],
    who: Who,
    why: Why,
) -> None:
    """Decide that some mentions of an incident tell another event; `rasd explain` shows their ids."""
    from warehouse.review import split_incident

    _decide(lambda con: split_incident(con, incident, mentions, who, why))


@review.command("set")
def set_column(
    incident: Incident,
    field: Annotated[str, typer.Argument(help="A column of incidents, such as event_date or actor1.")],
    value: Annotated[str | None, typer.Argument(help="What it says; nothing empties it.")] = None,
    *,
    who: Who,
    why: Why,
) -> None:
    """Decide what a column of an incident says."""
    from warehouse.review import set_field

    _decide(lambda con: set_field(con, incident, field, value, who, why))


@review.command("drop")
def drop(incident: Incident, who: Who, why: Why) -> None:
    """Decide that an incident is none."""
    from warehouse.review import drop_incident

    _decide(lambda con: drop_incident(con, incident, who, why))


def _decide(decision: Callable[[Connection], None]) -> None:
    """Records a decision and lets it take effect."""
    from flows.pipeline import publish_warehouse
    from warehouse.db import transaction, write
    from warehouse.merge import merge as merge_all

    def decide(con: Connection) -> MergeReport:
        with transaction(con):
            decision(con)
            return merge_all(con)

    merged = write(settings().store, decide)
    publish_warehouse(settings())
    print(f"{merged.created} incidents made, {merged.revised} revised, {merged.deleted} deleted.")
