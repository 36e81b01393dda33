"""Which words of a running text name a place, and what the text says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.arabic.tokens import tokenize
from extract.places import PlaceMatch, find_places, load_gazetteer

DEV = Path("../shared/gold/dev.jsonl")


def places(text: str) -> list[PlaceMatch]:
    return find_places(tokenize(text), load_gazetteer())


def names(text: str) -> list[str]:
    return [match.name for match in places(text)]


def the_place(text: str) -> PlaceMatch:
    (match,) = places(text)
    return match


def test_a_settlement_goes_by_its_bare_name_and_a_site_with_its_head_word() -> None:
    assert names("قصف مدينة سراقب") == ["سراقب"]
    assert names("هاجموا قاعدة عين الأسد") == ["قاعدة عين الأسد"]


def test_a_capital_that_is_called_by_its_country_has_its_own_name() -> None:
    assert names("اشتباكات جنوب العاصمة الليبية أمس") == ["طرابلس"]
    assert names("غارات على سوق في العاصمة السودانية الخرطوم") == ["الخرطوم"]


def test_quotation_marks_and_adjectives_do_not_part_a_site_from_its_name() -> None:
    match = the_place("استهدفت حقل “العمر” النفطي")
    assert (match.name, match.level) == ("حقل العمر", "site")


def test_a_name_is_found_joined_and_apart_with_and_without_clitics() -> None:
    for written in ("كفرنبل", "كفر نبل", "وكفرنبل", "بكفرنبل", "لكفر نبل", "كَفْرَنْبِل"):
        assert the_place(f"قصفوا {written}").candidates[0].admin1 == "Idlib", written


def test_the_longest_name_wins() -> None:
    assert names("قصفت معرة النعمان ومعرة مصرين") == ["معرة النعمان", "معرة مصرين"]


def test_a_list_behind_a_plural_yields_each_name_known_or_not() -> None:
    found = places("قصفت بلدات حولا وكفركلا وشاخوط ومركبا في قضاء مرجعيون")
    assert [match.name for match in found] == ["حولا", "كفركلا", "شاخوط", "مركبا", "مرجعيون"]
    assert [match.known for match in found] == [True, True, False, True, True]


def test_a_list_goes_on_behind_a_free_and() -> None:
    assert names("قصفوا قريتي حولا و شاخوط أمس") == ["حولا", "شاخوط"]
    assert names("اشتباكات في سراقب و النيرب") == ["سراقب", "النيرب"]


def test_what_stands_between_two_places_of_a_list_is_a_place() -> None:
    assert names("قصفت حولا، شاخوط، مركبا") == ["حولا", "شاخوط", "مركبا"]
    assert names("أريحا-مرعيان-شخبوط-أطراف البارة") == ["أريحا", "مرعيان", "شخبوط", "البارة"]
    assert names("قصف على:\n- سراقب\n- شخبوط\n- النيرب") == ["سراقب", "شخبوط", "النيرب"]
    assert names("دمشق\nشخبوط - ريف دمشق") == ["دمشق", "ريف دمشق"]


def test_a_list_may_open_behind_a_colon_and_stand_in_brackets() -> None:
    assert names("قصفت قرى: حولا وشاخوط ومركبا") == ["حولا", "شاخوط", "مركبا"]
    assert names("قصفت قرى (حولا) و(شاخوط) و(مركبا)") == ["حولا", "شاخوط", "مركبا"]
    assert names("قصفت ثلاث قرى وهي: شاخوط، وحولا، ومركبا") == ["شاخوط", "حولا", "مركبا"]


def test_a_list_inside_one_pair_of_quotation_marks_yields_each_name() -> None:
    assert names('قصف على بلدات "اللطامنة، كفر زيتا، مورك" أمس') == ["اللطامنة", "كفر زيتا", "مورك"]
    assert names('قصف على بلدة "قوز بينا" أمس') == ["قوز بينا"]


def test_an_unknown_item_may_end_a_list_before_what_all_lie_by() -> None:
    assert names("قصفوا حولا وشاخوط شمال مركبا") == ["حولا", "شاخوط", "مركبا"]


def test_an_ordinary_word_is_a_place_between_two_places_of_its_division_only() -> None:
    assert names("قصفت التوينة والشريعة والحويز") == ["التوينة", "الشريعة", "الحويز"]
    assert names("تطبق الشريعة في الحويز") == ["الحويز"]


def test_an_unknown_front_is_a_place_where_a_preposition_says_so() -> None:
    assert names("قصف على جبهة الشاخوطي غرب منبج") == ["الشاخوطي", "منبج"]
    assert names("بيان جبهة الشاخوطي عن منبج") == ["منبج"]


def test_an_unknown_name_that_is_said_to_lie_in_a_division_is_a_place() -> None:
    for text in ("انفجار في شخبوط بريف حماة", "انفجار في شخبوط شرقي حماة", "انفجار في كفر شخبوط في محافظة حماة"):
        unknown, known = places(text)
        assert (unknown.name.split()[-1], unknown.known, unknown.within) == ("شخبوط", False, known.candidates), text
    assert names("انفجار في منزل بريف حماة") == ["حماة"]


def test_a_head_word_in_a_list_opens_a_list_of_its_own() -> None:
    assert names("قصفت بلدات مدايا وخان شيخون ومزارع شحشبو وقرى سفوهن وكنصفرة") == [
        "مدايا", "خان شيخون", "شحشبو", "سفوهن", "كنصفرة",
    ]  # fmt: skip


def test_a_name_under_a_plural_is_also_sought_with_its_head_word() -> None:
    camps = places("اقتحمت مخيمي بلاطة والعين في نابلس")
    assert [{place.country for place in match.candidates} for match in camps] == [{"PS"}, {"PS"}, {"PS"}]


def test_a_dual_yields_two_names_and_no_third() -> None:
    assert names("قصفوا قريتي أم الكيف وتل جمعة وقتلوا مدنيا") == ["أم الكيف", "تل جمعة"]


def test_a_head_word_tells_an_unknown_name() -> None:
    match = the_place("داهموا قرية شخبوط صباحا")
    assert (match.name, match.candidates, match.level) == ("شخبوط", (), "settlement")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("في قرية أبو شخبوط، الواقعة", "أبو شخبوط"),
        ("قرية أبو شخبوط شرقي حماة", "أبو شخبوط"),
        ("في حي شخبوط القديم", "حي شخبوط القديم"),
        ("المناطق المجاورة لقرية (شخبوط)", "شخبوط"),
        ("في جبل المفتاح صباحا", "جبل المفتاح"),
        ('في قرية "قوز شخبوط" أمس', "قوز شخبوط"),
        ("في قرية شخبوط لخبوط أمس", "شخبوط لخبوط"),
        ("قصفوا جبل ذي نمر", "جبل ذي نمر"),
    ],
)
def test_an_unknown_name_may_have_several_words(text: str, name: str) -> None:
    assert names(text)[0] == name


def test_a_settlement_goes_by_its_bare_name_where_the_gazetteer_has_its_head_word_too() -> None:
    match = places("في مدينة زنجبار عاصمة محافظة أبين")[0]
    assert match.name == "زنجبار"
    assert {place.country for place in match.candidates} == {"TZ", "YE"}


@pytest.mark.parametrize("text", ["مواقع هامة", "مناطق شتى", "من ناحية ثانية", "من ناحية أخرى", "نقاط عدة"])
def test_adjectives_behind_a_head_word_are_no_names(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("text", ["في قرية صغيرة", "مدينة كبيرة", "حقل ألغام", "سوق شعبي", "حي سكني", "مخيم للنازحين"])
def test_what_describes_a_place_does_not_name_it(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("text", ["فتح الباب أمامهم", "تنظيم القاعدة", "أبناء البلد", "اندلعت الثورة", "حمام النساء"])
def test_ordinary_words_are_no_places(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("في مدينة الباب", "الباب"), ("شرقي الباب", "الباب"), ("في نوى", "نوى"), ("حي الثورة", "حي الثورة")],
)
def test_ordinary_words_are_places_with_a_cue(text: str, name: str) -> None:
    assert names(text) == [name]


def test_a_personal_name_is_a_place_among_places_of_its_division() -> None:
    assert names("غارات على قانا والبازورية وأخرى في صور") == ["قانا", "البازورية", "صور"]
    assert names("نشروا الحادث في صور") == []


def test_a_month_is_no_city() -> None:
    assert names("في آب الماضي") == []
    assert names("في اب الماضي") == []
    assert names("قتلوه في إب") == ["إب"]
    assert names("بمحافظة اب") == ["اب"]


@pytest.mark.parametrize("text", ["صحيفة القدس العربي", "فيلق القدس", "عملية درع الفرات", "هيئة تحرير الشام"])
def test_names_of_bodies_and_operations_are_no_places(text: str) -> None:
    assert names(text) == []


def test_what_the_text_says_of_a_place_is_its_relation() -> None:
    assert the_place("على بعد 5 كم شمال مدينة منبج").relation == "distance"
    assert the_place("على بعد 5 كم شمال مدينة منبج").distance_km == 5
    assert (the_place("شرقي دير الزور").relation, the_place("شرقي دير الزور").direction) == ("direction", "E")
    assert (the_place("بالقرب من سراقب").relation, the_place("في محيط سراقب").relation) == ("near", "near")
    assert [m.relation for m in places("بين سراقب والنيرب")] == ["between", "between"]
    assert the_place("من أبناء مدينة سراقب").relation == "origin"
    assert the_place("قالت حكومة صنعاء").relation == "metonym"
    north = the_place("إلى الشمال من الرمادي")
    assert (north.relation, north.direction, north.preposition) == ("direction", "N", "in")
    assert places("دمشق – سانا\nقصف في حلب")[0].relation == "dateline"


def test_a_countryside_has_its_directions() -> None:
    match = the_place("ريف إدلب الجنوبي الشرقي")
    assert (match.level, match.relation, match.direction) == ("area", "countryside", "SE")
    assert the_place("في الريف الشمالي لحلب").direction == "N"


def test_a_place_knows_the_area_it_is_said_to_lie_in() -> None:
    saraqib, nayrab, idlib = places("قصفوا سراقب والنيرب بريف إدلب")
    assert idlib.candidates == saraqib.within == nayrab.within


def test_a_road_goes_by_its_ends() -> None:
    assert names("على طريق اليادودة - المزيريب") == ["طريق اليادودة المزيريب"]


def test_a_line_of_its_own_with_a_colon_is_a_heading() -> None:
    first, second = places("محافظة حلب:\nقصفت الأتارب")
    assert (first.heading, second.heading) == (True, False)


@given(st.text(alphabet='ابتحدرسعفقكلمنهويةىءأإ وبل،.-\n\u0640\u064e\u200f"#5', max_size=120))
def test_offsets_always_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for match in places(text):
        assert end <= match.start < match.end <= len(text)
        assert match.name.strip()
        end = match.end


NO_PLACES = [
    "العربي", "حالة", "مرتين", "مدني", "الدولار", "الموسم", "الحية", "الطوارئ", "مايو", "ديربي", "الأمين", "الشبكة",
    "المقبلة", "فصائل", "الإذاعة", "الحالي", "العارضة", "الجناح", "الساعة", "وأن", "وإن", "إنما", "المدرعات",
    "افتراضية", "محصّنة", "القاع", "الخمسة", "النصر", "الحكومة", "الجمعة", "الأحد", "الدفاع الجوي", "سوق الصرف",
]  # fmt: skip
"""Words of the articles without incidents that bear the name of some place and mean none."""


@pytest.mark.skipif(not DEV.exists(), reason="the gold articles are not here")
def test_no_ordinary_word_of_the_articles_without_incidents_is_taken_for_a_place() -> None:
    articles = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    texts = [f"{article['title']}\n{article['text']}" for article in articles if not article["incidents"]]
    assert len(texts) == 24
    taken = {name for text in texts for name in names(text)} & set(NO_PLACES)
    assert not taken


@pytest.mark.parametrize(
    "text", ["سقط برميلان على الحي", "أصيب الطفل ووالدهما", "قال في جلسة بارزة", "في المعقل الأخير"]
)
def test_an_ordinary_word_that_ends_like_a_place_names_none(text: str) -> None:
    assert names(text) == []


def test_a_station_or_factory_that_no_gazetteer_knows_is_named_behind_a_preposition() -> None:
    assert names("هجوم على محطة الشخبوطي") == ["محطة الشخبوطي"]
    assert names("هجوم على محطة مترو") == []
