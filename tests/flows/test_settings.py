"""Settings: which wins, what is refused, and how sources are chosen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from extract.errors import SettingsError
from flows.backfill import windows
from flows.settings import Settings, read_day, settings, using
from warehouse.store import Lake


def test_variables_win_over_the_file_and_the_file_over_the_defaults(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rasd.toml").write_text('data = "there"\nlag = 7\n', "utf-8")
    monkeypatch.setenv("RASD_LAG", "9")
    chosen = Settings()
    assert (chosen.data, chosen.lag, chosen.time_zone) == (Path("there"), 9, "UTC")


def test_a_user_s_file_adds_changes_and_switches_off_sources(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rasd.toml").write_text(
        '[sources.mine]\nname = "Mine"\nhome = "https://mine.example/"\nfeeds = ["https://mine.example/feed"]\n'
        "[sources.sana]\nenabled = false\n[sources.enabbaladi]\ngap = 9\n",
        "utf-8",
    )
    catalog = Settings().catalog()
    assert catalog["mine"].name == "Mine"
    assert catalog["enabbaladi"].gap == 9
    assert "sana" not in catalog


def test_the_warehouse_is_a_file_in_the_data_folder_or_the_lake_that_is_named(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).store == tmp_path / "warehouse" / "rasd.duckdb"
    shared = Settings(warehouse="ducklake:postgres:host=db password=x dbname=rasd", warehouse_files="s3://bucket/rasd")
    assert shared.store == Lake("ducklake:postgres:host=db password=x dbname=rasd", "s3://bucket/rasd")
    assert str(shared.store) == "ducklake:postgres:host=db password=*** dbname=rasd"


@pytest.mark.parametrize(
    ("warehouse", "files"),
    [("postgres:dbname=rasd", "/srv/rasd"), ("ducklake:postgres:dbname=rasd", ""), ("", "/srv/rasd")],
)
def test_half_a_lake_is_refused(warehouse: str, files: str) -> None:
    with pytest.raises(ValidationError, match=r"must (begin with|name a folder)"):
        Settings(warehouse=warehouse, warehouse_files=files)


def test_an_unknown_source_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(SettingsError, match=r"there is no source 'sanna'; allowed are .*sana"):
        Settings().choose(["sanna"])


def test_within_the_block_the_given_settings_are_in_use(tmp_path: Path) -> None:
    with using(Settings(data=tmp_path)):
        assert settings().data == tmp_path
    assert settings().data != tmp_path


def test_a_day_is_read_as_written_and_nothing_else_is_a_day() -> None:
    assert read_day("--since", "2024-02-29") == date(2024, 2, 29)
    with pytest.raises(SettingsError, match="allowed is a day as YYYY-MM-DD"):
        read_day("--until", "29.2.2024")


def test_windows_cover_every_day_once_the_newest_first() -> None:
    assert list(windows(date(2025, 1, 1), date(2025, 1, 10), 4)) == [
        (date(2025, 1, 7), date(2025, 1, 10)),
        (date(2025, 1, 3), date(2025, 1, 6)),
        (date(2025, 1, 1), date(2025, 1, 2)),
    ]
