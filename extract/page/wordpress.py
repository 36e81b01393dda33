"""From a post of WordPress' REST API to an Article, through the same stripper as pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extract.errors import PageRefused
from extract.model import Article
from extract.page.guard import refuse_monster
from extract.page.metadata import clean_url, first_time
from extract.page.refuse import language_of, refuse_mojibake
from extract.page.strip import read_part


def read_post(
    post: Mapping[str, Any],
    url: str = "",
    *,
    zone: tzinfo | None = None,
    fetched: datetime | None = None,
    language: str | None = None,
) -> Article:
    """The article of `post`, one object of /wp-json/wp/v2/posts, whose page stands at `url` (its own link if empty).

    Times are the site's where the post has them, in `zone` where that is known. No time after `fetched` is believed.
    With `language` ('ar'), posts in another one are refused. Raises PageRefused for a post without text.
    """
    url = url or _string(post.get("link"))
    content = post.get("content")
    if isinstance(content, Mapping) and content.get("protected"):
        raise PageRefused(url, "paywall", "the post is protected by a password")
    markup = _rendered(content)
    refuse_monster(markup.encode("utf-8", "replace"), url)
    title = _plain(_rendered(post.get("title")))
    body = LexborHTMLParser(f"<body><article>{markup}</article>").body
    reading = read_part([body] if body else [], title)
    text = "\n".join(reading.paragraphs)
    if not text:
        raise PageRefused(url, "no article", "the post has no text")
    refuse_mojibake(url, title + text)
    spoken = language_of(text, "")
    if language and spoken != language:
        raise PageRefused(url, "language", f"the text is in {spoken or 'an unknown language'!r}, not {language!r}")
    return Article(
        url=url,
        title=title,
        text=text,
        published=_time(post, "date", zone, fetched),
        modified=_time(post, "modified", zone, fetched),
        authors=_names(post, "author"),
        canonical_url=clean_url(_string(post.get("link")) or url),
        language=spoken,
        section=next(iter(_terms(post, "category")), None),
        tags=_terms(post, "post_tag"),
    )


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _rendered(value: object) -> str:
    return _string(value.get("rendered")) if isinstance(value, Mapping) else _string(value)


def _plain(markup: str) -> str:
    body = LexborHTMLParser(f"<body>{markup}").body
    return " ".join(body.text().split()) if body else ""


def _time(post: Mapping[str, Any], key: str, zone: tzinfo | None, fetched: datetime | None) -> datetime | None:
    utc = first_time([post.get(f"{key}_gmt")], UTC, fetched)
    if utc:
        return utc.astimezone(zone) if zone else utc
    return first_time([post.get(key)], zone, fetched)


def _embedded(post: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """What the API embeds under `key` when asked for `_embed`, lists of lists made flat."""
    embedded = post.get("_embedded")
    items = embedded.get(key) if isinstance(embedded, Mapping) else None
    flat: list[object] = []
    for item in items if isinstance(items, list) else []:
        flat.extend(item if isinstance(item, list) else [item])
    return [item for item in flat if isinstance(item, Mapping)]


def _names(post: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(name for item in _embedded(post, key) if (name := _plain(_string(item.get("name")))))


def _terms(post: Mapping[str, Any], taxonomy: str) -> tuple[str, ...]:
    terms = (item for item in _embedded(post, "wp:term") if item.get("taxonomy") == taxonomy)
    return tuple(name for item in terms if (name := _plain(_string(item.get("name")))))
