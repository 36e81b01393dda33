"""The README tells the truth: every command in it runs, in its order, on the data that the ones before it made."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.demo import SampleSite, demo_sources
from flows.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
NEEDED = ("Makefile", "pyproject.toml", "requirements.lock", ".venv", "flows", "extract", "warehouse")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def _free_ports() -> int:
    """The first of four ports that nobody uses now."""
    for first in range(49_200, 60_000, 4):
        try:
            for port in range(first, first + 4):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError("no four ports in a row are free")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like a copy of the repository in which `make` has installed everything."""
    folder = tmp_path_factory.mktemp("readme")
    for name in NEEDED:
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture(scope="module")
def outlet() -> Iterator[str]:
    """The settings by which the outlet that the README reads stands on loopback."""
    with SampleSite(edited=True) as site:
        yield json.dumps({"enabbaladi": demo_sources(site)["saqiya"]})


def test_every_command_block_runs(folder: Path, outlet: str) -> None:
    variables = {
        "RASD_SOURCES": outlet,
        "RASD_DEMO_PORT": str(_free_ports()),
        "PREFECT_HOME": str(folder / "prefect"),  # one for both data folders: setting up Prefect's database takes long
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("RASD_", "PREFECT_"))}
    script = "set -ex\n" + "\n".join(_blocks("sh"))
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Incidents in the real article" in done.stdout
    coded = json.loads((folder / "incidents.jsonl").read_text("utf-8"))
    assert [incident["place"] for incident in coded["incidents"]] == ["سرمين"]
    assert (folder / "news" / "public.duckdb").exists()


def test_the_settings_shown_are_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, shared = _blocks("toml")
    (tmp_path / "rasd.toml").write_text(shared + own, "utf-8")
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.contact == "monitor@example.org"
    assert settings.catalog()["my_outlet"].time_zone == "Asia/Damascus"
    assert "sana" not in settings.catalog()
    assert str(settings.store).startswith("ducklake:postgres:")
