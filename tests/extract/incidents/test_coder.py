"""What the coder makes of sentences: kinds, sides, tolls, days, places, claims, and what is one incident or several."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from extract.incidents import code_article
from extract.incidents.confidence import credible
from extract.model import Article, Claim, Mention, SubEventType, Toll
from tests.tables import rows

PUBLISHED = "2024-10-09"  # a Wednesday

KINDS = rows(__file__, "kinds.tsv")


def coded(text: str, country: str = "SY", published: str = PUBLISHED) -> list[Mention]:
    """What an outlet of `country` reports with `text` on the day `published`."""
    return code_article(Article("https://example.org/1", "", text, datetime.fromisoformat(published), country=country))


def the_one(text: str, country: str = "SY", published: str = PUBLISHED) -> Mention:
    (mention,) = coded(text, country, published)
    return mention


def places(mentions: list[Mention]) -> list[str | None]:
    return [mention.place for mention in mentions]


# Kinds


@pytest.mark.parametrize("row", KINDS, ids=lambda row: f"{row['kind']}, {row['voice']}")
def test_each_kind_is_told_by_what_was_done_and_by_what_was_suffered(row: dict[str, str]) -> None:
    mention = the_one(row["text"], row["country"], row["published"])
    assert mention.sub_event_type == row["kind"]
    assert mention.place is not None
    assert mention.place.endswith(row["place"])


def test_the_sentences_above_tell_every_kind_of_the_codebook() -> None:
    assert {row["kind"] for row in KINDS} == set(SubEventType)


def test_a_raid_that_ends_in_arrests_is_an_arrest() -> None:
    mention = the_one("اقتحمت قوات الاحتلال بلدة يعبد أمس واعتقلت شابين", "PS")
    assert mention.sub_event_type is SubEventType.ARRESTS


def test_a_drone_makes_a_bombardment_an_air_strike() -> None:
    mention = the_one("استهدفت طائرة مسيرة مطار أربيل أمس", "IQ")
    assert (mention.sub_event_type, mention.weapons) == (SubEventType.AIR_DRONE_STRIKE, ("drone",))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("أدانت مصر التفجير الذي استهدف كنيسة في مدينة حمص", "EG"),
        ("تشهد بلدة طفس عمليات اغتيال متكررة", "SY"),
        ("شن النائب هجوما لاذعا على الحكومة في بغداد", "IQ"),
        ("ستتعرض القواعد في مدينة الحسكة لهجمات جديدة", "SY"),
        ("قتلت القوات خلال 99 يوما في مدينة غزة أكثر من 400 شخص", "PS"),
        ("طلبت النيابة السجن لرجل متهم بقتل ثلاثة أشخاص في مدينة صيدا", "LB"),
        ("أرسل التنظيم أوامر إلى رجاله كي يقوموا بهجمات في مدينة كركوك", "IQ"),
        ("وضعت الوزارة خطة لردع أي هجوم صاروخي على مدينة إيلات", "IL"),
        ("بعد مذبحة الجامعة في بغداد لا نظن أن أحدا ما زال يأمل خيرا", "IQ"),
    ],
    ids=[
        "condemned",
        "repeated",
        "in words only",
        "to come",
        "over many days",
        "charged",
        "to be done",
        "any",
        "presupposed",
    ],
)
def test_what_is_no_news_is_no_incident_whatever_words_of_war_it_has(text: str, country: str) -> None:
    assert coded(text, country) == []


@pytest.mark.parametrize(
    "text",
    [
        "وهتف المتظاهرون «الشعب يريد إسقاط النظام».",
        "واستخدمت الشرطة الغاز المسيل للدموع لتفريق المتظاهرين.",
        "وجرت التظاهرات بهدوء.",
    ],
)
def test_what_the_demonstrators_went_on_to_do_is_no_protest_of_its_own(text: str) -> None:
    assert coded(text, "IQ") == []


@pytest.mark.parametrize(
    "text",
    [
        "ورشق مئات المتظاهرين قوات مكافحة الشغب بالحجارة في شوارع المدينة.",
        "ونفذ المتظاهرون اعتصاماً أمام مبنى البرلمان.",
    ],
)
def test_demonstrators_that_are_counted_or_stage_a_protest_are_news(text: str) -> None:
    assert len(coded(text, "IQ")) == 1


def test_a_definite_clash_that_breaks_out_at_a_place_of_its_own_is_news() -> None:
    first, second = coded(
        "دارت اشتباكات بين قسد والجيش الوطني أمس في قرية عون الدادات.\nوتجددت الاشتباكات في قرية الياشلي"
    )
    assert (first.actor1, first.actor2) == (second.actor1, second.actor2) == ("sdf", "sna")


def test_what_a_statement_says_of_its_own_side_is_an_act_of_that_side() -> None:
    mention = the_one("أعلن حزب الله، مساء أمس، قصفه مستعمرة المطلة بعشرات الصواريخ", "LB")
    assert (mention.actor1, mention.claim) == ("hezbollah", Claim.CLAIMED)


def test_who_has_left_a_side_is_a_civilian() -> None:
    mention = the_one("اغتال مسلحون مجهولون أمس قياديا سابقا في الجيش الحر في مدينة طفس")
    assert (mention.sub_event_type, mention.actor2) == (SubEventType.ATTACK, "civilians")


def test_the_organisation_is_the_one_named_last_that_is_called_so() -> None:
    mention = the_one("خسر تنظيم داعش قرى عدة أمام البيشمركة، ثم هاجم عناصر التنظيم أمس بلدة داقوق", "IQ", "2016-10-21")
    assert mention.actor1 == "isis"


def test_who_is_freed_is_no_territory() -> None:
    assert coded("أعلنت الشرطة تحرير ثلاثة مخطوفين في مدينة السويداء أمس") == []


# One incident or several


def test_a_known_act_that_went_on_to_villages_is_told_at_each_of_them() -> None:
    mentions = coded(
        "شنت طائرات روسية غارات على محافظة إدلب أمس.\nوتركزت الغارات على بلدات كفرسجنة والركايا ومعرزيتا.",
        "SY",
        "2019-07-10",
    )
    assert places(mentions) == ["كفرسجنة", "الركايا", "معرزيتا"]
    assert {one.actor1 for one in mentions} == {"russia"}


@pytest.mark.parametrize("told", ["القصف استهدف", "واستهدف القصف"])
def test_the_known_shelling_is_of_those_who_struck_before_and_with_what_they_struck(told: str) -> None:
    before, again = coded(
        f"شنت طائرات سعودية، أمس، غارات على مدينة صعدة. {told} منازل في مدينة حجة.", "YE", "2016-05-10"
    )
    assert (before.place, again.place) == ("صعدة", "حجة")
    assert (again.sub_event_type, again.actor1) == (SubEventType.AIR_DRONE_STRIKE, "saudi_coalition")


def test_a_sentence_that_opens_with_another_event_tells_no_old_one() -> None:
    mentions = coded(
        "قُتل جندي برصاص مسلحين في بلدة نوى أمس.\nوفي حادث آخر، قُتل جندي برصاص مسلحين في بلدة تسيل أمس.",
        "SY",
        "2020-07-10",
    )
    assert places(mentions) == ["نوى", "تسيل"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("قُتل شاب بقصف على بلدة حاس أمس ونُقل الجرحى إلى مدينة معرة النعمان", "حاس"),
        ("استُهدفت سيارة للجيش بعبوة ناسفة أمس قرب قرية معرية الحدودية مع الجولان", "معرية"),
        ("شن الطيران الحربي أمس غارة على بلدة حاس، وهي إحدى قرى ناحية كفرنبل", "حاس"),
        ("قصف الطيران الحربي أمس بلدة حاس بعد يوم من وقف القتال في مدينة نوى", "حاس"),
    ],
)
def test_where_it_happened_is_not_where_else_the_sentence_goes(text: str, place: str) -> None:
    assert the_one(text, "SY", "2019-07-10").place == place


def test_a_city_lies_in_the_country_that_the_text_names() -> None:
    mentions = coded(
        "اندلعت اشتباكات بين الجيش ومسلحين في مدينة طرابلس شمالي لبنان أمس.\nوقُتل جنديان بانفجار في طرابلس مساء أمس.",
        "",
    )
    assert {one.country for one in mentions} == {"LB"}


def test_who_hands_himself_over_hands_over_no_ground() -> None:
    assert coded("سلم ثلاثة مسلحين أنفسهم للجيش في مدينة درعا أمس", "SY", "2014-07-10") == []


def test_a_list_of_villages_is_as_many_incidents() -> None:
    mentions = coded("قصفت قوات النظام قرى سرمين والنيرب وآفس بالمدفعية أمس", "SY", "2020-02-09")
    assert places(mentions) == ["سرمين", "النيرب", "آفس"]
    assert {(one.sub_event_type, one.actor1, one.date_start) for one in mentions} == {
        (SubEventType.SHELLING, "syrian_regime", date(2020, 2, 8))
    }


def test_the_outskirts_of_several_villages_are_as_many_incidents() -> None:
    mentions = coded("استهدفت مدفعية الاحتلال أطراف بلدات الناقورة وعيتا الشعب ويارون أمس", "LB")
    assert places(mentions) == ["الناقورة", "عيتا الشعب", "يارون"]


def test_a_headline_that_the_lead_retells_is_one_mention() -> None:
    mention = the_one(
        "مقتل جنديين بانفجار عبوة في جلولاء\nقُتل جنديان أمس بانفجار عبوة ناسفة في ناحية جلولاء بمحافظة ديالى", "IQ"
    )
    assert (mention.killed, mention.date_start, mention.admin1) == (Toll(2, 2), date(2024, 10, 8), "Diyala")


def test_another_bomb_in_the_same_city_is_another_mention() -> None:
    mentions = coded(
        "قُتل أربعة أشخاص أمس حين انفجرت سيارة ملغومة عند مدخل سوق في بغداد.\n"
        "وقالت الشرطة إن سيارة ملغومة أخرى انفجرت عند أطراف بغداد، ما أدى إلى مقتل ثلاثة.",
        "IQ",
    )
    assert [mention.killed for mention in mentions] == [Toll(4, 4), Toll(3, 3)]


def test_two_places_named_together_are_meant_again_by_a_dual() -> None:
    told = coded("نزح سكان من حيي التفاح والشجاعية أمس. وقصفت المدفعية الإسرائيلية منازل داخل الحيين مساء أمس", "PS")
    assert places(told) == ["التفاح", "الشجاعية"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("قُتل ثلاثة من سكان بلدة تمبول شمال ود مدني بقصف مدفعي أمس", "تمبول"),
        ("أصيب شاب من أبناء تمبول بانفجار لغم في محيط البلدة أمس", "تمبول"),
        ("قُتل ثلاثة من سكان بلدة تمبول بقصف مدفعي على رفاعة أمس", "رفاعة"),
        ("قُتل ثلاثة من نازحي تمبول في المناقل بقصف مدفعي أمس", "المناقل"),
    ],
)
def test_people_are_hit_where_they_live_unless_the_text_says_where(text: str, place: str) -> None:
    assert the_one(text, "SD").place == place


def test_a_village_is_more_exact_than_the_countryside_it_lies_in() -> None:
    mention = the_one("استهدفت مسيرة تركية سيارة في ريف مدينة القامشلي قرب قرية تل معروف أمس")
    assert mention.place == "تل معروف"


def test_a_report_that_names_a_place_inside_that_of_the_lead_tells_the_lead_again() -> None:
    mention = the_one(
        "سقط صاروخان، مساء أمس، في العاصمة بغداد.\nوقال ضابط في الشرطة إن الصاروخين سقطا داخل المنطقة الخضراء", "IQ"
    )
    assert mention.place == "المنطقة الخضراء"


def test_a_report_on_the_whole_city_adds_nothing_to_the_quarters_of_the_lead() -> None:
    mentions = coded(
        "قصفت قوات النظام حيي صلاح الدين والسكري في مدينة حلب أمس.\n"
        "وأوضح سكان أن القوات قصفت من مواقعها مدينة حلب بالمدفعية",
        "SY",
        "2016-10-09",
    )
    assert places(mentions) == ["صلاح الدين", "السكري"]


def test_two_tolls_of_the_news_are_its_bounds() -> None:
    mention = the_one(
        "قُتل خمسون شخصا، أمس، في معارك بين قبيلتين في منطقة الكدحة.\n"
        "وقال شيخ من إحدى القبيلتين إن المعارك قتلت مئة شخص",
        "YE",
    )
    assert mention.killed == Toll(50, 100)


def test_the_news_recalled_with_its_own_day_stays_one_mention() -> None:
    mention = the_one(
        "قصفت طائرات إسرائيلية، أمس الثلاثاء، مدينة غزة، ما أدى إلى مقتل عشرة أشخاص.\n"
        "وكانت طائرات إسرائيلية قد قصفت الثلاثاء مدينة غزة",
        "PS",
    )
    assert (mention.killed, mention.background) == (Toll(10, 10), False)


def test_places_counted_before_they_are_told_one_by_one_are_no_mention_and_equal_tolls_make_no_villages_one() -> None:
    mentions = coded(
        "قُتل ثلاثة مدنيين، أمس، بقصف جوي على قريتين شمال حماة.\n"
        "وقال ناشطون إن طائرات أغارت على قرية الصهرية فأصيب ثلاثة مدنيين.\n"
        "وأضافوا أن طائرات أغارت على بلدة كفرنبودة فقُتل ثلاثة مدنيين وأصيب ثلاثة",
        "SY",
        "2017-09-20",
    )
    assert places(mentions) == ["الصهرية", "كفرنبودة"]


def test_a_series_of_attacks_is_told_by_its_items() -> None:
    mentions = coded(
        "قُتل خمسة جنود، أمس، إثر هجومين لتنظيم داعش على نقاط للجيش في محافظة ديالى.\n"
        "وجاء في بيان أن التنظيم هاجم نقطة للجيش في قرية نوفل، ما أدى إلى مقتل جنديين.\n"
        "وأضاف البيان أن مجموعة أخرى من داعش هاجمت نقطة للجيش في بلدة بلدروز وقتلت ثلاثة جنود",
        "IQ",
        "2020-12-14",
    )
    assert places(mentions) == ["نوفل", "بلدروز"]


def test_a_place_that_the_lead_only_carried_is_said_once_a_later_sentence_says_it() -> None:
    said = "قُتل جنديان أمس في هجوم جنوب البلاد.\nواستهدف الهجوم نقطة تفتيش في مدينة المحفد"
    (late,), (never,) = coded(said, "YE"), coded("قُتل جنديان أمس في هجوم في المحفد", "YE")
    assert late.place == never.place == "المحفد"


def test_a_protest_that_turns_violent_where_it_began_is_one_mention() -> None:
    mention = the_one(
        "تظاهر شبان، أمس، في حي سوق الجمعة بطرابلس.\nوأحرق المتظاهرون في سوق الجمعة إطارات السيارات", "LY"
    )
    assert mention.sub_event_type is SubEventType.VIOLENT_DEMONSTRATION


def test_protests_in_two_cities_near_one_another_stay_two_mentions() -> None:
    mentions = coded("تظاهر المئات، أمس، في مدينة الخرطوم.\nوقال شهود إن العشرات تظاهروا في مدينة أم درمان", "SD")
    assert places(mentions) == ["الخرطوم", "أم درمان"]


def test_a_definite_event_noun_refers_back_and_adds_its_toll() -> None:
    mention = the_one("شنت مسيرة إسرائيلية غارة على بلدة قانا أمس.\nوأسفرت الغارة عن مقتل شخصين", "LB")
    assert (mention.place, mention.killed) == ("قانا", Toll(2, 2))


def test_a_previous_event_is_another_mention_with_its_own_day() -> None:
    mentions = coded("انفجرت عبوة ناسفة في مدينة الباب أمس.\nوقبل ذلك بيومين انفجرت عبوة ناسفة أخرى في مدينة اعزاز")
    assert places(mentions) == ["الباب", "اعزاز"]
    assert [mention.date_start for mention in mentions] == [date(2024, 10, 8), date(2024, 10, 6)]


def test_retaliation_is_another_mention_on_the_day_of_what_it_answers() -> None:
    first, second = coded(
        "قصف حزب الله مستوطنة المطلة بالصواريخ أمس، ورداً على ذلك قصفت مدفعية الاحتلال بلدة كفركلا", "LB"
    )
    assert (first.place, first.actor1, first.country) == ("المطلة", "hezbollah", "IL")
    assert (second.place, second.actor1, second.country) == ("كفركلا", "israel", "LB")
    assert first.date_start == second.date_start == date(2024, 10, 8)


def test_an_event_recalled_at_the_end_is_background() -> None:
    news, recalled = coded(
        "شن الطيران الإسرائيلي غارة على بلدة قانا أمس.\n"
        "وكان الطيران الإسرائيلي قد شن غارة على بلدة حولا في 15 أيلول الماضي",
        "LB",
    )
    assert (news.place, news.background) == ("قانا", False)
    assert (recalled.place, recalled.background, recalled.date_start) == ("حولا", True, date(2024, 9, 15))


def test_what_an_agency_adds_with_a_reminder_is_background() -> None:
    mentions = coded(
        "قصفت قوات الدعم السريع حي الثورة بأم درمان أمس.\n"
        "يذكر أن قوات الدعم السريع قصفت سوق صابرين في أم درمان في 3 أغسطس الماضي",
        "SD",
    )
    assert [mention.background for mention in mentions] == [False, True]


# What did not happen


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("لم تقصف قوات النظام بلدة سرمين أمس", "SY"),
        ("لم يُسجل أي قصف على بلدة كفركلا أمس", "LB"),
        ("نفى مصدر عسكري وقوع أي انفجار في مدينة الباب أمس", "SY"),
    ],
)
def test_what_is_said_not_to_have_happened_is_no_incident(text: str, country: str) -> None:
    assert coded(text, country) == []


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("تعتزم تركيا قصف مواقع قسد في عين العرب خلال الأيام المقبلة", "SY"),
        ("هدد الحوثيون بقصف مدينة مأرب", "YE"),
        ("ستهاجم قوات الدعم السريع مدينة الأبيض قريباً", "SD"),
    ],
)
def test_plans_and_threats_are_no_incidents(text: str, country: str) -> None:
    assert coded(text, country) == []


# Who


@pytest.mark.parametrize(
    ("text", "country", "published", "actor"),
    [
        ("قصف الجيش السوري بلدة سرمين أمس", "SY", "2024-12-07", "syrian_regime"),
        ("اعتقل الجيش السوري ثلاثة أشخاص في بلدة جبلة أمس", "SY", "2025-03-09", "syrian_government"),
        ("قصف الجيش مدينة نيالا أمس", "SD", PUBLISHED, "saf_sudan"),
        ("اعتقل الجيش مسلحاً في بلدة عرسال أمس", "LB", PUBLISHED, "lebanese_army"),
        ("اشتبك الجيش مع عناصر داعش في قضاء الحويجة أمس", "IQ", PUBLISHED, "iraqi_government"),
        ("قصف الجيش مواقع الحوثيين في مديرية حريب أمس", "YE", PUBLISHED, "yemen_government"),
        ("قصف الجيش التركي مدينة عفرين أمس", "SY", "2018-02-01", "turkey"),
    ],
)
def test_the_army_is_that_of_the_country_and_of_the_day(text: str, country: str, published: str, actor: str) -> None:
    assert the_one(text, country, published).actor1 == actor


@pytest.mark.parametrize(
    ("text", "country", "published", "actor"),
    [
        ("شن طيران العدوان غارة على مدينة صعدة أمس", "YE", "2016-05-05", "saudi_coalition"),
        ("شن طيران العدوان غارة على مخيم جباليا أمس", "PS", PUBLISHED, "israel"),
    ],
)
def test_the_aggression_is_whom_the_outlets_of_a_country_mean(
    text: str, country: str, published: str, actor: str
) -> None:
    assert the_one(text, country, published).actor1 == actor


@pytest.mark.parametrize(
    ("text", "country", "published", "actors"),
    [
        ("قصفت قوات حكومة الوفاق مواقع لقوات حفتر في ترهونة أمس", "LY", "2019-11-09", ("gna_libya", "lna_libya")),
        ("قصف الجيش مواقع الحوثيين في مديرية حريب أمس", "YE", PUBLISHED, ("yemen_government", "houthis")),
        ("اشتبك الجيش مع عناصر داعش في قضاء الحويجة أمس", "IQ", PUBLISHED, ("iraqi_government", "isis")),
        ("استهدف الحوثيون سفينة تجارية في البحر الأحمر بصاروخ أمس", "YE", PUBLISHED, ("houthis", "civilians")),
        ("خطف مسلحون طبيباً في مدينة سبها أمس", "LY", PUBLISHED, ("unidentified_armed_group", "medics")),
        ("اختُطف صحفي من منزله في مدينة تعز أمس", "YE", PUBLISHED, ("unidentified", "journalists")),
        ("قصفت قوات النظام بلدة سرمين أمس", "SY", "2020-02-09", ("syrian_regime", None)),
    ],
)
def test_who_acted_is_told_from_whom_it_hit(
    text: str, country: str, published: str, actors: tuple[str, str | None]
) -> None:
    mention = the_one(text, country, published)
    assert (mention.actor1, mention.actor2) == actors


def test_a_suspicion_makes_no_actor() -> None:
    mention = the_one("انفجرت عبوة ناسفة بسيارة في مدينة الباب أمس، ويُعتقد أن تنظيم داعش يقف وراء الهجوم")
    assert (mention.actor1, mention.suspected) == ("unidentified", ("isis",))


def test_an_accusation_makes_no_actor() -> None:
    mention = the_one(
        "استهدف مجهولون سيارة ضابط في ناحية العظيم أمس، واتهمت مصادر أمنية تنظيم داعش بتنفيذ الهجوم", "IQ"
    )
    assert (mention.actor1, mention.suspected) == ("unidentified_armed_group", ("isis",))


def test_a_statement_of_responsibility_names_the_actor_and_is_a_claim() -> None:
    mention = the_one("أعلنت جماعة الحوثي مسؤوليتها عن قصف ميناء إيلات بصاروخ أمس", "YE", "2024-01-10")
    assert (mention.actor1, mention.claim) == ("houthis", Claim.CLAIMED)


def test_the_one_that_adopts_an_attack_did_it() -> None:
    assert the_one("قُتل جنديان بانفجار عبوة ناسفة في ناحية جلولاء أمس، وتبنى تنظيم داعش الهجوم", "IQ").actor1 == "isis"


def test_an_attack_that_nobody_adopts_is_unclaimed() -> None:
    mention = the_one("انفجرت سيارة مفخخة في مدينة اعزاز أمس، ولم تتبن أي جهة التفجير")
    assert (mention.actor1, mention.claim) == ("unidentified", Claim.UNCLAIMED)


def test_a_denial_of_responsibility_leaves_the_incident_and_marks_it() -> None:
    mention = the_one("قُصفت بلدة تل رفعت أمس، ونفت قوات سوريا الديمقراطية مسؤوليتها عن القصف")
    assert (mention.sub_event_type, mention.claim) == (SubEventType.SHELLING, Claim.DENIED)


# Tolls


@pytest.mark.parametrize(
    ("text", "country", "killed", "injured"),
    [
        ("قُتل سبعة بينهم ثلاثة أطفال وأصيب عشرون في انفجار سيارة مفخخة في مدينة الصدر أمس", "IQ", (7, 7), (20, 20)),
        ("قُتل خمسة مدنيين، رجلان وثلاث نساء، بقصف مدفعي على بلدة سرمين أمس", "SY", (5, 5), None),
        ("أصيب أكثر من عشرة أشخاص في غارة إسرائيلية على بلدة قانا أمس", "LB", None, (10, None)),
        ("قُتل نحو عشرين مسلحاً في مواجهات بين الجيش والحوثيين في مديرية حريب أمس", "YE", (20, 20), None),
        ("سقط عشرات القتلى في انفجار بمدينة الكرادة أمس", "IQ", (20, None), None),
        ("قصف طيران الاحتلال أرضاً زراعية في بيت لاهيا أمس دون وقوع إصابات", "PS", (0, 0), (0, 0)),
        ("قُتل شخص في قصف على سوق صابرين بأم درمان أمس", "SD", (1, 1), None),
        ("قتل (15) مدنياً وجرح 12 غيرهم في قصف على سوق مدينة كادوقلي أمس", "SD", (15, 15), (12, 12)),
        ("قُتل المزارع سالم حماد (40) سنة وأصيب ابنه في قصف على بلدة كادوقلي أمس", "SD", (1, 1), (1, 1)),
        ("رجل قُتل وأصيب ثالث في انفجار لغم بقرية سرمين أمس", "SY", (1, 1), (1, 1)),
        ("قُتل خمسة من عائلة واحدة في غارة على بلدة قانا أمس", "LB", (5, 5), None),
        ("غارة أمس على بلدة قانا قتلت أسرة كاملة من ستة أفراد", "LB", (6, 6), None),
        ("قُتل وأصيب أكثر من 35 شخصاً أمس بانفجار سيارة مفخخة في حي الأمين", "IQ", (1, None), (1, None)),
        ("أودى قصف أمس على بلدة سرمين بحياة أربعة مدنيين هم امرأة وأطفالها", "SY", (4, 4), None),
        ("أصابت مسيّرة انتحارية مسجداً قرب تجمع نازحين في الفاشر أمس", "SD", None, None),
        ("قصفت طائرات حربية بلدة سرمين أمس ولم ترد أنباء مؤكدة عن سقوط ضحايا", "SY", None, None),
    ],
    ids=[
        "breakdown", "apposition", "at least", "about", "tens", "none", "one", "in brackets", "an age", "and a third",
        "of a family", "a family of", "both as one", "lives", "a thing hit", "nothing known",
    ],
)  # fmt: skip
def test_a_toll_is_counted_once_and_with_its_bounds(
    text: str, country: str, killed: tuple[int, int | None] | None, injured: tuple[int, int | None] | None
) -> None:
    mention = the_one(text, country)
    assert mention.killed == (killed and Toll(*killed))
    assert mention.injured == (injured and Toll(*injured))


@pytest.mark.parametrize(
    ("text", "country", "weapons"),
    [
        ("دمر مقاتلو المعارضة دبابة لقوات النظام بصاروخ تاو قرب بلدة مورك أمس", "SY", ("missile",)),
        ("ألقت طائرات حربية ثماني قنابل على قرية كاودا أمس", "SD", ("airstrike",)),
        ("شنت طائرات حربية غارات بالصواريخ الفراغية على بلدة سرمين أمس", "SY", ("missile", "airstrike")),
        ("فتحت زوارق إسرائيلية النار على صيادين قبالة خان يونس أمس", "PS", ("naval",)),
        ("فجرت قوات الاحتلال ثلاثة منازل في بلدة كفركلا أمس", "LB", ("unspecified_explosive",)),
        ("خرج المئات في مسيرة جابت شوارع مدينة تعز أمس", "YE", ()),
    ],
    ids=["what is hit", "bombs of aircraft", "missiles of aircraft", "boats that fire", "blown up", "a march"],
)
def test_a_weapon_is_what_it_was_done_with(text: str, country: str, weapons: tuple[str, ...]) -> None:
    assert the_one(text, country).weapons == weapons


# When


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("أمس", date(2024, 10, 8), date(2024, 10, 8)),
        ("اليوم", date(2024, 10, 9), date(2024, 10, 9)),
        ("فجر الأحد", date(2024, 10, 6), date(2024, 10, 6)),
        ("في 3 تشرين الأول", date(2024, 10, 3), date(2024, 10, 3)),
        ("", date(2024, 10, 8), date(2024, 10, 9)),
    ],
    ids=["yesterday", "today", "weekday", "date", "untold"],
)
def test_the_day_is_counted_from_the_day_of_publication(when: str, start: date, end: date) -> None:
    mention = the_one(f"انفجرت عبوة ناسفة في قضاء الطارمية {when}".strip(), "IQ")
    assert (mention.date_start, mention.date_end) == (start, end)


# Where


def test_the_governorate_comes_with_the_place() -> None:
    mention = the_one("خطف مسلحون طبيباً في مدينة سبها أمس", "LY")
    assert (mention.country, mention.admin1, mention.place) == ("LY", "Sabha", "سبها")


@pytest.mark.parametrize(("heading", "admin1"), [("محافظة حلب", "Aleppo"), ("محافظة الرقة", "Raqqa")])
def test_a_heading_tells_which_of_two_towns_of_one_name_is_meant(heading: str, admin1: str) -> None:
    mention = the_one(f"{heading}:\nقُصفت بلدة المنصورة أمس بالمدفعية")
    assert (mention.admin1, mention.place) == (admin1, "المنصورة")


def test_a_ship_at_sea_is_in_no_country() -> None:
    mention = the_one("استهدف الحوثيون سفينة تجارية في البحر الأحمر بصاروخ أمس", "YE")
    assert (mention.country, mention.place) == (None, "البحر الأحمر")


# Evidence


@pytest.mark.parametrize("row", KINDS, ids=lambda row: f"{row['kind']}, {row['voice']}")
def test_the_evidence_is_the_words_of_the_text_at_its_span(row: dict[str, str]) -> None:
    text = f"مقدمة لا تقول شيئاً.\n{row['text']}.\nخاتمة لا تقول شيئاً."
    mention = the_one(text, row["country"], row["published"])
    assert mention.span.of(text) == mention.evidence
    assert mention.evidence in row["text"]
    assert 5 <= len(mention.evidence.split()) <= 30


EXPLAINED = (
    "date_start", "country", "admin1", "place", "actor1", "suspected", "actor2", "weapons", "killed", "injured",
    "claim",
)  # fmt: skip


def test_every_value_that_is_coded_tells_its_rule() -> None:
    for row in KINDS:
        mention = the_one(row["text"], row["country"], row["published"])
        told = {reason.field for reason in mention.why}
        coded_fields = {name for name in EXPLAINED if getattr(mention, name) not in (None, ())}
        assert {"sub_event_type", *coded_fields} <= told
        assert all(reason.span.of(row["text"]) for reason in mention.why if reason.span)


def test_a_mention_that_names_its_place_and_day_is_surer_than_one_that_carries_them_over() -> None:
    named = the_one("قُتل مدنيان أمس الجمعة بقصف مدفعي لقوات النظام على بلدة سرمين بريف إدلب.", "SY", "2020-01-04")
    vague = the_one("قُتل مدنيان بقصف مدفعي في سوريا.", "SY", "2020-01-04")
    assert 0 < vague.confidence < named.confidence < 1


def test_what_is_likely_wrong_is_told_only_where_nothing_surer_is() -> None:
    likely = the_one("قُتل مدنيان بقصف مدفعي في سوريا.", "SY", "2020-01-04")
    sure, doubtful, incredible = (replace(likely, confidence=value) for value in (0.71, 0.44, 0.21))
    assert credible([doubtful, sure, incredible]) == [sure]
    assert credible([doubtful, incredible]) == [doubtful]
    assert credible([incredible]) == []


def test_an_attack_that_is_repelled_is_of_whose_attack_it_is() -> None:
    mention = the_one("تصدى الجيش اليمني أمس لهجوم شنته مليشيات الحوثي على مدينة حيس جنوب الحديدة.", "YE")
    assert (mention.actor1, mention.actor2) == ("houthis", "yemen_government")


def test_armed_men_without_a_name_are_called_by_their_patron() -> None:
    mention = the_one("قصفت فصائل تدعمها تركيا بالمدفعية بلدة تل تمر في ريف الحسكة أمس.")
    assert mention.actor1 == "sna"


def test_whom_a_band_executed_was_killed() -> None:
    mention = the_one("أعدم تنظيم داعش أمس شاباً في بلدة العشارة شرقي دير الزور.")
    assert (mention.actor1, mention.killed) == ("isis", Toll(1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "أعلنت خمس كتائب عاملة في ريف درعا، أمس الثلاثاء، اندماجها في كيان واحد.",
        "أعلنت كتيبتان في ريف درعا، أمس الثلاثاء، تشكيل غرفة عمليات مشتركة.",
        "أعلن فصيل مسلح في مدينة الباب أمس الثلاثاء حل نفسه.",
    ],
)
def test_bands_that_join_form_or_dissolve_do_so_by_declaring_it(text: str) -> None:
    assert the_one(text).sub_event_type is SubEventType.CHANGE_TO_GROUP


def test_the_pronoun_of_a_verb_of_taking_means_the_place_told_of() -> None:
    taken, retaken = coded(
        "سيطر تنظيم داعش على مدينة تدمر في 20 أيار الماضي، قبل أن تستعيدها قوات النظام في 27 أيلول.",
        published="2016-10-09",
    )
    assert (taken.place, retaken.place) == ("تدمر", "تدمر")
    assert (retaken.sub_event_type, retaken.actor1) == (SubEventType.GOVERNMENT_REGAINS_TERRITORY, "syrian_regime")


def test_words_that_describe_who_shot_do_not_part_the_verb_from_the_fire() -> None:
    mention = the_one("فتح مسلحون يستقلون دراجة نارية النار على قاض في مدينة درعا.")
    assert (mention.sub_event_type, mention.actor1) == (SubEventType.ATTACK, "unidentified_armed_group")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("نجا قيادي محلي أمس من محاولة اغتيال بالرصاص في مدينة طفس.", "Attack"),
        ("عثر الأهالي صباح اليوم على جثة شاب مرمية على طريق قرب بلدة الغارية.", "Attack"),
        ("أمطر مسلحون أمس حافلة ركاب بالرصاص في مدينة سلمية.", "Attack"),
        ("أعلنت الشرطة ضبط كمية كبيرة من الأسلحة والذخيرة في مدينة جبلة.", "Disrupted weapons use"),
        (
            "سقط ثلاثة قتلى أمس برصاص قوات النظام خلال احتجاجات في مدينة السويداء.",
            "Excessive force against protesters",
        ),
    ],
)
def test_what_was_done_is_told_in_many_ways(text: str, kind: str) -> None:
    assert the_one(text).sub_event_type == kind


def test_a_known_bomb_that_went_off_is_the_one_told_of_and_another_is_not() -> None:
    lead = "قُتل ثلاثة أشخاص أمس في تفجير سيارة مفخخة وسط مدينة اعزاز."
    assert places(coded(f"{lead}\nوانفجرت السيارة أمام مبنى السرايا في المدينة.")) == ["اعزاز"]
    assert len(coded(f"{lead}\nوانفجرت السيارة الثانية أمس في مدينة الباب.")) == 2


def test_a_court_told_of_in_the_meantime_does_not_unsay_the_news() -> None:
    text = "قُتل شخصان في تفجير عبوة ناسفة بمدينة اعزاز، في وقت كانت المحكمة تنظر في قضية محافظها الأسبق."
    assert the_one(text).place == "اعزاز"


def test_a_town_behind_a_site_of_it_is_no_second_place() -> None:
    assert places(coded('سقطت قذائف صاروخية داخل "مطار كويرس"، بمحافظة حلب.')) == ["مطار كويرس"]
