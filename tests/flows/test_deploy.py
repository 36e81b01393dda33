"""What is deployed: `rasd serve`, prefect.yaml and the containers say the same."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.utilities.importtools import import_object

from extract.errors import SettingsError
from flows.schedule import deployments
from flows.settings import Settings

ROOT = Path(__file__).parents[2]


def read(name: str) -> dict[str, Any]:
    told = yaml.safe_load((ROOT / name).read_text("utf-8"))
    assert isinstance(told, dict)
    return told


def test_serve_and_prefect_yaml_deploy_the_same() -> None:
    served = {
        one.name: (
            [(schedule.schedule.cron, schedule.schedule.timezone) for schedule in one.schedules or ()],
            one.parameters,
            one.concurrency_limit,
            one.concurrency_options.collision_strategy,
        )
        for one in asyncio.run(deployments(Settings(time_zone="Asia/Aden"), "*/30 * * * *"))
    }
    zone = "{{ $RASD_TIME_ZONE }}"
    written = {
        one["name"]: (
            [(at["cron"], at["timezone"].replace(zone, "Asia/Aden")) for at in one.get("schedules", ())],
            one.get("parameters", {}),
            one["concurrency_limit"]["limit"],
            one["concurrency_limit"]["collision_strategy"],
        )
        for one in read("prefect.yaml")["deployments"]
    }
    assert served == written


def test_every_deployment_is_a_flow_of_its_name_that_tells_people_when_it_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    for one in read("prefect.yaml")["deployments"]:
        flow = import_object(one["entrypoint"])
        assert flow.name == one["name"]
        assert flow.description
        assert {hook.__name__ for hook in (*flow.on_failure_hooks, *flow.on_crashed_hooks)} == {"tell_failure"}


def test_a_schedule_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="--cron is 'often'; allowed are five fields"):
        asyncio.run(deployments(Settings(), "often"))


def test_the_containers_keep_what_must_be_kept_and_set_settings_that_there_are() -> None:
    compose = read("compose.yaml")
    services = compose["services"]
    mounted = [volume.partition(":")[0] for service in services.values() for volume in service.get("volumes", ())]
    assert set(compose["volumes"]) == {"data", "prefect"} <= set(mounted)
    told = {
        name.removeprefix("RASD_").lower() for name in services["worker"]["environment"] if name.startswith("RASD_")
    }
    assert told <= set(Settings.model_fields)
    assert all(name in services for service in services.values() for name in service.get("depends_on", ()))
    assert "--pool " + read("prefect.yaml")["definitions"]["pool"]["name"] in services["worker"]["command"]


def test_the_image_is_built_from_the_lock_file_and_does_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert "RUN pip install --no-cache-dir --no-deps -r requirements.lock" in lines
    assert [line for line in lines if line.startswith(("USER", "VOLUME", "ENV"))] == [
        "USER 1000",
        "ENV RASD_DATA=/data",
        "VOLUME /data",
    ]
