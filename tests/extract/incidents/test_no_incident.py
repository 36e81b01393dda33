"""Sentences full of war words that report no incident: captions, eulogies, sums, threats, drills, football."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from extract.incidents import code_article
from extract.model import Article

SENTENCES = Path(__file__).parent / "no_incident.tsv"


def invented() -> list[str]:
    """The sentences out of which the coder makes an incident, each with its kind and what was made of it."""
    with SENTENCES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == 60
    return [
        f"{row['kind']}: {mention.sub_event_type} in {row['text']!r}"
        for row in rows
        for mention in code_article(
            Article("https://example.org/1", "", row["text"], datetime(2024, 10, 9), country=row["country"])
        )
    ]


def test_at_most_three_of_sixty_sentences_of_war_words_become_incidents() -> None:
    assert len(invented()) <= 3, "\n".join(invented())
