"""How likely a mention is right: a logistic model of what was explicit and what was carried over.

The weights of data/confidence.tsv are fitted on gold by `python -m bench.confidence --fit`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from extract.incidents.scene import Scene
from extract.incidents.words import rows
from extract.model import Mention

_FLOOR = 0.25  # below it three mentions of four are wrong
_FLOOR_BESIDE_SURE = 0.5  # below it most are, and in an article that tells something _SURE many are that once more
_SURE = 0.7


def credible(mentions: Sequence[Mention]) -> list[Mention]:
    """Those of an article's mentions that are worth telling: a vague one is worth less beside one that is sure."""
    sure = {mention.event_type for mention in mentions if mention.confidence >= _SURE}
    return [m for m in mentions if m.confidence >= (_FLOOR_BESIDE_SURE if m.event_type in sure else _FLOOR)]


def signs(scene: Scene) -> frozenset[str]:
    """What speaks for or against `scene`, each by its name in data/confidence.tsv."""
    spot = scene.where
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
        "first of its article": scene.frame.sentence.paragraph == 0,
    }
    return frozenset(name for name, holds in found.items() if holds) | {scene.kind.event_type.value}


def confidence(scene: Scene) -> float:
    """The probability, 0–1, that kind, day and place of `scene` are right."""
    weights = _weights()
    score = weights["always"] + sum(weights.get(name, 0.0) for name in signs(scene))  # unseen in gold: says nothing
    return round(1 / (1 + math.exp(-score)), 3)


@cache
def _weights() -> dict[str, float]:
    return {row["sign"]: float(row["weight"]) for row in rows("confidence")}
