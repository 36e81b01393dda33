"""Discovery: each way in which an outlet names its articles, and what is said when one fails."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from extract.fetch.client import Client, Manners
from extract.fetch.discover import discover
from extract.fetch.found import Discovery
from extract.fetch.sitemaps import Entry

MAY = (date(2024, 5, 1), date(2024, 5, 31))


def discovered(server: Any, *days: date, seen: Callable[[str], bool] = lambda _: False, **source: Any) -> Discovery:
    async def run() -> Discovery:
        async with Client(Manners(attempts=1, backoff=0.01)) as client:
            return await discover(server.source(time_zone="Asia/Damascus", **source), client, *days, seen=seen)

    return asyncio.run(run())


def paths(server: Any, look: Discovery) -> list[str]:
    return [found.url.removeprefix(server.url().rstrip("/")) for found in look.found]


def test_rss_is_read_though_it_is_not_well_formed(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes["/feed"] = answer(
        "<rss version='2.0'><channel><title>&nbsp;</title>"
        "<item><title>قصف & غارات</title><link>/n/1?utm_source=rss</link>"
        "<pubDate>Wed, 01 May 2024 23:30:00 +0300</pubDate></item>"
        "<item><title>Old</title><link>/n/2</link><pubDate>Wed, 01 May 2019 09:00:00 GMT</pubDate></item>"
        "<item><title>No date</title><link>/n/3</link></item>",
        content_type="text/xml; charset=utf-8",
    )
    look = discovered(server, *MAY, feeds=[server.url("/feed")])
    assert paths(server, look) == ["/n/1", "/n/3"]
    first = look.found[0]
    assert (first.title, first.via, first.listed_in) == ("قصف & غارات", "feed", server.url("/feed"))
    assert first.published == datetime(2024, 5, 1, 20, 30, tzinfo=UTC)


def test_atom_pages_are_followed_as_far_back_as_wanted(server: Any, answer: Callable[..., bytes]) -> None:
    def page(number: int, day: str) -> bytes:
        return answer(
            f"<feed xmlns='http://www.w3.org/2005/Atom'><link rel='next' href='/atom{number + 1}'/>"
            f"<entry><title>t</title><link href='/n/{number}'/><published>{day}T10:00:00Z</published></entry></feed>",
            content_type="application/atom+xml",
        )

    server.routes |= {f"/atom{n}": page(n, day) for n, day in enumerate(["2024-05-03", "2024-05-02", "2024-04-30"])}
    look = discovered(server, *MAY, feeds=[server.url("/atom0")])
    assert paths(server, look) == ["/n/0", "/n/1"]
    assert (server.asked("/atom2"), server.asked("/atom3")) == (1, 0)


def test_json_feed_is_a_feed(server: Any, answer: Callable[..., bytes]) -> None:
    items = [{"id": "1", "url": "/n/1", "title": "t", "date_published": "2024-05-02T10:00:00+03:00"}, {"id": ""}, 7]
    server.routes["/feed.json"] = answer(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}))
    look = discovered(server, *MAY, feeds=[server.url("/feed.json")])
    assert paths(server, look) == ["/n/1"]


def test_a_sitemap_index_is_read_only_where_it_can_hold_the_days(server: Any, answer: Callable[..., bytes]) -> None:
    ns = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    inner = "".join(
        f"<sitemap><loc>{server.url(loc)}</loc>{extra}</sitemap>"
        for loc, extra in [
            ("/map-2024-03.xml", ""),
            ("/map-2024-05.xml.gz", ""),
            ("/old.xml", "<lastmod>2023-01-01</lastmod>"),
            ("/news.xml", "<lastmod>2024-05-30T10:00:00+03:00</lastmod>"),
        ]
    )
    server.routes["/index.xml"] = answer(f"\n<?xml version='1.0'?><sitemapindex {ns}>{inner}</sitemapindex>")
    server.routes["/map-2024-05.xml.gz"] = answer(
        gzip.compress(f"<urlset {ns}><url><loc>/n/1</loc><lastmod>2024-05-04</lastmod></url></urlset>".encode()),
        content_type="application/x-gzip",
    )
    server.routes["/news.xml"] = answer(
        f"<urlset {ns}><url><loc><![CDATA[/n/2]]></loc><news:news><news:title>خبر</news:title>"
        "<news:publication_date>2024-05-05T08:00:00+03:00</news:publication_date></news:news></url>"
        "<url><loc>/n/3</loc><lastmod>2020-01-01</lastmod></url></urlset><oops>"
    )
    look = discovered(server, *MAY, sitemaps=[server.url("/index.xml")])
    assert paths(server, look) == ["/n/1", "/n/2"]
    assert look.found[1].title == "خبر"
    assert (server.asked("/old.xml"), server.asked("/map-2024-03.xml")) == (0, 0)
    assert [(problem.url, problem.reason) for problem in look.problems] == [(server.url("/news.xml"), "broken sitemap")]


def test_a_sitemap_of_a_month_or_a_day_is_judged_by_its_address() -> None:
    def may_hold(loc: str) -> bool:
        return Entry(loc).may_hold(date(2024, 5, 10), date(2024, 5, 12))

    assert [
        may_hold(f"http://a/{part}") for part in ("2024-05.xml", "n/1?date=2024-05-11", "202405.xml", "posts7")
    ] == [True] * 4
    assert [may_hold(f"http://a/{part}") for part in ("2024/04.xml", "n/1?date=2024-05-08", "2024-02-31")] == [
        False
    ] * 3


def test_wordpress_posts_are_asked_for_by_day_and_page_by_page(server: Any, answer: Callable[..., bytes]) -> None:
    async def posts(request: Any, writer: asyncio.StreamWriter) -> None:
        page = 2 if "page=2" in request.target else 1
        found = [
            {
                "id": page,
                "link": f"{server.url()}?p={page}",
                "title": {"rendered": "قصف &#8211; خبر"},
                "date_gmt": "2024-05-02T10:00:00",
                "modified_gmt": "2024-05-03T10:00:00",
                "content": {"rendered": "<p>النص</p>"},
            }
        ]
        writer.write(answer(json.dumps(found), content_type="application/json", x_wp_totalpages="2"))

    server.routes["/wp-json/wp/v2/posts"] = posts
    route = server.url("/wp-json/wp/v2/posts")
    look = discovered(server, *MAY, wordpress=route, wordpress_content=True)
    assert paths(server, look) == ["/?p=1", "/?p=2"]
    assert (look.found[0].title, look.found[0].modified) == ("قصف – خبر", datetime(2024, 5, 3, 10, tzinfo=UTC))
    assert "<p>النص</p>" in (look.found[0].content or "")
    asked = server.log[-1].target
    assert "after=2024-04-30t23%3a59%3a59" in asked.lower()
    assert "before=2024-06-01t00%3a00%3a00" in asked.lower()


def test_a_listing_by_day_is_read_for_each_day_and_follows_its_next_page(
    server: Any, answer: Callable[..., bytes]
) -> None:
    server.routes["/2024/05/02"] = answer(
        "<a href='/about'>x</a><h2><a href='/n/1'>t</a></h2><a class=more href='?p=2'>"
    )
    server.routes["/2024/05/01"] = answer("<h2><a href='/n/0'>t</a></h2>")
    listing = {"url": server.url("/{date:%Y/%m/%d}"), "link": "h2 a", "next": "a.more", "match": r"/n/\d"}
    look = discovered(server, date(2024, 5, 1), date(2024, 5, 2), listings=[listing])
    assert paths(server, look) == ["/n/1", "/n/0"]
    assert look.found[0].published is not None
    assert look.found[0].published.isoformat() == "2024-05-02T00:00:00+03:00"
    assert [request.target for request in server.log[1:]] == ["/2024/05/02", "/2024/05/02?p=2", "/2024/05/01"]


def test_a_numbered_listing_ends_where_nothing_is_new(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes |= {f"/p{n}": answer(f"<a href='/n/{n}'>t</a><a href='/n/{n + 1}'>t</a>") for n in range(1, 9)}
    listing = {"url": server.url("/p{page}"), "match": "/n/"}
    known = {server.url("/n/3"), server.url("/n/4"), server.url("/n/5")}
    look = discovered(server, seen=known.__contains__, listings=[listing])
    assert paths(server, look) == ["/n/1", "/n/2", "/n/3", "/n/4"]
    assert server.asked("/p4") == 0
    assert len(discovered(server, listings=[{**listing, "pages": 2}]).found) == 3


def test_a_channel_is_read_back_to_the_first_day_and_brings_its_texts(
    server: Any, answer: Callable[..., bytes]
) -> None:
    def post(number: int, day: str) -> str:
        return (
            f"<div class='tgme_widget_message' data-post='chan/{number}'><div class='tgme_widget_message_text'>"
            f"قصف {number}</div><a class='tgme_widget_message_date'><time datetime='{day}T08:00:00+00:00'></a></div>"
        )

    async def preview(request: Any, writer: asyncio.StreamWriter) -> None:
        before = request.target.partition("before=")[2]
        page = {"": post(8, "2024-05-02") + post(9, "2024-05-03"), "8": post(6, "2024-04-29") + post(7, "2024-05-01")}
        writer.write(answer(page[before]))

    server.routes["/s/chan"] = preview
    look = discovered(server, *MAY, telegram=[server.url("/s/chan")])
    assert [found.url for found in look.found] == [f"https://t.me/chan/{n}" for n in (8, 9, 7)]
    assert "قصف 8" in (look.found[0].content or "")


def test_excluded_addresses_are_no_articles(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes["/map.xml"] = answer("<urlset><url><loc>/n/1</loc></url><url><loc>/tags/x</loc></url></urlset>")
    look = discovered(server, sitemaps=[server.url("/map.xml")], exclude="/tags/|/about$")
    assert paths(server, look) == ["/n/1"]


def test_a_host_that_wants_rest_is_not_asked_day_after_day(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes["/2024/05/31"] = answer(status="503 No", retry_after="9999")
    look = discovered(server, *MAY, listings=[{"url": server.url("/{date:%Y/%m/%d}")}])
    assert [problem.reason for problem in look.problems] == ["busy", "host resting"]


def test_copies_of_one_article_are_found_once_with_what_all_ways_say(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes["/feed"] = answer(
        "<rss version='2.0'><channel><item><title>t</title><link>/n/1/amp/</link></item>"
        "<item><link>/n/1?fbclid=abc</link></item></channel></rss>"
    )
    server.routes["/map.xml"] = answer(
        "<urlset><url><loc>/n/1/</loc><lastmod>2024-05-02</lastmod></url><url><loc>/n/1?print=1</loc></url></urlset>"
    )
    look = discovered(server, *MAY, feeds=[server.url("/feed")], sitemaps=[server.url("/map.xml")])
    assert [(found.via, found.title, found.modified) for found in look.found] == [
        ("feed", "t", datetime(2024, 5, 2, tzinfo=UTC))
    ]


def test_a_way_that_fails_is_a_problem_and_does_not_end_the_others(server: Any, answer: Callable[..., bytes]) -> None:
    server.routes["/feed"] = answer("<html><body>no feed</body></html>")
    server.routes["/wp"] = answer('{"code": "rest_forbidden"}', content_type="application/json")
    server.routes["/list"] = answer("<p>empty</p>")
    server.routes["/s/chan"] = answer("<p>empty</p>")
    server.routes["/map.xml"] = answer("<urlset><url><loc>/n/1</loc></url></urlset>")
    look = discovered(
        server,
        *MAY,
        feeds=[server.url("/gone"), server.url("/feed")],
        wordpress=server.url("/wp"),
        sitemaps=[server.url("/map.xml")],
        listings=[{"url": server.url("/list")}],
        telegram=[server.url("/s/chan")],
    )
    assert paths(server, look) == ["/n/1"]
    assert [(problem.via, problem.reason) for problem in look.problems] == [
        ("feed", "gone"),
        ("feed", "no feed"),
        ("wordpress", "no posts"),
        ("listing", "no links"),
        ("telegram", "no posts"),
    ]
