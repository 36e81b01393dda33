"""Fitting the weights of merging: `python -m warehouse.tuning.fit` prints them beside those in weights.tsv.

Each level of each feature is a column of a logistic regression over pairs of mentions, labelled by whether they
tell one event; the weights are held near those in use, so that levels seldom seen keep the value a person gave
them. The pairs are of made-up reports, and, given `--gold`, as many counting for as much, of articles coded by
hand and again by the coder: those know how much alike the incidents of one day and governorate are, made-up ones
how outlets differ. How well the weights part pairs they were not fitted on is printed last.

The weights in use lie near the fitted ones, in quarters. The prior is half a unit stronger and a governorate for a
place counts for less, since a wrong merge is worse than a missed one; related weapons count as hand-coded articles have
them, for made-up outlets confuse any two; reversed sides count for more, since those seen within one event are slips.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from warehouse.db import open_warehouse
from warehouse.load import LoadedArticle, load_articles, mention_ids
from warehouse.merge import merge, read_weights
from warehouse.tuning.gold import read_events, read_told, told_twice
from warehouse.tuning.reports import Report, make_reports

FEATURES = ("kind", "day", "place", "actor1", "actor2", "killed", "injured", "weapons", "story", "recall")
_NEUTRAL = {"unknown": ("actor1", "actor2", "killed", "injured", "weapons"), "other": ("story",), "news": ("recall",)}
_HOLD, _PIN = 3.0, 1e6  # how hard a weight is held where it is: a few pairs outweigh the one, nothing the other
_SETTINGS = ((11, 60), (12, 60), (13, 20), (14, 120), (15, 30))  # seeds, and days over which 300 events are spread

Level = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """How two mentions compare in each of FEATURES, whether they tell one event, and a group of pairs akin to it."""

    levels: tuple[str, ...]
    same: bool
    group: int


def labelled_pairs(reports: Iterable[Report]) -> list[Pair]:
    """The levels of each pair of reports that merging compares, and whether both tell one event."""
    told = list(reports)
    event_of = {mention_ids(r.article.article_id, [r.mention])[0]: r.event for r in told}
    with open_warehouse(":memory:") as con:
        load_articles(con, [LoadedArticle(r.article, (r.mention,)) for r in told])
        merge(con)
        rows = con.execute(
            f"SELECT one.mention_id, other.mention_id, {', '.join(f'compared.{name}' for name in FEATURES)}"
            " FROM compared JOIN fact one ON one.n = a JOIN fact other ON other.n = b"
        ).fetchall()
    return [
        Pair(tuple(levels), event_of[a] == event_of[b], min(event_of[a], event_of[b]) // 100) for a, b, *levels in rows
    ]


def fit(sets: Sequence[Sequence[Pair]], weights: dict[Level, float]) -> dict[Level, float]:
    """`weights` moved to where the pairs are the likeliest (log odds, base 2), by Newton's method.

    Each of the sets counts for as much as the smallest.
    """
    smallest = min(map(len, sets))
    pairs = list(chain.from_iterable(sets))
    counts = np.array([smallest / len(each) for each in sets for _ in each])
    seen = _columns(pairs, weights)
    same = np.array([pair.same for pair in pairs], dtype=float)
    start = np.array(list(weights.values()))
    hold = np.array([_PIN if feature in _NEUTRAL.get(level, ()) else _HOLD for feature, level in weights])
    bits, now = math.log(2), start.copy()
    for _ in range(50):
        likely = 1 / (1 + np.exp(-bits * (seen @ now)))
        slope = bits * seen.T @ (counts * (likely - same)) + hold * (now - start)
        bend = bits**2 * (seen * (counts * likely * (1 - likely))[:, None]).T @ seen + np.diag(hold)
        now = now - np.linalg.solve(bend, slope)
    return dict(zip(weights, now.tolist(), strict=True))


def fit_held_out(sets: Sequence[Sequence[Pair]], weights: dict[Level, float]) -> list[list[float]]:
    """The score of each pair by weights fitted without the fifth of the events that it belongs to."""
    scores = [[0.0] * len(pairs) for pairs in sets]
    for fifth in range(5):
        kept = [[pair for pair in pairs if pair.group % 5 != fifth] for pairs in sets]
        fitted = fit(kept, weights)
        for pairs, scored in zip(sets, scores, strict=True):
            for n, pair in enumerate(pairs):
                if pair.group % 5 == fifth:
                    scored[n] = score(pair, fitted)
    return scores


def score(pair: Pair, weights: dict[Level, float]) -> float:
    """The log odds that `weights` give a pair."""
    return weights["prior", "all"] + sum(weights[level] for level in zip(FEATURES, pair.levels, strict=True))


def _columns(pairs: Sequence[Pair], weights: dict[Level, float]) -> npt.NDArray[np.float64]:
    """A row for each pair, with 1 in the columns of the weights that it takes."""
    column = {level: n for n, level in enumerate(weights)}
    seen = np.zeros((len(pairs), len(weights)))
    seen[:, column["prior", "all"]] = 1
    for row, pair in enumerate(pairs):
        for level in zip(FEATURES, pair.levels, strict=True):
            seen[row, column[level]] = 1
    return seen


def _parted(pairs: Sequence[Pair], scores: Sequence[float]) -> str:
    """How well the scores part the pairs of one event from the others."""
    said = [pair.same for pair, value in zip(pairs, scores, strict=True) if value > 0]
    return f"precision {sum(said) / len(said):.3f} recall {sum(said) / sum(pair.same for pair in pairs):.3f}"


def main() -> None:
    """Print each level, its weight in use, its fitted weight, and the pairs it was fitted on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, help="articles coded by hand, JSONL")
    parser.add_argument("--coded", type=Path, help="the same articles as `rasd code` coded them, JSONL")
    parser.add_argument("--same", type=Path, help="which incidents of gold are one event, JSON")
    given = parser.parse_args()
    weights = {
        (row["feature"], row["level"]): float(row["weight"]) for row in read_weights() if row["feature"] != "review"
    }
    made_up = [labelled_pairs(make_reports(300, seed, days=days)) for seed, days in _SETTINGS]
    sets = [list(chain.from_iterable(made_up))]
    if given.gold:
        told = told_twice(read_told(given.gold), read_told(given.gold, given.coded), read_events(given.same))
        sets.append(labelled_pairs(told))
    fitted = fit(sets, weights)
    pairs = list(chain.from_iterable(sets))
    print(f"{'level':24}{'in use':>8}{'fitted':>8}{'pairs':>8}{'same':>8}")
    for (feature, level), weight in weights.items():
        at = FEATURES.index(feature) if feature in FEATURES else None
        labels = [pair.same for pair in pairs if at is None or pair.levels[at] == level]
        name = f"{feature} {level}"
        print(f"{name:24}{weight:8.2f}{fitted[feature, level]:8.2f}{len(labels):8}{sum(labels):8}")
    for name, pairs, held_out in zip(("made up", "gold"), sets, fit_held_out(sets, weights), strict=False):
        print(f"{name:8} in use  {_parted(pairs, [score(pair, weights) for pair in pairs])}")
        print(f"{name:8} fitted on others  {_parted(pairs, held_out)}")


if __name__ == "__main__":
    main()
