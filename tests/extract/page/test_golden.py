"""Sixty Arabic pages after the markup habits of real outlets, each with what a reader must find on it."""

import json
import re
from collections import Counter
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from extract.page import read_page

_PAGES = sorted((Path(__file__).parent / "golden").glob("*.html"))


def _token_f1(want: str, got: str) -> float:
    wanted, found = (Counter(re.findall(r"\w+", text)) for text in (want, got))
    return 2 * sum((wanted & found).values()) / (sum(wanted.values()) + sum(found.values()))


def test_there_are_sixty_golden_pages():
    assert len(_PAGES) == 60


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.stem)
def test_a_golden_page_gives_its_text_title_day_and_address(path):
    want = json.loads(path.with_suffix(".json").read_text("utf-8"))
    zone = timezone(timedelta(hours=want["zone"]))
    article = read_page(path.read_bytes(), want["url"], zone=zone, language="ar")
    assert article.title == want["title"]
    assert article.published is not None
    assert article.published.date().isoformat() == want["day"]
    assert article.canonical_url == want["canonical_url"]
    assert _token_f1(want["text"], article.text) >= 0.985, article.text
