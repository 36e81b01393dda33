"""Sitemaps and their indexes (sitemaps.org 0.9, Google's news extension), read while they unpack."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from xml.parsers import expat

from extract.fetch.decoding import EncodingBroken, UnpackedTooLarge, decoders

SITEMAP_BYTES = 52_428_800
"""The largest sitemap the protocol allows, unpacked."""

_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"
_WANTED = {"loc", "lastmod", "publication_date", "title"}
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])(?:[-/_]?(0[1-9]|[12]\d|3[01]))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One <url> or <sitemap>: its address and what is said of it."""

    loc: str
    modified: datetime | None = None
    published: datetime | None = None
    title: str | None = None

    def may_hold(self, since: date | None, until: date | None) -> bool:
        """Whether a sitemap of an index can name articles of these days, judged by lastmod and a date in its address.

        A day is allowed for on either side: an address says nothing of its zone.
        """
        if since and self.modified and self.modified.date() < since:
            return False
        stamped = _MONTH.search(self.loc)
        if not stamped:
            return True
        year, month = int(stamped[1]), int(stamped[2])
        day = int(stamped[3]) if stamped[3] else None
        first = date(year, month, min(day or 1, calendar.monthrange(year, month)[1]))
        last = first if day else date(year, month, calendar.monthrange(year, month)[1])
        return not ((since and (since - last).days > 1) or (until and (first - until).days > 1))


@dataclass(slots=True)
class Sitemap:
    """What a sitemap names: articles, or further sitemaps; `broken` says where reading had to end early."""

    urls: list[Entry] = field(default_factory=list)
    sitemaps: list[Entry] = field(default_factory=list)
    broken: str | None = None


def read_sitemap(body: bytes) -> Sitemap:
    """The sitemap in `body`, gzip or not. What comes before an error is kept; a DTD is an error, for it has no use."""
    reader = _Reader()
    try:
        for piece in _pieces(body):
            reader.parser.Parse(piece, False)
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, EncodingBroken, UnpackedTooLarge, _Refused) as error:
        reader.sitemap.broken = f"{type(error).__name__.lstrip('_')}: {error}".rstrip(": ")
    return reader.sitemap


class _Refused(Exception):
    """A sitemap that brings a DTD."""


def _pieces(body: bytes) -> Iterator[bytes]:
    """The document in pieces; what stands before its first bracket would end a strict parser."""
    unpacking = decoders("gzip" if body.startswith(_GZIP) else None)
    room = SITEMAP_BYTES
    begun = False
    for begin in range(0, len(body), _CHUNK):
        piece = body[begin : begin + _CHUNK]
        for decoder in unpacking:
            piece = decoder.feed(piece, room)
        room -= len(piece)
        if not begun:
            piece = piece.lstrip(b"\xef\xbb\xbf \r\n\t")
            begun = bool(piece)
        yield piece


class _Reader:
    """Expat's callbacks: the texts of the wanted elements are gathered until their <url> or <sitemap> ends."""

    def __init__(self) -> None:
        self.sitemap = Sitemap()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._said: dict[str, str] = {}
        self._element: str | None = None

    def _doctype(self, name: str, *_: object) -> None:
        raise _Refused(f"a document type declaration ({name}) has no place in a sitemap")

    def _start(self, name: str, _: object) -> None:
        local = name.rpartition(" ")[2]
        self._element = local if local in _WANTED and not (local == "loc" and "loc" in self._said) else None

    def _text(self, text: str) -> None:
        if self._element:
            self._said[self._element] = self._said.get(self._element, "") + text

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._element = None
        if local not in ("url", "sitemap"):
            return
        said, self._said = {key: text.strip() for key, text in self._said.items()}, {}
        if said.get("loc"):
            entry = Entry(
                said["loc"], _moment(said.get("lastmod")), _moment(said.get("publication_date")), said.get("title")
            )
            (self.sitemap.urls if local == "url" else self.sitemap.sitemaps).append(entry)


def _moment(text: str | None) -> datetime | None:
    """A W3C date; one without a zone is read as UTC, one without a time as its midnight."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None
