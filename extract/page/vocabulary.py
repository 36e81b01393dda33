"""What class names and lines of text say of themselves: furniture, related links, a standfirst, the body."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from enum import IntEnum, StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import ahocorasick

_DATA = tomllib.loads(files("extract.page").joinpath("data/vocabulary.toml").read_text("utf-8"))


class Trouble(StrEnum):
    """What a page that is no article speaks of; the word stored in the reject table."""

    NOT_FOUND = "not found"
    BLOCKED = "blocked"
    CONSENT = "consent"
    PAYWALL = "paywall"


class Role(IntEnum):
    """What an element's name says of it."""

    PLAIN = 0
    DROP = 1
    BODY = 2
    LEAD = 3


def tags(key: str) -> frozenset[str]:
    """The HTML elements that data/vocabulary.toml lists under `key`."""
    return frozenset(_DATA["tags"][key].split())


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


_ARABIC = re.compile(r"[\u0600-\u06ff\u200b-\u200f]")
_MARKS = re.compile(r"[\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPELLING = str.maketrans("أإآٱىةک\u06cc", "ااااي\u0647ك\u064a")


def fold_line(text: str) -> str:
    """`text` in the spelling of data/vocabulary.toml; runs of blanks become one."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if _ARABIC.search(text):
            text = _MARKS.sub("", text).translate(_SPELLING)
    return " ".join(text.lower().split())


def _any(lines: Iterable[str]) -> str:
    return "|".join(re.escape(line) for line in sorted(lines, key=len, reverse=True))


def _automaton(lines: Iterable[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for line in lines:
        automaton.add_word(line, line)
    automaton.make_automaton()
    return automaton


_LINES = _DATA["lines"]
_EDGE = " .…:|>»›«!؟?-–—\"'*•▪●"
_RELATED = re.compile(rf"[\W_]*(?:{_any(_LINES['related'])})(?!\w)(\s*(?:[:：|»>←.…]|$))?")
_FURNITURE = frozenset(_LINES["furniture"])
_ENDS = frozenset(_LINES["ends"])
_COMMENTS = frozenset(_LINES["comments"])
_NOTICES = _automaton(_LINES["notices"])


def is_related(line: str, linked: bool) -> bool:
    """Whether the folded `line` points to another article; `linked`: whether some of it is a link."""
    match = _RELATED.match(line)
    return bool(match and (linked or match[1] is not None))


def is_furniture(line: str) -> bool:
    """Whether the folded `line` is nothing but a label of the page's own: "advertisement", "share"."""
    return line.strip(_EDGE) in _FURNITURE


def is_notice(line: str) -> bool:
    """Whether the folded `line` speaks of rights, newsletters, accounts or the author."""
    return next(_NOTICES.iter(line), None) is not None


def is_comments_head(line: str) -> bool:
    """Whether the folded `line` heads the readers' comments."""
    return line.strip(_EDGE) in _COMMENTS


def is_end(line: str) -> bool:
    """Whether the folded `line` heads what follows an article: related stories, comments, the author's box."""
    return line.strip(_EDGE) in _ENDS


_TROUBLES = {trouble: _automaton(_DATA["refusals"][trouble.name.lower()]) for trouble in Trouble}


def trouble_of(line: str) -> Trouble | None:
    """What the folded `line` says is wrong with its page, if anything."""
    return next((trouble for trouble in Trouble if next(_TROUBLES[trouble].iter(line), None)), None)
