"""Coding a file: JSONL articles in, JSONL incidents out, without network, warehouse or Prefect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from extract.fetch.sources import Source
from extract.fetch.urls import host_of
from extract.model import Article, Mention, Toll
from flows.reading import code_articles


class Line(BaseModel):
    """One article of the input; fields beyond these are let through unread."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    text: str
    published: datetime | None = None
    unread_date: str | None = None
    """A publication date that is none (1941-97-42): the article is coded as one without a date."""
    title: str = ""
    url: str = ""
    source: str = ""
    country: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _day_or_moment(cls, fields: object) -> object:
        """A bare day is its midnight; days and moments are ISO 8601."""
        if not isinstance(fields, dict) or not isinstance(fields.get("published"), str):
            return fields
        written = fields["published"]
        try:
            return {**fields, "published": datetime.fromisoformat(written)}
        except ValueError:
            return {**fields, "published": None, "unread_date": written}

    @field_validator("title", "url", "source", mode="before")
    @classmethod
    def _absent(cls, value: object) -> object:
        return "" if value is None else value

    def article(self, countries: Mapping[str, str]) -> Article:
        """The article as the coder takes it; without a URL it is known by its id, without a country by its outlet's."""
        return Article(
            url=self.url or f"id:{self.id}",
            title=self.title,
            text=self.text,
            published=self.published,
            source=self.source,
            country=self.country or countries.get(_outlet(self.source)),
        )


Merge = Callable[[Sequence[tuple[Article, Sequence[Mention]]]], list[list[str]]]
"""Gives the incident_id of every mention of every article."""


def outlet_countries(sources: Iterable[Source]) -> dict[str, str]:
    """The countries of the outlets that have one, by the outlet's id and by its host."""
    known = [source for source in sources if source.country]
    return {_outlet(name): source.country or "" for source in known for name in (source.id, source.home)}


def _outlet(name: str) -> str:
    """An outlet's id, host or address as outlet_countries() has it."""
    return (host_of(name) if "://" in name else name.casefold()).removeprefix("www.")


def code_lines(
    lines: Iterable[str],
    gazetteer: Path | None = None,
    merge: Merge | None = None,
    explain: bool = False,
    countries: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[dict[str, Any]]:
    """A result for each line that is not empty, in their order: `{id, incidents}`.

    `gazetteer` is the folder of the fuller gazetteer, `countries` what outlet_countries() gives for lines that name
    their outlet and no country.
    A line that cannot be read or coded gives `{id, incidents: [], error}`. With `merge` each incident also has the
    incident_id that it shares with other reports of the event; with `explain` it has `why`: the rule of each value,
    the words it read, and what was rejected.
    """
    answers = (_code(number, line, gazetteer, countries) for number, line in enumerate(lines, start=1) if line.strip())
    if merge is None:
        yield from (_result(answer, explain=explain) for answer in answers)
        return
    whole = list(answers)
    ids = iter(merge([(one.article, one.mentions) for one in whole if one.article]))
    yield from (_result(one, next(ids) if one.article else (), explain) for one in whole)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of one line: its article with its mentions, or an error."""

    key: str
    article: Article | None = None
    mentions: tuple[Mention, ...] = ()
    error: str | None = None
    note: str | None = None


def _code(number: int, text: str, gazetteer: Path | None, countries: Mapping[str, str]) -> _Answer:
    try:
        line = Line.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        return _Answer(f"line {number}", error=f"line {number}: {where}: {first['msg']}")
    article = line.article(countries)
    coded = code_articles([article], gazetteer)[0]
    if coded.refusal:
        return _Answer(line.id, error=f"line {number} (id {line.id}): {coded.refusal.detail}")
    note = f"published {line.unread_date!r} is no day: relative days stay open" if line.unread_date else None
    return _Answer(line.id, article, coded.mentions, note=note)


def _result(answer: _Answer, incident_ids: Sequence[str] = (), explain: bool = False) -> dict[str, Any]:
    if answer.error:
        return {"id": answer.key, "incidents": [], "error": answer.error}
    incidents = [incident(mention) for mention in answer.mentions]
    for row, incident_id in zip(incidents, incident_ids, strict=False):
        row["incident_id"] = incident_id
    if explain and answer.article:
        for row, mention in zip(incidents, answer.mentions, strict=True):
            row["why"] = why(mention, answer.article.text)
    return {"id": answer.key, "incidents": incidents} | ({"note": answer.note} if answer.note else {})


def incident(mention: Mention) -> dict[str, Any]:
    """A mention in the fields of the codebook, with its place on the map and its span in the text."""
    return {
        "event_type": mention.event_type,
        "sub_event_type": mention.sub_event_type,
        "date_start": mention.date_start and mention.date_start.isoformat(),
        "date_end": mention.date_end and mention.date_end.isoformat(),
        "time_precision": mention.time_precision,
        "country": mention.country,
        "admin1": mention.admin1,
        "place": mention.place,
        "place_id": mention.place_id,
        "latitude": mention.latitude,
        "longitude": mention.longitude,
        "geo_precision": mention.geo_precision,
        "actor1": mention.actor1,
        "suspected": list(mention.suspected),
        "actor2": mention.actor2,
        "weapons": list(mention.weapons),
        "killed": _bounds(mention.killed),
        "injured": _bounds(mention.injured),
        "claim": mention.claim,
        "background": mention.background,
        "evidence": mention.evidence,
        "span": [mention.span.start, mention.span.end],
        "confidence": mention.confidence,
    }


def why(mention: Mention, text: str) -> list[dict[str, Any]]:
    """The reasons of a mention of `text`: the field, the rule that chose its value, and the words it read."""
    return [{"field": r.field, "rule": r.rule, "words": r.span and r.span.of(text)} for r in mention.why]


def _bounds(toll: Toll | None) -> list[int | None] | None:
    return None if toll is None else [toll.low, toll.high]
