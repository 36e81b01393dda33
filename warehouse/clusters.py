"""Clusters of linked mentions: average linkage over the links there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

UNLINKED = -4.0  # log odds counted for a pair that scored too low to be linked: they are told apart by something
_NEVER = -1e9

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Links:
    """Scored pairs of mentions, the mentions given by number, and the number of each mention's article."""

    a: Numbers
    article_a: Numbers
    b: Numbers
    article_b: Numbers
    score: Numbers


def cluster(links: Links) -> tuple[Numbers, Numbers]:
    """The linked mentions, and the cluster of each, named by its least mention.

    The two clusters whose pairs score best on average are joined, as long as that average is positive; a
    negative score sets two mentions apart. Two mentions of one article are never in one cluster, since an article
    tells an event once, unless they are linked, as only an analyst does. The result depends on the links alone, not
    on their order.

    All pairs of clusters that are each other's best are joined at once: what else is joined cannot make them like
    others better (Bruynooghe's reducibility), so this ends where joining one pair at a time would.
    """
    mentions, first, at = np.unique(np.concatenate([links.a, links.b]), return_index=True, return_inverse=True)
    low, high = _same_article(np.concatenate([links.article_a, links.article_b])[first])
    here, there = np.split(at, 2)
    here, there = np.minimum(here, there), np.maximum(here, there)
    apart = ~np.isin(low * len(mentions) + high, here * len(mentions) + there)
    pairs = _Pairs(
        np.concatenate([here, low[apart]]),
        np.concatenate([there, high[apart]]),
        np.concatenate([links.score, np.full(np.count_nonzero(apart), _NEVER)]),
        np.ones(len(here) + np.count_nonzero(apart)),
    ).merged(np.arange(len(mentions)))
    size, label = np.ones(len(mentions)), np.arange(len(mentions))
    while True:
        possible = size[pairs.one] * size[pairs.other]
        mean = (pairs.score + UNLINKED * (possible - pairs.links)) / possible
        joined = _mutual_best(pairs.one, pairs.other, mean, len(mentions))
        if not len(joined):
            return mentions, mentions[label]
        into = np.arange(len(mentions))
        into[pairs.other[joined]] = pairs.one[joined]
        size[pairs.one[joined]] += size[pairs.other[joined]]
        label = into[label]
        pairs = pairs.merged(into)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of clusters, with the sum of the scores between them and the number of links."""

    one: Numbers
    other: Numbers
    score: Numbers
    links: Numbers

    def merged(self, into: Numbers) -> _Pairs:
        """The pairs when each cluster has gone into that which `into` names, each pair once and in order."""
        here, there = into[self.one], into[self.other]
        between = here != there
        low, high = np.minimum(here, there)[between], np.maximum(here, there)[between]
        keys, at = np.unique(low * len(into) + high, return_inverse=True)
        return _Pairs(
            keys // len(into),
            keys % len(into),
            np.bincount(at, self.score[between], len(keys)),
            np.bincount(at, self.links[between], len(keys)),
        )


def _same_article(articles: Numbers) -> tuple[Numbers, Numbers]:
    """All pairs of positions that hold the same article."""
    order = np.argsort(articles, kind="stable")
    low, high = [order[:0]], [order[:0]]
    for step in range(1, len(order)):
        same = articles[order[:-step]] == articles[order[step:]]
        if not same.any():
            break
        low.append(order[:-step][same])
        high.append(order[step:][same])
    one, other = np.concatenate(low), np.concatenate(high)
    return np.minimum(one, other), np.maximum(one, other)


def _mutual_best(one: Numbers, other: Numbers, mean: Numbers, clusters: int) -> Numbers:
    """Which pairs have a positive mean that neither has higher with a third; of equal means the first pair's counts."""
    good = np.flatnonzero(mean > 0)
    best_first = good[np.argsort(-mean[good], kind="stable")]
    rank = np.arange(len(best_first))
    best = np.full(clusters, len(rank))
    np.minimum.at(best, one[best_first], rank)
    np.minimum.at(best, other[best_first], rank)
    chosen: Numbers = best_first[(best[one[best_first]] == rank) & (best[other[best_first]] == rank)]
    return chosen
