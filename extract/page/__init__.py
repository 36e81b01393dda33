"""From the bytes of a page to an Article, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from selectolax.lexbor import LexborHTMLParser

from extract.errors import PageRefused
from extract.model import Article
from extract.page.dateline import dateline_of
from extract.page.decode import to_utf8
from extract.page.guard import refuse_monster
from extract.page.metadata import first_time, printed_time, read_metadata
from extract.page.refuse import language_of, refuse_if_no_article
from extract.page.selectors import Selectors, remove, select, texts, valid_selectors
from extract.page.strip import lines_near, read_body, read_part
from extract.page.wordpress import read_post

__all__ = ["Selectors", "dateline_of", "read_page", "read_post"]


def read_page(
    html: str | bytes,
    url: str,
    content_type: str | None = None,
    *,
    zone: tzinfo | None = None,
    fetched: datetime | None = None,
    language: str | None = None,
    selectors: Iterable[Selectors] = (),
) -> Article:
    """The article of the page `html` that stands at `url`.

    `content_type` is the HTTP header's value. Times that name no zone get `zone`, the outlet's. No time after
    `fetched` is believed. With `language` ('ar'), pages in another one are refused.
    Of `selectors`, the first that is valid on the day of `fetched` wins over the general rules.
    Raises PageRefused with the reason when the page holds no article.
    """
    data = to_utf8(html, content_type)
    refuse_monster(data, url)
    tree = LexborHTMLParser(data)
    if tree.body is None or not data.strip():
        raise PageRefused(url, "empty", "the response holds nothing")
    own = valid_selectors(selectors, fetched.date() if fetched else None)
    remove(tree, own.remove)
    meta = read_metadata(tree, url, zone=zone, fetched=fetched)
    titles = texts(tree, own.title) or meta.titles
    parts = select(tree, own.text)
    reading = (
        read_part(parts, next(iter(titles), "")) if parts else read_body(tree.body, titles, meta.body, meta.authors)
    )
    refuse_if_no_article(url, meta, reading, tree.body)
    text = "\n".join(reading.paragraphs)
    spoken = language_of(text, meta.language)
    if language and spoken != language:
        raise PageRefused(url, "language", f"the text is in {spoken or 'an unknown language'!r}, not {language!r}")
    published = (
        first_time(texts(tree, own.published), zone, fetched)
        or meta.published
        or printed_time(lines_near(tree.body, reading), zone, fetched)
    )
    return Article(
        url=url,
        title=reading.title,
        text=text,
        published=published,
        modified=meta.modified,
        authors=tuple(texts(tree, own.authors)) or meta.authors,
        canonical_url=meta.canonical_url,
        language=spoken,
        section=meta.section,
        tags=meta.tags,
    )
