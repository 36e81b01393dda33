"""What class names and lines of text say of themselves: furniture, related links, a standfirst, the body."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

_DATA = tomllib.loads(files("extract.page").joinpath("data/vocabulary.toml").read_text("utf-8"))


class Role(IntEnum):
    """What an element's name says of it."""

    PLAIN = 0
    DROP = 1
    BODY = 2
    LEAD = 3


def _words(key: str) -> frozenset[str]:
    return frozenset(_DATA["classes"][key].split())


def _pairs(key: str) -> frozenset[tuple[str, str]]:
    named = (tuple(pair.split()) for line in _DATA["classes"][key].splitlines() for pair in line.split("|"))
    return frozenset((pair[0], pair[1]) for pair in named if pair)


_DROP, _DROP_PAIRS = _words("drop"), _pairs("drop_pairs")
_DROP_UNLESS_KEPT, _KEEP = _words("drop_unless_kept"), _words("keep")
_DROP_UNLESS_EMBEDDED = _words("drop_unless_embedded")
_BODY, _BODY_PAIRS, _LEAD, _HIDDEN = _words("body"), _pairs("body_pairs"), _words("lead"), _words("hidden")
_IGNORED = re.compile(rf"(?<!\S)(?:{'|'.join(_DATA['classes']['ignored_prefixes'].split())})\S*", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+")


@lru_cache(1 << 15)
def role(names: str) -> Role:
    """The role of an element whose class list and id are `names`, separated by spaces."""
    if not _HIDDEN.isdisjoint(names.split()):
        return Role.DROP
    words = _WORD.findall(_CAMEL.sub(" ", _IGNORED.sub("", names)).lower())
    if not _DROP.isdisjoint(words):
        return Role.DROP
    pairs = set(pairwise(words))
    if not _DROP_PAIRS.isdisjoint(pairs):
        return Role.DROP
    if not _DROP_UNLESS_EMBEDDED.isdisjoint(words) and "embed" not in words:
        return Role.DROP
    if not _DROP_UNLESS_KEPT.isdisjoint(words) and _KEEP.isdisjoint(words):
        return Role.DROP
    if not (_BODY.isdisjoint(words) and _BODY_PAIRS.isdisjoint(pairs)):
        return Role.BODY
    if not _LEAD.isdisjoint(words):
        return Role.LEAD
    return Role.PLAIN


_MARKS = re.compile(r"[\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPELLING = str.maketrans("أإآٱىةک\u06cc", "ااااي\u0647ك\u064a")


def fold_line(text: str) -> str:
    """`text` in the spelling of data/vocabulary.toml."""
    return " ".join(_MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_SPELLING).lower().split())


def _any(lines: Iterable[str]) -> str:
    return "|".join(re.escape(line) for line in sorted(lines, key=len, reverse=True))


_LINES = _DATA["lines"]
_EDGE = " .…:|>»›«!؟?-–—\"'*•▪●"
_RELATED = re.compile(rf"[\W_]*(?:{_any(_LINES['related'])})(?!\w)(\s*(?:[:：|»>←.…]|$))?")
_FURNITURE = frozenset(_LINES["furniture"])
_ENDS = frozenset(_LINES["ends"])
_NOTICE = re.compile(rf"(?:{_any(_LINES['notices'])})")


def is_related(line: str, linked: bool) -> bool:
    """Whether the folded `line` points to another article; `linked`: whether some of it is a link."""
    match = _RELATED.match(line)
    return bool(match and (linked or match[1] is not None))


def is_furniture(line: str) -> bool:
    """Whether the folded `line` is nothing but a label of the page's own: "advertisement", "share"."""
    return line.strip(_EDGE) in _FURNITURE


def is_notice(line: str) -> bool:
    """Whether the folded `line` speaks of rights, newsletters, accounts or the author."""
    return _NOTICE.search(line) is not None


def is_end(line: str) -> bool:
    """Whether the folded `line` heads what follows an article: related stories, comments, the author's box."""
    return line.strip(_EDGE) in _ENDS
