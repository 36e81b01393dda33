"""Merging: one event once, whatever the order, with its sources counted honestly."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from extract.model import SubEventType
from warehouse.db import open_warehouse
from warehouse.load import LoadedArticle, load_articles
from warehouse.merge import merge, merge_mentions
from warehouse.tuning.reports import gather, make_reports


def one(con, query):
    return con.execute(query).fetchone()


def test_reports_of_one_event_by_two_outlets_become_one_incident(con, article, incident):
    load_articles(con, [article("a", incident(killed=2)), article("b", incident(actor1="unidentified"))])
    merge(con)
    assert con.execute(
        "SELECT place, actor1, fatalities_best, number_of_sources, event_clarity FROM incident"
    ).fetchall() == [("سرمين", "syrian_regime", 2, 2, "fair")]


def test_spellings_of_one_place_meet(con, article, incident):
    load_articles(con, [article("a", incident(place="مدينة أريحا")), article("b", incident(place="اريحا"))])
    merge(con)
    assert one(con, "SELECT count(*) FROM incident") == (1,)


def test_villages_shelled_on_one_day_stay_apart(con, article, incident):
    villages = ["سرمين", "بنش", "النيرب"]
    load_articles(con, [article(outlet, *(incident(place=name) for name in villages)) for outlet in "ab"])
    merge(con)
    assert con.execute("SELECT place, number_of_sources FROM incident ORDER BY place").fetchall() == [
        ("النيرب", 2),
        ("بنش", 2),
        ("سرمين", 2),
    ]


def test_the_same_place_on_another_day_is_another_incident(con, article, incident):
    later = incident()["day"] + timedelta(days=4)
    load_articles(con, [article("a", incident()), article("b", incident(day=later), published=later)])
    merge(con)
    assert one(con, "SELECT count(*) FROM incident") == (2,)


def test_namesakes_in_two_governorates_are_two_places(con, article, incident):
    load_articles(con, [article("a", incident()), article("b", incident(admin1="Aleppo"))])
    merge(con)
    assert one(con, "SELECT count(*) FROM incident") == (2,)


def test_a_letter_may_differ_in_a_name_but_not_its_short_words(con, article, incident):
    load_articles(con, [article("a", incident(place="دير الشيخ")), article("b", incident(place="عين الشيخ"))])
    load_articles(con, [article("c", incident(place="خان العسل")), article("d", incident(place="خان العسسل"))])
    merge(con)
    assert one(con, "SELECT count(*) FROM incident") == (3,)


def test_a_base_may_be_told_by_its_name_alone_but_a_dam_is_not_the_town(con, article, incident):
    load_articles(con, [article("a", incident(place="عين الأسد")), article("b", incident(place="قاعدة عين الأسد"))])
    taken = {"kind": SubEventType.NON_STATE_OVERTAKES_TERRITORY, "actor1": "isis", "actor2": None, "weapons": ()}
    year = {"day": date(2023, 1, 1), "day_end": date(2023, 12, 31)}
    load_articles(con, [article("c", incident(place="الموصل", **taken | year))])
    load_articles(con, [article("d", incident(place="سد الموصل", **taken))])
    merge(con)
    assert con.execute(
        "SELECT list(DISTINCT place ORDER BY place) FROM incident_mention JOIN mention USING (mention_id)"
        " GROUP BY incident_id ORDER BY ALL"
    ).fetchall() == [(["الموصل"],), (["سد الموصل"],), (["عين الأسد", "قاعدة عين الأسد"],)]


def test_neighbouring_villages_hit_alike_on_one_day_stay_apart(con, article, incident):
    here, there = {"latitude": 35.90, "longitude": 36.73}, {"latitude": 35.92, "longitude": 36.75}
    load_articles(con, [article("a", incident(**here)), article("b", incident(place="بنش", **there))])
    merge(con)
    assert one(con, "SELECT count(*) FROM incident") == (2,)


def test_a_shell_to_one_outlet_is_a_missile_from_the_air_to_another(con, article, incident):
    strike = {"place": "مطار عدن", "actor1": "unidentified", "killed": 22}
    load_articles(con, [article("a", incident(**strike, weapons=("mortar",)))])
    load_articles(con, [article("b", incident(**strike, weapons=("missile",), kind=SubEventType.AIR_DRONE_STRIKE))])
    merge(con)
    assert one(con, "SELECT count(*) FROM incident") == (1,)


def test_barrel_bombs_and_mortars_on_one_town_in_a_day_are_two_incidents(con, article, incident):
    bombed = incident(weapons=("barrel_bomb", "helicopter"), kind=SubEventType.AIR_DRONE_STRIKE, actor2=None)
    load_articles(con, [article("a", bombed), article("b", incident(weapons=("mortar",), actor2=None))])
    merge(con)
    assert one(con, "SELECT count(*) FROM incident") == (2,)


def test_whoever_took_a_town_it_was_taken_once(con, article, incident):
    taken = {"actor1": "unidentified", "actor2": None, "weapons": ()}
    load_articles(con, [article("a", incident(kind=SubEventType.GOVERNMENT_REGAINS_TERRITORY, **taken))])
    load_articles(con, [article("b", incident(kind=SubEventType.NON_STATE_OVERTAKES_TERRITORY, **taken))])
    merge(con)
    assert one(con, "SELECT count(*) FROM incident") == (1,)


def test_in_a_clash_either_side_may_be_named_first(con, article, incident):
    clash = {"kind": SubEventType.ARMED_CLASH, "weapons": ()}
    load_articles(con, [article("a", incident(**clash, actor1="unidentified", actor2="sna"))])
    load_articles(con, [article("b", incident(**clash, actor1="sna", actor2="sdf"))])
    next_day = incident()["day"] + timedelta(days=1)
    load_articles(con, [article("c", incident(**clash, actor1="sdf", actor2="sna"), published=next_day)])
    merge(con)
    assert con.execute("SELECT actor1, actor2, event_clarity FROM incident").fetchall() == [("sna", "sdf", "fair")]


def test_a_strike_and_the_strike_that_answers_it_are_two_incidents(con, article, incident):
    sea = {"kind": SubEventType.AIR_DRONE_STRIKE, "place": "البحر الأحمر", "weapons": ("drone",)}
    load_articles(con, [article("a", incident(**sea, actor1="houthis", actor2="us_coalition"))])
    load_articles(con, [article("b", incident(**sea, actor1="us_coalition", actor2="houthis"))])
    load_articles(con, [article("c", incident(**sea, actor1="unidentified", actor2="us_coalition"))])
    merge(con)
    told = con.execute("SELECT actor1, number_of_sources FROM incident ORDER BY actor1").fetchall()
    assert told == [("houthis", 2), ("us_coalition", 1)]


def test_a_report_of_the_governorate_alone_joins_what_happened_there_that_day(con, article, incident):
    load_articles(con, [article("a", incident(killed=7)), article("b", incident(place=None, killed=7))])
    merge(con)
    assert one(con, "SELECT count(*), any_value(place) FROM incident") == (1, "سرمين")


def test_a_copy_of_a_wire_text_counts_once(con, article, incident):
    wire = "قالت الوكالة في تقرير مطول من المدينة إن القصف بدأ فجرا واستمر ساعات طويلة وألحق أضرارا بالمنازل."
    load_articles(con, [article("wire", incident(), opening=wire), article("copy", incident(), opening=wire)])
    load_articles(con, [article("own", incident())])
    merge(con)
    assert one(con, "SELECT number_of_sources, number_of_articles FROM incident") == (2, 3)
    assert one(con, "SELECT count(DISTINCT story_id) FROM article") == (2,)


def test_two_mentions_of_one_article_are_never_merged(con, article, incident):
    load_articles(con, [article("a", incident(), incident(weapons=())), article("b", incident())])
    merge(con)
    assert one(con, "SELECT count(*) FROM incident") == (2,)


def test_tolls_keep_low_best_and_high_and_show_as_a_conflict(con, article, incident):
    reports = [article("a", incident(killed=3)), article("b", incident(killed=5)), article("c", incident(killed=5))]
    load_articles(con, [*reports, article("d", incident(killed=(1, None)))])
    merge(con)
    assert one(con, "SELECT fatalities_low, fatalities_best, fatalities_high FROM incident") == (1, 5, 5)
    assert con.execute(
        "SELECT value, sources FROM conflicting_reports WHERE field = 'killed' ORDER BY value"
    ).fetchall() == [
        ("3", ["a"]),
        ("5", ["b", "c"]),
    ]


def test_sources_that_name_different_sides_make_it_contested(con, article, incident):
    load_articles(con, [article("a", incident(killed=7)), article("b", incident(killed=7, actor1="opposition"))])
    merge(con)
    assert one(con, "SELECT number_of_sources, event_clarity FROM incident") == (2, "contested")


def test_a_later_mention_leaves_the_id_and_a_revision(con, article, incident):
    load_articles(con, [article("a", incident())])
    merge(con)
    before = one(con, "SELECT incident_id, recorded_at FROM incident")
    next_day = incident()["day"] + timedelta(days=1)
    load_articles(con, [article("b", incident(killed=4), published=next_day)])
    report = merge(con)
    assert one(con, "SELECT incident_id, recorded_at FROM incident") == before
    assert (report.created, report.revised, report.deleted) == (0, 1, 0)
    assert one(
        con,
        "SELECT old_value, new_value, cause, source FROM incident_revision"
        " JOIN mention USING (mention_id) JOIN article USING (article_id) WHERE field = 'fatalities_best'",
    ) == (None, "4", "added", "b")


def test_two_incidents_that_prove_one_keep_the_older_id(con, article, incident):
    later = incident()["day"] + timedelta(days=3)
    load_articles(con, [article("a", incident()), article("b", incident(day=later), published=later)])
    merge(con)
    older, younger = (
        key for (key,) in con.execute("SELECT incident_id FROM incident ORDER BY first_published").fetchall()
    )
    load_articles(con, [article("a", incident(day=later), opening="صُحح اليوم.")])
    merge(con)
    assert con.execute("SELECT incident_id FROM incident").fetchall() == [(older,)]
    assert one(con, "SELECT incident_id, reason, merged_into FROM incident_deleted") == (younger, "merged", older)


def test_order_and_batches_make_no_difference(article, incident):
    rng = random.Random(4)
    day = incident()["day"]
    kinds = [SubEventType.SHELLING, SubEventType.AIR_DRONE_STRIKE, SubEventType.ATTACK]
    articles = []
    for n in range(10):
        told = [
            incident(
                place=rng.choice(["سرمين", "بنش", "أريحا", None]),
                kind=rng.choice(kinds),
                day=day + timedelta(days=rng.randrange(6)),
                killed=rng.choice([None, 1, 2]),
                actor1=rng.choice(["syrian_regime", "russia", "unidentified"]),
            )
            for _ in range(rng.randrange(1, 4))
        ]
        articles.append(article(f"o{n % 5}", *told, page=str(n), published=day + timedelta(days=rng.randrange(8))))
    sizes = [10, 10, 10, 10, 10, 7, 7, 7, 7, 1]
    outcomes = [_outcome(rng.sample(articles, len(articles)), size) for size in sizes]
    assert all(outcome == outcomes[0] for outcome in outcomes)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_order_and_batches_make_no_difference_to_made_up_reports(seed):
    rng = random.Random(seed)
    told = gather(make_reports(25, seed, days=8, admin1s=2))
    articles = [LoadedArticle(page, tuple(mentions)) for page, mentions in told]
    outcomes = [_outcome(rng.sample(articles, len(articles)), size) for size in (len(articles), 7, 1)]
    assert outcomes[0] == outcomes[1] == outcomes[2]


def _outcome(articles, size):
    with open_warehouse(":memory:") as con:
        con.execute("SET threads = 1")
        for at in range(0, len(articles), size):
            load_articles(con, articles[at : at + size])
            merge(con)
        return (
            con.execute("SELECT * EXCLUDE (recorded_at) FROM incident ORDER BY ALL").fetchall(),
            con.execute("FROM incident_mention ORDER BY ALL").fetchall(),
        )


def test_an_incident_is_told_in_english(con, article, incident):
    load_articles(con, [article("a", incident(killed=2, injured=0, suspected=("russia",), claim="denied"))])
    merge(con)
    assert one(con, "SELECT notes FROM incident") == (
        "On 5 October 2023, syrian regime shelled or fired missiles at civilians (rocket) in سرمين, Idlib, SY."
        " Suspected: russia. Reported killed: 2. Nobody was injured. Responsibility was denied.",
    )


def test_mentions_merge_in_memory_as_in_the_warehouse(article, incident):
    loaded = [article("a", incident(), incident(place="بنش")), article("b", incident())]
    first, second = merge_mentions([(each.article, each.mentions) for each in loaded])
    assert first[0] == second[0] != first[1]


def test_changed_rules_merge_everything_anew(con, article, incident):
    load_articles(con, [article(name, incident(place=place)) for name, place in (("a", "سرمين"), ("b", "أريحا"))])
    merge(con)
    assert merge(con).mentions == 0
    before = con.execute("FROM incident ORDER BY ALL").fetchall()
    con.execute("UPDATE merge_rules SET version = 'of yesterday'")
    assert merge(con).mentions == 2
    assert con.execute("FROM incident ORDER BY ALL").fetchall() == before
    assert merge(con).mentions == 0
