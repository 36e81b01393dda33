"""It runs by itself: `rasd serve` on its schedule, and workers of a Prefect server that do what they are told."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import yaml

from flows.alone import alone
from flows.demo import load_stories
from flows.demo.outlets import WordPressOutlet
from flows.demo.outlets.base import CRAWL_DELAY
from flows.environment import SURROUNDINGS
from flows.settings import Settings
from warehouse.db import open_warehouse
from warehouse.snapshot import open_public

from .inboxes import webhook

pytestmark = pytest.mark.soak

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 400.0

T = TypeVar("T")


@pytest.fixture(scope="module")
def outlet() -> Iterator[WordPressOutlet]:
    stories = sorted(load_stories(), key=lambda story: len("".join(story.paragraphs)))[:12]
    outlet = WordPressOutlet(stories, [])
    with outlet.server:
        yield outlet


def surroundings(folder: Path, outlet: WordPressOutlet) -> dict[str, str]:
    """The variables under which Rasd and Prefect live in `folder` and know `outlet` alone."""
    bundled = {name: {"enabled": False} for name in Settings().catalog()}
    source = {"name": "Outlet", "home": f"{outlet.url}/", "allow_private": True, "gap": CRAWL_DELAY, **outlet.source()}
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(("RASD_", "PREFECT_"))}
    return {
        **theirs,
        **SURROUNDINGS,
        "PREFECT_HOME": str(folder / "prefect"),
        "RASD_DATA": str(folder / "data"),
        "RASD_SOURCES": json.dumps({**bundled, "outlet": source}),
        "RASD_TIME_ZONE": "Asia/Damascus",
        "RASD_LOG": "json",
    }


@contextmanager
def running(*command: str | Path, log: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs in the background, and whatever it starts ends with it."""
    with log.open("ab") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=file, stderr=file, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def eventually(ask: Callable[[], T | None], log: Path) -> T:
    """What `ask` gives once it gives anything."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.5)
    raise AssertionError(f"nothing came in {PATIENCE:.0f} s; the log ends with\n{log.read_text()[-3000:]}")


def published(data: Path, query: str) -> list[tuple[Any, ...]]:
    """What the published copy answers; nothing before there is one."""
    public = data / "public.duckdb"
    if not public.exists():
        return []
    with open_public(public) as con:
        return con.execute(query).fetchall()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def flow_runs(api: str, deployment: str) -> list[dict[str, Any]]:
    """The runs of a deployment, the earliest first, as Prefect's server tells them."""
    asked = {"deployments": {"name": {"any_": [deployment]}}, "sort": "EXPECTED_START_TIME_ASC"}
    rows = httpx.post(f"{api}/flow_runs/filter", json=asked, trust_env=False).json()
    return [row for row in rows if row["state_type"] != "SCHEDULED"]


def test_serve_ingests_on_its_schedule_and_ends_when_told(tmp_path: Path, outlet: WordPressOutlet) -> None:
    log, port = tmp_path / "log", free_port()
    with serving(tmp_path, outlet, port) as served:
        done = "SELECT status FROM run WHERE kind = 'ingest' AND finished_at IS NOT NULL"
        assert eventually(lambda: published(tmp_path / "data", done), log)[0] == ("completed",)
        served.send_signal(signal.SIGINT)
        assert served.wait(60) == 0
    assert not answers(f"http://127.0.0.1:{port}/api/health")
    events = [json.loads(line) for line in log.read_text().splitlines() if line.startswith('{"time"')]
    run = next(event["run"] for event in events if event["event"] == "run started")
    assert {event["event"] for event in events if event.get("run") == run} >= {"source read", "merged", "run ended"}


def test_a_serve_that_is_killed_takes_its_server_with_it(tmp_path: Path, outlet: WordPressOutlet) -> None:
    log, port = tmp_path / "log", free_port()
    health = f"http://127.0.0.1:{port}/api/health"
    with serving(tmp_path, outlet, port) as served:
        eventually(lambda: answers(health), log)
        served.kill()
        served.wait()
        assert eventually(lambda: not answers(health), log)


def test_a_serve_that_follows_a_killed_one_skips_no_run_for_what_that_left_begun(
    tmp_path: Path, outlet: WordPressOutlet
) -> None:
    log, port = tmp_path / "log", free_port()
    api = f"http://127.0.0.1:{port}/api"
    with serving(tmp_path, outlet, port) as served:
        eventually(lambda: "run started" in log.read_text(), log)
        os.killpg(served.pid, signal.SIGKILL)
        served.wait()
    with serving(tmp_path, outlet, port):
        states = eventually(lambda: completed(api), log)
    assert states == ["Crashed", "Completed"]


def completed(api: str) -> list[str]:
    """The states of the runs of ingest that ended, once one is among them that ended well."""
    ended = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
    if not answers(f"{api}/health"):
        return []
    states = [row["state_name"] for row in flow_runs(api, "ingest") if row["state_type"] in ended]
    return states if "Completed" in states else []


def test_a_second_serve_of_one_data_folder_is_refused(tmp_path: Path, outlet: WordPressOutlet) -> None:
    with alone(tmp_path / "data", "serve"):
        env = surroundings(tmp_path, outlet)
        said = subprocess.run([BIN / "rasd", "serve"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert f"as process {os.getpid()} is still running" in said.stderr


def test_a_run_that_fails_ends_with_its_cause_and_without_a_traceback(tmp_path: Path, outlet: WordPressOutlet) -> None:
    nowhere = {"RASD_WAREHOUSE": "ducklake:postgres:host=127.0.0.1 port=9 dbname=x", "RASD_WAREHOUSE_FILES": "lake"}
    env = surroundings(tmp_path, outlet) | nowhere
    said = subprocess.run([BIN / "rasd", "ingest"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert re.match(r"rasd: ducklake:.* Connection refused", said.stderr.splitlines()[-1])


def serving(folder: Path, outlet: WordPressOutlet, port: int) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """`rasd serve` that ingests every minute."""
    env = surroundings(folder, outlet) | {"RASD_LAG": "60"}
    return running(BIN / "rasd", "serve", "--cron", "* * * * *", "--port", str(port), log=folder / "log", env=env)


@dataclass(frozen=True)
class Prefect:
    """The API of a server, the data folder of its worker, the variables for commands, and the messages people got."""

    api: str
    data: Path
    env: dict[str, str]
    inbox: list[str]


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory, outlet: WordPressOutlet) -> Iterator[Prefect]:
    """A Prefect server on loopback that knows the deployments of prefect.yaml, and a worker, started as compose.yaml
    starts them."""
    folder, port = tmp_path_factory.mktemp("prefect"), free_port()
    log = folder / "log"
    api = f"http://127.0.0.1:{port}/api"
    env = surroundings(folder, outlet) | {
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_API_URL": api,
    }
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    commands = {name: str(service["command"]).split() for name, service in services.items()}
    assert {command[0] for command in commands.values()} == {"prefect"}
    with ExitStack() as stack:
        address, inbox = stack.enter_context(webhook())
        env["RASD_NOTIFY"] = json.dumps([address])
        stack.enter_context(running(BIN / "prefect", *commands["server"][1:], log=log, env=env))
        eventually(lambda: answers(f"{api}/health"), log)
        for name in ("pool", "deployments"):
            command = [BIN / "prefect", *commands[name][1:]]
            done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr + done.stdout
        for deployment in httpx.post(f"{api}/deployments/filter", json={}, trust_env=False).json():
            pause = f"{api}/deployments/{deployment['id']}"  # what runs is what a test starts
            httpx.patch(pause, json={"paused": True}, trust_env=False).raise_for_status()
        stack.enter_context(running(BIN / "prefect", *commands["worker"][1:], log=log, env=env))
        yield Prefect(api, folder / "data", env, inbox)


def start(
    env: dict[str, str], deployment: str, *parameters: str, watch: bool = True
) -> subprocess.CompletedProcess[str]:
    """`prefect deployment run` with parameters."""
    told = [part for parameter in parameters for part in ("--param", parameter)]
    command = [BIN / "prefect", "deployment", "run", deployment, *told, *(["--watch"] if watch else [])]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_a_worker_backfills_what_it_is_told_to(prefect: Prefect, outlet: WordPressOutlet) -> None:
    days = sorted(outlet.local(story.published).date() for story in outlet.stories)
    told = (f"since={days[0]}", f"until={days[-1]}", "days_at_once=20000", 'sources=["outlet"]')
    said = start(prefect.env, "backfill/backfill", *told)
    assert said.returncode == 0, said.stdout + said.stderr
    ((run,),) = published(prefect.data, "SELECT run_id FROM run WHERE kind = 'backfill' AND status = 'completed'")
    held = published(prefect.data, f"SELECT count(*) FROM article WHERE run_id = '{run}'")
    assert held == [(len(outlet.stories),)]
    assert published(prefect.data, "SELECT count(*) > 5 FROM incidents") == [(True,)]
    assert [row["state_name"] for row in flow_runs(prefect.api, "backfill")] == ["Completed"]


def test_a_run_that_meets_one_of_its_kind_is_skipped_and_says_so(prefect: Prefect) -> None:
    held = (
        "import sys; from pathlib import Path; from flows.alone import alone\n"
        "with alone(Path(sys.argv[1]), 'ingest'): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held, prefect.data], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert start(prefect.env, "ingest/ingest", 'sources=["outlet"]').returncode == 0
        holder.communicate()
    skipped = flow_runs(prefect.api, "ingest")[-1]
    assert skipped["state_name"] == "Skipped"
    assert f"as process {holder.pid} is still running" in skipped["state"]["message"]


def test_health_fails_with_the_name_of_a_source_that_is_unwell_and_tells_people(prefect: Prefect) -> None:
    with open_warehouse(prefect.data / "warehouse" / "rasd.duckdb") as con:
        con.execute(
            "INSERT INTO run (run_id, kind, started_at, finished_at, status)"
            " SELECT 'look' || i, 'ingest', now() - i * INTERVAL 10 HOUR, now(), 'completed' FROM range(4) hours (i)"
        )
        con.execute(
            "INSERT INTO run_source (run_id, source, refused)"
            """ SELECT 'look' || i, 'mute', '{"discover: refused": 1}' FROM range(4) hours (i)"""
        )
    for _ in range(2):
        assert start(prefect.env, "health/health").returncode == 1
    told = [(row["state_type"], row["state_name"], row["state"]["message"]) for row in flow_runs(prefect.api, "health")]
    alarm = "mute: gave nothing yet (no article in 30 hours of looking); likely cause: blocked; "
    assert [(kind, name, message[: len(alarm)]) for kind, name, message in told] == [("FAILED", "Unwell", alarm)] * 2
    (message,) = prefect.inbox
    assert json.loads(message)["title"] == "Rasd: mute unwell"
