"""The command that applies changed rules to what is archived: `rasd recode`."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from flows.environment import prepare_prefect
from flows.settings import read_days, settings


def recode(
    source: Annotated[
        list[str] | None, typer.Option("--source", help="A source's id; may be given several times.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="First day of publication, YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day of publication, YYYY-MM-DD.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Recode a copy, say what changed, and throw it away.")] = (
        False
    ),
    workers: Annotated[int | None, typer.Option(min=1, help="Processes to code with; one a core if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Read the archive and code it again, as far as changed rules, lexicon or gazetteer concern it, and merge.

    Nothing is fetched. An interrupted recode is started again and goes on where it was.
    """
    first, last = read_days(since, until)
    prepare_prefect(settings().prefect_home)
    from flows.endings import outcome
    from flows.recode import recode as flow

    report, _ = asyncio.run(outcome(flow(source, first, last, dry_run, workers, return_state=True)))
    _show(report, as_json)


def _show(report: dict[str, Any], as_json: bool) -> None:
    from flows.recoding import example_rows
    from flows.show import console, table, to_json

    if as_json:
        print(to_json(report))
        return
    out, incidents = console(), report["incidents"]
    changes = ", ".join(f"{incidents[change]['number']} {change}" for change in ("added", "gone", "altered"))
    out.print(
        f"{report['read']} archived pages read again, {report['changed']} of their articles changed, {report['gone']} "
        f"gone; {report['coded']} articles coded, {report['refused']} pages and texts refused, "
        f"{report['missing']} pages not in the archive."
    )
    if rows := example_rows(report):
        out.print(table(tuple(rows[0]), [tuple(row.values()) for row in rows], "Some of the incidents that changed"))
    out.print(f"Incidents: {changes}." + (" This was a dry run: nothing has been kept." if report["dry_run"] else ""))
