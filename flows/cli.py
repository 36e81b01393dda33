"""The command `rasd`. Exit codes: 0 done, 1 failed, 2 bad arguments."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from extract.errors import RasdError, SettingsError
from flows import cli_places, cli_recode, cli_runs, cli_sources, cli_tables
from flows.environment import prepare_prefect
from flows.settings import read_days, settings

app = typer.Typer(
    name="rasd",
    help="Rasd (رصد) reads Arabic news into a database of conflict incidents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(cli_runs.status)
app.add_typer(cli_runs.runs, name="run")
app.command()(cli_runs.notify)
app.add_typer(cli_sources.sources, name="sources")
app.add_typer(cli_sources.archive, name="archive")
app.command("import")(cli_sources.import_file)
app.command()(cli_recode.recode)
app.command()(cli_places.places)
app.add_typer(cli_places.gazetteer, name="gazetteer")
app.command()(cli_tables.export)
app.command()(cli_tables.report)
app.add_typer(cli_tables.review, name="review")

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="A source's id; may be given several times.")]


def main() -> None:
    """Runs the command line; what Rasd refuses on purpose is one line on standard error."""
    try:
        app()
    except SettingsError as error:
        sys.exit(_complain(error, 2))
    except RasdError as error:
        sys.exit(_complain(error, 1))


def _complain(error: Exception, code: int) -> int:
    print(f"rasd: {error}", file=sys.stderr)
    return code


@app.command()
def demo(
    port: Annotated[
        int,
        typer.Option(
            envvar="RASD_DEMO_PORT",
            help="First of the four ports of the sample site; other ports are other addresses, and so other articles.",
        ),
    ] = 48271,
    as_json: Json = False,
) -> None:
    """Run the whole pipeline over the bundled sample site, and show what it found."""
    prepare_prefect(settings().prefect_home)
    from flows.demo.run import run_demo

    run_demo(settings(), port, as_json=as_json)


@app.command()
def ingest(
    source: Sources = None,
    since: Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD; the lag window if not given.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD; today if not given.")] = None,
    only_due: Annotated[
        bool, typer.Option("--only-due", help="Ask for known pages at set ages only; for use in a schedule.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read what the sources have published lately into the warehouse, and publish it."""
    first, last = read_days(since, until)
    settings().choose(source)
    prepare_prefect(settings().prefect_home)
    from flows.endings import outcome
    from flows.ingest import ingest as flow

    report, trouble = asyncio.run(outcome(flow(source, first, last, only_due, return_state=True)))
    _report([report], as_json)
    if trouble:
        raise RasdError(trouble)


@app.command()
def backfill(
    since: Annotated[str, typer.Option(help="First day, YYYY-MM-DD.")],
    until: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD.")],
    source: Sources = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many pages there are and how long they take; ask for none.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read the sources for a range of past days; started again, it goes on where it was interrupted."""
    first, last = read_days(since, until)
    assert first is not None
    assert last is not None
    wanted = settings().choose(source)
    prepare_prefect(settings().prefect_home)
    from flows.backfill import DAYS_AT_ONCE, windows
    from flows.backfill import backfill as flow
    from flows.endings import outcome
    from flows.progress import watching
    from flows.show import print_backfill, print_forecast, progress_bar

    if dry_run:
        told, _ = asyncio.run(outcome(flow(first, last, source, dry_run=True, return_state=True)))
        print_forecast(told["forecast"], as_json)
        return
    with progress_bar(len(wanted) * len(list(windows(first, last, DAYS_AT_ONCE)))) as bar, watching(bar):
        told, _ = asyncio.run(outcome(flow(first, last, source, return_state=True)))
    print_backfill(told, as_json)
    _complain_of(told["runs"])


@app.command()
def serve(
    cron: Annotated[str, typer.Option(help="When to ingest, as cron says it, in the time zone of the settings.")] = (
        "*/30 * * * *"
    ),
    port: Annotated[int, typer.Option(help="Port of Prefect's user interface on this machine.")] = 4200,
) -> None:
    """Run ingest, publish, health and the archive's check on a schedule until stopped.

    Backfill, recode and each of these can be started at any time, here or from Prefect's user interface.
    """
    prepare_prefect(settings().prefect_home, console=True)
    from flows.alone import alone
    from flows.server import prefect_server

    with alone(settings().data, "serve"), prefect_server(port) as server:
        from flows.schedule import end_orphans, serve_deployments

        if server.own:
            asyncio.run(end_orphans(settings()))
        print(
            f"Ingesting at {cron} ({settings().time_zone}); Prefect shows every run at {server.url}; Ctrl-C ends it.",
            flush=True,
        )
        serve_deployments(settings(), cron)


@app.command()
def code(
    articles: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSONL, one article a line.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="JSONL, one result a line.")],
    merge: Annotated[bool, typer.Option(help="Give reports of one event one incident_id.")] = False,
    explain: Annotated[bool, typer.Option(help="Print and write the rule and the words of every value.")] = False,
) -> None:
    """Code a file of articles into incidents.

    A line in: id, text, published (ISO day), and if known title, url, source (an outlet's id or host), country (the
    outlet's). A line out: id and incidents. Lines that cannot be read are named on standard error, and the exit code
    is then 1.
    """
    from extract.arabic.morphology import configure
    from flows.code_file import code_lines, outlet_countries
    from flows.show import coding, console, to_line
    from warehouse.merge import merge_mentions

    configure(settings().morphology_db)
    countries = outlet_countries(settings().catalog().values())
    failures = 0
    with articles.open(encoding="utf-8") as lines, output.open("w", encoding="utf-8") as results:
        for result in code_lines(lines, settings().gazetteer, merge_mentions if merge else None, explain, countries):
            results.write(to_line(result) + "\n")
            for piece in coding(result) if explain else ():
                console().print(piece)
            if error := result.get("error"):
                failures += 1
                print(f"rasd: {articles}: {error}", file=sys.stderr)
    if failures:
        raise typer.Exit(1)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="SQL for DuckDB; SHOW TABLES lists what there is.")],
    as_json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Ask the published copy of the warehouse; it answers while the pipeline runs."""
    import duckdb

    from flows.show import answer, console, to_json, write_csv
    from warehouse.snapshot import open_public

    with open_public(settings().public) as con:
        try:
            cursor = con.execute(query)
            columns = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchall()
        except duckdb.Error as error:
            raise RasdError(str(error)) from error
    if as_json:
        print(to_json([dict(zip(columns, row, strict=True)) for row in rows]))
    elif csv:
        write_csv(columns, rows)
    else:
        for piece in answer(columns, rows):
            console().print(piece)


@app.command()
def explain(
    incident: Annotated[str, typer.Argument(help="An incident_id, or its beginning.")], as_json: Json = False
) -> None:
    """Show where an incident comes from: sentences, articles, archived pages, and why reports were merged."""
    from flows.show import console, explanation, to_json
    from warehouse.explain import explain as explained
    from warehouse.snapshot import open_public

    with open_public(settings().public) as con:
        told = explained(con, incident)
    if as_json:
        print(to_json(told))
        return
    for piece in explanation(told):
        console().print(piece, soft_wrap=isinstance(piece, str))


@app.command()
def publish() -> None:
    """Replace the published copy by what the warehouse holds now."""
    from flows.pipeline import publish_warehouse

    print(publish_warehouse(settings()))


def _report(reports: list[dict[str, Any]], as_json: bool) -> None:
    """Prints what runs gave."""
    from flows.show import print_reports

    print_reports(reports, as_json)
    _complain_of(reports)


def _complain_of(reports: list[dict[str, Any]]) -> None:
    """Where no source could be read in any run, that is a failure."""
    complaints = [report["complaint"] for report in reports]
    if complaints and all(complaints):
        raise RasdError(f"{complaints[0]}; the table fetch and `rasd status` say why")
