"""How well merging finds which mentions tell one event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def b_cubed(found: Sequence[Hashable], true: Sequence[Hashable]) -> Quality:
    """Of each mention's cluster the share that is its event, and of its event the share in its cluster, averaged.

    `found` and `true` give each mention's cluster and event (Bagga and Baldwin, 1998).
    """
    together = Counter(zip(found, true, strict=True))
    in_cluster, in_event = Counter(found), Counter(true)
    precision = sum(n * n / in_cluster[cluster] for (cluster, _), n in together.items()) / len(found)
    recall = sum(n * n / in_event[event] for (_, event), n in together.items()) / len(found)
    return Quality(precision, recall)


def pairwise(found: Sequence[Hashable], true: Sequence[Hashable]) -> Quality:
    """Of the pairs put together the share that tell one event, and of those that do the share put together."""
    together = Counter(zip(found, true, strict=True))
    right = sum(n * (n - 1) for n in together.values())
    said = sum(n * (n - 1) for n in Counter(found).values())
    real = sum(n * (n - 1) for n in Counter(true).values())
    return Quality(right / said if said else 1.0, right / real if real else 1.0)
