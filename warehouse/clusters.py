"""Clusters of linked mentions: average linkage over the links there are."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

UNLINKED = -4.0  # log odds counted for a pair that scored too low to be linked: they are told apart by something

Link = tuple[int, str, int, str, float]  # mention, its article, the other mention, its article, score


def cluster(links: Iterable[Link]) -> dict[int, int]:
    """Each linked mention's cluster, named by one of its mentions.

    The two clusters whose pairs score best on average are joined, as long as that average is positive; a
    negative score sets two mentions apart. Two mentions of one article are never in one cluster: an article
    tells an event once. The result depends on the links alone, not on their order.
    """
    members: dict[int, list[int]] = {}
    articles: dict[int, set[str]] = {}
    between: dict[int, dict[int, tuple[float, int]]] = {}  # sum of scores and number of links, both ways
    heap: list[tuple[float, int, int]] = []
    for a, article_a, b, article_b, score in links:
        for mention, article in ((a, article_a), (b, article_b)):
            if mention not in members:
                members[mention], articles[mention], between[mention] = [mention], {article}, {}
        between[a][b] = between[b][a] = (score, 1)
        if score > 0:
            heap.append((-score, min(a, b), max(a, b)))

    def mean(x: int, y: int) -> float:
        total, linked = between[x][y]
        pairs = len(members[x]) * len(members[y])
        return (total + UNLINKED * (pairs - linked)) / pairs

    heapq.heapify(heap)
    while heap:
        offered, x, y = heapq.heappop(heap)
        if y not in between.get(x, ()) or mean(x, y) != -offered:
            continue  # one of the two has grown or gone since
        members[x] += members.pop(y)
        articles[x] |= articles.pop(y)
        for z, (score, links_there) in between.pop(y).items():
            del between[z][y]
            if z != x:
                known, links_here = between[x].get(z, (0.0, 0))
                between[x][z] = between[z][x] = (known + score, links_here + links_there)
        for z in between[x]:
            if (value := mean(x, z)) > 0 and articles[x].isdisjoint(articles[z]):
                heapq.heappush(heap, (-value, min(x, z), max(x, z)))
    return {mention: name for name, group in members.items() for mention in group}
