"""Whatever the coder is given it ends, invents nothing, and answers the same again."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.errors import TextError
from extract.incidents import code_article
from extract.model import Article, Mention
from tests.gold.scoring import read_gold

SHELLED = "قصفت قوات النظام بلدة سرمين بالمدفعية"
ARTICLES = [gold.article for gold in read_gold()]
WORDS = sorted({word for article in ARTICLES[::4] for word in article.text.split(" ")})


def coded(text: str, published: datetime | None = datetime(2024, 10, 9), country: str | None = "SY") -> list[Mention]:
    return code_article(Article("https://example.org/1", "", text, published, country=country))


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\u200f\u200e\ufeff", "،،، ؛ ... !؟", "١٢٣ 456 ٧٨/٩", "💥🚀 🇸🇾"])
def test_a_text_without_words_has_no_incident(text: str) -> None:
    assert coded(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Israeli warplanes bombed the town of Qana in southern Lebanon on Tuesday, killing five people.",
        "L'armée israélienne a bombardé mardi la ville de Tyr, faisant cinq morts.",
        "Türk ordusu dün Tel Rıfat çevresindeki mevzileri topçu ateşiyle vurdu.",
        'צה"ל תקף אתמול בעיירה קאנא שבדרום לבנון, חמישה בני אדם נהרגו.',
        "جنگنده‌های اسرائیلی دیروز شهر صور در جنوب لبنان را بمباران کردند و پنج نفر کشته شدند.",
        "فڕۆکەکانی تورکیا دوێنێ گوندەکانی ناوچەی ئامێدی لە پارێزگای دهۆک بۆردومان کرد.",
        "اسرائیلی طیاروں نے کل لبنان کے شہر صور پر بمباری کی جس میں پانچ افراد ہلاک ہوئے۔",
        "以色列战机周二轰炸了黎巴嫩南部城镇，造成五人死亡。",
        "Израильская авиация во вторник нанесла удар по городу Тир, погибли пять человек.",
        "qasaf al-jaysh baldat Sarmin ams bil-madfa'iyya",
        "፩፪፫ ࠀࠁ ܐܒܓ ߊߋߌ",
    ],
    ids=["English", "French", "Turkish", "Hebrew", "Persian", "Kurdish", "Urdu", "Chinese", "Russian", "Latin", "rare"],
)
def test_a_text_in_another_language_or_script_has_no_incident(text: str) -> None:
    assert coded(text) == []


def test_an_arabic_sentence_is_read_among_those_of_other_languages() -> None:
    text = f"Syria: breaking news\n{SHELLED} أمس\nפורסם היום"
    (mention,) = coded(text)
    assert (mention.place, mention.span.of(text)) == ("سرمين", mention.evidence)


def test_without_a_day_of_publication_relative_days_are_left_open() -> None:
    (mention,) = coded(f"{SHELLED} أمس", published=None)
    assert (mention.date_start, mention.date_end, mention.place) == (None, None, "سرمين")


def test_without_a_day_of_publication_full_dates_are_read() -> None:
    (mention,) = coded(f"{SHELLED} في 3 شباط 2020", published=None)
    assert (mention.date_start, mention.date_end) == (date(2020, 2, 3), date(2020, 2, 3))


def test_a_day_of_publication_in_the_future_counts_as_any_other() -> None:
    (mention,) = coded(f"{SHELLED} أمس", datetime(2049, 5, 2))
    assert mention.date_start == date(2049, 5, 1)


def test_a_text_that_was_decoded_wrongly_is_refused() -> None:
    with pytest.raises(TextError, match="surrogate"):
        coded("قصفت \ud800 بلدة سرمين")


wild_text = st.text(st.characters(codec="utf-8"), max_size=400)
arabic_text = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأإؤئ ًٌٍَُِّْـ\u200f\u200d،؛؟:.«»()[]/-#@\n\t٠١٢٣12٪%"))
shuffled_news = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
PIECES = [article.text.split(" ") for article in ARTICLES]
cut_news = st.tuples(st.sampled_from(PIECES), st.integers(0, 400), st.integers(1, 40)).map(
    lambda cut: " ".join(cut[0][cut[1] : cut[1] + cut[2]])
)


@settings(max_examples=150, deadline=None)
@given(
    text=st.one_of(wild_text, arabic_text, shuffled_news, cut_news),
    published=st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)),
    country=st.sampled_from([None, "SY", "IQ", "YE", "LB", "PS", "LY", "SD", "XX"]),
)
def test_any_text_is_coded_and_all_evidence_stands_in_it(
    text: str, published: datetime | None, country: str | None
) -> None:
    for mention in coded(text, published, country):
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert mention.span.of(text) == mention.evidence
        assert (mention.date_start is None) == (mention.date_end is None)
        assert mention.date_start is None or mention.date_end is None or mention.date_start <= mention.date_end
        assert 0 <= mention.confidence <= 1


def test_the_same_article_is_coded_the_same_again_and_in_any_order() -> None:
    some = ARTICLES[::8]
    first = [code_article(article) for article in some]
    again = [code_article(article) for article in reversed(some)]
    assert list(reversed(again)) == first
    assert any(first)


def test_no_seed_of_pythons_hashes_changes_the_answer() -> None:
    script = (
        "from extract.incidents import code_article; from tests.gold.scoring import read_gold\n"
        "for gold in list(read_gold())[:40:8]: print(code_article(gold.article))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "20221")
    }
    (answer,) = answers
    assert answer.count("Mention(") > 5


@pytest.mark.parametrize(
    "text",
    [
        "في مدينة سرمين أمس عنصر من داعش فجر نفسه",
        "قصف على بلدات سرمين والنيرب وأم",
        "هاجم مسلحون بلدة سرمين اليوم.\nوقالت مصادر محلية إن البلدة شهدت اشتباكات",
        "قصف الطيران أمس بلدة سرمين ليرتفع إلى 22 عدد",
        "قصف الطيران أمس بلدة سرمين وأحياء الأنصاري ومساكن",
    ],
)
def test_a_text_that_breaks_off_behind_any_word_is_read(text: str) -> None:
    assert coded(text)


@pytest.mark.parametrize("unit", ["وسرمين ", "قتل 5 ", "قصف ", "قصف سرمين، ", "الجيش ", "حي السلام في دمشق "])
def test_a_list_without_end_is_read_to_its_end(unit: str) -> None:
    text = SHELLED + " أمس من مواقعها في إدلب " + unit * 2000
    assert coded(text)[0].place == "سرمين"


def test_a_megabyte_of_news_is_coded_to_its_end() -> None:
    news = "\n".join(article.text for article in ARTICLES)
    text = (news * 6)[:550_000]  # characters; about a megabyte of UTF-8
    mentions = coded(text)
    assert len(text.encode()) > 990_000
    assert all(mention.span.of(text) == mention.evidence for mention in mentions)
    assert max(mention.span.end for mention in mentions) > len(news)
