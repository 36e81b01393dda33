"""The days of what an article tells last, and whether it is news or recalled, in small articles (days.tsv)."""

from __future__ import annotations

from datetime import datetime

import pytest

from extract.incidents import code_article
from extract.model import Article
from tests.tables import rows

DAYS = rows(__file__, "days.tsv")


@pytest.mark.parametrize("row", DAYS, ids=lambda row: row["why"])
def test_an_event_has_its_day(row: dict[str, str]) -> None:
    published = datetime.fromisoformat(row["published"])
    text = row["text"].replace("¶", "\n")
    mentions = code_article(Article("https://example.org/1", row["title"], text, published, country=row["country"]))
    last = mentions[-1]
    days = "–" if last.date_start is None or last.date_end is None else f"{last.date_start:%m-%d} {last.date_end:%m-%d}"
    assert (last.place, days, "recalled" if last.background else "news") == (row["place"], row["days"], row["told"])
