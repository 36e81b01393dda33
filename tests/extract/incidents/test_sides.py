"""Who acted and whom it hit, in sentences of many countries and years (sides.tsv)."""

from __future__ import annotations

from datetime import datetime

import pytest

from extract.incidents import code_article
from extract.model import Article
from tests.tables import rows

SIDES = rows(__file__, "sides.tsv")


@pytest.mark.parametrize("row", SIDES, ids=lambda row: row["why"])
def test_the_sides_are_told_apart(row: dict[str, str]) -> None:
    published = datetime.fromisoformat(row["published"])
    mentions = code_article(Article("https://example.org/1", "", row["text"], published, country=row["country"]))
    assert [(mention.actor1, mention.actor2) for mention in mentions[-1:]] == [(row["actor1"], row["actor2"] or None)]
