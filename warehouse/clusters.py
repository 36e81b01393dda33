"""Clusters of linked mentions: average linkage over the links there are."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from itertools import count

UNLINKED = -4.0  # log odds counted for a pair that scored too low to be linked: they are told apart by something

Link = tuple[str, str, str, str, float]  # mention, its article, the other mention, its article, score


def cluster(links: Iterable[Link]) -> dict[str, str]:
    """Each linked mention's cluster, named by its least mention.

    The two clusters whose pairs score best on average are joined, as long as that average is positive. Two
    mentions of one article are never in one cluster: an article tells an event once. The result depends on
    the links alone, not on their order.
    """
    members: dict[str, list[str]] = {}
    articles: dict[str, set[str]] = {}
    between: dict[str, dict[str, tuple[float, int]]] = {}
    for a, article_a, b, article_b, score in links:
        for mention, article in ((a, article_a), (b, article_b)):
            members.setdefault(mention, [mention])
            articles.setdefault(mention, {article})
            between.setdefault(mention, {})
        between[a][b] = between[b][a] = (score, 1)

    def mean(x: str, y: str) -> float:
        total, linked = between[x][y]
        pairs = len(members[x]) * len(members[y])
        return (total + UNLINKED * (pairs - linked)) / pairs

    heap: list[tuple[float, str, str, int]] = []
    version = dict.fromkeys(members, 0)
    stamp = count(1)

    def offer(x: str, y: str) -> None:
        if articles[x].isdisjoint(articles[y]) and (value := mean(x, y)) > 0:
            first, second = sorted((x, y))
            heapq.heappush(heap, (-value, first, second, version[first] + version[second]))

    for x, others in between.items():
        for y in others:
            if x < y:
                offer(x, y)
    while heap:
        _, x, y, seen = heapq.heappop(heap)
        if x not in members or y not in members or version[x] + version[y] != seen:
            continue
        members[x] += members.pop(y)
        articles[x] |= articles.pop(y)
        version[x] = next(stamp) * len(version)
        for z, (score, linked) in between.pop(y).items():
            del between[z][y]
            if z != x:
                total, known = between[x].get(z, (0.0, 0))
                between[x][z] = between[z][x] = (total + score, known + linked)
        for z in between[x]:
            offer(x, z)
    return {mention: min(group) for group in members.values() for mention in group}
