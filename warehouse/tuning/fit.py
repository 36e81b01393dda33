"""Fitting the weights of merging: `python -m warehouse.tuning.fit` prints them beside those in weights.tsv.

Each level of each feature is a column of a logistic regression over pairs of mentions, labelled by whether they
tell one event; the weights are held near those in use, so that levels seldom seen keep the value a person gave
them. What weights.tsv has was rounded from this, and then moved against merging where made-up reports are kinder
than the news: reports a day apart, one that only recalls, and sides that differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain

import numpy as np

from extract.model import Article, Mention
from warehouse.db import open_warehouse
from warehouse.load import LoadedArticle, load_articles, mention_ids
from warehouse.merge import merge, read_weights
from warehouse.tuning.reports import make_reports

FEATURES = ("kind", "day", "place", "actor1", "actor2", "killed", "injured", "weapons", "story", "recall")
_NEUTRAL = {"unknown": ("actor1", "actor2", "killed", "injured", "weapons"), "other": ("story",), "news": ("recall",)}
_HOLD, _PIN = 3.0, 1e6  # how hard a weight is held where it is: a few pairs outweigh the one, nothing the other
_SETTINGS = ((11, 60), (12, 60), (13, 20), (14, 120), (15, 30))  # seeds, and days over which 300 events are spread

Level = tuple[str, str]
Pair = tuple[tuple[str, ...], bool]


def labelled_pairs(told: Sequence[tuple[Article, Mention, int]]) -> list[Pair]:
    """The levels of each pair that merging compares, and whether both tell one event (its number given)."""
    articles: dict[str, tuple[Article, list[Mention], list[int]]] = {}
    for article, mention, event in told:
        _, mentions, events = articles.setdefault(article.article_id, (article, [], []))
        mentions.append(mention)
        events.append(event)
    event_of = {
        key: event
        for article, mentions, events in articles.values()
        for key, event in zip(mention_ids(article.article_id, mentions), events, strict=True)
    }
    with open_warehouse(":memory:") as con:
        load_articles(con, [LoadedArticle(article, tuple(mentions)) for article, mentions, _ in articles.values()])
        merge(con)
        rows = con.execute(
            f"SELECT one.mention_id, other.mention_id, {', '.join(f'compared.{name}' for name in FEATURES)}"
            " FROM compared JOIN fact one ON one.n = a JOIN fact other ON other.n = b"
        ).fetchall()
    return [(tuple(levels), event_of[a] == event_of[b]) for a, b, *levels in rows]


def fit(pairs: Sequence[Pair], weights: dict[Level, float]) -> dict[Level, float]:
    """`weights` moved to where the pairs are the likeliest (log odds, base 2), by Newton's method."""
    column = {level: n for n, level in enumerate(weights)}
    seen = np.zeros((len(pairs), len(weights)))
    seen[:, column["prior", "all"]] = 1
    for row, (levels, _) in enumerate(pairs):
        for level in zip(FEATURES, levels, strict=True):
            seen[row, column[level]] = 1
    same = np.array([label for _, label in pairs], dtype=float)
    start = np.array(list(weights.values()))
    hold = np.array([_PIN if feature in _NEUTRAL.get(level, ()) else _HOLD for feature, level in weights])
    bits, now = math.log(2), start.copy()
    for _ in range(50):
        likely = 1 / (1 + np.exp(-bits * (seen @ now)))
        slope = bits * seen.T @ (likely - same) + hold * (now - start)
        bend = bits**2 * (seen * (likely * (1 - likely))[:, None]).T @ seen + np.diag(hold)
        now = now - np.linalg.solve(bend, slope)
    return dict(zip(weights, now.tolist(), strict=True))


def main() -> None:
    """Print each level, its weight in use, its fitted weight, and the pairs it was fitted on."""
    weights = {
        (row["feature"], row["level"]): float(row["weight"]) for row in read_weights() if row["feature"] != "review"
    }
    pairs = list(
        chain.from_iterable(
            labelled_pairs([(r.article, r.mention, r.event) for r in make_reports(300, seed, days=days)])
            for seed, days in _SETTINGS
        )
    )
    fitted = fit(pairs, weights)
    print(f"{'level':24}{'in use':>8}{'fitted':>8}{'pairs':>8}{'same':>8}")
    for (feature, level), weight in weights.items():
        at = FEATURES.index(feature) if feature in FEATURES else None
        labels = [label for levels, label in pairs if at is None or levels[at] == level]
        told = f"{feature} {level}"
        print(f"{told:24}{weight:8.2f}{fitted[feature, level]:8.2f}{len(labels):8}{sum(labels):8}")


if __name__ == "__main__":
    main()
