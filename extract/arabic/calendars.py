"""Days, months and years of the Gregorian and the Hijri calendar, as ranges of days that never need a clock."""

from __future__ import annotations

import calendar as gregorian
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from hijridate import Gregorian, Hijri

from extract.model import TimePrecision

Days = tuple[date, date]

_WEEK, _MONTH = 7, 31
# What the Umm al-Qura tables of hijridate cover.
HIJRI_YEARS = range(1343, 1501)
_HIJRI_DAYS = (date(1924, 8, 1), date(2077, 11, 16))


class Calendar(StrEnum):
    """Gregorian, or Hijri by the Umm al-Qura tables."""

    GREGORIAN = "gregorian"
    HIJRI = "hijri"


def shifted(day: date, days: int) -> date | None:
    """`day` moved by `days`; None where the calendar ends."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def precision_of(days: Days) -> TimePrecision:
    """ACLED's time_precision of a range: a day, up to a week, up to a month, wider."""
    length = (days[1] - days[0]).days + 1
    if length == 1:
        return TimePrecision.DAY
    if length <= _WEEK:
        return TimePrecision.WEEK
    return TimePrecision.MONTH if length <= _MONTH else TimePrecision.WIDER


def ucdp_precision_of(days: Days) -> int:
    """UCDP GED's date_prec: 1 the day, 2 two to six days, 3 a week, 4 up to a month, 5 longer."""
    length = (days[1] - days[0]).days + 1
    if length == 1:
        return 1
    if length <= _WEEK:
        return 2 if length < _WEEK else 3
    return 4 if length <= _MONTH else 5


@lru_cache(1 << 12)
def month_days(calendar: Calendar, year: int, month: int) -> Days | None:
    """The first and the last day of a month; None where the calendar does not reach."""
    if calendar is Calendar.GREGORIAN:
        if not date.min.year <= year <= date.max.year:
            return None
        return date(year, month, 1), date(year, month, gregorian.monthrange(year, month)[1])
    if year not in HIJRI_YEARS:
        return None
    first = Hijri(year, month, 1)
    start = first.to_gregorian()
    return date(start.year, start.month, start.day), date(*start.datetuple()) + timedelta(first.month_length() - 1)


def day_of(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    """A day by its number in a month; None where the month has no such day."""
    days = month_days(calendar, year, month)
    if days is None or not 1 <= day <= (days[1] - days[0]).days + 1:
        return None
    return days[0] + timedelta(day - 1)


def month_of(calendar: Calendar, day: date) -> tuple[int, int] | None:
    """The year and month that `day` lies in; None where the calendar does not reach."""
    if calendar is Calendar.GREGORIAN:
        return day.year, day.month
    if not _HIJRI_DAYS[0] <= day <= _HIJRI_DAYS[1]:
        return None
    hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    return hijri.year, hijri.month


def month_after(year: int, month: int, months: int) -> tuple[int, int]:
    """The month `months` later (earlier where negative)."""
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def year_days(calendar: Calendar, year: int) -> Days | None:
    """The first and the last day of a year; None where the calendar does not reach."""
    first, last = month_days(calendar, year, 1), month_days(calendar, year, 12)
    return (first[0], last[1]) if first and last else None


_SEASONS = {"winter": (-1, 12, 2), "spring": (0, 3, 5), "summer": (0, 6, 8), "autumn": (0, 9, 11)}


def season_days(season: str, year: int) -> Days | None:
    """A meteorological season; the winter of a year begins in the December before."""
    back, first, last = _SEASONS[season]
    start = month_days(Calendar.GREGORIAN, year + back, first)
    end = month_days(Calendar.GREGORIAN, year, last)
    return (start[0], end[1]) if start and end else None


def third_of_month(days: Days, third: str) -> Days:
    """The codebook's early (days 1–10), mid (11–20) and late (21–end)."""
    tenth, twentieth = days[0] + timedelta(9), days[0] + timedelta(19)
    if third == "early":
        return days[0], tenth
    return (tenth + timedelta(1), twentieth) if third == "mid" else (twentieth + timedelta(1), days[1])


def third_of_year(year: int, third: str) -> Days | None:
    """January (the codebook's مطلع العام), June and July, December."""
    first, last = {"early": (1, 1), "mid": (6, 7), "late": (12, 12)}[third]
    start = month_days(Calendar.GREGORIAN, year, first)
    end = month_days(Calendar.GREGORIAN, year, last)
    return (start[0], end[1]) if start and end else None


def latest_weekday(weekday: int, day: date) -> date:
    """The latest day on or before `day` that is this weekday (0 is Monday)."""
    return day - timedelta((day.weekday() - weekday) % _WEEK)


def next_weekday(weekday: int, day: date) -> date:
    """The first day after `day` that is this weekday (0 is Monday)."""
    return day + timedelta((weekday - day.weekday() - 1) % _WEEK + 1)


def week_of(day: date) -> Days:
    """The week that `day` lies in, Sunday to Saturday."""
    sunday = latest_weekday(6, day)
    return sunday, sunday + timedelta(_WEEK - 1)


def third_of_week(week: Days, third: str) -> Days:
    """Sunday and Monday, Tuesday to Thursday, Friday and Saturday."""
    first, last = {"early": (0, 1), "mid": (2, 4), "late": (5, 6)}[third]
    return week[0] + timedelta(first), week[0] + timedelta(last)
