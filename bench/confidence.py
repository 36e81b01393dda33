"""Whether confidence says how often a mention is right: the reliability table on gold, and the fit of its weights.

python -m bench.confidence [GOLD.jsonl ...]         prints the table
python -m bench.confidence --fit [GOLD.jsonl ...]   fits data/confidence.tsv first
"""

from __future__ import annotations

import itertools
import math
import sys
from pathlib import Path

from extract.incidents.coder import code_scenes
from extract.incidents.words import DATA
from extract.model import Mention
from extract.places.gazetteer import load_gazetteer
from tests.gold.scoring import GOLD, read_gold, strictly_right

_ROUNDS = 3000
_RATE = 0.5
_SHRINK = 0.01  # of each weight a round, towards 0
_BINS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)

Case = tuple[frozenset[str], bool]


def cases(gold: Path) -> list[tuple[Case, Mention]]:
    """For each mention coded in `gold`, those too that are too doubtful to be told: what speaks for it, and whether it
    is strictly right."""
    gazetteer = load_gazetteer()
    found = []
    for one in read_gold(gold):
        coded = code_scenes(one.article, gazetteer)
        right = strictly_right(one, [mention for mention, _ in coded])
        found += [((known, ok), mention) for (mention, known), ok in zip(coded, right, strict=True)]
    return found


def fit(given: list[Case]) -> dict[str, float]:
    """Weights by gradient descent on the log loss."""
    names = sorted({name for found, _ in given for name in found})
    weights = dict.fromkeys(["always", *names], 0.0)
    for _ in range(_ROUNDS):
        slopes = dict.fromkeys(weights, 0.0)
        for found, ok in given:
            miss = ok - 1 / (1 + math.exp(-weights["always"] - sum(weights[name] for name in found)))
            slopes["always"] += miss
            for name in found:
                slopes[name] += miss
        for name, slope in slopes.items():
            weights[name] += _RATE * (slope / len(given) - (0 if name == "always" else _SHRINK * weights[name]))
    return weights


def table(given: list[tuple[Case, Mention]]) -> None:
    """Prints, for each band of confidence, how many mentions it has and how many of them are right."""
    print("confidence   mentions   mean   right")
    for low, high in itertools.pairwise(_BINS):
        band = [(m.confidence, ok) for (_, ok), m in given if low <= m.confidence < high]
        if band:
            mean, right = (sum(values) / len(band) for values in zip(*band, strict=True))
            print(f"{low:.1f} – {min(high, 1):.1f}    {len(band):8}   {mean:.2f}   {right:.2f}")


def main() -> None:
    """Fits if told to, and prints the table."""
    golds = [Path(name) for name in sys.argv[1:] if name != "--fit"] or [GOLD]
    if "--fit" in sys.argv:
        weights = fit([case for gold in golds for case, _ in cases(gold)])
        rows = "".join(f"{name}\t{weight:.3f}\n" for name, weight in weights.items())
        (DATA / "confidence.tsv").write_text(f"# Written by bench/confidence.py --fit.\nsign\tweight\n{rows}", "utf-8")
        print("fitted; run again without --fit for the table")
        return
    for gold in golds:
        print(gold.name)
        table(cases(gold))


if __name__ == "__main__":
    main()
