"""Pages that no parser should be given: too large, nested too deep, tags of ten thousand attributes.

HTML's own rules make a parser's work grow with the square of the nesting, of a tag's attributes, and of the bold and
italic tags left open; Lexbor takes 17 seconds for 100,000 nested elements. The checks here cost a tenth of a
millisecond on an ordinary page.
"""

from __future__ import annotations

import re
from collections import Counter

from extract.errors import PageRefused
from extract.page.vocabulary import tags

MOST_BYTES = 8 << 20
"""A larger page is refused; the longest real articles are under 2 MB."""

_MOST_TAGS = 150_000
_DEEPEST = 3_000
_MOST_ATTRIBUTES = 5_000
_MOST_OPEN_FORMATTING = 200
# So few tags cannot do harm, nor so few that are left open among more.
_HARMLESS_TAGS = 3_000
# Looking at every 61st byte tells whether a page may have more: 61, since no tag is repeated every 61 bytes by chance.
_STRIDE = 61
_MOST_SAMPLED = 1_000_000
_HARMLESS_OPEN = 1_000
# Bytes of a tag that can hold so many attributes.
_LONG_TAG = 20_000
# Every attribute that hides a ">" in its value has an equals sign; scripts have many too.
_MOST_EQUALS = 50_000

_ANY_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_UNNESTED = frozenset(name.encode() for name in tags("unnested"))
_FORMATTING = frozenset(name.encode() for name in tags("formatting"))


def refuse_monster(data: bytes, url: str) -> None:
    """Raises PageRefused for a page (in UTF-8) whose parsing would take too long or too much memory."""
    if len(data) > MOST_BYTES:
        raise PageRefused(url, "too large", f"{len(data)} bytes, at most {MOST_BYTES} are read")
    if _may_exceed(data, b"<", _HARMLESS_TAGS):
        _refuse_many_tags(data, url)
    _refuse_long_tags(data, url)
    if _may_exceed(data, b"=", _MOST_EQUALS) and (equals := data.count(b"=")) > _MOST_EQUALS:
        raise PageRefused(url, "too many attributes", f"{equals} equals signs, at most {_MOST_EQUALS} are read")


def _may_exceed(data: bytes, byte: bytes, most: int) -> bool:
    """Whether `data` may hold `byte` more than `most` times, by a sample where that is enough to tell."""
    return len(data) > _MOST_SAMPLED or data[::_STRIDE].count(byte) * _STRIDE > most / 2


def _refuse_many_tags(data: bytes, url: str) -> None:
    tag_count = data.count(b"<")
    if tag_count > _MOST_TAGS:
        raise PageRefused(url, "too large", f"{tag_count} tags, at most {_MOST_TAGS} are read")
    if tag_count > 3 * _HARMLESS_TAGS or (
        tag_count > _HARMLESS_TAGS and tag_count - 2 * data.count(b"</") > _HARMLESS_OPEN
    ):
        _refuse_nesting(data, url)


def _refuse_nesting(data: bytes, url: str) -> None:
    depth = deepest = 0
    unclosed: Counter[bytes] = Counter()
    for slash, written in _ANY_TAG.findall(data):
        name = written.lower()
        step = -1 if slash else 1
        if name not in _UNNESTED:
            depth = max(0, depth + step)
            deepest = max(deepest, depth)
        if name in _FORMATTING:
            unclosed[name] += step
    if deepest > _DEEPEST:
        raise PageRefused(url, "too deep", f"{deepest} elements one inside the other, at most {_DEEPEST} are read")
    if (most := max(unclosed.values(), default=0)) > _MOST_OPEN_FORMATTING:
        raise PageRefused(url, "too deep", f"{most} formatting tags are never closed")


def _refuse_long_tags(data: bytes, url: str) -> None:
    """Looks at windows half as long as a long tag: each without a ">" lies in such a tag, or in text."""
    half, at = _LONG_TAG // 2, 0
    while at < len(data) - half:
        if data.find(b">", at, at + half) >= 0:
            at += half
            continue
        end = data.find(b">", at + half)
        end = len(data) if end < 0 else end
        start = data.rfind(b"<", max(0, at - half), end)
        attributes = len(data[start:end].split()) if start >= 0 and data.find(b">", start, end) < 0 else 0
        if attributes > _MOST_ATTRIBUTES:
            raise PageRefused(url, "too many attributes", f"{attributes} in one tag, at most {_MOST_ATTRIBUTES}")
        at = end
