"""One spelling for one address, one key for the copies of one article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.fetch.urls import alias_key, host_of, normalise, origin_of


@pytest.mark.parametrize(
    ("url", "spelling"),
    [
        ("HTTP://Day.Example:80", "http://day.example/"),
        ("https://day.example/a b/خبر#top", "https://day.example/a%20b/%D8%AE%D8%A8%D8%B1"),
        ("https://day.example/%d8%ae%D8%A8%d8%b1", "https://day.example/%D8%AE%D8%A8%D8%B1"),
        ("https://day.example/?id=7&utm_source=x&fbclid=y&q=%26", "https://day.example/?id=7&q=%26"),
        ("https://day.example/%CE%C8%D1/a%2Fb", "https://day.example/%CE%C8%D1/a%2Fb"),
        ("https://مثال.com:8443/", "https://xn--mgbh0fb.com:8443/"),
        (" ../b?x ", "https://day.example/b?x"),
        ("//cdn.example/x", "https://cdn.example/x"),
    ],
)
def test_an_address_has_one_spelling(url: str, spelling: str) -> None:
    assert normalise(url, "https://day.example/news/") == spelling


@pytest.mark.parametrize(
    "copy",
    [
        "http://day.example/n/1",
        "https://www.day.example/n/1/",
        "https://m.day.example/n/1?utm_medium=app",
        "https://amp.day.example/n/1",
        "https://day.example/amp/n/1",
        "https://day.example/n/1/amp/",
        "https://day.example/n/1?amp=1",
        "https://day.example/n/1/print",
        "https://day.example/n/1?print=1#x",
    ],
)
def test_copies_of_an_article_have_one_key(copy: str) -> None:
    assert alias_key(copy) == "day.example/n/1"


@pytest.mark.parametrize(
    "other", ["https://day.example/n/1?page=2", "https://day.example/n/10", "https://m.example/n/1"]
)
def test_other_articles_have_other_keys(other: str) -> None:
    assert alias_key(other) != "day.example/n/1"


@pytest.mark.parametrize(
    "url", ["", "mailto:a@b.example", "http://", "http://[::1", "http://a:99999/", "javascript:x()"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        normalise(url)


def test_a_host_keeps_its_port_where_it_is_not_the_schemes_own() -> None:
    assert host_of("https://Day.example:443/x") == host_of("http://day.example/") == "day.example"
    assert host_of("http://day.example:8080/") == "day.example:8080"
    assert origin_of("https://user@day.example:8443/x?y") == "https://day.example:8443"


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40), st.text(max_size=40))
def test_a_normalised_address_stays_as_it_is(path: str, query: str) -> None:
    try:
        once = normalise(f"https://day.example/{path}?{query}")
    except ValueError:
        return
    assert normalise(once) == once
    assert once.isascii()
    assert alias_key(once) == alias_key(f"{once}#x")
