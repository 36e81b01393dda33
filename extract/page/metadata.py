"""What a page says of its article besides the text: title, times, authors, canonical URL, language, paywall."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cached_property, partial
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.page.dates import find_date
from extract.page.vocabulary import fold_line

_LINKED_DATA = 'script[type="application/ld+json"]'
_HEAD_NODES = f'meta[content],link[rel="canonical"],title,{_LINKED_DATA}'
_MISPLACED = 'body meta[content],body link[rel="canonical"]'
_ARTICLE_TYPE = re.compile(r"Article$|Posting$|^Report$|Review$")
_PUBLISHED_KEYS = (
    "article:published_time", "datepublished", "og:published_time", "og:article:published_time", "article.published",
    "publishdate", "publish_date", "publish-date", "publication_date", "published_time", "pubdate", "date",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dc.date.created",
    "datecreated",
)  # fmt: skip
_MODIFIED_KEYS = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_SITE_KEYS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "site_name", "al:ios:app_name")
_TAG_KEYS = ("article:tag", "news_keywords", "keywords")
# Where pages without such keys carry the time; and the classes of those that surely do.
_TIME_NODES = 'time,[itemprop="datePublished"]'
_SURE_CLASSES = frozenset(("published", "entry-date"))

# Characters: what is longer is no headline, and looking for separators in it would take long.
_LONGEST_TITLE = 500
# No page is older than the web.
_FIRST_YEAR = 1991
_FIRST_SECOND = 662_688_000
# A shorter part of a title is an outlet's or a rubric's name.
_SHORT_TITLE = 10

_ISO = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?",
    re.IGNORECASE,
)
_URL_DAY = re.compile(r"/((?:19|20)\d\d)([/-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=[/_.-])")
_SEPARATOR = re.compile(r"\s+[|–—\-:»·•*]+\s+|\s*[|»]+\s*|\s*::\s*|:\s+|\s+:")
# Of a URL's parameters, those that name no other article; those of AMP and print copies too.
_NOT_CONTENT = re.compile(
    r"(?:utm_.*|fb_.*|fbclid|gclid|yclid|mc_[ce]id|igshid|ref|ref_src|cmp(?:id)?|_ga|amp|outputtype|output|print|printable)$"
)
_COPY_PATH = re.compile(r"/amp/?$|^/amp(?=/)|/print/?$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of its article; empty, None or False where it says nothing.

    `titles` are the headline's candidates, the likeliest first, `document_title` is the window's. `body` is
    the text that the page's linked data gives, `kinds` are the types that linked data and OpenGraph name.
    """

    titles: tuple[str, ...]
    document_title: str
    published: datetime | None
    modified: datetime | None
    authors: tuple[str, ...]
    canonical_url: str
    language: str
    section: str | None
    tags: tuple[str, ...]
    body: str
    paywalled: bool
    kinds: frozenset[str]


class _Found:
    """The raw material: metadata elements by name, linked data, headlines.

    Looking through the whole tree costs more than all the rest, so it is done for what is known to be there
    or turns out to be missing.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self.meta: dict[str, list[str]] = {}
        self.linked: list[dict[str, Any]] = []
        self.document_title = self.canonical = ""
        root = tree.root.attributes if tree.root else {}
        self.language = _language_code(root.get("lang") or root.get("xml:lang") or "")
        self.is_amp = "amp" in root or "⚡" in root
        for node in tree.head.css(_HEAD_NODES) if tree.head else ():
            self._take(node)
        if not self.canonical and "og:title" not in self.meta:
            for node in tree.css(_MISPLACED):  # an element that a head may not hold has ended it early
                self._take(node)
        if self._article() is None and b"ld+json" in (tree.raw_html or b""):
            for node in tree.css(_LINKED_DATA):
                self._take(node)
        self.article = self._article() or {}
        self.language = self.language or _language_code(self.first("og:locale", "language", "content-language"))

    def _article(self) -> dict[str, Any] | None:
        return next((item for item in self.linked if any(map(_ARTICLE_TYPE.search, _kinds(item)))), None)

    def _take(self, node: LexborNode) -> None:
        tag = node.tag
        if tag == "meta":
            attributes = node.attributes
            key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            if key and (value := (attributes.get("content") or "").strip()):
                self.meta.setdefault(key.lower(), []).append(value)
        elif tag == "script":
            self.linked.extend(_linked_data(node.text()))
        elif tag == "link":
            self.canonical = self.canonical or (node.attributes.get("href") or "").strip()
        elif tag == "title" and not self.document_title:
            self.document_title = " ".join(node.text().split())

    @cached_property
    def heads(self) -> list[str]:
        """The page's own headlines."""
        return [text for node in self._tree.css("h1")[:3] if (text := " ".join(node.text().split()))]

    def first(self, *keys: str) -> str:
        """The first value of the first of `keys` that has one."""
        return next((values[0] for key in keys if (values := self.meta.get(key))), "")


def read_metadata(
    tree: LexborHTMLParser, url: str, *, zone: tzinfo | None = None, fetched: datetime | None = None
) -> Metadata:
    """The metadata of the page `tree` that stands at `url`.

    Times without a zone get `zone`; a time after `fetched` is not believed.
    """
    found = _Found(tree)
    article, meta = found.article, found.meta
    time_of = partial(first_time, zone=zone, fetched=fetched)
    dated = next((item for item in found.linked if item.get("datePublished")), {})
    published = (
        time_of([article.get("datePublished"), *_values(meta, _PUBLISHED_KEYS), dated.get("datePublished")])
        or time_of(_time_nodes(tree))
        or time_of([_url_day(url)])
    )
    modified = time_of([article.get("dateModified"), *_values(meta, _MODIFIED_KEYS), dated.get("dateModified")])
    return Metadata(
        titles=_titles(found),
        document_title=found.document_title,
        published=published,
        modified=modified,
        authors=_authors(found),
        canonical_url=_canonical(found, url),
        language=found.language,
        section=_name(article.get("articleSection")) or found.first("article:section") or None,
        tags=_tags(found),
        body=_name(article.get("articleBody")),
        paywalled=str(article.get("isAccessibleForFree", "")).lower() == "false",
        kinds=frozenset(kind for item in found.linked for kind in _kinds(item)) | frozenset(meta.get("og:type", ())),
    )


def _linked_data(text: str) -> list[dict[str, Any]]:
    try:
        return list(_entities(json.loads(text, strict=False)))
    except (ValueError, RecursionError):
        return []


def _entities(data: object) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            yield from _entities(item.get("@graph"))


def _kinds(item: dict[str, Any]) -> list[str]:
    kinds = item.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _name(value: object) -> str:
    """What linked data calls a thing: a string, an object's name, or the first of a list of such."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    return entities.unescape(value).strip() if isinstance(value, str) else ""


def _values(meta: dict[str, list[str]], keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        yield from meta.get(key, ())


def _titles(found: _Found) -> tuple[str, ...]:
    """The headline's candidates, the likeliest first.

    Linked data and OpenGraph are believed before the page's heading, since outlets print their own name in h1 too;
    what another candidate already is, or what the outlet calls itself, is cut off at a bar, dash or colon.
    """
    publisher = _name(found.article.get("publisher"))
    sites = {fold_line(name) for name in (*_values(found.meta, _SITE_KEYS), publisher) if name}
    stated = (_name(found.article.get("headline")), found.first("og:title"))
    title = next(_headlines(stated, sites), "") or next(_headlines(found.heads, sites), "")
    title = _without_site(title, sites)
    if title and not _SEPARATOR.search(title):
        return (title,)
    fallbacks = (found.first("twitter:title", "title", "dc.title"), found.document_title)
    titles = list(_headlines((*stated, *found.heads, *fallbacks), sites)) or list(_headlines(fallbacks, set()))
    if not titles:
        return ()
    title, others = _without_site(titles[0], sites), {fold_line(other) for other in titles[1:]}
    parts = []
    for match in _SEPARATOR.finditer(title):
        before, after = title[: match.start()].strip(), title[match.end() :].strip()
        if len(before) > _SHORT_TITLE and fold_line(before) in others:
            return (before,)
        # What stands before a colon may be the headline's own: only the window's title can tell.
        known = {fold_line(found.document_title)} if ":" in match[0] else others
        if len(after) > _SHORT_TITLE and fold_line(after) in known:
            return (after,)
        parts += [part for part in (after, before) if len(part) > _SHORT_TITLE]
    return (title, *parts)


def _headlines(texts: Iterable[str], sites: set[str]) -> Iterator[str]:
    """Those of `texts` that are more than an outlet's name, without character references and blanks."""
    for text in texts:
        title = " ".join(entities.unescape(text[:_LONGEST_TITLE]).split())
        if title and fold_line(title) not in sites:
            yield title


def _without_site(title: str, sites: set[str]) -> str:
    marks = list(_SEPARATOR.finditer(title))
    for match in marks:
        if fold_line(title[match.end() :]) in sites:
            return title[: match.start()].strip()
    for match in reversed(marks):
        if fold_line(title[: match.start()]) in sites:
            return title[match.end() :].strip()
    return title


def first_time(values: Iterable[object], zone: tzinfo | None, fetched: datetime | None) -> datetime | None:
    """The first of `values` that is a time not after `fetched`; it gets `zone` where it names none."""
    for value in values:
        time = value if isinstance(value, datetime) else parse_time(value, zone)
        if time and time.year >= _FIRST_YEAR and not (fetched and is_after(time, fetched)):
            return time
    return None


def printed_time(lines: Iterable[str], zone: tzinfo | None, fetched: datetime | None) -> datetime | None:
    """The first time that one of `lines` prints, in `zone`; none after `fetched` is believed."""
    return first_time((time.replace(tzinfo=zone) for line in lines if (time := find_date(line))), zone, fetched)


def is_after(time: datetime, fetched: datetime) -> bool:
    """Whether `time` lies after `fetched`; where only one of the two has a zone, UTC is taken for the other."""
    if (time.tzinfo is None) != (fetched.tzinfo is None):
        time, fetched = (moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in (time, fetched))
    return time > fetched


def _time_nodes(tree: LexborHTMLParser) -> list[str | None]:
    """What the page's time elements say: the surest first, then those of the article, then in their order."""
    nodes = sorted(tree.css(_TIME_NODES), key=_rank)
    return [node.attributes.get("datetime") or node.attributes.get("content") or node.text() for node in nodes]


def _rank(node: LexborNode) -> int:
    attributes = node.attributes
    classes = (attributes.get("class") or "").split()
    if attributes.get("itemprop") == "datePublished" or "pubdate" in attributes or _SURE_CLASSES.intersection(classes):
        return 0
    parent = node.parent
    while parent is not None and parent.tag not in ("article", "main"):
        parent = parent.parent
    return 1 if parent is not None else 2


def _url_day(url: str) -> str | None:
    match = _URL_DAY.search(urlsplit(url).path + "/")
    return f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}" if match else None


def parse_time(value: object, zone: tzinfo | None) -> datetime | None:
    """A moment as metadata writes it: ISO 8601, seconds or milliseconds since 1970, or a date in words.

    Gets `zone` where it names none; None for anything else.
    """
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str) and re.fullmatch(r"\s*\d{10}(?:\d{3})?\s*", value):
        value = int(value)
    if isinstance(value, int | float):
        if not value > _FIRST_SECOND:
            return None
        try:
            return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    if not isinstance(value, str):
        return None
    match = _ISO.match(value)
    if not match:
        found = find_date(value) if len(value) < 100 else None
        return found.replace(tzinfo=zone) if found else None
    year, month, day, hour, minute, second, offset = match.groups()
    offset = "+00:00" if offset and offset[0] not in "+-" else offset or ""
    try:
        time = datetime.fromisoformat(f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{offset}")
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=zone)


def _authors(found: _Found) -> tuple[str, ...]:
    value = found.article.get("author")
    names = [_name(item) for item in (value if isinstance(value, list) else [value])]
    if not any(names):
        names = found.meta.get("author", []) + found.meta.get("article:author", [])
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith(("http://", "https://"))))


def _tags(found: _Found) -> tuple[str, ...]:
    value = found.article.get("keywords") or next((v for key in _TAG_KEYS if (v := found.meta.get(key))), "")
    lines = value if isinstance(value, list) else [value]
    words = (word.strip() for line in lines if isinstance(line, str) for word in re.split(r"[,،;|]", line))
    return tuple(dict.fromkeys(word for word in words if word))


def _canonical(found: _Found, url: str) -> str:
    """The address the page gives itself, unless it is another site's or the front page's; else `url` cleaned."""
    for value in (found.canonical, found.first("og:url")):
        if value == url:
            return url
        try:
            target = urljoin(url, value)
            ours, theirs = urlsplit(url), urlsplit(target)
            same_site = _site(theirs.hostname) == _site(ours.hostname) or found.is_amp
        except ValueError:
            continue
        names_page = bool(theirs.path.strip("/") or theirs.query) or not (ours.path.strip("/") or ours.query)
        if value and theirs.scheme in ("http", "https") and theirs.hostname and same_site and names_page:
            return target
    return clean_url(url)


def _site(host: str | None) -> str:
    return re.sub(r"^(?:www|m|mobile|amp|ar|arabic)\.", "", host or "")


def clean_url(url: str) -> str:
    """`url` without fragment, tracking parameters and the marks of AMP and print copies; as it is where malformed."""
    try:
        parts = urlsplit(url)
        query = "&".join(pair for pair in parts.query.split("&") if not _NOT_CONTENT.match(pair.partition("=")[0]))
    except ValueError:
        return url
    return urlunsplit(parts._replace(path=_COPY_PATH.sub("", parts.path) or "/", query=query, fragment=""))


def _language_code(value: str) -> str:
    return re.split(r"[-_]", value.strip().lower())[0]
