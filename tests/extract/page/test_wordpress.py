"""Posts as WordPress' REST API gives them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from extract.errors import PageRefused
from extract.page import read_post

_POST = {
    "id": 7,
    "date": "2024-03-07T18:30:00",
    "date_gmt": "2024-03-07T15:30:00",
    "modified": "2024-03-07T19:00:00",
    "modified_gmt": "2024-03-07T16:00:00",
    "link": "https://news.example/archives/7?utm_source=api",
    "title": {"rendered": "قتلى &#8220;بقصف&#8221; على دير الزور"},
    "content": {
        "rendered": "<p>قُتل ثلاثة مدنيين جراء قصف مدفعي استهدف حي القصور مساء أمس.</p>\n"
        '<p><strong>اقرأ أيضًا: <a href="/6">غارة على سوق شعبي في إدلب</a></strong></p>\n'
        '<figure class="wp-block-image"><img src="a.jpg"><figcaption>دخان يتصاعد</figcaption></figure>'
        "<h3>تفاصيل</h3><ul><li>أصيب سبعة آخرون.</li></ul>"
        '<div class="sharedaddy"><h3>شارك هذا:</h3></div><div id="jp-relatedposts"><p>مرتبط</p></div>',
        "protected": False,
    },
    "_embedded": {
        "author": [{"name": "سلمى الخطيب"}],
        "wp:term": [[{"taxonomy": "category", "name": "ميداني"}], [{"taxonomy": "post_tag", "name": "قصف"}]],
    },
}


def test_a_post_gives_the_whole_article():
    article = read_post(_POST, zone=ZoneInfo("Asia/Damascus"), language="ar")
    assert article.title == "قتلى “بقصف” على دير الزور"
    assert article.text == "قُتل ثلاثة مدنيين جراء قصف مدفعي استهدف حي القصور مساء أمس.\nتفاصيل\nأصيب سبعة آخرون."
    assert article.published == datetime(2024, 3, 7, 15, 30, tzinfo=UTC)
    assert article.modified == datetime(2024, 3, 7, 16, 0, tzinfo=UTC)
    assert article.canonical_url == "https://news.example/archives/7"
    assert (article.authors, article.section, article.tags) == (("سلمى الخطيب",), "ميداني", ("قصف",))


def test_without_the_universal_time_the_sites_own_counts():
    post = {key: value for key, value in _POST.items() if not key.endswith("_gmt")}
    article = read_post(post, zone=ZoneInfo("Asia/Damascus"))
    assert article.published == datetime(2024, 3, 7, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"content": {"rendered": "", "protected": True}}, "paywall"),
        ({"content": {"rendered": "<p> </p>", "protected": False}}, "no article"),
        ({"content": None}, "no article"),
        ({"content": {"rendered": "<p>Officials said several people were arrested.</p>"}}, "language"),
    ],
)
def test_a_post_without_an_article_is_refused(change, reason):
    with pytest.raises(PageRefused) as refused:
        read_post(_POST | change, language="ar")
    assert refused.value.reason == reason
