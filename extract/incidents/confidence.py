"""How likely a mention is right: a logistic model of what was explicit and what was carried over.

The weights of data/confidence.tsv are fitted on gold by `python -m bench.confidence --fit`: on the development articles
and on real ones that are not ours to give, where a row is right less often.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from extract.incidents.clauses import Reading
from extract.incidents.scene import Scene
from extract.incidents.words import rows
from extract.model import Mention

_FLOOR = 0.45  # below it two mentions of three are wrong on articles that the weights were not fitted on
_FLOOR_ALONE = 0.22  # in an article that tells nothing surer; below it four mentions of five are wrong


def credible(mentions: Sequence[Mention]) -> list[Mention]:
    """Those of an article's mentions that are worth telling: those that may well be right, else the best there are."""
    floor = _FLOOR if any(mention.confidence >= _FLOOR for mention in mentions) else _FLOOR_ALONE
    return [mention for mention in mentions if mention.confidence >= floor]


_DEEP = 20  # tokens of a sentence before an act from which on it seldom is what the sentence tells
_LONG = 45  # tokens of a long sentence


def signs(reading: Reading, scenes: Iterable[Scene]) -> Iterator[frozenset[str]]:
    """What speaks for or against each of the scenes of an article, in their order: signs by their names in
    data/confidence.tsv."""
    told = set()
    for scene in scenes:
        there_and_then = (scene.kind.event_type, scene.where and scene.where.name, scene.when.start)
        yield _signs(reading, scene, again=scene.where is not None and there_and_then in told)
        told.add(there_and_then)


def _signs(reading: Reading, scene: Scene, *, again: bool) -> frozenset[str]:
    spot, sentence, main = scene.where, scene.frame.sentence, scene.frame.main
    found = {
        "place named": spot is not None and scene.place_said,
        "place known to the gazetteer": spot is not None and spot.place is not None,
        "place of one candidate": spot is not None and spot.place is not None and not spot.losers,
        "place carried over": spot is not None and not scene.place_said,
        "only a region": spot is None and scene.area is not None,
        "no place at all": spot is None and scene.area is None,
        "one of a list": scene.listed,
        "day named": scene.when.words is not None,
        "day carried over": scene.when.said and scene.when.words is None,
        "no day": scene.when.start is None,
        "actor named": scene.agent is not None,
        "no actor": scene.actor1 is None,
        "only harm": not scene.frame.acts,
        "generic act": scene.frame.main.cls.role == "generic",
        "several triggers": len(scene.frame.triggers) > 1,
        "weapon named": bool(scene.weapons),
        "toll told": scene.harm != (None, None),
        "told as news": scene.asserted,
        "definite": scene.definite,
        "background": scene.background,
        "first of its article": sentence.paragraph == 0,
        "place before its act": spot is not None and spot.match.first < main.first,
        "place of another sentence": spot is None or not sentence.first <= spot.match.first < sentence.last,
        "in another country": scene.country is not None and scene.country not in reading.countries[:1],
        "deep in its sentence": main.first - sentence.body > _DEEP,
        "in a long sentence": sentence.last - sentence.first > _LONG,
        "in quotation marks": any(reading.quoted[trigger.first] for trigger in scene.frame.triggers),
        "place and day told before": again,
    }
    return frozenset(name for name, holds in found.items() if holds) | {scene.kind.event_type.value}


def confidence(found: frozenset[str]) -> float:
    """The probability, 0–1, that kind, day and place of a scene are right for which `found` are the signs."""
    weights = _weights()
    score = weights["always"] + sum(weights.get(name, 0.0) for name in found)  # unseen in gold: says nothing
    return round(1 / (1 + math.exp(-score)), 3)


@cache
def _weights() -> dict[str, float]:
    return {row["sign"]: float(row["weight"]) for row in rows("confidence")}
