"""The sample site's pages, over real HTTP: every character of the article and no line of what surrounds it."""

import json

import httpx
import pytest

from extract.errors import PageRefused
from extract.page import read_page, read_post
from flows.demo.outlets.base import Breakage
from flows.demo.site import SampleSite


@pytest.fixture(scope="module")
def site():
    with SampleSite(edited=True) as running:
        yield running


@pytest.fixture(scope="module")
def client():
    with httpx.Client(trust_env=False) as running:
        yield running


def _pages(site):
    for article in site.articles():
        outlet = site.outlets[article.outlet]
        yield outlet, article, article.url
        if hasattr(outlet, "amp_url"):
            yield outlet, article, outlet.amp_url(article.story)
            yield outlet, article, outlet.print_url(article.story)


def test_every_page_gives_its_text_to_the_character(site, client):
    for outlet, article, url in _pages(site):
        response = client.get(url)
        read = read_page(response.content, url, response.headers["content-type"], zone=outlet.zone, language="ar")
        assert (read.title, read.text) == (article.story.title, article.story.text), url
        assert read.canonical_url == article.url
        assert read.published is not None
        assert read.published.astimezone(outlet.zone).date() == outlet.local(article.story.published).date(), url


def test_every_post_of_the_api_gives_the_same_as_its_page(site, client):
    outlet = site.outlets["saqiya"]
    posts = json.loads(client.get(f"{outlet.url}/wp-json/wp/v2/posts", params={"per_page": 100}).content)
    read = [read_post(post, zone=outlet.zone, language="ar") for post in posts]
    want = [(s.title, s.text, s.published, outlet.story_url(s)) for s in outlet.stories]
    assert [(post.title, post.text, post.published, post.canonical_url) for post in read] == want


@pytest.mark.parametrize("path", ["/", "/contact", "/no-such-page", "/archive.asp?page=1"])
def test_pages_without_an_article_are_refused(site, client, path):
    for outlet in site.outlets.values():
        response = client.get(outlet.url + path)
        with pytest.raises(PageRefused):
            read_page(response.content, outlet.url + path, response.headers["content-type"], language="ar")


@pytest.mark.parametrize(
    ("breakage", "reason"),
    [
        (Breakage.BLOCK_PAGE, "blocked"),
        (Breakage.ENCODING_CHANGED, "mojibake"),
        (Breakage.MARKUP_CHANGED, "no article"),
    ],
)
def test_a_broken_outlet_gives_a_reason_and_no_text(client, breakage, reason):
    with SampleSite() as site:
        for outlet in site.outlets.values():
            url = outlet.story_url(outlet.stories[0])
            outlet.broken = breakage
            response = client.get(url)
            with pytest.raises(PageRefused) as refused:
                read_page(response.content, url, response.headers["content-type"], language="ar")
            assert refused.value.reason == reason
