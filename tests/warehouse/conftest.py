"""A fresh warehouse a test, and articles that tell incidents in one line."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract.model import Article, Claim, GeoPrecision, Mention, Span, SubEventType, TimePrecision, Toll
from warehouse.db import Connection, open_warehouse
from warehouse.extensions import load_extension
from warehouse.load import LoadedArticle
from warehouse.store import LAKE_PREFIX, Lake

DAY = date(2023, 10, 5)


@pytest.fixture(params=["file", pytest.param("lake", marks=pytest.mark.soak)])
def con(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """An empty warehouse; `make soak` asks the same of a lake as of a file."""
    with open_warehouse(":memory:" if request.param == "file" else request.getfixturevalue("lake")) as con:
        con.execute("SET threads = 1")  # for a few rows, sharing them out costs more than it saves
        yield con


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The connection string, without a database, of a PostgreSQL of its own."""
    found = shutil.which("initdb") or max(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None)
    if not found:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    programs = Path(found).resolve().parent
    nobody = pwd.getpwnam("nobody")
    # PostgreSQL refuses to run as root.
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    home = Path(tempfile.mkdtemp(prefix="rasd-postgres-"))
    if user:
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = ["-D", str(home / "data")]
    settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"

    def run(program: str, *arguments: str) -> None:
        subprocess.run([programs / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=home, **user)

    try:
        run("initdb", *data, "-U", "rasd", "-A", "trust", "--no-sync")
        run("pg_ctl", *data, "-w", "-o", settings, "-l", str(home / "log"), "start")
        yield f"host=127.0.0.1 port={port} user=rasd"
        run("pg_ctl", *data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


@pytest.fixture
def lake(postgres: str, tmp_path: Path) -> Lake:
    """A lake of the test's own, not made yet."""
    name = f"lake_{time.time_ns()}"
    with duckdb.connect() as con:
        load_extension(con, "postgres_scanner")
        con.execute(f"ATTACH '{postgres} dbname=postgres' AS server (TYPE postgres)")
        con.execute(f"CALL postgres_execute('server', 'CREATE DATABASE {name}', use_transaction => false)")
    return Lake(f"{LAKE_PREFIX}{postgres} dbname={name}", str(tmp_path / "lake"))


@pytest.fixture
def incident() -> Callable[..., dict[str, Any]]:
    """The values of a mention: the shelling of Sarmin on 5 October 2023, but for what is given."""

    def values(**given: Any) -> dict[str, Any]:
        return {
            "kind": SubEventType.SHELLING,
            "day": DAY,
            "place": "سرمين",
            "admin1": "Idlib",
            "actor1": "syrian_regime",
            "actor2": "civilians",
            "weapons": ("rocket",),
        } | given

    return values


@pytest.fixture
def article() -> Callable[..., LoadedArticle]:
    """An article of `outlet` that tells `incidents`, a sentence each, after an opening of its own."""

    def build(
        outlet: str, *incidents: dict[str, Any], page: str = "1", published: date = DAY, opening: str | None = None
    ) -> LoadedArticle:
        text = opening or " ".join(f"كلمة {outlet} {page} {n}" for n in range(12))
        mentions = []
        for values in incidents:
            sentence = f"وقع {values['kind']} في {values['place']}."
            mentions.append(_mention(sentence, len(text) + 1, **values))
            text = f"{text}\n{sentence}"
        url = f"https://{outlet}.example/{page}"
        moment = datetime(published.year, published.month, published.day, 9, tzinfo=UTC)
        return LoadedArticle(
            Article(url, f"عنوان {page}", text, published=moment, source=outlet),
            tuple(mentions),
            fetch_id=f"{outlet}-{page}",
            warc_file="2023-10.warc.gz",
            warc_offset=100,
        )

    return build


def _mention(sentence: str, start: int, **values: Any) -> Mention:
    day = values["day"]
    return Mention(
        sub_event_type=values["kind"],
        evidence=sentence,
        span=Span(start, start + len(sentence)),
        date_start=day,
        date_end=values.get("day_end", day),
        time_precision=TimePrecision.DAY if day else None,
        country="SY",
        admin1=values["admin1"],
        place=values["place"],
        latitude=values.get("latitude"),
        longitude=values.get("longitude"),
        geo_precision=GeoPrecision.EXACT if values["place"] else GeoPrecision.REGION,
        actor1=values["actor1"],
        suspected=values.get("suspected", ()),
        actor2=values["actor2"],
        weapons=values["weapons"],
        killed=_toll(values.get("killed")),
        injured=_toll(values.get("injured")),
        claim=Claim(values["claim"]) if "claim" in values else None,
        background=values.get("background", False),
        confidence=0.8,
    )


def _toll(value: int | tuple[int, int | None] | None) -> Toll | None:
    if value is None:
        return None
    return Toll(*value) if isinstance(value, tuple) else Toll(value, value)
