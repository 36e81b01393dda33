"""Sentences full of war words that report no incident: captions, eulogies, sums, threats, drills, football."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from extract.incidents import code_article
from extract.model import Article

SENTENCES = Path(__file__).parent / "no_incident.tsv"


def invented() -> list[str]:
    """The sentences out of which the coder makes an incident, each with its kind and what was made of it."""
    with SENTENCES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == 60
    return [
        f"{row['kind']}: {mention.sub_event_type} in {row['text']!r}"
        for row in rows
        for mention in code_article(
            Article("https://example.org/1", "", row["text"], datetime(2024, 10, 9), country=row["country"])
        )
    ]


def test_at_most_three_of_sixty_sentences_of_war_words_become_incidents() -> None:
    assert len(invented()) <= 3, "\n".join(invented())


@pytest.mark.parametrize(
    "text",
    [
        "قال الخبير إن مثل هذا الهجوم على مدينة حلب لن يمر دون رد.",
        "تفرض الشرطة سيطرة تامة على الوضع في مدينة الحسكة، بحسب المحافظ.",
        "أحصى المركز في تقريره 412 عملية اقتحام لبلدات الضفة اعتُقل خلالها 233 شخصاً.",
        "تعد بلدة طفس من أكثر بلدات درعا استهدافاً بالمسيّرات.",
        "تسلم العميد سامر حسن مهامه قائداً لشرطة مدينة حمص.",
        "قال القائد إن قواته قادرة على قصف مطار حماة في أي وقت.",
        "خرج موكب كبير لتشييع الشاب من مشفى مدينة إدلب إلى المقبرة.",
        "نظمت وحدات الجيش قرب مدينة تدمر مشروعاً تكتيكياً شمل قصف أهداف وهمية.",
        'ونشرت صفحات خبراً عن اندماج "افتراضي" لفصائل في مدينة حلب.',
        "يعيش أهالي مدينة درعا في ظل سيطرة قوات النظام أوضاعاً صعبة.",
        "أطلق شبان النار ابتهاجاً بفوز مرشحهم في مدينة القامشلي.",
        "هنأ المحافظ الجيش بتحرير مدينة تدمر.",
        "هز انفجار حي الكنيسة في مدينة الطبقة صباح اليوم، وتبين أنه ناجم عن أسطوانة غاز.",
        "يدرس الحلف شن ضربات على مواقع قرب مدينة البوكمال.",
        "قضت محكمة جنايات كركوك بإعدام ثلاثة أدانتهم بتفجير سيارة مفخخة في قضاء الحويجة، وفق بيان لها اليوم.",
        "أعلن مجلس القضاء أمس صدور حكم بالإعدام بحق مدان اشترك في قتل ثلاثة جنود في بلدة عرسال.",
        "طالب الاتحاد بكشف مصيره بمناسبة مرور عام على اختطاف مسلحين الطبيب من بيته في مدينة مدني.",
        "قرية التريمسة من القرى التي يستعيد أهلها كل عام ذكرى المجزرة التي ارتكبتها القوات وقُتل فيها العشرات.",
        "تسعى قوات النظام إلى التقدم نحو مدينة الميادين وطرد تنظيم الدولة منها والسيطرة عليها.",
        "وبلغ عدد من قُتلوا في مدينة الباب برصاص القناصة، منذ بدأت الحملة في 3 أيار الماضي، 41 مدنياً.",
        "نشرت القناة شائعات طالت وفد المعارضة في جنيف وشنت هجمة على أعضائه حفلت بالاتهامات.",
        "وعد الوزير ببقاء الوفد في جنيف إلى حين التوصل إلى اتفاق.",
        "هز انفجار أسطوانة غاز مطعماً في مدينة الحسكة وأسفر عن وفاة عامل وإصابة خمسة آخرين.",
        "نظم أهالي مخيم اليرموك فعالية إحياء لذكرى المجزرة كان فيها مسيرة طافت شوارعه.",
        "وجاب موكب المشيعين شوارع بلدة كفرنبل وردد المشيعون الهتافات.",
        "اعتُقل في بلدة الرستن وأُفرج عنه عام 2022 بعد وساطات.",
        "اغتال مسلحون المحافظ في مدينة دير الزور عام 1987.",
        "استنكرت المملكة حادث إطلاق النار الإرهابي الذي وقع في مدينة منبج وخلّف عدداً من القتلى.",
    ],
)
def test_what_may_be_is_measured_counted_or_feared_is_no_incident(text: str) -> None:
    assert code_article(Article("https://example.org/1", "", text, datetime(2024, 10, 9), country="SY")) == []


@pytest.mark.parametrize(
    "text",
    [
        "أحيا أهالي بلدة الحولة ذكرى ضحاياها في مقبرة البلدة.\nوكانت القوات شنت على البلدة حملة تخللها قصف وإعدامات.",
        "شيّعت بلدة كفركلا اثنين من أبنائها.\nوانطلقت المسيرة الحاشدة من باحة البلدة وجابت الشوارع.",
        "يعقد مجلس الأمن الخميس جلسة مغلقة حول اليمن.\nوشن الحوثيون هجمات على مواقع الجيش في جبهة صرواح.",
        "وثق المركز مقتل 80 مدنياً خلال شهر حزيران الفائت.\nوقال إن تنظيم الدولة قتل 12 مدنياً في محافظة دير الزور.",
    ],
)
def test_what_a_burial_a_meeting_or_a_count_mentions_without_its_day_is_no_incident(text: str) -> None:
    assert code_article(Article("https://example.org/1", "", text, datetime(2024, 10, 9), country="SY")) == []
