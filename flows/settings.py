"""Where things are and how Rasd behaves: RASD_* variables, then rasd.toml, then what stands here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from extract.errors import SettingsError
from extract.fetch.client import Manners
from extract.fetch.sources import Source, load_sources
from warehouse.store import LAKE_PREFIX, Lake

BUNDLED_SOURCES = Path(__file__).with_name("sources.toml")


class Settings(BaseSettings):
    """Rasd's settings.

    `data` is the one folder that holds everything Rasd keeps: archive, warehouse, gazetteer and Prefect's home.
    `warehouse` is where several machines share one: "ducklake:postgres:" and PostgreSQL's connection string, with
    `warehouse_files` the folder, or address such as s3://bucket/rasd, of its Parquet files; without, it is a file
    in `data`.
    `contact` is the address or page at which a publisher reaches whoever runs this. `lag` is how many days back a
    scheduled ingest reads again for edits and late tolls. `morphology_db` names a second morphological database.
    `dask_scheduler` is the address of a Dask cluster's (tcp://host:8786) that recodes; without, this machine does.
    `sources` are tables of sources that add to the bundled ones and change them.
    `log` is how runs tell what they do: as text, as a line of json an event, or quiet. `notify` are the addresses that
    are told of alarms, as Apprise writes them: mailtos://..., jsons://... for a webhook, and those of many services.
    """

    model_config = SettingsConfigDict(env_prefix="RASD_", toml_file="rasd.toml", extra="ignore", frozen=True)

    data: Path = Path("data")
    warehouse: str = ""
    warehouse_files: str = Field(default="", validate_default=True)
    contact: str = ""
    time_zone: str = "UTC"
    lag: int = Field(default=3, ge=0, le=60)
    requests_at_once: int = Field(default=16, ge=1, le=256)
    morphology_db: str | None = None
    log: Literal["text", "json", "quiet"] = "text"
    notify: list[str] = Field(default=[], repr=False)
    dask_scheduler: str | None = None
    sources: dict[str, dict[str, Any]] = Field(default={}, repr=False)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("must be a name of the IANA time zone database, such as Asia/Damascus")
        return value

    @field_validator("warehouse")
    @classmethod
    def _known_lake(cls, value: str) -> str:
        if value and not value.startswith(LAKE_PREFIX):
            raise ValueError(f'must begin with "{LAKE_PREFIX}", such as "{LAKE_PREFIX}host=db dbname=rasd user=rasd"')
        return value

    @field_validator("warehouse_files")
    @classmethod
    def _files_of_a_lake(cls, value: str, info: ValidationInfo) -> str:
        if bool(value) != bool(info.data.get("warehouse")):
            raise ValueError("must name a folder or an s3:// address where warehouse is set, and only there")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over variables, variables over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def archive(self) -> Path:
        """The folder of the WARC files."""
        return self.data / "archive"

    @property
    def hosts(self) -> Path:
        """The folder in which all processes note when hosts may be asked."""
        return self.data / "hosts"

    @property
    def store(self) -> Path | Lake:
        """The database that loads write to: a file that nobody else opens, or the lake of several machines."""
        if self.warehouse:
            return Lake(self.warehouse, self.warehouse_files)
        return self.data / "warehouse" / "rasd.duckdb"

    @property
    def public(self) -> Path:
        """The published copy that analysts open."""
        return self.data / "public.duckdb"

    @property
    def gazetteer(self) -> Path:
        """The folder of the fuller gazetteer, if the user has loaded one."""
        return self.data / "gazetteer"

    @property
    def prefect_home(self) -> Path:
        """Prefect's own folder, so that the user's home stays untouched."""
        return self.data / "prefect"

    @property
    def manners(self) -> Manners:
        """How the client behaves."""
        return Manners(contact=self.contact, requests_at_once=self.requests_at_once)

    @property
    def zone(self) -> ZoneInfo:
        """The user's time zone, in which days without another one are meant."""
        return ZoneInfo(self.time_zone)

    def catalog(self) -> dict[str, Source]:
        """The bundled sources, completed and changed by the user's, without those that are switched off."""
        return {key: source for key, source in load_sources(BUNDLED_SOURCES, self.sources).items() if source.enabled}

    def choose(self, names: Iterable[str] | None) -> list[Source]:
        """The sources with these ids, all where none is named; raises SettingsError for an id that is none."""
        catalog = self.catalog()
        wanted = list(dict.fromkeys(names or catalog))
        unknown = next((name for name in wanted if name not in catalog), None)
        if unknown is not None:
            raise SettingsError(f"there is no source {unknown!r}; allowed are {', '.join(sorted(catalog))}")
        return [catalog[name] for name in wanted]


def read_day(option: str, value: str | None) -> date | None:
    """The day that an option's `value` gives; raises SettingsError for anything that is not YYYY-MM-DD."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise SettingsError(f"{option} is {value!r}; allowed is a day as YYYY-MM-DD, such as 2025-01-31") from None


def read_days(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """The days that --since and --until give; raises SettingsError for what is no day, or a first after the last."""
    first, last = read_day("--since", since), read_day("--until", until)
    if first and last and first > last:
        raise SettingsError(f"--since is {first}, after --until, {last}; allowed is a first day not after the last")
    return first, last


_chosen: ContextVar[Settings | None] = ContextVar("settings", default=None)


def settings() -> Settings:
    """The settings in use here; raises SettingsError that names the setting, its value and what is allowed."""
    return _chosen.get() or _read()


@contextmanager
def using(chosen: Settings) -> Iterator[Settings]:
    """Within the block `chosen` are the settings in use, whatever file and variables say."""
    token = _chosen.set(chosen)
    try:
        yield chosen
    finally:
        _chosen.reset(token)


def forget_settings() -> None:
    """Lets the settings be read anew when they are next asked for."""
    _read.cache_clear()


@lru_cache(1)
def _read() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))} is {e['input']!r}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"settings: {told}; set it in rasd.toml or as RASD_<NAME>") from None
