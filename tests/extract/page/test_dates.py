"""Dates as outlets print them beside a headline."""

from datetime import datetime

import pytest

from extract.page.dates import find_date


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("الاثنين 19 أيلول 2022", datetime(2022, 9, 19)),
        ("آخر تحديث: 3 كانون الثاني 2021 - 17:45", datetime(2021, 1, 3, 17, 45)),
        ("١٢ تشرين الأول/أكتوبر ٢٠٢٣", datetime(2023, 10, 12)),
        ("18 من آب 2022", datetime(2022, 8, 18)),
        ("الأربعاء، 14 يونيو 2023 11:20 م", datetime(2023, 6, 14, 23, 20)),
        ("12:05 ص - 5 مايو 2020", datetime(2020, 5, 5, 0, 5)),
        ("9 أفريل 2019", datetime(2019, 4, 9)),
        ("الجمعة 02 جويلية 2021 - 10:30", datetime(2021, 7, 2, 10, 30)),
        ("السبت 7 غشت 2021 - 21:00", datetime(2021, 8, 7, 21, 0)),
        ("30 دجنبر 2020", datetime(2020, 12, 30)),
        ("نُشر في: 2024/03/07", datetime(2024, 3, 7)),
        ("تاريخ النشر: 07.03.2024 | 05:12 GMT", datetime(2024, 3, 7, 5, 12)),
        ("7/3/2024", datetime(2024, 3, 7)),
        ("٠٧-٠٣-٢٠٢٤", datetime(2024, 3, 7)),
        ("March 7, 2024", datetime(2024, 3, 7)),
        ("7th Mar 2024", datetime(2024, 3, 7)),
        ("الخميس 26 شعبان 1445 هـ", datetime(2024, 3, 7)),
        ("26 شعبان 1445 هـ - 7 مارس 2024 م", datetime(2024, 3, 7)),
        ("غرة رمضان: 1 رمضان المبارك 1445هـ", datetime(2024, 3, 11)),
        ("29 شبـــاط 2024", datetime(2024, 2, 29)),
    ],
)
def test_a_printed_date_is_understood(printed, meant):
    assert find_date(printed) == meant


@pytest.mark.parametrize(
    "line",
    ["", "مقتل 12 مدنيًا في 3 غارات", "32/13/2024", "30 شباط 2024", "الساعة 10:30", "1200 قتيل", "آب اللهّاب", "12 2024"],
)
def test_what_is_no_date_gives_none(line):
    assert find_date(line) is None
