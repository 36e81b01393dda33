"""What class names and lines of text say of themselves: furniture, related links, a standfirst, the body."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from enum import IntEnum, StrEnum
from functools import lru_cache
from importlib.resources import files

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
    return frozenset(_DATA["classes"].get(key, "").split())


def _pairs(key: str) -> frozenset[tuple[str, str]]:
    lines = _DATA["classes"].get(key, "").splitlines()
    named = (tuple(pair.split()) for line in lines for pair in line.split("|"))
    return frozenset((pair[0], pair[1]) for pair in named if pair)


# What one class or id says, as bits: plain numbers, since they are combined for every element of every page.
_DROP, _DROP_UNLESS_EMBEDDED, _DROP_UNLESS_KEPT, _EMBEDDED, _KEEP, _BODY, _LEAD, _SURE_LEAD = (
    1 << bit for bit in range(8)
)
_BITS = {
    "drop": _DROP,
    "drop_unless_embedded": _DROP_UNLESS_EMBEDDED,
    "drop_unless_kept": _DROP_UNLESS_KEPT,
    "embedded": _EMBEDDED,
    "keep": _KEEP,
    "body": _BODY,
    "lead": _LEAD,
    "lead_surely": _SURE_LEAD,
}
_BY_WORD: dict[str, int] = defaultdict(int)
_BY_PAIR: dict[tuple[str, str], int] = defaultdict(int)
for _key, _bit in _BITS.items():
    for _word in _words(_key):
        _BY_WORD[_word] |= _bit
    for _pair in _pairs(f"{_key}_pairs"):
        _BY_PAIR[_pair] |= _bit
_HIDDEN = _words("hidden")
_IGNORED_PREFIXES = tuple(_DATA["classes"]["ignored_prefixes"].split())
_IGNORED_SUFFIXES = tuple(_DATA["classes"]["ignored_suffixes"].split())
# The words of "relatedPosts" and "RELATED_posts".
_CAMEL_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@lru_cache(1 << 15)
def role(names: str) -> Role:
    """The role of an element whose class list and id are `names`, separated by spaces."""
    each = [_says(name) for name in names.split()]
    says = 0
    for one in each:
        says |= one
    if not says:
        return Role.PLAIN
    if _BODY in each:  # "entry-content read-more-on" is the body still
        return Role.BODY
    if says & _SURE_LEAD:
        return Role.LEAD
    if (
        says & _DROP
        or (says & _DROP_UNLESS_EMBEDDED and not says & _EMBEDDED)
        or (says & _DROP_UNLESS_KEPT and not says & _KEEP)
    ):
        return Role.DROP
    if says & _BODY:
        return Role.BODY
    return Role.LEAD if says & _LEAD else Role.PLAIN


@lru_cache(1 << 16)
def _says(name: str) -> int:
    if name in _HIDDEN:
        return _DROP
    if name.startswith(_IGNORED_PREFIXES) or name.endswith(_IGNORED_SUFFIXES):
        return 0
    if name.islower():
        words = name.replace("-", " ").replace("_", " ").split()
    else:
        words = [word.lower() for word in _CAMEL_WORD.findall(name)]
    said, previous = 0, ""
    for word in words:
        said |= _BY_WORD.get(word, 0) | _BY_PAIR.get((previous, word), 0)
        previous = word
    return said


_ARABIC = re.compile(r"[\u0600-\u06ff\u200b-\u200f]")
_MARKS = re.compile(r"[\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPELLING = tuple(zip("أإآٱىةک\u06cc", "ااااي\u0647ك\u064a", strict=True))


@lru_cache(1 << 13)  # the pages of an outlet have most of their lines in common
def fold_line(text: str) -> str:
    """`text` in the spelling of data/vocabulary.toml; runs of blanks become one."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if _ARABIC.search(text):
            text = _MARKS.sub("", text)
            for letter, plain in _SPELLING:  # eight passes, and still faster than str.translate
                text = text.replace(letter, plain)
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
_RELATED = re.compile(rf"[\W_]*(?:{_any(_LINES['related'])})(?!\w)")
_MAYBE_RELATED = re.compile(rf"[\W_]*(?:{_any(_LINES['maybe_related'])})(?!\w)(\s*(?:[:：|»>←]|$))?")
# A share of a line: a paragraph with a link in it has less.
_LINKED = 0.4
_FURNITURE = frozenset(_LINES["furniture"])
_CREDIT = re.compile(rf"[\W_]*(?:{_any(_LINES['credits'])})\s*[:：]")
_LONGEST_CREDIT = 60
_COMMENTS = frozenset(_LINES["comments"])
_HEADS = frozenset(_LINES["ends"]) | _COMMENTS
_PLATFORMS = _automaton(_LINES["platforms"])
_LONGEST_INVITATION = 120
_NOTICES = _automaton(_LINES["notices"])


def is_related(line: str, linked: float) -> bool:
    """Whether the folded `line` points to another article or to a channel; `linked` is its share of links."""
    if _RELATED.match(line):
        return True
    if linked and len(line) < _LONGEST_INVITATION and line[-1] not in ".؟!" and next(_PLATFORMS.iter(line), None):
        return True
    match = _MAYBE_RELATED.match(line)
    return bool(match and (linked > _LINKED or match[1] is not None))


def is_furniture(line: str) -> bool:
    """Whether the folded `line` is nothing but a label of the page's own or a credit: "advertisement", "source: …"."""
    return line.strip(_EDGE) in _FURNITURE or bool(len(line) < _LONGEST_CREDIT and _CREDIT.match(line))


def is_notice(line: str) -> bool:
    """Whether the folded `line` speaks of rights, newsletters, accounts or the author."""
    return next(_NOTICES.iter(line), None) is not None


def is_comments_head(line: str) -> bool:
    """Whether the folded `line` heads the readers' comments."""
    return line.strip(_EDGE) in _COMMENTS


def is_head(line: str) -> bool:
    """Whether the folded `line` heads what follows an article: related stories, comments, the author's box."""
    return line.strip(_EDGE) in _HEADS


AGENCIES = frozenset(_DATA["dateline"]["agencies"])
"""Folded names that sign an agency's text."""

_TROUBLES = {trouble: _automaton(_DATA["refusals"][trouble.name.lower()]) for trouble in Trouble}


def trouble_of(line: str) -> Trouble | None:
    """What the folded `line` says is wrong with its page, if anything."""
    return next((trouble for trouble in Trouble if next(_TROUBLES[trouble].iter(line), None)), None)
