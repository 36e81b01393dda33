"""How many incidents small articles tell, by the places of the mentions in their order (tellings.tsv)."""

from __future__ import annotations

from datetime import datetime

import pytest

from extract.incidents import code_article
from extract.model import Article
from tests.tables import rows

TELLINGS = rows(__file__, "tellings.tsv")


@pytest.mark.parametrize("row", TELLINGS, ids=lambda row: row["why"])
def test_an_event_is_told_once_and_none_is_lost(row: dict[str, str]) -> None:
    published = datetime.fromisoformat(row["published"])
    text = row["text"].replace("¶", "\n")
    mentions = code_article(Article("https://example.org/1", "", text, published, country=row["country"]))
    assert [mention.place or "–" for mention in mentions] == row["places"].split("، ")
