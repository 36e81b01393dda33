"""The grammar of date phrases: regular expressions over the classes of date_words, one class a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.arabic.date_words import Word

# Small letters are classes, CAPITALS stand for the pattern given before; blanks mean nothing.
_MACROS = {
    "AMOUNT": "(number | count)",
    "UNIT": "(one | a_day | a_month | a_year)",
    "UNNAMED": "(?! weekday|yesterday|tomorrow|today|month|weak_month|year|year_in_words|number|ordinal|date|open)",
    "LENGTH": "((about|bound)? (AMOUNT (many|UNIT) | two | several? many few? (?!the_part) | UNIT UNNAMED))",
    "MOD": "(past | before_past | current | future | same | next | previous)",
    "YEAR": "((year | year_in_words) (hijri|gregorian)?)",
    "OF_YEAR": "((of|in|comma)? for? ((a_year|the_year)? YEAR | this? the_year MOD?))",
    "WHICH": "(MOD OF_YEAR? | OF_YEAR MOD?)",
    "OTHER_NAME": "((slash|open)? (month|weak_month) close?)",
    "MONTH": "((month|weak_month) OTHER_NAME?)",
    "DAY": "(number | ordinal)",
    "TO": "(and | to | until | dash)",
    "SURE_MONTH": "(a_month MONTH WHICH? | month OTHER_NAME? WHICH? | weak_month (OTHER_NAME WHICH? | WHICH))",
    "ITS_MONTH": "(a_month? MONTH WHICH? | the_month MOD? | this the_month | current)",
    "PERIOD": "(SURE_MONTH | this? the_month MOD? | a_year? YEAR | this? the_year (YEAR|MOD)? | this? the_week MOD?)",
}
# The first pattern that matches at a word wins.
_PATTERNS = {
    "event": """(?<!of) (before|after) that by LENGTH | (after_it|before_it) by LENGTH
        | (followed|preceded) (that | this? other{1,3})? by LENGTH | (?<!of) (before|after) (other|of){1,4} by LENGTH
        | (?<!of) before LENGTH of | (?<!of) after LENGTH""",
    "ago": "(?<!of) (before|since) LENGTH",
    "numeric": """date (hijri|gregorian)? | (?<=[weekday a_day accord open]) number slash number (?!slash)
        | number slash number slash year | number dash number dash year""",
    "days_of_month": "days_of? DAY (comma? TO of? DAY){1,6} of? ITS_MONTH",
    "day_of_month": "(today|a_day)? DAY of? ITS_MONTH | (?<=[in and of since until a_day]) DAY of_it | ordinal of_it",
    "portion": "portion ordinal (of|in) PERIOD | the_week ordinal (of|in) ITS_MONTH",
    "edge": "edge_day (of|in)? (PERIOD | weak_month)",
    "point": "point (of|in)? PERIOD",
    "months": "(months_of|a_month)? MONTH (TO|slash) a_month? MONTH WHICH?",
    "month": "SURE_MONTH | (?<=[in within since until]) weak_month | number slash year",
    "relative_month": "the_month MOD | this the_month",
    "years": "(years_of|a_year)? YEAR TO a_year? YEAR",
    "season": "season (of? a_year? YEAR | of? this? the_year MOD) | the_season (past|future|current)",
    "decade": "decade of? the_century (past|before_past)? | decade (?!of)",
    "year": """(a_year|the_year) YEAR | the_year MOD | this the_year
        | (?<=[in within since until before after between of]) year (hijri|gregorian)? (?!many|UNIT)""",
    "week": "the_week MOD | this the_week",
    "window": """the_many the? AMOUNT? few? past | the? AMOUNT (many|UNIT) past | the_two past
        | within the? AMOUNT one past?""",
    "nth_day": "today ordinal (in_a_row|of)?",
    "event_day": "(today|the_night) (same|next|previous) | that (today|the_night)",
    "duration": "(during|for|within) LENGTH in_a_row? | LENGTH in_a_row",
    "night": "this? the_night (past|before_past)?",
    "yesterday": "a_day? yesterday",
    "tomorrow": "a_day? tomorrow | (a_day|(?<=part)) morrow_day",
    "today": "this? today",
    "weekdays": "(?<=part) weekday weekday | (days_of|a_day)? weekday ((TO|slash) a_day? weekday)* MOD?",
    "that_time": "that_time | morrow | eve (?!weekday|today|yesterday|a_day)",
    "vague": "vague",
    "just_now": "just_now",
    "part_alone": "adverb | (?<=[in within at since until before after to many]) the_part",
    "part": "part | eve",
}


class Spot(NamedTuple):
    """Words `first` up to `last` that one pattern of the grammar matches, and the pattern's name."""

    pattern: str
    first: int
    last: int


class Coded:
    """Words with their classes as a string of one character each, which the patterns are matched against."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.codes = "".join([_CHARACTERS.get(word.kind, _UNUSED) for word in words])

    def spots(self) -> Iterator[Spot]:
        """What the grammar matches, left to right."""
        for match in _GRAMMAR.finditer(self.codes):
            if match.lastgroup:
                yield Spot(match.lastgroup, *match.span())

    def is_only(self, first: int, last: int, pattern: re.Pattern[str]) -> bool:
        """Whether words `first` up to `last` match `pattern` from end to end."""
        return pattern.fullmatch(self.codes, first, last) is not None


_CHARACTERS: dict[str, str] = {}
_UNUSED = "\u3007"
_FIRST_CHARACTER = 0x4E00


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of this grammar as a regular expression over the characters of the classes."""
    return re.compile(_translated(pattern))


def _translated(pattern: str) -> str:
    while re.search("[A-Z]", pattern):
        pattern = re.sub(r"\b[A-Z][A-Z_]*\b", lambda match: _MACROS[match.group()], pattern)
    pattern = re.sub(r"\((?!\?)", "(?:", pattern)
    return re.sub(r"\s+", "", re.sub(r"[a-z_]+", lambda match: _character(match.group()), pattern))


def _character(kind: str) -> str:
    return _CHARACTERS.setdefault(kind, chr(_FIRST_CHARACTER + len(_CHARACTERS)))


# Most words are none that a date phrase begins with: there the patterns are not tried.
_OPENS = f"(?![{_character('other')}{_UNUSED}])"
_GRAMMAR = re.compile(
    f"{_OPENS}(?:{'|'.join(f'(?P<{name}>{_translated(pattern)})' for name, pattern in _PATTERNS.items())})"
)
