"""What each pattern of the date grammar means in days: one method a pattern, counted from the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from extract.arabic.calendars import (
    HIJRI_YEARS,
    Calendar,
    Days,
    day_of,
    latest_weekday,
    month_after,
    month_days,
    month_of,
    next_weekday,
    season_days,
    shifted,
    third_of_month,
    third_of_week,
    third_of_year,
    week_of,
    year_days,
)
from extract.arabic.date_grammar import Coded, Spot
from extract.arabic.date_words import Value, Word, date_words
from extract.arabic.normalize import fold, without_marks
from extract.arabic.numerals import Numeral
from extract.arabic.tables import read_table
from extract.arabic.tokens import Token, TokenKind


class DateKind(StrEnum):
    """What a phrase says of its days.

    happened: it was then. since, until: it began or ended then. duration: it lasted so long. future: it is planned.
    vague: it was some time, no day can be told.
    """

    HAPPENED = "happened"
    SINCE = "since"
    UNTIL = "until"
    DURATION = "duration"
    FUTURE = "future"
    VAGUE = "vague"


class Anchor(StrEnum):
    """What the days are counted from.

    publication: the day of the article. part: that day too, but only a part of the day is said (صباحًا), so the
    story's own day goes before it. month named: the month or year named last. absolute: nothing, the phrase has its
    own year. event: the day of another event.
    """

    PUBLICATION = "publication"
    PART = "part of day"
    MONTH_NAMED = "month named"
    ABSOLUTE = "absolute"
    EVENT = "event"


class PartOfDay(StrEnum):
    """The part of the day that is said."""

    DAWN = "dawn"
    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    AFTER_MIDNIGHT = "after midnight"
    DAYTIME = "daytime"


class Role(StrEnum):
    """What a reading may be joined with: أمس with السبت, السبت with 5 آذار, مساء with any of them."""

    PART = "part"
    BARE_PART = "bare part"
    RELATIVE = "relative"
    WEEKDAY = "weekday"
    PAST_WEEKDAY = "past weekday"
    DATE = "date"
    EVENT = "event"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Shift:
    """Days counted from another event's: from `low` to `high` days after it, or the `weekdays` that follow it."""

    low: int = 0
    high: int = 0
    weekdays: tuple[int, ...] = ()

    def of(self, day: date) -> Days | None:
        """The days meant where the other event was on `day`; None where the calendar ends."""
        if self.weekdays:
            if shifted(day, _TWO_WEEKS) is None:
                return None
            first = next_weekday(self.weekdays[0], day)
            return first, next_weekday(self.weekdays[-1], first) if len(self.weekdays) > 1 else first
        low, high = shifted(day, self.low), shifted(day, self.high)
        return (low, high) if low and high else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What words `first` up to `last` mean, before their neighbours are joined to them."""

    first: int
    last: int
    role: Role
    days: Days | None = None
    anchor: Anchor = Anchor.PUBLICATION
    kind: DateKind = DateKind.HAPPENED
    part: PartOfDay | None = None
    shift: Shift | None = None


_NAME_HEADS = frozenset(fold(row["word"]) for row in read_table("date_name_heads"))
_GENERAL_HEADS = frozenset(fold(row["word"]) for row in read_table("year_adjective_heads"))
_WEAK_MONTHS = tuple(row["words"] for row in read_table("months") if row["alone"] == "no")
_NAMED_PATTERNS = frozenset(("weekdays", "day_of_month", "days_of_month", "month", "tomorrow"))

_DAYS_IN = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "year": (365, 366), "decade": (3652, 3653)}
_HOURS_TODAY = 12  # fewer hours than this before publication are taken to be its own day
_CENTURY = 100
_TWO_WEEKS = 14
_NEWS_YEARS = range(1900, 2101)
_DIGITS = re.compile(r"(\d+)[/.\-](\d+)[/.\-](\d+)")


class _Which(NamedTuple):
    """Which year a month is of: the number itself, a word counted from publication (past …), or nothing said."""

    year: int | None = None
    year_word: str | None = None
    month_word: str | None = None


class _Month(NamedTuple):
    calendar: Calendar
    year: int
    month: int
    anchor: Anchor
    future: bool = False


class Reader:
    """Reads the words of one text from left to right, remembering the month named last."""

    def __init__(
        self, tokens: Sequence[Token], published: date | None, month_named: date | None, written: Sequence[Numeral]
    ) -> None:
        self.tokens = tokens
        self.published = published if published is not None and published.year in _NEWS_YEARS else None
        self.words = date_words(tokens, written)
        self.coded = Coded(self.words)
        self._named: tuple[Calendar, int, int] | None = None
        if month_named is not None:
            self._named = (Calendar.GREGORIAN, month_named.year, month_named.month)

    def readings(self) -> Iterator[Reading]:
        """The readings of the grammar's patterns in order; impossible dates and names (سوق الجمعة) give none."""
        for spot in self.coded.spots():
            if not self._is_name(spot):
                reading = getattr(self, f"_{spot.pattern}")(_Found(spot, self.words[spot.first : spot.last]))
                if reading is not None:
                    yield self._not_after_publication(reading)

    def _is_name(self, spot: Spot) -> bool:
        """سوق الجمعة, شارع 26 سبتمبر, and الأمين العام الحالي, where العام is no year."""
        before = [word for word in self.words[max(0, spot.first - 2) : spot.first] if word.kind == "other"]
        heads = [token for word in before if (token := self.tokens[word.first]).kind is not TokenKind.QUOTE]
        if not heads or self.words[spot.first - 1] is not before[-1]:
            return False
        head = heads[-1].fold
        bare = head[1:] if head.startswith(("و", "ف", "ب", "ل")) else head
        if spot.pattern == "year":
            return head in _GENERAL_HEADS or bare in _GENERAL_HEADS
        return spot.pattern in _NAMED_PATTERNS and (head in _NAME_HEADS or bare in _NAME_HEADS)

    def _not_after_publication(self, reading: Reading) -> Reading:
        """What happened ends with publication; a day told with its year that lies beyond is planned."""
        if reading.days is None or self.published is None or reading.kind is not DateKind.HAPPENED:
            return reading
        low, high = reading.days
        if low > self.published:
            return replace(reading, kind=DateKind.FUTURE)
        return replace(reading, days=(low, self.published)) if high > self.published else reading

    def _before(self, low: int, high: int) -> Days | None:
        """From `low` to `high` days before publication."""
        if self.published is None:
            return None
        start, end = shifted(self.published, -low), shifted(self.published, -high)
        return (start, end) if start and end else None

    # -- counted from another event, and lengths of time

    def _event(self, found: _Found) -> Reading:
        sign = -1 if found.has("before", "before_it", "preceded") else 1
        amount, unit = found.length()
        if unit in ("hour", "minute"):
            low = high = sign * ((amount or 0) // 24 if unit == "hour" else 0)
        elif amount is None or found.has("bound"):
            return found.reading(Role.OTHER, None, anchor=Anchor.EVENT, kind=DateKind.VAGUE)
        else:
            low, high = sorted(sign * amount * days for days in _DAYS_IN[unit])
        return found.reading(Role.EVENT, None, anchor=Anchor.EVENT, shift=Shift(low, high))

    def _ago(self, found: _Found) -> Reading:
        amount, unit = found.length()
        days = self._length_ago(None if found.has("bound") else amount, unit)
        if days is None and self.published is not None:
            return found.reading(Role.OTHER, None, kind=DateKind.VAGUE)
        return found.reading(Role.OTHER, days, kind=DateKind.SINCE if found.has("since") else DateKind.HAPPENED)

    def _length_ago(self, amount: int | None, unit: str) -> Days | None:
        if self.published is None:
            return None
        if unit == "minute" or (unit == "hour" and amount is not None and amount < _HOURS_TODAY):
            return self._before(0, 0)
        if unit == "hour":
            return self._before(max(1, -(-(amount or 0) // 24)), 0)
        if amount is None:
            return None
        if unit in ("day", "week"):
            days = amount * _DAYS_IN[unit][0]
            return self._before(days, days)
        if unit == "month":
            year, month = month_after(self.published.year, self.published.month, -amount)
            return month_days(Calendar.GREGORIAN, year, month)
        return year_days(Calendar.GREGORIAN, self.published.year - amount) if unit == "year" else None

    def _duration(self, found: _Found) -> Reading:
        amount, unit = found.length()
        days = self._before(amount - 1, 0) if amount and unit == "day" and found.has("in_a_row") else None
        return found.reading(Role.OTHER, days, kind=DateKind.DURATION)

    def _window(self, found: _Found) -> Reading:
        amount, unit = found.length()
        if unit == "hour":
            return found.reading(Role.OTHER, self._before(max(1, -(-(amount or 0) // 24)), 0))
        if unit == "minute":
            return found.reading(Role.OTHER, self._before(0, 0))
        if amount is None or not found.has("past"):
            return found.reading(Role.OTHER, None, kind=DateKind.VAGUE)
        return found.reading(Role.OTHER, self._before(amount * _DAYS_IN[unit][1], 1))

    def _event_day(self, found: _Found) -> Reading:
        days = 1 if found.has("next") else -1 if found.has("previous") else 0
        part = PartOfDay.NIGHT if found.has("the_night") else None
        return found.reading(Role.EVENT, None, anchor=Anchor.EVENT, part=part, shift=Shift(days, days))

    def _nth_day(self, found: _Found) -> Reading:
        """لليوم الثالث (على التوالي) is today; في اليوم الثالث من الهجوم is counted from its first day."""
        before = self.words[found.spot.first - 1].kind if found.spot.first else ""
        if before == "for" or found.has("in_a_row"):
            return found.reading(Role.RELATIVE, self._before(0, 0))
        days = found.number("ordinal") - 1
        return found.reading(Role.EVENT, None, anchor=Anchor.EVENT, shift=Shift(days, days))

    def _that_time(self, found: _Found) -> Reading:
        days = found.number("that_time", "morrow", "eve")
        return found.reading(Role.EVENT, None, anchor=Anchor.EVENT, shift=Shift(days, days))

    def _vague(self, found: _Found) -> Reading:
        return found.reading(Role.OTHER, None, kind=DateKind.VAGUE)

    # -- days counted from publication

    def _just_now(self, found: _Found) -> Reading:
        return found.reading(Role.OTHER, self._before(0, 0))

    def _today(self, found: _Found) -> Reading:
        return found.reading(Role.RELATIVE, self._before(0, 0))

    def _yesterday(self, found: _Found) -> Reading:
        days = found.number("yesterday")
        return found.reading(Role.RELATIVE, self._before(days, days))

    def _tomorrow(self, found: _Found) -> Reading:
        days = -found.number("tomorrow", "morrow_day")
        return found.reading(Role.RELATIVE, self._before(days, days), kind=DateKind.FUTURE)

    def _night(self, found: _Found) -> Reading:
        days = 2 if found.has("before_past") else 1 if found.has("past") else 0
        return found.reading(Role.RELATIVE, self._before(days, days), part=PartOfDay.NIGHT)

    def _weekdays(self, found: _Found) -> Reading:
        weekdays = found.numbers("weekday")
        role = Role.PAST_WEEKDAY if found.has("past", "before_past") else Role.WEEKDAY
        if found.has("next"):
            shift = Shift(weekdays=tuple(weekdays))
            return found.reading(Role.EVENT, None, anchor=Anchor.EVENT, shift=shift)
        if self.published is None:
            return found.reading(role, None)
        if found.has("future"):
            first = next_weekday(weekdays[0], self.published)
            last = next_weekday(weekdays[-1], first) if len(weekdays) > 1 else first
            return found.reading(role, (first, last), kind=DateKind.FUTURE)
        last = latest_weekday(weekdays[-1], self.published)
        if found.has("past") and last == self.published:
            last -= timedelta(7)
        if found.has("before_past"):
            last -= timedelta(14 if last == self.published else 7)
        first = latest_weekday(weekdays[0], last)
        return found.reading(role, (first, last))

    def _part_alone(self, found: _Found) -> Reading:
        part = _PARTS[found.text("adverb", "the_part")]
        return found.reading(Role.PART, self._before(0, 0), anchor=Anchor.PART, part=part)

    def _part(self, found: _Found) -> Reading:
        part = PartOfDay.EVENING if found.has("eve") else _PARTS[found.text("part")]
        return found.reading(Role.BARE_PART, self._before(0, 0), anchor=Anchor.PART, part=part)

    # -- weeks

    def _week(self, found: _Found) -> Reading:
        if found.has("same", "next", "previous"):
            low, high = (1, 7) if found.has("next") else (-7, -1) if found.has("previous") else (-6, 6)
            return found.reading(Role.OTHER, None, anchor=Anchor.EVENT, shift=Shift(low, high))
        if found.has("future"):
            return found.reading(Role.OTHER, self._before(-1, -7), kind=DateKind.FUTURE)
        if found.has("past", "before_past"):
            back = 7 if found.has("before_past") else 0
            return found.reading(Role.OTHER, self._before(7 + back, 1 + back))
        return found.reading(Role.OTHER, week_of(self.published) if self.published else None)

    # -- months

    def _numeric(self, found: _Found) -> Reading | None:
        if not found.has("date"):
            day, month = found.numbers("number")
            if month > 12:
                return None
            return self._day(found, self._month_in(Calendar.GREGORIAN, month, found.which(), day), [day])
        parsed = self._digits(found.text("date"))
        if parsed is None or (day_found := day_of(*parsed)) is None:
            return None
        self._named = parsed[:3]
        return found.reading(Role.DATE, (day_found, day_found), anchor=Anchor.ABSOLUTE)

    def _digits(self, written: str) -> tuple[Calendar, int, int, int] | None:
        """Calendar, year, month and day of 14/3/2022, 2022-03-14, 3/14/2022, 14.3.22, 15/9/1445."""
        match = _DIGITS.fullmatch(written)
        if match is None:
            return None
        first, second, third = match.groups()
        year, month, day = (first, second, third) if len(first) > 2 else (third, second, first)
        if len(year) not in (2, 4) or int(year) == 0:
            return None
        numbers = [int(year), int(month), int(day)]
        if len(year) == 2:
            numbers[0] += 2000 if self.published is None or 2000 + numbers[0] <= self.published.year else 1900
        if numbers[1] > 12:
            numbers[1:] = numbers[:0:-1]
        if numbers[1] not in range(1, 13):
            return None
        calendar = Calendar.HIJRI if numbers[0] in HIJRI_YEARS else Calendar.GREGORIAN
        return calendar, numbers[0], numbers[1], numbers[2]

    def _day_of_month(self, found: _Found) -> Reading | None:
        return self._days_of_month(found)

    def _days_of_month(self, found: _Found) -> Reading | None:
        days = found.numbers("number", "ordinal")
        return self._day(found, self._its_month(found, days[-1]), days)

    def _day(self, found: _Found, month: _Month | None, numbers: list[int]) -> Reading | None:
        if month is None:
            return found.reading(Role.DATE, None, anchor=Anchor.MONTH_NAMED)
        first = day_of(month.calendar, month.year, month.month, numbers[0])
        last = day_of(month.calendar, month.year, month.month, numbers[-1])
        if first is None or last is None or last < first:
            return None
        self._named = month[:3]
        kind = DateKind.FUTURE if month.future else DateKind.HAPPENED
        return found.reading(Role.DATE, (first, last), anchor=month.anchor, kind=kind)

    def _its_month(self, found: _Found, day: int | None = None) -> _Month | None:
        """The month that a phrase names: by name, as الشهر الماضي, or as the month named last."""
        if found.has("month", "weak_month"):
            calendar, month = found.months()[0]
            return self._month_in(calendar, month, found.which(), day)
        if found.has("of_it") or (found.has("same", "next", "previous") and found.has("the_month")):
            if self._named is None:
                return None
            calendar, year, month = self._named
            step = 1 if found.has("next") else -1 if found.has("previous") else 0
            year, month = month_after(year, month, step)
            return _Month(calendar, year, month, Anchor.MONTH_NAMED)
        if self.published is None:
            return None
        step = 1 if found.has("future") else -1 if found.has("past") else -2 if found.has("before_past") else 0
        year, month = month_after(self.published.year, self.published.month, step)
        return _Month(Calendar.GREGORIAN, year, month, Anchor.PUBLICATION, step > 0)

    def _month_in(self, calendar: Calendar, month: int, which: _Which, day: int | None = None) -> _Month | None:
        """A month by its name: of the year that is said, else the latest that has begun (whose `day` has come)."""
        if which.year is not None:
            return _Month(calendar, which.year, month, Anchor.ABSOLUTE)
        if which.year_word in ("same", "next", "previous") or which.month_word == "same":
            step = {"next": 1, "previous": -1}.get(which.year_word or "", 0)
            year = self._year_named(calendar)
            return None if year is None else _Month(calendar, year + step, month, Anchor.MONTH_NAMED)
        if which.month_word in ("next", "previous") and self._named is not None and self._named[0] is calendar:
            year, named = self._named[1:]
            later = which.month_word == "next"
            year += int(later and month <= named) - int(not later and month >= named)
            return _Month(calendar, year, month, Anchor.MONTH_NAMED)
        now = month_of(calendar, self.published) if self.published else None
        if now is None or self.published is None:
            return None
        if which.year_word is not None:
            step = {"past": -1, "before_past": -2, "future": 1}.get(which.year_word, 0)
            return _Month(calendar, now[0] + step, month, Anchor.PUBLICATION, step > 0)
        if which.month_word == "future":
            year = now[0] + int(month < now[1] or (month == now[1] and not self._is_to_come(calendar, now, day)))
            return _Month(calendar, year, month, Anchor.PUBLICATION, True)
        year = now[0] - int(month > now[1])
        if month == now[1] and which.month_word != "current":
            has_come = day is None or (found := day_of(calendar, year, month, day)) is None or found <= self.published
            year -= int(not has_come or (day is None and which.month_word in ("past", "before_past")))
        year -= int(which.month_word == "before_past")
        return _Month(calendar, year, month, Anchor.PUBLICATION)

    def _year_named(self, calendar: Calendar) -> int | None:
        """The year of the month named last; that of publication where none was named."""
        if self._named is not None and self._named[0] is calendar:
            return self._named[1]
        now = month_of(calendar, self.published) if self.published is not None else None
        return now[0] if now is not None else None

    def _is_to_come(self, calendar: Calendar, now: tuple[int, int], day: int | None) -> bool:
        found = day_of(calendar, *now, day) if day is not None else None
        return found is not None and self.published is not None and found > self.published

    def _month(self, found: _Found) -> Reading | None:
        if found.has("slash") and found.has("number"):
            month = found.number("number")
            if month > 12:
                return None
            return self._whole_month(found, _Month(Calendar.GREGORIAN, found.number("year"), month, Anchor.ABSOLUTE))
        if len(found.words) == 1 and not self._is_spelled_out(found.words[0]):
            return None
        if len(set(found.months())) > 1 and len({calendar for calendar, _ in found.months()}) == 1:
            return self._months(found)
        return self._whole_month(found, self._its_month(found))

    def _is_spelled_out(self, month: Word) -> bool:
        """Whether a bare month is spelled as the table has it: آب alone is one, اب (or إب, the city) is none."""
        return month.kind == "month" or without_marks(self.tokens[month.first].clean).endswith(_WEAK_MONTHS)

    def _relative_month(self, found: _Found) -> Reading | None:
        return self._whole_month(found, self._its_month(found))

    def _whole_month(self, found: _Found, month: _Month | None) -> Reading | None:
        if month is None:
            return found.reading(Role.OTHER, None, anchor=Anchor.MONTH_NAMED)
        self._named = month[:3]
        kind = DateKind.FUTURE if month.future else DateKind.HAPPENED
        return found.reading(Role.OTHER, month_days(*month[:3]), anchor=month.anchor, kind=kind)

    def _months(self, found: _Found) -> Reading | None:
        """آذار ونيسان, بين تموز وأيلول 2020, تموز/آب: from the first month to the last."""
        (calendar, first), (_, last) = found.months()[0], found.months()[-1]
        named = {self.tokens[word.first].fold for word in found.words if word.kind in ("month", "weak_month")}
        if len(named) == 1 or not (found.has("month", "months_of", "a_month") or any(found.which())):
            return None
        if first == last:
            return self._whole_month(found, self._its_month(found))
        end = self._month_in(calendar, last, found.which())
        if end is None:
            return found.reading(Role.OTHER, None)
        start_days = month_days(calendar, end.year - int(first > last), first)
        end_days = month_days(calendar, end.year, last)
        self._named = end[:3]
        days = (start_days[0], end_days[1]) if start_days and end_days else None
        kind = DateKind.FUTURE if end.future else DateKind.HAPPENED
        return found.reading(Role.OTHER, days, anchor=end.anchor, kind=kind)

    # -- periods and the parts of them

    def _point(self, found: _Found) -> Reading | None:
        third = found.text("point")
        if found.has("the_week"):
            return self._third_of_week(found, third)
        if self._names_month(found):
            month = self._its_month(found)
            days = month_days(*month[:3]) if month else None
            if month is None or days is None:
                return found.reading(Role.OTHER, None, anchor=Anchor.MONTH_NAMED)
            self._named = month[:3]
            kind = DateKind.FUTURE if month.future else DateKind.HAPPENED
            return found.reading(Role.OTHER, third_of_month(days, third), anchor=month.anchor, kind=kind)
        year, reading = self._its_year(found)
        if year is None:
            return reading
        return replace(reading, days=third_of_year(year, third))

    def _portion(self, found: _Found) -> Reading | None:
        """النصف الثاني من كانون الأول, الربع الأول من 2023, الأسبوع الأول من آذار."""
        nth = found.number("ordinal")
        if self._names_month(found):
            whole = self._whole_month(found, self._its_month(found))
            if whole is None or whole.days is None:
                return whole
            return _cut(whole, whole.days, nth, 7 if not found.has("portion") else -(-31 // found.number("portion")))
        year, whole = self._its_year(found)
        months = 12 // found.number("portion")
        if year is None or nth * months > 12:
            return None
        first = month_days(Calendar.GREGORIAN, year, (nth - 1) * months + 1)
        last = month_days(Calendar.GREGORIAN, year, nth * months)
        return replace(whole, days=(first[0], last[1])) if first and last else None

    def _edge(self, found: _Found) -> Reading | None:
        """The first or the last day of a month or year."""
        if found.has("the_week"):
            return None
        whole = (
            self._whole_month(found, self._its_month(found)) if self._names_month(found) else self._its_year(found)[1]
        )
        if whole is None or whole.days is None:
            return None
        day = whole.days[0] if found.text("edge_day") == "first" else whole.days[1]
        if self.published is not None and day > self.published and whole.kind is DateKind.HAPPENED:
            if not found.has("the_year") or found.has("current", "this"):
                return replace(whole, days=(day, day), kind=DateKind.FUTURE, role=Role.DATE)
            day = day.replace(year=day.year - 1)
        return replace(whole, days=(day, day), role=Role.DATE)

    @staticmethod
    def _names_month(found: _Found) -> bool:
        return found.has("month", "weak_month", "the_month")

    def _third_of_week(self, found: _Found, third: str) -> Reading:
        if self.published is None:
            return found.reading(Role.OTHER, None)
        back = 14 if found.has("before_past") else 7 if found.has("past") else -7 if found.has("future") else 0
        days = third_of_week(week_of(self.published - timedelta(back)), third)
        if days[0] > self.published and back == 0 and not found.has("current", "this"):
            days = third_of_week(week_of(self.published - timedelta(7)), third)
        kind = DateKind.FUTURE if back < 0 else DateKind.HAPPENED
        return found.reading(Role.OTHER, days, kind=kind)

    def _its_year(self, found: _Found) -> tuple[int | None, Reading]:
        """The year that a phrase names, and its reading as a whole year."""
        which = found.which()
        if which.year is not None:
            calendar = Calendar.HIJRI if which.year in HIJRI_YEARS else Calendar.GREGORIAN
            self._named = (calendar, which.year, 1)
            return which.year, found.reading(Role.OTHER, year_days(calendar, which.year), anchor=Anchor.ABSOLUTE)
        if which.year_word in ("same", "next", "previous"):
            calendar = self._named[0] if self._named is not None else Calendar.GREGORIAN
            named = self._year_named(calendar)
            year = None if named is None else named + {"next": 1, "previous": -1}.get(which.year_word, 0)
            days = None if year is None else year_days(calendar, year)
            return year, found.reading(Role.OTHER, days, anchor=Anchor.MONTH_NAMED)
        if self.published is None:
            return None, found.reading(Role.OTHER, None)
        step = {"past": -1, "before_past": -2, "future": 1}.get(which.year_word or "", 0)
        year = self.published.year + step
        kind = DateKind.FUTURE if step > 0 else DateKind.HAPPENED
        return year, found.reading(Role.OTHER, year_days(Calendar.GREGORIAN, year), kind=kind)

    def _year(self, found: _Found) -> Reading:
        return self._its_year(found)[1]

    def _years(self, found: _Found) -> Reading | None:
        first, last = found.numbers("year", "year_in_words")
        calendar = Calendar.HIJRI if first in HIJRI_YEARS else Calendar.GREGORIAN
        start, end = year_days(calendar, first), year_days(calendar, last)
        if start is None or end is None or last < first:
            return None
        return found.reading(Role.OTHER, (start[0], end[1]), anchor=Anchor.ABSOLUTE)

    def _season(self, found: _Found) -> Reading:
        season = found.text("season", "the_season")
        if found.has("season"):
            year, reading = self._its_year(found)
            return reading if year is None else replace(reading, days=season_days(season, year))
        if self.published is None:
            return found.reading(Role.OTHER, None)
        years = [self.published.year + step for step in (1, 0, -1)]
        candidates = [days for year in years if (days := season_days(season, year))]
        if found.has("future"):
            coming = [days for days in candidates if days[0] > self.published]
            return found.reading(Role.OTHER, coming[-1] if coming else None, kind=DateKind.FUTURE)
        begun = [days for days in candidates if days[found.has("past")] <= self.published]
        return found.reading(Role.OTHER, begun[0] if begun else None)

    def _decade(self, found: _Found) -> Reading:
        first = found.number("decade") - (_CENTURY if found.has("before_past") else 0)
        days = (date(first, 1, 1), date(first + 9, 12, 31))
        return found.reading(Role.OTHER, days, anchor=Anchor.ABSOLUTE)


def _cut(whole: Reading, days: Days, nth: int, length: int) -> Reading | None:
    """The `nth` stretch of `length` days of a month; the last one ends with the month."""
    first, last = days[0] + timedelta(length * (nth - 1)), days[0] + timedelta(length * nth - 1)
    return replace(whole, days=(first, min(last, days[1]))) if first <= days[1] else None


_PARTS = {
    "dawn": PartOfDay.DAWN,
    "morning": PartOfDay.MORNING,
    "noon": PartOfDay.NOON,
    "afternoon": PartOfDay.AFTERNOON,
    "evening": PartOfDay.EVENING,
    "night": PartOfDay.NIGHT,
    "after_midnight": PartOfDay.AFTER_MIDNIGHT,
    "day": PartOfDay.DAYTIME,
}
_AMOUNTS = ("number", "count", "year", "year_in_words")
_LENGTHS = {"two": 2, "the_two": 2, "one": 1, "a_day": 1, "a_month": 1, "a_year": 1, "many": None, "the_many": None}
_MODIFIERS = ("past", "before_past", "current", "future", "same", "next", "previous")


class _Found:
    """The words that one pattern matched, to be asked for what they say."""

    def __init__(self, spot: Spot, words: list[Word]) -> None:
        self.spot, self.words = spot, words
        self._kinds = {word.kind for word in words}

    def reading(
        self,
        role: Role,
        days: Days | None,
        *,
        anchor: Anchor = Anchor.PUBLICATION,
        kind: DateKind = DateKind.HAPPENED,
        part: PartOfDay | None = None,
        shift: Shift | None = None,
    ) -> Reading:
        """These words read so."""
        return Reading(self.spot.first, self.spot.last, role, days, anchor, kind, part, shift)

    def has(self, *kinds: str) -> bool:
        """Whether a word of any of these classes is among them."""
        return not self._kinds.isdisjoint(kinds)

    def _values(self, kinds: tuple[str, ...]) -> list[Value]:
        return [word.value for word in self.words if word.kind in kinds]

    def numbers(self, *kinds: str) -> list[int]:
        """The numbers that the words of these classes stand for, in order."""
        return [value for value in self._values(kinds) if isinstance(value, int)]

    def number(self, *kinds: str) -> int:
        """The first of `numbers`."""
        return self.numbers(*kinds)[0]

    def text(self, *kinds: str) -> str:
        """The value of the first word of these classes."""
        return str(self._values(kinds)[0])

    def months(self) -> list[tuple[Calendar, int]]:
        """The months named, in order."""
        return [value for value in self._values(("month", "weak_month")) if isinstance(value, tuple)]

    def length(self) -> tuple[int | None, str]:
        """How many of which unit: (3, day); None for a number that is not said (أيام)."""
        unit = next(word for word in self.words if word.kind in _LENGTHS)
        amounts = self.numbers(*_AMOUNTS)
        return (amounts[0] if amounts else _LENGTHS[unit.kind]), str(unit.value)

    def which(self) -> _Which:
        """The year that is said beside a month or alone, and the words like الماضي that choose one."""
        years = self.numbers("year", "year_in_words")
        if years:
            return _Which(year=years[0])
        month_word = year_word = None
        has_year = False
        for word in self.words:
            has_year = has_year or word.kind == "the_year"
            if word.kind in _MODIFIERS:
                if has_year:
                    year_word = word.kind
                else:
                    month_word = word.kind
        if has_year and year_word is None:
            year_word = "current"
        return _Which(None, year_word, month_word)
