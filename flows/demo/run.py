"""The demo: two ingests of the sample site with an edit between them, and a look at what they found."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

from extract.errors import SettingsError
from flows.demo.site import DEMO_PORT, SampleSite, demo_sources
from flows.ingest import ingest
from flows.settings import Settings, using
from flows.show import SHORT_ID, console, incident_table, print_reports, to_json
from warehouse.db import open_warehouse
from warehouse.recall import sources_with_articles
from warehouse.snapshot import open_public
from warehouse.status import incidents_of, latest_incidents, table_counts
from warehouse.store import Lake

_REAL_ARTICLE = "al-omar-rockets"
_SHOWN = 15
_ALL_DAYS = date(2000, 1, 1)


def run_demo(settings: Settings, port: int = DEMO_PORT, *, as_json: bool = False) -> None:
    """Runs the demo in the data folder of `settings` and prints what came of it; the site stands on `port` and on.

    Raises SettingsError where the warehouse is shared or holds articles of other sources: the sample's must not
    stand among them.
    """
    if isinstance(settings.store, Lake):
        raise SettingsError(
            f"the warehouse is {settings.store}, which others share; give the sample one of its own: "
            "RASD_WAREHOUSE= RASD_WAREHOUSE_FILES= RASD_DATA=demo-data rasd demo"
        )
    with SampleSite(port, edited=settings.store.exists()) as site:
        _refuse_to_mix(settings, settings.store, set(site.outlets))
        real = next(page.url for page in site.articles() if page.story.slug == _REAL_ARTICLE)
        with using(settings.model_copy(update={"sources": demo_sources(site), "log": "quiet"})):
            report = asyncio.run(_ingest_around_the_edit(site))
    _show(settings, report, real, as_json)


async def _ingest_around_the_edit(site: SampleSite) -> list[dict[str, Any]]:
    first = await ingest(list(site.outlets), _ALL_DAYS, kind="demo")
    site.publish_edit()
    return [first, await ingest(list(site.outlets), _ALL_DAYS, kind="demo")]


def _refuse_to_mix(settings: Settings, warehouse: Path, outlets: set[str]) -> None:
    if not warehouse.exists():
        return
    with open_warehouse(warehouse, read_only=True) as con:
        others = sources_with_articles(con) - outlets
    if others:
        raise SettingsError(
            f"{settings.data} holds articles of {', '.join(sorted(others))}; the sample's must not stand among them: "
            "name another folder, RASD_DATA=demo-data rasd demo"
        )


def _show(settings: Settings, reports: list[dict[str, Any]], real: str, as_json: bool) -> None:
    with open_public(settings.public) as con:
        told, latest, counts = incidents_of(con, real), latest_incidents(con, _SHOWN), table_counts(con)
    if as_json:
        print(to_json({"runs": reports, "incidents": told + latest, "tables": counts}))
        return
    out = console()
    print_reports(reports, as_json=False)
    out.print(incident_table(latest, f"The latest {len(latest)} of {counts['incident']} incidents"))
    out.print(incident_table(told, f"Incidents in the real article, {real}"))
    example = told[0]["incident_id"][:SHORT_ID] if told else latest[0]["incident_id"][:SHORT_ID]
    out.print("Ask for more:")
    out.print(f"  rasd explain {example}")
    out.print('  rasd sql "SELECT admin1, count(*) FROM incidents GROUP BY ALL ORDER BY 2 DESC"')
    out.print("  rasd status")
    out.print("  rasd report -o incidents.html")
