"""Pages that answer and hold no article are refused with the reason."""

import pytest

from extract.errors import PageRefused
from extract.page import read_page

_URL = "https://news.example/1"
_PARAGRAPH = "<p>قُتل ثلاثة مدنيين وأصيب سبعة آخرون جراء قصف مدفعي استهدف حي القصور في مدينة دير الزور مساء أمس.</p>"
_MORE = (
    "<p>وقالت مصادر محلية إن فرق الإنقاذ نقلت الجرحى إلى المشفى الوطني، وإن القصف استمر أكثر من ساعة.</p>"
    "<p>ولم تعلن أي جهة مسؤوليتها عن القصف حتى لحظة تحرير هذا الخبر، بحسب المصادر نفسها.</p>"
)
_MENU = "<ul>" + "".join(f"<li><a href='/{n}'>قسم الأخبار {n}</a></li>" for n in range(12)) + "</ul>"
_CARD = "<div class='c'><h3><a href='/{n}'>مقتل {n} مدنيين بغارة على سوق شعبي</a></h3><span>{text}</span></div>"
_CARDS = "".join(
    _CARD.format(n=n, text="أعلنت مصادر طبية ارتفاع حصيلة القصف إلى ثلاثة قتلى، بينهم طفل.") for n in range(12)
)


def _page(title, body, head=""):
    return f"<html lang='ar'><head><title>{title}</title>{head}</head><body>{_MENU}{body}</body></html>"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (_page("الصفحة غير موجودة - الفرات", "<h1>عذرًا</h1><p>الصفحة التي تبحث عنها حُذفت أو نُقلت.</p>"), "not found"),
        (
            _page("الفرات", "<h1>404</h1><p>لم يتم العثور على الصفحة المطلوبة، عد إلى الرئيسية من فضلك.</p>"),
            "not found",
        ),
        (_page("Just a moment...", "<h2>نتحقق من أنك إنسان. قد يستغرق هذا بضع ثوانٍ من الوقت.</h2>"), "blocked"),
        (_page("الفرات", "<p>يرجى تفعيل جافا سكريبت في متصفحك حتى تتمكن من متابعة التصفح.</p>"), "blocked"),
        (_page("الفرات", "<div><p>نستخدم ملفات تعريف الارتباط.</p><button>قبول الكل</button></div>"), "consent"),
        (_page("أخبار سوريا", f"<h1>أخبار سوريا</h1>{_CARDS}"), "listing"),
        (_page("فيديو", "<h1>لحظة القصف</h1>", '<meta property="og:type" content="video.other">'), "video"),
        (_page("خبر", "<h1>خبر</h1><p>هذا المحتوى مخصص للمشتركين، سجّل الدخول لقراءة بقية الخبر.</p>"), "paywall"),
        (_page("خبر", "<h1>خبر قصير</h1><p>قصف.</p>"), "no article"),
        ("<html><body><p> </p></body></html>", "no article"),
        ("", "empty"),
    ],
)
def test_a_page_without_an_article_is_refused(page, reason):
    with pytest.raises(PageRefused) as refused:
        read_page(page, _URL)
    assert refused.value.reason == reason
    assert refused.value.url == _URL


def test_a_flagged_stub_is_refused_and_a_flagged_whole_text_is_not():
    flag = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    with pytest.raises(PageRefused) as refused:
        read_page(_page("خبر", f"<h1>قصف على المدينة</h1>{_PARAGRAPH}", flag), _URL)
    assert refused.value.reason == "paywall"
    assert read_page(_page("خبر", f"<h1>قصف على المدينة</h1>{_PARAGRAPH}{_MORE}", flag), _URL).text


def test_a_text_in_another_language_is_refused_where_arabic_is_asked_for():
    page = "<p>Security forces arrested several people near the border crossing last night, officials said.</p>"
    with pytest.raises(PageRefused) as refused:
        read_page(page, _URL, language="ar")
    assert refused.value.reason == "language"
    assert read_page(page, _URL).text.startswith("Security")


def test_news_of_cookies_or_missing_pages_is_news():
    text = "<p>اخترق قراصنة موقع الوزارة ووضعوا مكان صفحته الأولى عبارة: الصفحة غير موجودة، وفق بيان رسمي.</p>"
    assert read_page(_page("اختراق موقع الوزارة", f"<h1>اختراق موقع الوزارة</h1>{text}{_PARAGRAPH}{_MORE}"), _URL).text
