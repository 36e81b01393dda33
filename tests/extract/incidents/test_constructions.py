"""One happening in the many constructions that tell it: its kind, place, sides and toll (constructions.tsv)."""

from __future__ import annotations

from datetime import datetime

import pytest

from extract.incidents import code_article
from extract.model import Article, Mention, Toll
from tests.tables import rows

ROWS = rows(__file__, "constructions.tsv")
TOLD = [row for row in ROWS if row["kind"]]
NOT_TOLD = [row for row in ROWS if not row["kind"]]


def coded(row: dict[str, str]) -> list[Mention]:
    published = datetime.fromisoformat(row["published"])
    return code_article(Article("https://example.org/1", "", row["text"], published, country=row["country"]))


def toll(told: Toll | None) -> str:
    """A toll as the table writes it: 3, 20+ for at least twenty, nothing where none is told."""
    if told is None:
        return ""
    return f"{told.low}+" if told.high is None else str(told.low)


@pytest.mark.parametrize("row", TOLD, ids=lambda row: row["text"])
def test_a_happening_is_the_same_in_every_construction(row: dict[str, str]) -> None:
    told = [
        (m.sub_event_type.value, m.place or "", m.actor1, m.actor2 or "", toll(m.killed), toll(m.injured))
        for m in coded(row)
    ]
    assert told == [tuple(row[name] for name in ("kind", "place", "actor1", "actor2", "killed", "injured"))]


@pytest.mark.parametrize("row", NOT_TOLD, ids=lambda row: row["text"])
def test_words_of_war_that_tell_no_happening_make_no_row(row: dict[str, str]) -> None:
    assert coded(row) == []
