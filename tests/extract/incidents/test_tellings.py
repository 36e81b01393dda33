"""How many incidents small articles tell, by the places of the mentions in their order (tellings.tsv)."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from extract.incidents import code_article
from extract.model import Article

with (Path(__file__).parent / "tellings.tsv").open(encoding="utf-8", newline="") as lines:
    TELLINGS = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", TELLINGS, ids=lambda row: row["why"])
def test_an_event_is_told_once_and_none_is_lost(row: dict[str, str]) -> None:
    published = datetime.fromisoformat(row["published"])
    text = row["text"].replace("¶", "\n")
    mentions = code_article(Article("https://example.org/1", "", text, published, country=row["country"]))
    assert [mention.place or "–" for mention in mentions] == row["places"].split("، ")
