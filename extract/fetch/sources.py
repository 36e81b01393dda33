"""What Rasd knows about an outlet: where its articles are found, whose they are, and how gently to ask."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from extract.errors import SettingsError
from extract.fetch.urls import host_of

SourceScale = Literal["Subnational", "National", "Regional", "International", "Other"]
"""ACLED's source scales: how wide an outlet looks."""

_PLACEHOLDER = re.compile(r"\{(page|date(?::[^{}]+)?)\}")


def _regular_expression(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"a regular expression ({error})") from error
    return value


Pattern = Annotated[str, AfterValidator(_regular_expression)]


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address that begins with http:// or https:// and names a host")
    return value


@cache
def _zones() -> frozenset[str]:
    """The names of all time zones, for which the system's files are read."""
    return frozenset(available_timezones())


class _Strict(BaseModel):
    """Unknown keys are refused: a misspelt field must not be silently without effect."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Listing(_Strict):
    """Pages that list articles: `url` with {page} or {date:%Y-%m-%d}, `link` selects the anchors.

    Numbered pages are read from `first` until a page gives nothing new or `pages` are read; `next` selects the
    link to the following page of one day or section. Of the links, those whose address `match`
    finds are taken.
    """

    url: str
    link: str = "a[href]"
    match: Pattern = ""
    next: str | None = None
    first: int = 1
    pages: int = Field(default=50, ge=1, le=10_000)

    @field_validator("url")
    @classmethod
    def _known_placeholders(cls, value: str) -> str:
        if re.search(r"[{}]", _PLACEHOLDER.sub("", value)):
            raise ValueError("an address with no other placeholders than {page} and {date:%Y-%m-%d}")
        return _http_url(value)

    @property
    def by(self) -> frozenset[str]:
        """What the pages are counted by: of 'page' and 'date'; empty for one fixed page."""
        return frozenset(found[1].split(":")[0] for found in _PLACEHOLDER.finditer(self.url))

    def at(self, page: int, day: date | None) -> str:
        """The address of the page with this number, and of this day."""
        return self.url.format(page=page, date=day)


class Selectors(_Strict):
    """CSS selectors of an outlet's article pages, where the general rules do not do; `remove` is cut out first.

    They hold for pages fetched from `since` to `until`, both included.
    """

    title: str | None = None
    text: str | None = None
    published: str | None = None
    authors: str | None = None
    remove: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


class Source(_Strict):
    """One outlet as flows/sources.toml tells it.

    `independence_group` names who stands behind an outlet: outlets of one group are one witness. `gap` is the
    least number of seconds between two requests to a host; robots.txt may ask for more and gets it. `wordpress`
    is the address of the posts route (…/wp-json/wp/v2/posts); with `wordpress_content` the articles are taken from
    there, a hundred a request, instead of from their pages. `telegram` holds the channels' names, kept as the
    addresses of their previews. Addresses in which `exclude` is found are no articles. `checked` is the day
    somebody saw the source answer, None where nobody has. `allow_private` lets the hosts it names be on loopback or
    private addresses.
    """

    id: str
    name: str
    name_ar: str = ""
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    language: str = Field(default="ar", pattern=r"^[a-z]{2,3}$")
    time_zone: str = "UTC"
    source_scale: SourceScale = "National"
    independence_group: str = ""
    home: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    wordpress: str | None = None
    wordpress_content: bool = False
    listings: tuple[Listing, ...] = ()
    telegram: tuple[str, ...] = ()
    exclude: Pattern | None = None
    selectors: Selectors = Selectors()
    licence: str = ""
    robots_notes: str = ""
    checked: date | None = None
    allow_private: bool = False
    gap: float = Field(default=2.0, ge=0, le=3600)
    enabled: bool = True

    @field_validator("id")
    @classmethod
    def _plain_id(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_]*", value):
            raise ValueError("small Latin letters, digits and _")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in _zones():
            raise ValueError("a name of the IANA time zone database, such as Asia/Damascus")
        return value

    @field_validator("home", "wordpress")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return value if value is None else _http_url(value)

    @field_validator("feeds", "sitemaps")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_http_url(url) for url in value)

    @field_validator("telegram")
    @classmethod
    def _channels(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"[A-Za-z]\w{3,31}|https?://.+", name) for name in value):
            raise ValueError("names of public Telegram channels without @, or addresses of their previews")
        return tuple(name if "://" in name else f"https://t.me/s/{name}" for name in value)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the outlet writes its dates."""
        return ZoneInfo(self.time_zone)

    @property
    def group(self) -> str:
        """Who stands behind the outlet: its independence group, or the outlet itself where none is known."""
        return self.independence_group or self.id

    @cached_property
    def private_hosts(self) -> frozenset[str]:
        """The hosts (with their ports) that may be private: those the source itself names, if it allows any."""
        if not self.allow_private:
            return frozenset()
        named = (self.home, self.wordpress, *self.feeds, *self.sitemaps, *self.telegram)
        listed = (_PLACEHOLDER.sub("1", listing.url) for listing in self.listings)
        return frozenset(host_of(url) for url in (*named, *listed) if url)

    def excludes(self, url: str) -> bool:
        """Whether `url` is known to be no article."""
        return self.exclude is not None and re.search(self.exclude, url) is not None

    @property
    def can_be_discovered(self) -> bool:
        """Whether the source names any way in which its articles can be found."""
        return any((self.feeds, self.sitemaps, self.wordpress, self.listings, self.telegram))


def load_sources(*layers: Path | Mapping[str, Mapping[str, Any]]) -> dict[str, Source]:
    """The sources of all layers by id; a later layer adds sources and changes single fields of earlier ones.

    A layer is a TOML file with tables [sources.ID] (a file without any is an empty layer) or a mapping of id to
    fields. Raises SettingsError that names file, source, field and what is allowed.
    """
    fields: dict[str, dict[str, Any]] = {}
    said_by: dict[str, str] = {}
    for layer in layers:
        where = str(layer) if isinstance(layer, Path) else "the given sources"
        for key, table in _tables(layer, where).items():
            if not isinstance(table, Mapping):
                raise SettingsError(f"{where}: sources.{key} is {table!r}; it must be a table [sources.{key}]")
            fields.setdefault(key, {}).update(table)
            said_by[key] = where
    return {key: _validated(key, table, said_by[key]) for key, table in fields.items()}


def _tables(layer: Path | Mapping[str, Mapping[str, Any]], where: str) -> Mapping[str, Any]:
    if not isinstance(layer, Path):
        return layer
    try:
        tables = tomllib.loads(layer.read_text("utf-8")).get("sources", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{where}: cannot be read as TOML: {error}") from error
    if not isinstance(tables, dict):
        raise SettingsError(f"{where}: sources is {tables!r}; it must hold tables [sources.ID]")
    return tables


def _validated(key: str, table: Mapping[str, Any], where: str) -> Source:
    try:
        return Source.model_validate({"id": key, **table})
    except ValidationError as error:
        problems = "; ".join(_problem(key, detail) for detail in error.errors())
        raise SettingsError(f"{where}: {problems}") from error


def _problem(key: str, detail: ErrorDetails) -> str:
    field = ".".join(str(step) for step in detail["loc"])
    if detail["type"] == "extra_forbidden":
        nested: dict[str, type[BaseModel]] = {"listings": Listing, "selectors": Selectors}
        allowed = ", ".join(nested.get(field.split(".")[0], Source).model_fields)
        return f"source {key} has a field {field} that does not exist; allowed are {allowed}"
    if detail["type"] == "missing":
        return f"source {key} lacks the field {field}"
    if field == "source_scale":
        return f"source {key}, field {field} is {detail['input']!r}; allowed are {', '.join(get_args(SourceScale))}"
    said = detail["msg"].removeprefix("Value error, ")
    return f"source {key}, field {field} is {detail['input']!r}; allowed: {said}"
