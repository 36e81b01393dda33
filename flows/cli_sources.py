"""The commands about sources and archives: `rasd sources`, `rasd archive` and `rasd import`."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from extract.errors import ArchiveError, SettingsError
from flows.settings import Settings, settings

sources = typer.Typer(help="The outlets that Rasd knows.", no_args_is_help=True)
archive = typer.Typer(help="The archived pages.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]

USER_FILE = Path("rasd.toml")


@sources.command("list")
def list_sources(as_json: Json = False) -> None:
    """List the sources: the bundled ones as the user's file changes and completes them."""
    from flows.show import console, table, to_json

    known = settings().catalog().values()
    if as_json:
        print(to_json([source.model_dump(mode="json") for source in known]))
        return
    rows = [
        (
            source.id,
            source.name,
            source.country,
            source.source_scale,
            source.independence_group,
            source.checked,
            source.home,
        )
        for source in known
    ]
    console().print(table(("id", "name", "country", "scale", "group", "checked", "home"), rows))


@sources.command("check")
def check_sources(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Sources to try; all if none is named.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Try every way in which sources can be read, and one article of each; exit code 1 if a source has no way left."""
    from flows.show import console, table, to_json

    reports = asyncio.run(_check(settings(), names))
    if as_json:
        print(to_json({key: [asdict(way) for way in ways] for key, ways in reports.items()}))
    else:
        rows = [
            (key, way.via, way.url, way.found, way.newest, way.problem or "good")
            for key, ways in reports.items()
            for way in ways
        ]
        console().print(table(("source", "via", "address", "found", "newest", "verdict"), rows))
    if any(all(way.problem for way in ways) for ways in reports.values()):
        raise typer.Exit(1)


@sources.command("add")
def add_source(url: Annotated[str, typer.Argument(help="The address of the outlet's front page.")]) -> None:
    """Find out how a site can be read, and write it into rasd.toml as a source."""
    from extract.fetch.probe import as_toml

    found = asyncio.run(_suggest(settings(), url))
    if found.id in settings().catalog():
        raise SettingsError(f"source {found.id} is there already; change it in {USER_FILE} under [sources.{found.id}]")
    if not found.can_be_discovered:
        raise SettingsError(f"{url} names no feed, sitemap or route; write listings for it into {USER_FILE} by hand")
    table = as_toml(found)
    with USER_FILE.open("a", encoding="utf-8") as file:
        file.write(f"\n{table}")
    print(f"{table}\nWritten into {USER_FILE}; complete country, time_zone and independence_group there.")


@archive.command("verify")
def verify_archive() -> None:
    """Read every archived page and hash it again; exit code 1 if one is damaged."""
    from extract.fetch.archive import Archive

    files = Archive(settings().archive).files()
    damages = list(Archive(settings().archive).verify())
    for damage in damages:
        print(f"{damage.file} at {damage.offset}: {damage.what}")
    if damages:
        raise ArchiveError(
            f"{len(damages)} places in {len(files)} files are damaged; restore these files from a backup"
        )
    print(f"{len(files)} files are sound.")


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A .warc, .warc.gz or .warc.zst file.")],
    as_json: Json = False,
) -> None:
    """Take in the pages of another archive (CC-NEWS, wget, Browsertrix) that belong to known sources."""
    from flows.show import print_reports

    report, strange = asyncio.run(_import(settings(), file))
    print_reports([report], as_json)
    if strange and not as_json:
        print(f"{strange} pages are of hosts that no source has; `rasd sources list` shows the sources.")
    if report["complaint"]:
        raise ArchiveError(report["complaint"])


async def _check(chosen: Settings, names: list[str] | None) -> dict[str, Any]:
    from extract.fetch.client import Client
    from extract.fetch.hosts import Hosts
    from extract.fetch.probe import check_source

    wanted = chosen.choose(names)
    async with Client(chosen.manners, hosts=Hosts(chosen.hosts)) as client:
        answers = await asyncio.gather(*(check_source(source, client) for source in wanted))
    return {source.id: ways for source, ways in zip(wanted, answers, strict=True)}


async def _suggest(chosen: Settings, url: str) -> Any:
    from extract.fetch.client import Client
    from extract.fetch.hosts import Hosts
    from extract.fetch.probe import suggest_source

    async with Client(chosen.manners, hosts=Hosts(chosen.hosts)) as client:
        return await suggest_source(url, client)


async def _import(chosen: Settings, file: Path) -> tuple[dict[str, Any], int]:
    from extract.fetch.imports import import_warc
    from flows.alone import alone
    from flows.pipeline import Run, publish_warehouse

    with alone(chosen.data, "import"):
        async with Run(chosen, chosen.choose(None), None, None, kind="import") as run:
            strange = await run.take(import_warc(file))
            report = (await run.finish()).counts()
    publish_warehouse(chosen)
    return report, strange
