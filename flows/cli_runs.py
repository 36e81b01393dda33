"""The commands about how it runs: `rasd status`, `rasd run` and `rasd notify`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from extract.errors import RasdError
from flows.settings import settings

runs = typer.Typer(help="The runs of the pipeline.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def status(as_json: Json = False) -> None:
    """Show where things are, what is held, how runs went and sources do; exit code 1 if one is unwell."""
    from flows.show import console, health_table, run_table, table, to_json
    from warehouse.health import check
    from warehouse.snapshot import open_public
    from warehouse.status import health_rows, last_runs, table_counts

    here = settings()
    places = {name: getattr(here, name) for name in ("data", "archive", "store", "public", "gazetteer", "prefect_home")}
    told: dict[str, Any] = {"places": {name: str(place) for name, place in places.items()}}
    alarms: list[str] = []
    if here.public.exists():
        with open_public(here.public) as con:
            found = check(con)
            alarms = [str(alarm) for alarm in found.alarms]
            told |= {"tables": table_counts(con), "runs": last_runs(con), "sources": health_rows(found)}
    told |= {"well": not alarms, "alarms": alarms}
    if as_json:
        print(to_json(told))
    else:
        out = console()
        out.print(table(("what", "where"), told["places"].items()))
        if "runs" in told:
            out.print(table(("table", "rows"), told["tables"].items()))
            out.print(run_table(told["runs"], "Last runs"))
            if told["sources"]:
                out.print(health_table(told["sources"]))
            else:
                out.print("No source has been looked at lately: its health is judged by the runs of `rasd ingest`.")
            for alarm in alarms:
                out.print(alarm, style="bold red")
        else:
            out.print("Nothing has been published yet: run `rasd ingest` or `rasd demo`.")
    if alarms:
        raise typer.Exit(1)


@runs.command("list")
def list_runs(
    number: Annotated[int, typer.Option(min=1, help="How many of the last runs.")] = 20, as_json: Json = False
) -> None:
    """List the last runs, the newest first."""
    from flows.show import console, run_table, to_json
    from warehouse.snapshot import open_public
    from warehouse.status import last_runs

    with open_public(settings().public) as con:
        rows = last_runs(con, number)
    if as_json:
        print(to_json(rows))
    elif rows:
        console().print(run_table(rows))


@runs.command("show")
def show_run(
    run: Annotated[str, typer.Argument(help="A run_id, its beginning, or last.")], as_json: Json = False
) -> None:
    """Show what came in with a run, what was refused and why, and how long each stage took."""
    from flows.show import console, run_pieces, to_json
    from warehouse.snapshot import open_public
    from warehouse.status import run_told

    with open_public(settings().public) as con:
        told = run_told(con, run)
    if as_json:
        print(to_json(told))
        return
    for piece in run_pieces(told):
        console().print(piece)


def notify(
    message: Annotated[str, typer.Argument(help="What to send.")] = "This is a test: alarms will reach you here.",
) -> None:
    """Send a message to the addresses that alarms go to; exit code 1 if one cannot be reached."""
    from flows.notify import notify as send

    chosen = settings()
    if missed := send(chosen, "Rasd", message):
        raise RasdError(f"not delivered to {', '.join(missed)}; look at the address and at its service")
    print(f"{len(chosen.notify)} addresses were told.")
