"""What the extractor's values are called in the warehouse's tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from extract.fetch.response import Fetch, Verdict
from extract.fetch.sources import Source
from extract.incidents.actors import Actor
from extract.model import Article
from extract.places import Place
from extract.places.romanise import romanise

_NO_FAILURE = {Verdict.OK, Verdict.NOT_MODIFIED, Verdict.UNCHANGED, Verdict.REDIRECT}


def source_row(source: Source) -> dict[str, Any]:
    """A row of source."""
    return {
        "source": source.id,
        "name_ar": source.name_ar or None,
        "name_en": source.name,
        "country": source.country,
        "home_url": source.home,
        "language": source.language,
        "time_zone": source.time_zone,
        "source_scale": source.source_scale,
        "independence_group": source.independence_group or None,
    }


def source_of(row: Mapping[str, Any]) -> Source:
    """The outlet that a row of source tells of, as far as the table tells it."""
    return Source(
        id=row["source"],
        name=row["name_en"],
        name_ar=row["name_ar"] or "",
        country=row["country"],
        home=row["home_url"],
        language=row["language"],
        time_zone=row["time_zone"],
        source_scale=row["source_scale"],
        independence_group=row["independence_group"] or "",
    )


def article_of(row: Mapping[str, Any]) -> Article:
    """The article that a row of article tells of, with the `time_zone` of its outlet, on whose clock it is dated."""
    published = row["published"] and row["published"].replace(tzinfo=UTC).astimezone(ZoneInfo(row["time_zone"]))
    return Article(
        url=row["url"],
        title=row["title"],
        text=row["text"],
        published=published,
        modified=row["modified"] and row["modified"].replace(tzinfo=UTC),
        authors=tuple(row["authors"]),
        canonical_url=row["canonical_url"],
        language=row["language"],
        source=row["source"],
        country=row["country"],
        section=row["section"],
        tags=tuple(row["tags"]),
    )


def request_row(fetch: Fetch, run_id: str | None) -> dict[str, Any]:
    """A row of fetch; the article that was read from it is noted when that is."""
    return {
        "run_id": run_id,
        "source": fetch.source,
        "url": fetch.url,
        "final_url": fetch.final_url,
        "fetched_at": fetch.time,
        "status": fetch.status,
        "verdict": fetch.verdict.value,
        "etag": fetch.etag,
        "last_modified": fetch.last_modified,
        "content_type": fetch.content_type,
        "sha256": fetch.sha256,
        "warc_file": fetch.file,
        "warc_offset": fetch.offset,
        "via": fetch.via,
        "error": None if fetch.verdict in _NO_FAILURE else fetch.error or fetch.verdict.value,
    }


def fetch_of(row: Mapping[str, Any]) -> Fetch:
    """The last whole answer that a row of warehouse.recall.last_answers tells of, its time that of its confirmation."""
    return Fetch(
        url=row["url"],
        time=row["confirmed_at"].replace(tzinfo=UTC),
        verdict=Verdict(row["verdict"]),
        via=row["via"],
        source=row["source"],
        final_url=row["final_url"],
        status=row["status"],
        content_type=row["content_type"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        sha256=row["sha256"],
        file=row["warc_file"],
        offset=row["warc_offset"],
    )


def place_row(place: Place) -> dict[str, Any]:
    """A row of place."""
    return {
        "place_id": place.place_id,
        "name_ar": place.name_ar,
        "name_en": place.name_en or romanise(place.name_ar),
        "country": place.country or None,
        "admin1": place.admin1,
        "kind": place.kind,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def actor_row(actor: Actor) -> dict[str, Any]:
    """A row of actor."""
    return {
        "actor": actor.key,
        "name_en": actor.name_en,
        "kind": actor.side,
        "country": actor.country or None,
    }
