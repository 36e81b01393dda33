"""Alarms: a site that breaks is named with the likely cause, in every way a site can break; people are told of it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from extract.errors import SettingsError
from flows.demo import Breakage, load_stories
from flows.demo.outlets import WordPressOutlet
from flows.demo.outlets.base import CRAWL_DELAY
from flows.health import look
from flows.notify import notify
from flows.pipeline import Run
from flows.settings import Settings
from warehouse.db import open_warehouse
from warehouse.health import Health

from .conftest import ALL_DAYS
from .inboxes import mail_server, webhook

HEALTHY = "healthy"


@pytest.fixture(scope="module")
def broken_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Health, str]]:
    """What is found, and told to a webhook, when one outlet of seven that did well for four weeks stays as it was, and
    each of the others breaks in a way of its own."""
    stories = sorted(load_stories(), key=lambda story: len("".join(story.paragraphs)))  # short ones are soon coded
    number = {Breakage.HALF_GONE: 28}  # of a few, half is no more than chance takes
    with ExitStack() as stack:
        outlets = {name: WordPressOutlet(stories[: number.get(name, 10)], []) for name in (HEALTHY, *Breakage)}
        for outlet in outlets.values():
            stack.enter_context(outlet.server)
        sources = {
            name.replace(" ", "_"): {
                "name": name,
                "home": f"{outlet.url}/",
                "allow_private": True,
                "gap": CRAWL_DELAY,
                **outlet.source(),
            }
            for name, outlet in outlets.items()
        }
        hook, told = stack.enter_context(webhook())
        folder = tmp_path_factory.mktemp("alarms")
        settings = Settings(data=folder, sources=sources, notify=[hook], log="quiet")
        _ingest(settings)
        _live_through_four_weeks(settings)
        assert look(settings)[1] == []
        for breakage in Breakage:
            outlets[breakage].broken = breakage
        _ingest(settings)
        found, _ = look(settings)
        yield found, "".join(told)


def _ingest(settings: Settings) -> None:
    async def run() -> None:
        sources = settings.choose(settings.sources)
        async with Run(settings, sources, ALL_DAYS, None) as run:
            await asyncio.gather(*(run.read(source) for source in sources))
            await run.finish()

    asyncio.run(run())


def _live_through_four_weeks(settings: Settings) -> None:
    """The one run there is becomes that of each of the last 28 days."""
    with open_warehouse(settings.store) as con:
        con.execute("CREATE TEMP TABLE day AS SELECT i, i * INTERVAL 1 DAY AS ago FROM range(1, 29) days (i)")
        con.execute(
            "INSERT INTO run BY NAME SELECT * EXCLUDE (i, ago) REPLACE (run_id || i AS run_id,"
            " started_at - ago AS started_at, finished_at - ago AS finished_at) FROM run, day"
        )
        con.execute(
            "INSERT INTO run_source BY NAME"
            " SELECT * EXCLUDE (i, ago) REPLACE (run_id || i AS run_id) FROM run_source, day"
        )
        con.execute("DELETE FROM run WHERE started_at > now()::TIMESTAMP - INTERVAL 12 HOUR")


@pytest.mark.parametrize(
    ("breakage", "sign", "cause"),
    [
        (Breakage.EMPTY_FEED, "lists less", "feed moved"),
        (Breakage.BLOCK_PAGE, "pages refused", "blocked"),
        (Breakage.MARKUP_CHANGED, "pages refused", "site changed"),
        (Breakage.DATES_GONE, "dates missing", "dates unreadable"),
        (Breakage.ENCODING_CHANGED, "pages refused", "encoding changed"),
        (Breakage.HALF_GONE, "lists less", "pages taken down"),
    ],
)
def test_a_site_that_breaks_is_named_with_the_likely_cause(
    broken_site: tuple[Health, str], breakage: Breakage, sign: str, cause: str
) -> None:
    found, _ = broken_site
    (one,) = [source for source in found.sources if source.source == breakage.replace(" ", "_")]
    assert (sign, cause) in {(alarm.sign, alarm.cause) for alarm in one.alarms}
    assert one.verdict == "unwell"


def test_a_site_that_stays_as_it_was_is_well_beside_them(broken_site: tuple[Health, str]) -> None:
    found, _ = broken_site
    (one,) = [source for source in found.sources if source.source == HEALTHY]
    assert (one.verdict, one.alarms) == ("well", ())


def test_people_are_told_once_of_all_that_broke(broken_site: tuple[Health, str]) -> None:
    _, told = broken_site
    message = json.loads(told)
    assert message["title"].startswith("Rasd: ")
    for breakage in Breakage:
        assert breakage.replace(" ", "_") in message["title"]
    assert "likely cause: blocked" in message["message"]


def test_a_message_goes_out_by_mail(tmp_path: Path) -> None:
    with mail_server() as (port, told):
        address = f"mailto://127.0.0.1:{port}?from=rasd@example.org&to=desk@example.org&mode=insecure"
        settings = Settings(data=tmp_path, notify=[address], log="quiet")
        assert notify(settings, "Rasd: sana unwell", "It is silent.") == []
    (mail,) = told
    assert re.search(r"^Subject: Rasd: sana unwell", mail, re.MULTILINE)
    assert re.search(r"^To: .*desk@example.org", mail, re.MULTILINE)


def test_an_address_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    (missed,) = notify(Settings(data=tmp_path, notify=["json://user:secret@127.0.0.1:9/"], log="quiet"), "a", "b")
    assert "127.0.0.1" in missed
    assert "secret" not in missed
    with pytest.raises(SettingsError, match=r"notify: nowhere:\.\.\. is no address"):
        notify(Settings(data=tmp_path, notify=["nowhere://secret"], log="quiet"), "a", "b")
