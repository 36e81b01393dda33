"""Which days a phrase means: every date of a text, resolved against the day it was published."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from extract.arabic.calendars import Days, latest_weekday, next_weekday, precision_of, ucdp_precision_of
from extract.arabic.date_grammar import compiled
from extract.arabic.date_readings import Anchor, DateKind, PartOfDay, Reader, Reading, Role, Shift
from extract.arabic.numerals import Numeral, numerals
from extract.arabic.tokens import Token
from extract.model import TimePrecision

__all__ = ["Anchor", "DateKind", "DatePhrase", "PartOfDay", "Shift", "find_dates"]


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A phrase that says when: tokens `first` up to `last`, `start` to `end` their offsets, `words` as written.

    `date_start` to `date_end` are the days, both inclusive, None where they cannot be told without another event
    (anchor event: ask `resolve`) or at all (kind vague).
    """

    first: int
    last: int
    start: int
    end: int
    words: str
    date_start: date | None
    date_end: date | None
    kind: DateKind
    anchor: Anchor
    part_of_day: PartOfDay | None = None
    shift: Shift | None = None

    @property
    def days(self) -> Days | None:
        """First and last day, None where unknown."""
        return (self.date_start, self.date_end) if self.date_start and self.date_end else None

    @property
    def precision(self) -> TimePrecision | None:
        """ACLED's time_precision, by the length of the range."""
        return precision_of(self.days) if self.days else None

    @property
    def ucdp_precision(self) -> int | None:
        """UCDP GED's date_prec (1–5), by the length of the range."""
        return ucdp_precision_of(self.days) if self.days else None

    def resolve(self, event_day: date | None) -> Days | None:
        """The days meant, where the event before was on `event_day`: بعد يومين، في اليوم نفسه, and صباحًا alone."""
        if event_day is not None:
            if self.shift is not None:
                return self.shift.of(event_day)
            if self.anchor is Anchor.PART:
                return event_day, event_day
        return self.days


def find_dates(
    tokens: Sequence[Token],
    published: date | None,
    *,
    month_named: date | None = None,
    written: Sequence[Numeral] | None = None,
) -> list[DatePhrase]:
    """The date phrases of `tokens` in order, counted from the day of publication by the codebook's section on dates.

    `month_named` is a day of the month that the text before these tokens named last, `written` are the numerals of
    `tokens`, where they are known. Without `published`, or with a day outside 1900–2100, only what has its own year, or
    stands in the month named, has days. What happened is never after publication: a day and month without a year go
    back to the latest such day.
    """
    reader = Reader(tokens, published, month_named, numerals(tokens) if written is None else written)
    joiner = _Joiner(reader)
    return [_phrase(reader, reading) for reading in joiner.joined(reader.readings())]


_GLUE = compiled("(of|in|for|by|comma|open|close|accord|a_day|dash|slash)*")
_PART_GLUE = compiled("(of|in|for|a_day|comma)*")
_RANGE_SIGN = compiled("(to|until|and|dash) (of|a_day)*")
_GLUE_AT_MOST = 4
_NEAR = 2  # days that أمس and the weekday beside it may differ: the page's clock is not always the reporter's

_DAYLIKE = frozenset((Role.RELATIVE, Role.WEEKDAY, Role.PAST_WEEKDAY, Role.DATE, Role.EVENT))
_PARTS = frozenset((Role.PART, Role.BARE_PART))
_TANWIN = "\u064b"
_Join = Callable[[Reading, Reading], Reading | None]


class _Joiner:
    """Joins readings that stand together and say one time: مساء أمس السبت, الأحد 18 من أيلول, من الجمعة حتى الأحد."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._coded, self._words = reader.coded, reader.words

    def joined(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        """The readings less those that are no date alone (a bare مساء), each with the since or until before it."""
        found = list(readings)
        for join in (self._part_before, self._agreeing, self._part_after, self._ranged):
            found = _folded(found, join)
        free = 0
        for reading in found:
            if reading.role is not Role.BARE_PART or self._is_adverb(reading):
                yield self._led(reading, free)
                free = reading.last

    def _part_before(self, part: Reading, day: Reading) -> Reading | None:
        """مساء أمس, فجر يوم الأحد; after midnight of the night from one day to the next is the second."""
        if part.role not in _PARTS or day.role not in _DAYLIKE or not self._only(_PART_GLUE, part, day):
            return None
        days = day.days
        if part.part is PartOfDay.AFTER_MIDNIGHT and days is not None:
            days = days[1], days[1]
        return replace(day, first=part.first, part=part.part, days=days)

    def _part_after(self, day: Reading, part: Reading) -> Reading | None:
        """أمس مساء, السبت فجرًا."""
        if day.role not in _DAYLIKE or day.part is not None or part.role not in _PARTS:
            return None
        between = self._words[day.last : part.first]
        if part.role is Role.BARE_PART and (between or not self._is_evening(part)):
            return None
        if between and [word.kind for word in between] not in (["in"], ["at"]):
            return None
        return replace(day, last=part.last, part=part.part)

    def _agreeing(self, first: Reading, second: Reading) -> Reading | None:
        """أمس السبت, اليوم الأحد 5 آذار, 15 رمضان 1445 الموافق 25 آذار 2024: two words for one day."""
        if first.role not in _DAYLIKE or second.role not in (Role.WEEKDAY, Role.DATE):
            return None
        if not self._only(_GLUE, first, second) or first.role is Role.EVENT:
            return None
        days = self._one_day(first, second)
        if days is None and (first.days is not None or second.days is not None):
            return None
        kind = first.kind if first.kind is DateKind.FUTURE else second.kind
        return replace(second, first=first.first, days=days, kind=kind, part=first.part or second.part)

    def _one_day(self, first: Reading, second: Reading) -> Days | None:
        """The days that both mean. A weekday corrects أمس and اليوم by a day or two; a date corrects a weekday."""
        published = self._reader.published
        if first.days is None or second.days is None:
            return second.days
        if second.role is Role.DATE:
            loose = any(word.kind in ("in", "comma", "dash") for word in self._words[first.last : second.first])
            if first.role is Role.WEEKDAY or first.role is Role.PAST_WEEKDAY:
                agrees = not loose or first.days[1].weekday() == second.days[1].weekday()
            else:
                agrees = abs((first.days[0] - second.days[0]).days) <= _NEAR
            return second.days if agrees else None
        if first.role is not Role.RELATIVE:
            return None
        weekday = second.days[1].weekday()
        if second.days[0] != second.days[1]:
            return second.days
        if first.days[0].weekday() == weekday or published is None:
            return first.days
        if first.kind is DateKind.FUTURE:
            return next_weekday(weekday, published), next_weekday(weekday, published)
        day = latest_weekday(weekday, published)
        return (day, day) if abs((day - first.days[0]).days) <= _NEAR else None

    def _ranged(self, first: Reading, last: Reading) -> Reading | None:
        """من الجمعة حتى الأحد, بين 28 شباط و3 آذار, مساء السبت – فجر الأحد."""
        if first.days is None or last.days is None or last.days[1] < first.days[0]:
            return None
        if {first.kind, last.kind} != {DateKind.HAPPENED} or not self._only(_RANGE_SIGN, first, last):
            return None
        sign = self._words[first.last].kind
        before = self._words[first.first - 1].kind if first.first else ""
        follows = first.role in _DAYLIKE and (last.days[0] - first.days[1]).days == 1
        adjacent = last.first == first.last + 1
        if sign in ("to", "until") or (
            adjacent and ((sign == "and" and before == "between") or (sign == "dash" and follows))
        ):
            return replace(last, first=first.first, days=(first.days[0], last.days[1]), part=first.part)
        return None

    def _only(self, glue: re.Pattern[str], first: Reading, second: Reading) -> bool:
        return second.first - first.last <= _GLUE_AT_MOST and self._coded.is_only(first.last, second.first, glue)

    def _is_adverb(self, part: Reading) -> bool:
        """Whether مساء stands alone: with tanwin, or at the end of its clause."""
        token = self._reader.tokens[self._words[part.last - 1].last - 1]
        if token.clean.endswith(_TANWIN):
            return True
        ends = part.last == len(self._words) or self._words[part.last].kind in ("comma", "stop", "close")
        return ends and self._is_evening(part)

    def _is_evening(self, part: Reading) -> bool:
        """Whether the part is مساء, which alone looks the same as noun and as adverb."""
        return self._reader.tokens[self._words[part.last - 1].last - 1].fold.endswith("مساء")

    def _led(self, reading: Reading, free: int) -> Reading:
        """The reading with منذ, حتى or قبل before it (not before word `free`): since then, until then."""
        at = reading.first - 1
        while at > free and self._words[at].kind in ("a_day", "in", "many"):
            at -= 1
        before = self._words[at].kind if at >= free else ""
        if before == "before" and at > 0 and self._words[at - 1].kind == "of":
            return reading
        if (
            before == "before" and reading.part is not None and reading.role in _DAYLIKE
        ):  # قبل ظهر اليوم, قبيل منتصف الليل: still that day
            return replace(reading, first=at)
        if before in ("until", "before") and reading.kind is DateKind.HAPPENED:
            return replace(reading, first=at, kind=DateKind.UNTIL)
        if before == "since" and reading.kind is DateKind.HAPPENED:
            days, published = reading.days, self._reader.published
            if days is not None and published is not None:
                days = days[0], max(days[0], published)
            return replace(reading, first=at, kind=DateKind.SINCE, days=days)
        return reading


def _folded(readings: list[Reading], join: _Join) -> list[Reading]:
    """`readings` with every neighbour that `join` takes joined to the one before it."""
    result: list[Reading] = []
    for reading in readings:
        joined = join(result[-1], reading) if result else None
        if joined is None:
            result.append(reading)
        else:
            result[-1] = joined
    return result


def _phrase(reader: Reader, reading: Reading) -> DatePhrase:
    words = reader.words[reading.first : reading.last]
    follows = reader.words[reading.last : reading.last + 1]
    signs = [word.kind for word in words]
    if follows and follows[0].kind == "close" and signs.count("open") > signs.count("close"):
        words += follows
    first, last = words[0].first, words[-1].last
    tokens = reader.tokens[first:last]
    start, end = reading.days if reading.days is not None else (None, None)
    return DatePhrase(
        first, last, tokens[0].start, tokens[-1].end, _written(tokens),
        start, end, reading.kind, reading.anchor, reading.part, reading.shift,
    )  # fmt: skip


def _written(tokens: Sequence[Token]) -> str:
    """The text of `tokens`, with a blank where the stored text has anything between two of them."""
    pieces = [tokens[0].text]
    for before, token in pairwise(tokens):
        pieces.append(token.text if before.end == token.start else f" {token.text}")
    return "".join(pieces)
