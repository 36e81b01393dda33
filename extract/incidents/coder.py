"""Articles to mentions: the one call that the rest of Rasd makes."""

from __future__ import annotations

import gc
from functools import cache

from extract.incidents.clauses import Reading, read
from extract.incidents.confidence import confidence, credible, signs
from extract.incidents.reasons import reasons
from extract.incidents.scene import Scene
from extract.incidents.scenes import scenes
from extract.model import Article, GeoPrecision, Mention, Span, SubEventType
from extract.places.gazetteer import Gazetteer, load_gazetteer

_EARLIEST, _LATEST = 1900, 2200  # a publication year beyond these is a default of the outlet's system (0001-01-01)
_LONGEST_EVIDENCE = 30
_SHORTEST_EVIDENCE = 5


def code_article(article: Article, gazetteer: Gazetteer | None = None) -> list[Mention]:
    """The incidents that `article` reports, in the order of its text; pure and deterministic."""
    return credible([mention for mention, _ in code_scenes(article, gazetteer)])


def code_scenes(article: Article, gazetteer: Gazetteer | None = None) -> list[tuple[Mention, frozenset[str]]]:
    """What `article` may report, the least credible too, each with the signs that speak for or against it."""
    published = article.published.date() if article.published else None
    if published is not None and not _EARLIEST <= published.year <= _LATEST:
        published = None
    reading = read(article.text, published, gazetteer or load_gazetteer(), article.country)
    _keep_tables()
    found = scenes(reading, article.country, article.title)
    each = zip(found, signs(reading, found), strict=True)
    return [(_mention(reading, scene, confidence(known)), known) for scene, known in each]


@cache
def _keep_tables() -> None:
    """Tells the garbage collector that what the first article has loaded stays: else it goes through all the tables
    again and again while a long text is read."""
    gc.freeze()


def _mention(reading: Reading, scene: Scene, sure: float) -> Mention:
    spot = scene.where or scene.area
    span = _evidence(reading, scene)
    return Mention(
        sub_event_type=scene.kind,
        evidence=span.of(reading.text),
        span=span,
        date_start=scene.when.start,
        date_end=scene.when.end,
        time_precision=scene.when.precision,
        country=scene.country,
        admin1=scene.admin1,
        place=scene.where.name if scene.where else None,
        place_id=spot.place_id if spot else None,
        latitude=spot.latitude if spot else None,
        longitude=spot.longitude if spot else None,
        geo_precision=GeoPrecision(spot.geo_precision) if spot and spot.geo_precision else None,
        actor1=scene.actor1 or "unidentified",
        suspected=scene.suspected,
        actor2=scene.actor2,
        weapons=_weapons(scene),
        killed=scene.harm.killed,
        injured=scene.harm.injured,
        claim=scene.claim,
        background=scene.background,
        confidence=sure,
        why=reasons(reading, scene),
    )


_BLOWN_UP = frozenset({SubEventType.REMOTE_EXPLOSIVE, SubEventType.LOOTING})


def _weapons(scene: Scene) -> tuple[str, ...]:
    """What is named: bare قذائف are no weapon, and what nobody names that explodes is an unspecified explosive."""
    named = tuple(weapon for weapon in scene.weapons if weapon != "shellfire")
    exploded = scene.kind in _BLOWN_UP and "explode" in scene.frame.classes
    return named or (("unspecified_explosive",) if exploded else ())


def _evidence(reading: Reading, scene: Scene) -> Span:
    """The words that show the incident: from its first trigger to its place, 5 to 30 words, within the sentence."""
    frame = scene.frame
    first = frame.triggers[0].first
    last = max(trigger.last for trigger in frame.triggers)
    if scene.where is not None and frame.first <= scene.where.match.first < frame.last:
        first, last = min(first, scene.where.match.first), max(last, scene.where.match.last)
    last = min(max(last, first + _SHORTEST_EVIDENCE), first + _LONGEST_EVIDENCE, frame.sentence.last)
    if last - first < _SHORTEST_EVIDENCE:
        first = max(frame.sentence.first, last - _SHORTEST_EVIDENCE)
    return reading.span(first, last)
