"""Articles coded by hand, and what a coder made of them: two reports of each event, for tuning."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from extract.model import Article, Claim, GeoPrecision, Mention, Span, SubEventType, TimePrecision, Toll
from warehouse.tuning.reports import Report, filler

Told = tuple[Article, list[Mention]]
_ALIKE = 5  # of nine fields: with fewer, what is of another event type is another incident of the sentence


def read_told(articles: Path, coded: Path | None = None) -> dict[str, Told]:
    """Each article by its id, with the mentions given with it, or with those that `rasd code` wrote to `coded`."""
    lines = [json.loads(line) for line in articles.open(encoding="utf-8")]
    incidents = {line["id"]: line["incidents"] for line in lines}
    if coded:
        results = map(json.loads, coded.open(encoding="utf-8"))
        incidents = {result["id"]: result["incidents"] for result in results}
    return {
        line["id"]: (_article(line), [_mention(line["text"], values) for values in incidents[line["id"]]])
        for line in lines
    }


def read_events(same: Path) -> dict[tuple[str, int], int]:
    """The number of the event that the incidents [article id, number] share, of those that several articles tell."""
    groups = json.loads(same.read_text(encoding="utf-8"))
    return {(key, n): event for event, group in enumerate(groups) for key, n in group}


def told_twice(
    gold: Mapping[str, Told], coded: Mapping[str, Told], events: Mapping[tuple[str, int], int], seed: int = 1
) -> Iterator[Report]:
    """A report of each gold incident, and one of each coded incident that is one of gold's, in texts of their own.

    Incidents that an article tells are told apart as hard as those of different articles are: here each has an
    article to itself.
    """
    rng = random.Random(seed)
    number = {
        (key, n): events.get((key, n), 1000 + 100 * at + n)
        for at, (key, (_, mentions)) in enumerate(gold.items())
        for n in range(len(mentions))
    }
    for key, (article, mentions) in gold.items():
        for n, mention in enumerate(mentions):
            yield _alone(rng, article, mention, f"gold/{key}/{n}", number[key, n])
        _, others = coded[key]
        for n, match in _matches(mentions, others).items():
            yield _alone(rng, article, others[match], f"coded/{key}/{match}", number[key, n])


def _matches(mentions: Sequence[Mention], others: Sequence[Mention]) -> dict[int, int]:
    """Which of `others` tells the same as each of `mentions`: their words meet, and all else is most alike."""
    likeness = sorted(
        (-_likeness(one, other), n, m)
        for n, one in enumerate(mentions)
        for m, other in enumerate(others)
        if one.span.start < other.span.end
        and other.span.start < one.span.end
        and (one.event_type == other.event_type or _likeness(one, other) >= _ALIKE)
    )
    found: dict[int, int] = {}
    for _, n, m in likeness:
        if n not in found and m not in found.values():
            found[n] = m
    return found


def _likeness(one: Mention, other: Mention) -> int:
    fields = ("sub_event_type", "date_start", "date_end", "place", "actor1", "actor2", "killed", "injured", "weapons")
    return sum(getattr(one, field) == getattr(other, field) for field in fields)


def _alone(rng: random.Random, article: Article, mention: Mention, path: str, event: int) -> Report:
    opening = filler(rng, 80)
    span = Span(len(opening) + 1, len(opening) + 1 + len(mention.evidence))
    url = f"https://tuning.example/{path}"
    alone = replace(article, url=url, canonical_url="", text=f"{opening}\n{mention.evidence}", source=path)
    return Report(alone, replace(mention, span=span), event)


def _article(line: Mapping[str, Any]) -> Article:
    published = datetime.fromisoformat(line["published"])
    return Article(line["url"], line["title"], line["text"], published, source=line["source"])


def _mention(text: str, values: Mapping[str, Any]) -> Mention:
    start = text.index(values["evidence"])
    exact = GeoPrecision.EXACT if values["place"] else GeoPrecision.REGION
    return Mention(
        sub_event_type=SubEventType(values["sub_event_type"]),
        evidence=values["evidence"],
        span=Span(start, start + len(values["evidence"])),
        date_start=_day(values["date_start"]),
        date_end=_day(values["date_end"]),
        time_precision=TimePrecision.DAY if values["date_start"] else None,
        country=values["country"],
        admin1=values["admin1"],
        place=values["place"],
        place_id=values.get("place_id"),
        latitude=values.get("latitude"),
        longitude=values.get("longitude"),
        geo_precision=values.get("geo_precision", exact),
        actor1=values["actor1"],
        suspected=tuple(values["suspected"]),
        actor2=values["actor2"],
        weapons=tuple(values["weapons"]),
        killed=_toll(values["killed"]),
        injured=_toll(values["injured"]),
        claim=Claim(values["claim"]) if values["claim"] else None,
        background=values["background"],
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _toll(value: Sequence[int | None] | None) -> Toll | None:
    return Toll(value[0] or 0, value[1]) if value else None
