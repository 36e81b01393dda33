"""The sample site: what it serves is what it says it serves, and it breaks as told."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree

import feedparser
import httpx
import pytest
from protego import Protego
from selectolax.lexbor import LexborHTMLParser

from extract.errors import SettingsError
from extract.fetch.sources import load_sources
from flows.demo import BadOutlet, Breakage, PublishedArticle, SampleSite, demo_sources, load_stories
from flows.demo.bad import HUGE_PAGE
from flows.demo.outlets import MagazineOutlet, WordPressOutlet
from flows.demo.outlets.base import arabic_day
from flows.demo.outlets.magazine import TRACKING
from flows.demo.server import Server

_NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_SMALLEST_PAGE, _LARGEST_PAGE = 60_000, 120_000


@pytest.fixture
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def _html(response: httpx.Response) -> str:
    """The page as a browser that knows its charset shows it."""
    return response.content.decode("utf-8" if "charset" in response.headers["content-type"] else "cp1256")


def _visible(html: str) -> str:
    body = LexborHTMLParser(html).body
    assert body is not None
    return re.sub(r"\s+", " ", body.text(separator=" "))


def _one(site: SampleSite, outlet: str) -> PublishedArticle:
    return next(article for article in site.articles() if article.outlet == outlet)


def _sitemap(web: httpx.Client, url: str) -> list[str]:
    content = web.get(url).content
    tree = ElementTree.fromstring(gzip.decompress(content) if url.endswith(".gz") else content)
    return [loc.text or "" for loc in tree.iterfind(".//s:loc", _NAMESPACES)]


def test_every_page_holds_its_title_and_its_paragraphs_in_order_among_60_to_120_kb(
    site: SampleSite, web: httpx.Client
) -> None:
    for article in site.articles():
        response = web.get(article.url)
        assert _SMALLEST_PAGE < len(response.content) < _LARGEST_PAGE, article.url
        shown = _visible(_html(response))
        at = shown.index(article.story.title)
        for paragraph in article.story.paragraphs:
            at = shown.index(paragraph, at) + len(paragraph)


def test_every_gold_text_stands_on_exactly_one_outlet(site: SampleSite) -> None:
    stories = [article.story for article in site.articles()]
    assert sorted(s.id for s in stories) == sorted(s.id for s in load_stories())
    assert len({s.id for s in stories}) == len({a.url for a in site.articles()}) == 124
    assert {a.outlet for a in site.articles()} == {"saqiya", "daftar", "darb", "nafidha"}


def test_boilerplate_repeats_no_line_of_an_article(site: SampleSite, web: httpx.Client) -> None:
    for outlet in site.outlets.values():
        article = _one(site, outlet.key)
        shown = _visible(_html(web.get(article.url)))
        assert [shown.count(paragraph) for paragraph in article.story.paragraphs] == [1] * len(article.story.paragraphs)


def test_the_sources_of_the_site_are_valid(site: SampleSite) -> None:
    sources = load_sources(demo_sources(site))
    assert set(sources) == set(site.outlets)
    assert all(source.can_be_discovered and source.allow_private for source in sources.values())
    assert load_sources(demo_sources(site, daily_listing=True))["darb"].listings[0].by == {"date"}


def test_unchanged_pages_feeds_sitemaps_and_listings_are_answered_with_304(site: SampleSite, web: httpx.Client) -> None:
    urls = [_one(site, key).url for key in site.outlets]
    for source in demo_sources(site).values():
        urls += [*source.get("feeds", ()), *source.get("sitemaps", ()), source["home"], f"{source['home']}robots.txt"]
        urls += [source["wordpress"]] if "wordpress" in source else []
    for url in urls:
        etag = web.get(url).headers["etag"]
        again = web.get(url, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b""), url
    article = web.get(urls[0])
    since = {"If-Modified-Since": article.headers["last-modified"]}
    assert web.get(urls[0], headers=since).status_code == 304


def test_a_page_is_compressed_only_for_who_accepts_it(site: SampleSite, web: httpx.Client) -> None:
    url = _one(site, "daftar").url
    zipped, plain = web.get(url), web.get(url, headers={"Accept-Encoding": "identity"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.content == plain.content
    assert site.log[-2].bytes < site.log[-1].bytes == len(plain.content)


def test_robots_txt_disallows_a_page_that_the_sitemap_lists(site: SampleSite, web: httpx.Client) -> None:
    daftar = site.outlets["daftar"]
    robots = Protego.parse(web.get(f"{daftar.url}/robots.txt").text)
    refused = [url for url in _sitemap(web, f"{daftar.url}/sitemap.xml") if not robots.can_fetch(url, "rasd")]
    assert [url.removeprefix(daftar.url) for url in refused] == ["/members/weekly-brief.html"]
    assert robots.crawl_delay("rasd") == 0.05


def test_wordpress_pages_its_posts_and_keeps_to_after_and_before(site: SampleSite, web: httpx.Client) -> None:
    outlet = site.outlets["saqiya"]
    posts = f"{outlet.url}/wp-json/wp/v2/posts"
    first = web.get(posts, params={"per_page": 7})
    pages = int(first.headers["X-WP-TotalPages"])
    found = [p for n in range(1, pages + 1) for p in web.get(posts, params={"per_page": 7, "page": n}).json()]
    assert len(found) == int(first.headers["X-WP-Total"]) == len(outlet.stories)
    assert {p["link"] for p in found} == {outlet.story_url(s) for s in outlet.stories}
    newest, oldest = found[0]["date"], found[-1]["date"]
    between = web.get(posts, params={"after": oldest, "before": newest, "per_page": 100}).json()
    assert [p["id"] for p in between] == [p["id"] for p in found[1:-1]]
    assert all(s.paragraphs[0] in unescape(found[i]["content"]["rendered"]) for i, s in enumerate(outlet.stories))


@pytest.mark.parametrize("query", ["per_page=101", "page=99", "after=yesterday"])
def test_wordpress_refuses_what_it_refuses(site: SampleSite, web: httpx.Client, query: str) -> None:
    response = web.get(f"{site.outlets['saqiya'].url}/wp-json/wp/v2/posts?{query}")
    assert response.status_code == 400
    assert response.json()["code"].startswith("rest_")


def test_the_rss_feed_ends_after_its_last_page_and_its_newest_item_redirects(
    site: SampleSite, web: httpx.Client
) -> None:
    outlet = site.outlets["saqiya"]
    entries = [e for n in (1, 2) for e in feedparser.parse(web.get(f"{outlet.url}/feed/?paged={n}").content).entries]
    assert [e.title for e in entries] == [s.title for s in outlet.stories]
    assert web.get(f"{outlet.url}/feed/?paged=3").status_code == 404
    moved = web.get(entries[0].link)
    assert (moved.status_code, moved.headers["location"]) == (301, outlet.story_url(outlet.stories[0]))


def test_the_sitemap_index_leads_to_every_post_and_to_one_that_is_gone(site: SampleSite, web: httpx.Client) -> None:
    outlet = site.outlets["saqiya"]
    listed = [url for sitemap in _sitemap(web, f"{outlet.url}/sitemap_index.xml") for url in _sitemap(web, sitemap)]
    others = set(listed) - {outlet.story_url(s) for s in outlet.stories}
    assert len(listed) == len(outlet.stories) + len(others)
    assert {url.removeprefix(outlet.url): web.get(url).status_code for url in others} == {
        "/archives/59999": 404,
        "/contact/": 200,
    }


def test_the_static_outlet_answers_a_missing_page_with_200_and_an_apology(site: SampleSite, web: httpx.Client) -> None:
    response = web.get(f"{site.outlets['daftar'].url}/reports/removed-report.html")
    assert response.status_code == 200
    assert "الصفحة غير موجودة" in response.text


def test_the_legacy_archive_lists_every_story_whole_and_by_day(site: SampleSite, web: httpx.Client) -> None:
    outlet = site.outlets["darb"]
    found: list[str] = []
    path: str | None = "archive.asp?page=1"
    while path:
        tree = LexborHTMLParser(_html(web.get(f"{outlet.url}/{path}")))
        found += [a.attributes["href"] or "" for a in tree.css("td.list a.headline")]
        path = next((a.attributes["href"] for a in tree.css("td.list a.next")), None)
    assert found == [outlet.path(s) for s in outlet.stories]
    day = LexborHTMLParser(_html(web.get(f"{outlet.url}/archive.asp?day=2022-09-27")))
    assert [a.text() for a in day.css("td.list a.headline")] == ["مسيّرة تركية تستهدف سيارة مدنية قرب ديرك"]


def test_legacy_pages_name_their_encoding_in_a_meta_tag_or_nowhere(site: SampleSite, web: httpx.Client) -> None:
    outlet = site.outlets["darb"]
    responses = [web.get(outlet.story_url(s)) for s in outlet.stories]
    assert {r.headers["content-type"] for r in responses} == {"text/html"}
    assert {b"charset=windows-1256" in r.content for r in responses} == {True, False}


def test_all_copies_of_a_magazine_story_hold_it_and_name_one_canonical_url(site: SampleSite, web: httpx.Client) -> None:
    outlet = site.outlets["nafidha"]
    assert isinstance(outlet, MagazineOutlet)
    story = outlet.stories[0]
    copies = (outlet.story_url(story), outlet.tracked_url(story), outlet.amp_url(story), outlet.print_url(story))
    for url in copies:
        tree = LexborHTMLParser(web.get(url).text)
        canonical = tree.css_first("link[rel=canonical]")
        assert canonical is not None
        assert canonical.attributes["href"] == outlet.story_url(story)
        assert all(paragraph in _visible(tree.html or "") for paragraph in story.paragraphs)


def test_the_atom_feed_pages_by_next_links_that_track_their_reader(site: SampleSite, web: httpx.Client) -> None:
    outlet = site.outlets["nafidha"]
    links: list[str] = []
    url: str | None = f"{outlet.url}/atom.xml"
    while url:
        feed = feedparser.parse(web.get(url).content)
        links += [entry.link for entry in feed.entries]
        url = next((link.href for link in feed.feed.links if link.rel == "next"), None)
    assert links == [f"{outlet.story_url(s)}?{TRACKING}" for s in outlet.stories]


def test_the_edit_changes_one_page_its_tag_and_its_sitemap_entry_once(web: httpx.Client) -> None:
    with SampleSite() as site:
        early = next(a for a in site.articles() if a.story.id == "d134")
        before = web.get(early.url)
        site.publish_edit()
        site.publish_edit()
        after = web.get(early.url, headers={"If-None-Match": before.headers["etag"]})
        final = next(a for a in site.articles() if a.story.id == "d134")
        sitemap = web.get(f"{site.outlets['daftar'].url}/sitemap.xml").text
    assert after.status_code == 200
    assert final.url == early.url
    assert final.story.modified > early.story.modified
    assert "بلغت 20 قتيلا" in before.text
    assert "بلغت 65 قتيلا" in after.text
    assert final.story.modified.isoformat() in sitemap
    with SampleSite(edited=True) as later:
        assert [a.story for a in later.articles()] == [a.story for a in site.articles()]


def test_a_wire_text_stands_on_two_outlets_with_another_first_line(site: SampleSite) -> None:
    original, copy = (next(a for a in site.articles() if a.story.id == key) for key in ("e032", "e032-copy"))
    assert original.outlet != copy.outlet
    assert original.story.paragraphs[0] != copy.story.paragraphs[0]
    assert original.story.paragraphs[1:] == copy.story.paragraphs[1:]


def test_a_story_can_be_added_and_taken_down_while_the_site_runs(site: SampleSite, web: httpx.Client) -> None:
    outlet = site.outlets["saqiya"]
    story = outlet.stories[0]
    outlet.remove(story)
    assert web.get(outlet.story_url(story)).status_code == 404
    assert outlet.story_url(story) not in web.get(f"{outlet.url}/feed/").text
    outlet.put(story)
    assert web.get(outlet.story_url(story)).status_code == 200


def test_the_log_tells_each_request_in_order(site: SampleSite, web: httpx.Client) -> None:
    outlet = site.outlets["darb"]
    web.get(f"{outlet.url}/archive.asp?page=2", headers={"User-Agent": "reader/1"})
    web.head(f"{outlet.url}/", headers={"If-None-Match": '"old"'})
    first, second = site.log
    assert (first.host, first.method, first.target, first.status) == (
        outlet.server.host,
        "GET",
        "/archive.asp?page=2",
        200,
    )
    assert (first.user_agent, first.conditional, second.conditional) == ("reader/1", False, True)
    assert (second.method, second.bytes) == ("HEAD", 0)
    assert second.time >= first.time


def _articles_listed(site: SampleSite, web: httpx.Client) -> dict[str, int]:
    """How many headlines each outlet's way of discovery gives."""
    urls = {
        "saqiya": f"{site.outlets['saqiya'].url}/wp-json/wp/v2/posts?per_page=100",
        "daftar": f"{site.outlets['daftar'].url}/sitemap.xml",
        "darb": f"{site.outlets['darb'].url}/archive.asp",
        "nafidha": f"{site.outlets['nafidha'].url}/atom.xml",
    }
    marks = {"saqiya": '"slug"', "daftar": "<lastmod>", "darb": 'class="headline"', "nafidha": "<entry>"}
    return {key: _html(web.get(url)).count(marks[key]) for key, url in urls.items()}


def test_an_empty_feed_lists_nothing_and_keeps_the_pages(site: SampleSite, web: httpx.Client) -> None:
    assert min(_articles_listed(site, web).values()) >= 5
    for outlet in site.outlets.values():
        outlet.broken = Breakage.EMPTY_FEED
    assert set(_articles_listed(site, web).values()) == {0}
    assert all(web.get(a.url).status_code == 200 for a in site.articles()[:3])


@pytest.mark.parametrize("breakage", [Breakage.BLOCK_PAGE, Breakage.MARKUP_CHANGED, Breakage.ENCODING_CHANGED])
@pytest.mark.parametrize("key", ["saqiya", "daftar", "darb", "nafidha"])
def test_a_broken_page_has_status_200_and_no_line_of_its_article(
    site: SampleSite, web: httpx.Client, key: str, breakage: Breakage
) -> None:
    article = _one(site, key)
    healthy = web.get(article.url)
    site.outlets[key].broken = breakage
    broken = web.get(article.url, headers={"If-None-Match": healthy.headers["etag"]})
    assert broken.status_code == 200
    for encoding in ("utf-8", "cp1256"):
        shown = broken.content.decode(encoding, errors="replace")
        assert not any(paragraph in shown for paragraph in article.story.paragraphs)
    site.outlets[key].broken = None
    assert web.get(article.url).content == healthy.content


def test_a_blocked_or_changed_wordpress_gives_nothing_through_its_api_either(
    site: SampleSite, web: httpx.Client
) -> None:
    outlet = site.outlets["saqiya"]
    assert isinstance(outlet, WordPressOutlet)
    for breakage in (Breakage.BLOCK_PAGE, Breakage.MARKUP_CHANGED):
        outlet.broken = breakage
        shown = web.get(f"{outlet.url}/wp-json/wp/v2/posts?per_page=1").text
        assert outlet.stories[0].paragraphs[1] not in shown


@pytest.mark.parametrize("key", ["saqiya", "daftar", "darb", "nafidha"])
def test_without_dates_neither_page_nor_lists_tell_the_day(site: SampleSite, web: httpx.Client, key: str) -> None:
    outlet = site.outlets[key]
    story = outlet.stories[0]
    local = outlet.local(story.published)
    days = {f"{local:%Y-%m-%d}", f"{local:%d/%m/%Y}", f"{local:%d %b %Y}"}
    days |= {arabic_day(local), arabic_day(local, "months_egyptian")}
    urls = [outlet.story_url(story), f"{outlet.url}/archive.asp", f"{outlet.url}/feed/", f"{outlet.url}/atom.xml"]
    urls += [f"{outlet.url}/wp-json/wp/v2/posts", f"{outlet.url}/sitemap.xml", f"{outlet.url}/news-sitemap.xml"]

    def days_told() -> set[str]:
        own_text = "\n".join((story.title, story.text))
        texts = [_html(web.get(url)) for url in urls]
        return {day for day in days if day not in own_text and any(day in text for text in texts)}

    assert days_told()
    outlet.broken = Breakage.DATES_GONE
    assert days_told() == set()


def test_half_the_pages_are_gone_from_lists_and_addresses(site: SampleSite, web: httpx.Client) -> None:
    outlet = site.outlets["saqiya"]
    before = set(outlet.stories)
    outlet.broken = Breakage.HALF_GONE
    gone = before - set(outlet.stories)
    assert abs(len(gone) - len(before) / 2) <= len(before) / 5
    assert {web.get(outlet.story_url(s)).status_code for s in gone} == {404}
    assert _articles_listed(site, web)["saqiya"] == len(before) - len(gone)


def test_a_taken_port_is_named_and_the_ports_before_it_are_given_back() -> None:
    with SampleSite() as site:
        answer = site.outlets["daftar"].answer
        for outlet in site.outlets.values():
            taken = int(outlet.server.host.rpartition(":")[2])
            try:
                Server(answer, [], taken - 1).stop()
            except OSError:  # the port before is somebody else's
                continue
            with pytest.raises(SettingsError, match=str(taken)):
                SampleSite(port=taken - 1)
            with Server(answer, [], taken - 1) as free:
                assert httpx.get(f"{free.url}/robots.txt", trust_env=False).status_code == 200


def test_the_bad_outlet_serves_what_must_be_refused(web: httpx.Client) -> None:
    with BadOutlet() as bad:
        feed = feedparser.parse(web.get(f"{bad.url}/feed.xml").content)
        assert [entry.link for entry in feed.entries] == [bad.url + path for path in BadOutlet.PAGES]
        assert feedparser.parse(web.get(f"{bad.url}/broken-feed.xml").content).bozo
        assert web.get(f"{bad.url}/empty.html").content == b""
        with web.stream("GET", f"{bad.url}/huge.html") as huge:
            assert sum(len(part) for part in huge.iter_bytes()) >= HUGE_PAGE
        assert "\N{REPLACEMENT CHARACTER}" in web.get(f"{bad.url}/broken-utf8.html").text
        assert set(load_sources(bad.sources())) == {"bad_pages", "bad_feed", "bad_host"}
