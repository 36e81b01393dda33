"""Dates: which days a phrase means, seen from the day of publication."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hijridate import Gregorian
from hypothesis import given
from hypothesis import strategies as st

from extract.arabic.calendars import precision_of, ucdp_precision_of
from extract.arabic.dates import Anchor, DateKind, DatePhrase, find_dates
from extract.arabic.tables import read_table
from extract.arabic.tokens import tokenize
from extract.model import TimePrecision

CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "dates.tsv").read_text(encoding="utf-8").splitlines()[4:]
    if not line.startswith("#")
]
WEDNESDAY = date(2024, 5, 15)


def told(phrase: DatePhrase) -> str:
    """A phrase as dates.tsv writes it."""
    shift = phrase.shift
    if shift is not None and shift.weekdays:
        days = "next weekday " + ",".join(map(str, shift.weekdays))
    elif shift is not None:
        days = f"event {shift.low:+d}" + (f"..{shift.high:+d}" if shift.high != shift.low else "")
    elif phrase.date_start is None:
        days = "?"
    else:
        days = str(phrase.date_start) + (f"..{phrase.date_end}" if phrase.date_end != phrase.date_start else "")
    parts = [f"[{phrase.words}] {days}"]
    if phrase.part_of_day is not None:
        parts.append(phrase.part_of_day.value)
    if phrase.kind is not DateKind.HAPPENED:
        parts.append(phrase.kind.value)
    if phrase.anchor is Anchor.PART:
        parts.append("alone")
    return " ".join(parts)


@pytest.mark.parametrize(("published", "text", "says"), CASES)
def test_a_phrase_means_its_days(published: str, text: str, says: str) -> None:
    day = None if published == "-" else date.fromisoformat(published)
    assert "; ".join(told(phrase) for phrase in find_dates(tokenize(text), day)) == says


def one(text: str, published: date | None = WEDNESDAY, **more: date) -> DatePhrase:
    """The only phrase of `text`."""
    (phrase,) = find_dates(tokenize(text), published, **more)
    return phrase


EVERY_DAY = [date(1990, 1, 1) + timedelta(n) for n in range((date(2031, 1, 1) - date(1990, 1, 1)).days)]
AFTER_ALL = date(2031, 1, 1)


def names_of(calendar: str, naming: str) -> dict[int, str]:
    """The first name of each month in one naming; months it has no own name for have the Egyptian one."""
    rows = [row for row in read_table("months") if row["calendar"] == calendar]
    names: dict[int, str] = {}
    for wanted in (naming, "egypt"):
        for row in rows:
            if row["naming"] == wanted:
                names.setdefault(int(row["month"]), row["words"])
    return names


@pytest.mark.parametrize("naming", ["levant", "egypt", "algeria", "morocco"])
def test_every_day_of_1990_to_2030_comes_back_from_every_naming_of_its_month(naming: str) -> None:
    names = names_of("gregorian", naming)
    text = " . ".join(f"{day.day} {names[day.month]} {day.year}" for day in EVERY_DAY)
    assert [phrase.days for phrase in find_dates(tokenize(text), AFTER_ALL)] == [(day, day) for day in EVERY_DAY]


def test_every_day_of_1990_to_2030_comes_back_from_the_hijri_calendar() -> None:
    names = names_of("hijri", "islamic")
    hijri = [Gregorian(day.year, day.month, day.day).to_hijri() for day in EVERY_DAY]
    text = " . ".join(f"{day.day} من {names[day.month]} {day.year} هـ" for day in hijri)
    assert [phrase.days for phrase in find_dates(tokenize(text), AFTER_ALL)] == [(day, day) for day in EVERY_DAY]


@pytest.mark.parametrize("pattern", ["{0.day}/{0.month}/{0.year}", "{0:%Y-%m-%d}", "{0.day}-{0.month}-{0.year}"])
def test_every_day_of_1990_to_2030_comes_back_from_digits(pattern: str) -> None:
    text = " . ".join(pattern.format(day) for day in EVERY_DAY)
    assert [phrase.days for phrase in find_dates(tokenize(text), AFTER_ALL)] == [(day, day) for day in EVERY_DAY]


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(0, 360), st.sampled_from(["levant", "egypt"]))
def test_a_day_without_a_year_is_the_latest_such_day(published: date, ago: int, naming: str) -> None:
    day = published - timedelta(ago)
    if (day.month, day.day) == (2, 29):
        day -= timedelta(1)
    phrase = one(f"في {day.day} من {names_of('gregorian', naming)[day.month]}", published)
    assert phrase.days == (day, day)


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_the_latest_on_or_before_publication(published: date, ago: int) -> None:
    day = published - timedelta(ago)
    names = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
    assert one(f"مساء {names[day.weekday()]}", published).days == (day, day)


def test_a_phrase_of_another_event_takes_that_events_day() -> None:
    event = date(2024, 3, 23)
    assert one("بعد ذلك بيومين").resolve(event) == (date(2024, 3, 25), date(2024, 3, 25))
    assert one("في اليوم نفسه").resolve(event) == (event, event)
    assert one("يومي السبت والأحد التاليين").resolve(date(2024, 3, 21)) == (date(2024, 3, 23), date(2024, 3, 24))


def test_a_part_of_the_day_alone_stays_on_the_storys_day_where_there_is_one() -> None:
    event = date(2024, 5, 12)
    assert one("وظهرًا ألقت قنبلة").resolve(event) == (event, event)
    assert one("وظهرًا ألقت قنبلة").resolve(None) == (WEDNESDAY, WEDNESDAY)


def test_a_phrase_with_its_own_day_keeps_it_whatever_the_event() -> None:
    assert one("مساء أمس").resolve(date(2020, 1, 1)) == (date(2024, 5, 14), date(2024, 5, 14))


def test_the_month_named_before_the_text_is_the_same_month() -> None:
    phrase = one("في 15 من الشهر نفسه", month_named=date(2022, 8, 1))
    assert (phrase.days, phrase.anchor) == ((date(2022, 8, 15), date(2022, 8, 15)), Anchor.MONTH_NAMED)


def test_precision_is_the_length_of_the_range() -> None:
    assert one("أمس").precision is TimePrecision.DAY
    assert one("الأسبوع الماضي").precision is TimePrecision.WEEK
    assert one("آذار الماضي").precision is TimePrecision.MONTH
    assert one("عام 2019").precision is TimePrecision.WIDER
    assert [one(text).ucdp_precision for text in ("أمس", "يومي الجمعة والسبت", "الأسبوع الماضي", "في آذار")] == [
        1,
        2,
        3,
        4,
    ]
    assert one("قبل أيام").precision is None
    assert precision_of((date.min, date.max)) is TimePrecision.WIDER
    assert ucdp_precision_of((date.min, date.max)) == 5


def test_offsets_point_at_the_words_of_the_text() -> None:
    text = "وأصدرت القيادة بيانًا، مساءَ الأحــد 12 من أيّار، قالت فيه"
    phrase = one(text)
    assert text[phrase.start : phrase.end] == phrase.words == "مساءَ الأحــد 12 من أيّار"


def test_a_phrase_does_not_cross_the_end_of_a_sentence() -> None:
    text = "وقع القصف أمس. السبت قتل آخر"
    assert [phrase.days for phrase in find_dates(tokenize(text), date(2024, 5, 15))] == [
        (date(2024, 5, 14), date(2024, 5, 14)),
        (date(2024, 5, 11), date(2024, 5, 11)),
    ]


DATE_WORDS = st.sampled_from(
    [*(row["words"] for row in read_table("date_words")), *(row["words"] for row in read_table("months")),
     "3", "31", "2019", "1445", "14/3/2022", "/", "-", "،", "و", "ب", "الثالث", "عشرة", "قتل", "99999999999999999999"]
)  # fmt: skip
PUBLISHED = st.one_of(
    st.none(), st.dates(), st.sampled_from([date.min, date.max, date(1924, 8, 1), date(2077, 11, 16)])
)


@given(st.lists(DATE_WORDS, max_size=12).map(" ".join), PUBLISHED)
def test_any_heap_of_date_words_can_be_read_and_nothing_happens_after_publication(
    text: str, published: date | None
) -> None:
    tokens = tokenize(text)
    phrases = find_dates(tokens, published)
    assert all(one.last <= other.first for one, other in pairwise(phrases))
    for phrase in phrases:
        assert text[phrase.start : phrase.end]
        if phrase.days is not None:
            assert phrase.days[0] <= phrase.days[1]
            if published is not None and 1900 <= published.year <= 2100 and phrase.kind is DateKind.HAPPENED:
                assert phrase.days[1] <= published
        for event in (None, date.min, date.max, WEDNESDAY):
            days = phrase.resolve(event)
            assert days is None or days[0] <= days[1]


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert all(text[one.start : one.end].strip() for one in find_dates(tokenize(text), WEDNESDAY))
