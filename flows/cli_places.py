"""The commands about places: `rasd places` and `rasd gazetteer`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.settings import settings

gazetteer = typer.Typer(help="The places that Rasd knows.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def places(
    names: Annotated[
        list[str], typer.Argument(help="Arabic names of places, with a head word (حقل العمر) or without.")
    ],
    country: Annotated[str | None, typer.Option(help="Country that goes first, ISO 3166-1 alpha-2.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a name.")] = False,
) -> None:
    """Look up names in the gazetteer: the candidates of each, best first."""
    from extract.places import load_gazetteer
    from extract.places.registry import place_rows
    from flows.show import console, table, to_line

    known = load_gazetteer(settings().gazetteer)
    for name in names:
        rows = place_rows(name, known, country.upper() if country else None)
        if as_json:
            print(to_line(rows))
        elif rows:
            console().print(table(list(rows[0]), [list(row.values()) for row in rows], name))
        else:
            console().print(f"{name}: no place of this name is known")


@gazetteer.command("status")
def status(as_json: Json = False) -> None:
    """Say how many places are known, and which of them the user has added."""
    from extract.places.update import gazetteer_status
    from flows.show import console, table, to_json

    row = gazetteer_status(settings().gazetteer).as_row()
    if as_json:
        print(to_json(row))
    else:
        console().print(table(("what", "value"), row.items()))


@gazetteer.command("update")
def update(
    given: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True, metavar="[SOURCE]...", help="Folders with GeoNames' dumps, or tables; downloaded if not given."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Add GeoNames' country dumps, or any table with the gazetteer's columns, to the places that are known."""
    from extract.places.update import update_gazetteer
    from flows.show import console, table, to_json

    row = update_gazetteer(settings().gazetteer, given or ()).as_row()
    if as_json:
        print(to_json(row))
    else:
        console().print(table(("what", "value"), row.items()))
