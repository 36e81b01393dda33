"""From the bytes of a page to an Article."""

from __future__ import annotations

from datetime import datetime, tzinfo

from selectolax.lexbor import LexborHTMLParser

from extract.errors import PageRefused
from extract.model import Article
from extract.page.decode import decode
from extract.page.metadata import read_metadata
from extract.page.strip import find_paragraphs


def read_page(
    html: str | bytes,
    url: str,
    content_type: str | None = None,
    *,
    zone: tzinfo | None = None,
    fetched: datetime | None = None,
) -> Article:
    """The article of a page."""
    tree = LexborHTMLParser(decode(html, content_type) if isinstance(html, bytes) else html)
    if tree.body is None:
        raise PageRefused(url, "empty", "the page has no body")
    meta = read_metadata(tree, url, zone=zone, fetched=fetched)
    text = "\n".join(find_paragraphs(tree.body, meta.title))
    if not text:
        raise PageRefused(url, "no_article", "the page holds no paragraphs of prose")
    return Article(
        url=url,
        title=meta.title,
        text=text,
        published=meta.published,
        modified=meta.modified,
        authors=meta.authors,
        canonical_url=meta.canonical_url,
        language=meta.language,
        section=meta.section,
        tags=meta.tags,
    )
