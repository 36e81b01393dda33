"""What a page says of its article besides the text: title, times, authors, canonical URL, language."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from extract.page.dates import find_date

_ARTICLE = re.compile(r"Article$|Posting$|^Report$|Review$")
_ISO = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?",
    re.I,
)
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0?[1-9]|1[0-2])[/-]?(0?[1-9]|[12]\d|3[01])(?=[/_.-]|\D)")
_SEPARATOR = re.compile(r"\s+[|–—\-:»·•]\s+|\s*[|:：»]\s*")
_TRACKING = re.compile(
    r"utm_|fb_|fbclid$|gclid$|yclid$|mc_[ce]id$|igshid$|ref$|ref_src$|cmpid?$|share$|shared$|_ga$|amp$|output$|print$"
)
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "og:article:published_time",
    "article.published",
    "publishdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "published_time",
    "pubdate",
    "date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dc.date.created",
    "datecreated",
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of its article; empty or None where it says nothing."""

    title: str
    published: datetime | None
    modified: datetime | None
    authors: tuple[str, ...]
    canonical_url: str
    language: str
    section: str | None
    tags: tuple[str, ...]
    body: str
    paywalled: bool


def read_metadata(
    tree: LexborHTMLParser, url: str, *, zone: tzinfo | None = None, fetched: datetime | None = None
) -> Metadata:
    """The metadata of the page `tree`, fetched from `url`; times without a zone get `zone`, none is after `fetched`."""
    meta = _meta(tree)
    linked = _linked_data(tree)
    article = next((item for item in linked if _is_article(item)), {})
    page: dict[str, Any] = next((item for item in linked if item.get("datePublished")), {})

    def moment(*values: object) -> datetime | None:
        for value in values:
            time = parse_time(value, zone)
            if time and not (fetched and time > _aware(fetched, time)):
                return time
        return None

    published = (
        moment(
            article.get("datePublished"),
            *(meta.get(key) for key in _PUBLISHED),
            page.get("datePublished"),
            article.get("dateCreated"),
        )
        or moment(*_times(tree))
        or moment(_url_day(url))
    )
    modified = moment(article.get("dateModified"), *(meta.get(key) for key in _MODIFIED), page.get("dateModified"))
    return Metadata(
        title=_title(tree, meta, article),
        published=published,
        modified=modified,
        authors=_authors(article, meta),
        canonical_url=_canonical(tree, meta, url),
        language=_language(tree, meta),
        section=_text(article.get("articleSection")) or meta.get("article:section") or None,
        tags=_tags(article, meta),
        body=_text(article.get("articleBody")),
        paywalled=str(article.get("isAccessibleForFree", "")).lower() == "false",
    )


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        value = attributes.get("content")
        if key and value:
            found.setdefault(key.lower(), value.strip())
    return found


def _linked_data(tree: LexborHTMLParser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        found.extend(_entities(data))
    return found


def _entities(data: object) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for item in data:
            yield from _entities(item)
    elif isinstance(data, dict):
        yield data
        yield from _entities(data.get("@graph"))


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    return entities.unescape(value).strip() if isinstance(value, str) else ""


def _title(tree: LexborHTMLParser, meta: dict[str, str], article: dict[str, Any]) -> str:
    heads = [" ".join(node.text().split()) for node in tree.css("h1")]
    document = tree.css_first("title")
    site = meta.get("og:site_name", "")
    candidates = [_text(article.get("headline")), meta.get("og:title", ""), *(head for head in heads if head)] + [
        meta.get("twitter:title", ""),
        " ".join(document.text().split()) if document else "",
    ]
    candidates = [" ".join(entities.unescape(c).split()) for c in candidates if c.strip()]
    if not candidates:
        return ""
    title = candidates[0]
    for other in candidates[1:]:
        if len(other) > 10 and title.startswith(other) and _SEPARATOR.match(title, len(other)):
            return other
    if site:
        for match in reversed(list(_SEPARATOR.finditer(title))):
            if title[match.end() :].strip().casefold() == site.casefold():
                return title[: match.start()].strip()
    return title


def _times(tree: LexborHTMLParser) -> list[str]:
    return [value for node in tree.css("time[datetime]") if (value := node.attributes.get("datetime"))]


def _url_day(url: str) -> str | None:
    match = _URL_DAY.search(urlsplit(url).path + "/")
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else None


def parse_time(value: object, zone: tzinfo | None) -> datetime | None:
    """A moment as machines write it: ISO 8601 in its many spellings, or seconds or milliseconds since 1970."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, int | float) or (
        isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) >= 9
    ):
        number = float(value)
        try:
            return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    if not isinstance(value, str):
        return None
    match = _ISO.match(value)
    if not match:
        found = find_date(value) if len(value) < 100 else None
        return found.replace(tzinfo=zone) if found else None
    year, month, day, hour, minute, second, offset = match.groups()
    text = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}"
    if offset:
        text += "+00:00" if offset[0] not in "+-" else offset
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=zone)


def _aware(fetched: datetime, time: datetime) -> datetime:
    if (fetched.tzinfo is None) == (time.tzinfo is None):
        return fetched
    return fetched.replace(tzinfo=None) if fetched.tzinfo else fetched.replace(tzinfo=UTC)


def _authors(article: dict[str, Any], meta: dict[str, str]) -> tuple[str, ...]:
    value = article.get("author")
    names = [_text(item) for item in (value if isinstance(value, list) else [value])]
    if not any(names):
        names = [meta.get("author", ""), meta.get("article:author", "")]
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith("http")))


def _tags(article: dict[str, Any], meta: dict[str, str]) -> tuple[str, ...]:
    value = article.get("keywords") or meta.get("news_keywords") or meta.get("keywords") or ""
    items = value if isinstance(value, list) else re.split(r"[,،;]", value) if isinstance(value, str) else []
    return tuple(dict.fromkeys(item.strip() for item in items if isinstance(item, str) and item.strip()))


def _canonical(tree: LexborHTMLParser, meta: dict[str, str], url: str) -> str:
    link = tree.css_first('link[rel="canonical"][href]')
    for value in ((link.attributes.get("href") if link else None), meta.get("og:url")):
        if value and value.strip():
            try:
                target = urljoin(url, value.strip())
                parts = urlsplit(target)
            except ValueError:
                continue
            if (
                parts.scheme in ("http", "https")
                and parts.netloc
                and (parts.path.strip("/") or not urlsplit(url).path.strip("/"))
            ):
                return target
    return clean_url(url)


def clean_url(url: str) -> str:
    """`url` without its fragment and its tracking parameters."""
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(key)]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def _language(tree: LexborHTMLParser, meta: dict[str, str]) -> str:
    root = tree.css_first("html")
    value = (root.attributes.get("lang") if root else None) or meta.get("og:locale") or meta.get("language") or ""
    return re.split(r"[-_]", value.strip().lower())[0]
