"""From the bytes of a page to an Article, or to the reason why there is none."""

from __future__ import annotations

from datetime import datetime, tzinfo

from selectolax.lexbor import LexborHTMLParser

from extract.errors import PageRefused
from extract.model import Article
from extract.page.decode import to_utf8
from extract.page.guard import refuse_monster
from extract.page.metadata import printed_time, read_metadata
from extract.page.refuse import language_of, refuse_if_no_article
from extract.page.strip import lines_near, read_body

__all__ = ["read_page"]


def read_page(
    html: str | bytes,
    url: str,
    content_type: str | None = None,
    *,
    zone: tzinfo | None = None,
    fetched: datetime | None = None,
    language: str | None = None,
) -> Article:
    """The article of the page `html` that stands at `url`.

    `content_type` is the HTTP header's value. Times that name no zone get `zone`, the outlet's. No time after
    `fetched` is believed. With `language` ('ar'), pages in another one are refused.
    Raises PageRefused with the reason when the page holds no article.
    """
    data = to_utf8(html, content_type)
    refuse_monster(data, url)
    tree = LexborHTMLParser(data)
    if tree.body is None:
        raise PageRefused(url, "empty", "the page has no body")
    meta = read_metadata(tree, url, zone=zone, fetched=fetched)
    reading = read_body(tree.body, meta.titles, meta.body)
    refuse_if_no_article(url, meta, reading)
    text = "\n".join(reading.paragraphs)
    spoken = language_of(text, meta.language)
    if language and spoken != language:
        raise PageRefused(url, "language", f"the text is in {spoken or 'an unknown language'!r}, not {language!r}")
    published = meta.published or printed_time(
        lines_near(tree.body, reading.title, reading.paragraphs[0]), zone=zone, fetched=fetched
    )
    return Article(
        url=url,
        title=reading.title,
        text=text,
        published=published,
        modified=meta.modified,
        authors=meta.authors,
        canonical_url=meta.canonical_url,
        language=spoken,
        section=meta.section,
        tags=meta.tags,
    )
