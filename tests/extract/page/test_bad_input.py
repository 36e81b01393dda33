"""Whatever bytes arrive, a page gives an article or the reason why not: never another exception."""

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.errors import PageRefused
from extract.model import Article
from extract.page import read_page, read_post
from extract.page.dates import find_date
from extract.page.metadata import clean_url, parse_time

_WORDS = """
p div td table article h1 h2 ul li br a img span b i script style title meta link time header class id href content
property name datetime itemprop articleBody entry-content related headline datePublished og:title
اقرأ أيضًا قصف التعليقات 12 آب 2024 : | - « » . ، & < > " ' = / { } [ ]
"""
_WORD = st.sampled_from([*_WORDS.split(), "\x00", "\ufffd", "\u200f", "\ud83d", " "])
_SOUP = st.lists(st.one_of(_WORD, st.text(max_size=8)), max_size=120).map(
    lambda words: "".join(f"<{word} " if index % 5 == 0 else f"{word} " for index, word in enumerate(words))
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
_TAIL = "<p>قصف مدفعي عنيف استهدف أحياء المدينة القديمة وأوقع قتلى وجرحى بين المدنيين، بحسب شهود عيان.</p>"


def _read(page, url="https://example.org/1", content_type=None):
    try:
        return read_page(page, url, content_type)
    except PageRefused:
        return None


@given(st.binary(max_size=3000), st.one_of(st.none(), st.text(max_size=40)))
@settings(max_examples=150, deadline=None)
def test_random_bytes_never_crash(data, content_type):
    _read(data, content_type=content_type)


@given(_SOUP, st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_tag_soup_never_crashes_and_text_survives_it_clean(soup, url):
    article = _read(f"<html><body><article>{_TAIL * 3}</article>{soup}", url)
    if article:
        assert isinstance(article, Article)
        assert all(line == " ".join(line.split()) and line for line in article.text.split("\n"))


@given(st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_a_page_cut_off_anywhere_never_crashes(cut):
    page = f'<html lang="ar"><head><title>عنوان</title></head><body><div class="post">{_TAIL * 2}</div></body></html>'
    _read(page.encode()[:cut])


@given(_JSON, _JSON)
@settings(max_examples=150, deadline=None)
def test_linked_data_of_any_shape_never_crashes(value, other):
    item = {"@type": "NewsArticle", "headline": value, "datePublished": other, "author": value, "keywords": other}
    item |= {"articleBody": value, "articleSection": other, "publisher": value, "@graph": other}
    script = json.dumps(item).replace("</", "")
    _read(f'<html><head><script type="application/ld+json">{script}</script></head><body>{_TAIL * 3}')


@given(st.dictionaries(st.sampled_from(["title", "content", "link", "date", "date_gmt", "_embedded"]), _JSON))
@settings(max_examples=100, deadline=None)
def test_a_post_of_any_shape_never_crashes(post):
    with suppress(PageRefused):
        assert read_post(post).text


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_time_or_none(text):
    found = find_date(text)
    assert found is None or found.tzinfo is None
    parse_time(text, None)
    assert isinstance(clean_url(text), str)


def test_null_bytes_and_an_empty_page_are_refused():
    assert _read(b"") is None
    assert _read(b"\x00" * 5000) is None
    assert _read("") is None
