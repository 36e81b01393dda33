"""A fresh warehouse a test, and articles that tell incidents in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from extract.model import Article, Claim, GeoPrecision, Mention, Span, SubEventType, TimePrecision, Toll
from warehouse.db import Connection, open_warehouse
from warehouse.load import LoadedArticle

DAY = date(2023, 10, 5)


@pytest.fixture(params=["file", pytest.param("lake", marks=pytest.mark.soak)])
def con(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """An empty warehouse; `make soak` asks the same of a lake as of a file."""
    with open_warehouse(":memory:" if request.param == "file" else request.getfixturevalue("lake")) as con:
        con.execute("SET threads = 1")  # for a few rows, sharing them out costs more than it saves
        yield con


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
