"""Selectors of a source win over the general rules, on the days they are valid."""

from datetime import UTC, date, datetime

import pytest

from extract.errors import SettingsError
from extract.page import Selectors, read_page

_PROSE = "<p>قُتل ثلاثة مدنيين وأصيب سبعة آخرون جراء قصف مدفعي استهدف حي القصور في مدينة دير الزور مساء أمس.</p>"
_PAGE = f"""<html><body><div class="x1">عنوان أول</div><div class="x2">١٢ آذار ٢٠٢٤</div><em class="x4">س. الخطيب</em>
<div class="x5">{_PROSE * 3}</div>
<div class="x3"><p>بيان مقتضب لا يتجاوز سطرًا واحدًا.</p><p class="ad">سطر زائد لا يخص الخبر.</p></div></body></html>"""
_OLD = Selectors(title=".x1", text=".x3", published=".x2", authors=".x4", remove=(".ad",), until=date(2024, 6, 30))
_NEW = Selectors(text=".x5", since=date(2024, 7, 1))


def _read(day, *selectors):
    return read_page(_PAGE, "https://news.example/1", fetched=datetime(2024, day, 15, tzinfo=UTC), selectors=selectors)


def test_valid_selectors_decide():
    article = _read(5, _NEW, _OLD)
    assert article.title == "عنوان أول"
    assert article.text == "بيان مقتضب لا يتجاوز سطرًا واحدًا."
    assert article.published == datetime(2024, 3, 12)
    assert article.authors == ("س. الخطيب",)


def test_selectors_change_with_the_outlets_markup():
    assert _read(8, _OLD, _NEW).text.startswith("قُتل ثلاثة")


def test_what_a_selector_does_not_find_is_read_by_the_rules():
    assert _read(8, Selectors(title=".gone", text=".gone")).text.startswith("قُتل ثلاثة")


def test_a_selector_that_is_no_css_is_a_setting_to_mend():
    with pytest.raises(SettingsError, match=r"p\["):
        _read(8, Selectors(text="p["))
