"""What pages say of their article besides its text."""

import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from extract.page import read_page
from extract.page.metadata import clean_url, parse_time

_URL = "https://news.example/2024/3/story-7.html"
_SITE = '<meta property="og:site_name" content="الفرات">'
_DAMASCUS = ZoneInfo("Asia/Damascus")
_BODY = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "قُتل ثلاثة مدنيين وأصيب سبعة آخرون جراء قصف مدفعي استهدف حي القصور في مدينة دير الزور مساء أمس.",
        "وقالت مصادر محلية إن فرق الإنقاذ نقلت الجرحى إلى المشفى الوطني، وإن القصف استمر أكثر من ساعة.",
        "ولم تعلن أي جهة مسؤوليتها عن القصف حتى لحظة تحرير هذا الخبر، بحسب المصادر نفسها.",
    )
)


def _read(head="", before="<h1>قتلى بقصف على دير الزور</h1>", after="", url=_URL, root='<html lang="ar">', **options):
    return read_page(
        f"<!doctype html>{root}<head><meta charset=utf-8>{head}</head><body>{before}{_BODY}{after}</body></html>",
        url,
        **options,
    )


def _linked(**fields):
    data = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", **fields}]}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        (_SITE + '<meta property="og:title" content="قتلى بقصف على دير الزور - الفرات">', ""),
        ("<title>قتلى بقصف على دير الزور | الفرات | أخبار سوريا</title>", "<h1>قتلى بقصف على دير الزور</h1>"),
        ("<title>الفرات : قتلى بقصف على دير الزور</title>", "<b>قتلى بقصف على دير الزور</b><br>"),
        ("<title>الفرات</title>", "<h1>قتلى بقصف على دير الزور</h1>"),
        (_linked(headline="قتلى بقصف على دير الزور"), "<h1>الفرات</h1>"),
        ('<meta property="og:title" content="قتلى بقصف على…">', "<h1>قتلى بقصف على دير الزور</h1>"),
        ('<meta property="og:title" content="قتلى بقصف&amp;nbsp;على دير الزور">', ""),
    ],
)
def test_the_title_comes_without_the_outlets_name(head, heading):
    assert _read(head, heading).title == "قتلى بقصف على دير الزور"


def test_a_dash_inside_the_headline_stays():
    title = "دير الزور - ثلاثة قتلى بقصف مدفعي"
    assert _read(f"<title>{title} - الفرات</title>", f"<h1>{title}</h1>").title == title


@pytest.mark.parametrize(
    ("head", "before", "published"),
    [
        (_linked(datePublished="2024-03-07T18:30:00+03:00"), "", "2024-03-07T18:30:00+03:00"),
        ('<meta property="article:published_time" content="2024-03-07T15:30:00Z">', "", "2024-03-07T15:30:00+00:00"),
        ('<meta name="date" content="2024-03-07 18:30:00">', "", "2024-03-07T18:30:00+03:00"),
        ('<meta name="article:published_time" content="1709825400000">', "", "2024-03-07T15:30:00+00:00"),
        ("", '<span itemprop="datePublished" content="2024-03-07T18:30+0300"></span>', "2024-03-07T18:30:00+03:00"),
        ("", '<article><time datetime="2024-03-07T18:30:00+03:00">أمس</time></article>', "2024-03-07T18:30:00+03:00"),
        ("", "<h1>قتلى</h1><div class='date'>الخميس 7 آذار 2024 - 06:30 مساءً</div>", "2024-03-07T18:30:00+03:00"),
    ],
)
def test_the_time_of_publication_is_found_with_its_zone(head, before, published):
    article = _read(f"<title>قتلى</title>{head}", before, zone=_DAMASCUS)
    assert article.published is not None
    assert article.published.isoformat() == published


def test_the_address_tells_the_day_where_nothing_else_does():
    assert _read(url="https://news.example/2024/03/07/story", zone=_DAMASCUS).published == datetime(
        2024, 3, 7, tzinfo=_DAMASCUS
    )


def test_without_a_zone_a_time_stays_without_one():
    article = _read('<meta name="date" content="2024-03-07 18:30:00">')
    assert article.published == datetime(2024, 3, 7, 18, 30)


def test_a_time_after_the_fetch_is_not_believed():
    head = '<meta name="date" content="2031-01-01T00:00:00Z"><meta name="pubdate" content="2024-03-07T18:30:00Z">'
    article = _read(head, fetched=datetime(2024, 3, 8, tzinfo=UTC))
    assert article.published == datetime(2024, 3, 7, 18, 30, tzinfo=UTC)


def test_a_date_in_the_text_is_not_the_day_of_publication():
    article = _read(
        "<title>قتلى</title>", "<h1>قتلى</h1><p>هاجم مسلحون في 12 آب 2019 حاجزًا قرب المدينة، بحسب شهود.</p>"
    )
    assert article.published is None


def test_the_change_and_the_authors_and_the_tags_are_kept():
    article = _read(
        _linked(
            datePublished="2024-03-07T18:30:00Z",
            dateModified="2024-03-08T08:00:00Z",
            author=[{"name": "سلمى الخطيب"}, "مازن الحاج", {"name": "https://facebook.com/x"}],
            keywords=["قصف", "دير الزور"],
            articleSection="ميداني",
        )
    )
    assert article.modified == datetime(2024, 3, 8, 8, tzinfo=UTC)
    assert article.authors == ("سلمى الخطيب", "مازن الحاج")
    assert article.tags == ("قصف", "دير الزور")
    assert article.section == "ميداني"


@pytest.mark.parametrize(
    ("head", "url", "canonical"),
    [
        ('<link rel="canonical" href="/story/7">', "https://news.example/story/7?ref=x", "https://news.example/story/7"),
        ('<link rel="canonical" href="https://news.example/">', "https://news.example/story/7", "https://news.example/story/7"),
        ('<link rel="canonical" href="http://localhost/story/7">', "https://news.example/story/7", "https://news.example/story/7"),
        ('<link rel="canonical" href="https://www.news.example/7">', "https://m.news.example/7", "https://www.news.example/7"),
        ('<meta property="og:url" content="https://news.example/story/7">', "https://news.example/s?id=7", "https://news.example/story/7"),
        ("", "https://news.example/story/7/amp/?utm_source=x&id=3#top", "https://news.example/story/7?id=3"),
    ],
)  # fmt: skip
def test_the_canonical_address_is_the_pages_own(head, url, canonical):
    assert _read(head, url=url).canonical_url == canonical


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://x.example/a?fbclid=1", "https://x.example/a"),
        ("https://x.example/a?id=5&print=1", "https://x.example/a?id=5"),
        ("https://x.example/amp/a/5", "https://x.example/a/5"),
        ("https://x.example/a?q=%D8%AD%20b&x=", "https://x.example/a?q=%D8%AD%20b&x="),
        ("http://[broken", "http://[broken"),
    ],
)
def test_an_address_loses_what_names_no_other_article(url, clean):
    assert clean_url(url) == clean


@pytest.mark.parametrize(
    ("root", "after", "language"),
    [
        ('<html lang="en-US">', "", "ar"),
        ("<html>", "", "ar"),
        ('<html lang="ar">', "", "ar"),
    ],
)
def test_the_language_is_told_by_the_letters(root, after, language):
    assert _read(root=root, after=after).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("نیروهای امنیتی شب گذشته چند نفر را در گذرگاه مرزی بازداشت کردند و گفتند که پرونده باز است.", "fa"),
        ("سیکیورٹی فورسز نے گزشتہ رات سرحدی علاقے میں کارروائی کرتے ہوئے متعدد افراد کو گرفتار کر لیا ہے۔", "ur"),
        ("هێزە ئەمنییەکان شەوی ڕابردوو لە ناوچە سنوورییەکە چەند کەسێکیان دەستگیر کرد و بردیانن.", "ckb"),
        ("Security forces arrested several people near the border crossing last night, local officials said.", "en"),
    ],
)  # fmt: skip
def test_other_languages_are_told_apart(text, language):
    page = f'<html lang="en"><body><p>{text}</p></body></html>'
    assert read_page(page, "https://news.example/1").language == language


@pytest.mark.parametrize("value", [None, "", [], {}, "gestern", True, 5, float("nan"), 10**40, "2024-13-45"])
def test_what_is_no_time_gives_none(value):
    assert parse_time(value, UTC) is None


def test_spellings_of_a_time_mean_the_same():
    moment = datetime(2024, 3, 7, 18, 30, tzinfo=timezone(timedelta(hours=3)))
    for spelling in (
        "2024-03-07T18:30:00+03:00",
        "2024-03-07T18:30+0300",
        "2024-03-07 15:30:00Z",
        "2024-03-07T15:30:00 UTC",
        1709825400,
    ):
        assert parse_time(spelling, UTC) == moment
