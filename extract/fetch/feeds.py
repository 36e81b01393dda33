"""Feeds: RSS, Atom and JSON Feed, well-formed or not."""

from __future__ import annotations

import json
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser

from extract.fetch.found import FoundUrl
from extract.fetch.urls import normalise

FEED_BYTES = 4_000_000
"""How much of a feed is read: its newest entries come first, and parsing 4 MB takes seconds."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The articles that a feed names, and its next page where it has one (RFC 5005)."""

    entries: tuple[FoundUrl, ...]
    next_page: str | None


class NoFeed(ValueError):
    """A document that is no feed."""


def read_feed(body: bytes, url: str, content_type: str | None) -> Feed:
    """The feed in `body`, fetched from `url`; raises NoFeed where there is none. Broken XML is read leniently."""
    if body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        return _read_json_feed(body, url)
    headers = {"content-type": content_type} if content_type else {}
    feed = feedparser.parse(body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries and (feed.bozo or not feed.version):
        raise NoFeed(f"{url} is neither RSS nor Atom nor JSON Feed")
    entries = (_entry(entry, url) for entry in feed.entries)
    following = (link.get("href") for link in feed.feed.get("links", ()) if link.get("rel") == "next")
    return Feed(tuple(entry for entry in entries if entry), next(following, None))


def _entry(entry: Any, feed_url: str) -> FoundUrl | None:
    address = entry.get("feedburner_origlink") or entry.get("link") or entry.get("id")
    return _found(
        address,
        feed_url,
        title=entry.get("title"),
        # Asked by its name alone, feedparser warns that it would give `published` for a missing `updated`.
        published=_moment(entry.get("published_parsed")),
        modified=_moment(entry.get("updated_parsed") if "updated_parsed" in entry else None),
    )


def _read_json_feed(body: bytes, url: str) -> Feed:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    try:
        feed = json.loads(body)
        items = [item for item in feed["items"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoFeed(f"{url} is JSON but no JSON Feed") from error
    entries = (
        _found(
            item.get("url") or item.get("external_url") or item.get("id"),
            url,
            title=item.get("title"),
            published=_iso(item.get("date_published")),
            modified=_iso(item.get("date_modified")),
        )
        for item in items
    )
    return Feed(tuple(entry for entry in entries if entry), feed.get("next_url"))


def _found(
    address: object, feed_url: str, title: object, published: datetime | None, modified: datetime | None
) -> FoundUrl | None:
    try:
        url = normalise(str(address), feed_url) if address else None
    except ValueError:
        return None
    if url is None:
        return None
    return FoundUrl(url, "feed", feed_url, published, modified, str(title) if title else None)


def _moment(parsed: struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (OverflowError, ValueError):
        return None


def _iso(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None
