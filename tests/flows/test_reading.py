"""Reading pages: what a source says of its own pages holds before the general rules."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from extract.fetch.sources import Source, load_sources
from extract.model import Article
from flows.reading import read_pages

TEXT = "قُتل مدنيان وأصيب خمسة آخرون، أمس الجمعة، بقصف مدفعي استهدف بلدة سرمين شرقي إدلب. " * 6
PAGE = f"""<html lang="ar"><body><article><h1>عنوان</h1><div class="body"><p>{TEXT}</p>
<p class="ad">اشترك في نشرتنا البريدية لتصلك آخر أخبار المدينة والريف كل صباح</p></div></article></body></html>"""


def outlet(**selectors: Any) -> Source:
    table = {"outlet": {"name": "Outlet", "home": "https://outlet.example/", "selectors": selectors}}
    return load_sources(table)["outlet"]


def article_of(source: Source) -> Article:
    fetch = SimpleNamespace(time=datetime(2024, 2, 3, tzinfo=UTC))
    page = SimpleNamespace(
        body=PAGE.encode(), url="https://outlet.example/1", asked="https://outlet.example/1",
        content_type="text/html; charset=utf-8", fetch=fetch, published=None,
    )  # fmt: skip
    (read,) = read_pages(cast("Any", [page]), source)
    assert isinstance(read, Article)
    return read


def test_what_a_source_tells_to_remove_is_no_text() -> None:
    assert "نشرتنا" not in article_of(outlet(text=".body", remove=[".ad"])).text


def test_selectors_hold_on_the_days_they_are_said_to_hold() -> None:
    assert article_of(outlet(title=".ad")).title.startswith("اشترك")
    assert article_of(outlet(title=".ad", until="2024-01-31")).title == "عنوان"
