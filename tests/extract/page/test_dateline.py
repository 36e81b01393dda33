"""The place and agency that open an agency's text."""

import pytest

from extract.page import dateline_of

_NEWS = "أعلنت وزارة الدفاع، اليوم، أن قواتها أحبطت هجومًا على أحد مواقعها - وفق بيان - دون تفاصيل: لا قتلى."


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("دمشق - سانا - ", "دمشق - سانا"),
        ("حلب-سانا: ", "حلب-سانا"),
        ("بيروت (رويترز) - ", "بيروت (رويترز)"),
        ("القاهرة/ الأناضول: ", "القاهرة/ الأناضول"),
        ("رام الله 17-3-2025 وفا- ", "رام الله 17-3-2025 وفا"),
        ("وطنية - ", "وطنية"),
        ("شفق نيوز/ ", "شفق نيوز"),
        ("", None),
        ("قال مصدر أمني: ", None),
        ("ريف حلب الشرقي - ", None),
    ],
)
def test_a_dateline_is_told_from_a_sentence(opening, dateline):
    assert dateline_of(opening + _NEWS) == dateline
