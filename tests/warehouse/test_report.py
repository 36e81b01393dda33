"""Reports: what is counted, of which days and countries, and beside which sources."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from warehouse.load import load_articles, load_sources
from warehouse.merge import merge
from warehouse.report import Report, Scope, read_report

DAY = date(2023, 10, 5)
EVER = Scope()


@pytest.fixture
def report(con):
    def read(*articles, scope: Scope = EVER, limit: int = 100) -> Report:
        load_articles(con, articles)
        merge(con)
        return read_report(con, scope, limit)

    return read


def places(report):
    return {row["place"] for row in report.incidents}


def test_a_report_holds_the_days_and_countries_it_is_asked_for(report, article, incident):
    later = DAY + timedelta(days=40)
    told = [article("a", incident(), incident(place="بنش", day=later), published=later)]
    assert places(report(*told)) == {"سرمين", "بنش"}
    assert places(report(scope=Scope(until=DAY))) == {"سرمين"}
    assert places(report(scope=Scope(since=later, countries=("SY", "IQ")))) == {"بنش"}
    assert places(report(scope=Scope(countries=("IQ",)))) == set()


def test_an_incident_that_may_have_happened_in_the_days_is_in_the_report(report, article, incident):
    stretch = incident(day=DAY, day_end=DAY + timedelta(days=6))
    assert places(report(article("a", stretch), scope=Scope(since=DAY + timedelta(days=5)))) == {"سرمين"}
    assert places(report(scope=Scope(since=DAY + timedelta(days=7)))) == set()


def test_an_incident_without_a_day_is_only_in_a_report_of_all_days(report, article, incident):
    told = report(article("a", incident(day=None)))
    assert (told.totals["incidents"], told.totals["undated"], told.periods) == (1, 1, [])
    assert report(scope=Scope(since=DAY)).totals["incidents"] == 0


def test_the_table_is_cut_at_the_limit_but_the_counts_are_not(report, article, incident):
    days = [DAY + timedelta(days=number) for number in range(4)]
    told = report(article("a", *(incident(day=day) for day in days), published=days[-1]), limit=2)
    assert [row["event_date"] for row in told.incidents] == [days[3], days[2]]
    assert told.totals["incidents"] == 4
    assert sum(row["number"] for row in told.periods) == 4


@pytest.mark.parametrize(("apart", "step"), [(0, "day"), (62, "day"), (63, "week"), (800, "month"), (4000, "year")])
def test_the_step_of_the_timeline_follows_the_range_of_days(report, article, incident, apart, step):
    last = DAY + timedelta(days=apart)
    told = report(article("a", incident(), incident(place="بنش", day=last), published=last))
    assert told.step == step
    assert [row["start"] for row in told.periods] == sorted({row["start"] for row in told.periods})


def test_incidents_at_one_point_are_one_row_and_precisions_stay_apart(report, article, incident):
    here = {"latitude": 35.9, "longitude": 36.72}
    told = report(
        article(
            "a", incident(**here), incident(**here, day=DAY + timedelta(days=9)), published=DAY + timedelta(days=9)
        ),
        article("b", incident(**here, place=None, actor1="russia", weapons=("bomb",), day=DAY + timedelta(days=30))),
    )
    assert [(row["name"], row["geo_precision"], row["incidents"]) for row in told.places] == [
        ("سرمين", 1, 2),
        ("Idlib", 3, 1),
    ]


def test_each_outlet_is_counted_by_all_it_published_in_the_days(con, report, article, incident):
    load_sources(con, [{"source": "b", "name_en": "The Bee"}])
    told = report(
        article("a", incident(), page="1"),
        article("a", page="2"),
        article("b", page="3"),
        article("b", page="4", published=DAY + timedelta(days=90)),
        scope=Scope(until=DAY + timedelta(days=30)),
    )
    counted = [(row["name"], row["articles"], row["telling"], row["incidents"]) for row in told.sources]
    assert counted == [("a", 2, 1, 1), ("The Bee", 1, 0, 0)]
    assert [row["number"] for row in told.published] == [3]


def test_a_toll_that_outlets_contradict_is_told_with_who_says_what(report, article, incident):
    told = report(article("a", incident(killed=5)), article("b", incident(killed=7)))
    assert [(row["field"], row["value"], row["outlets"]) for row in told.disputes] == [
        ("killed", "5", ["a"]),
        ("killed", "7", ["b"]),
    ]
    assert (told.totals["killed_low"], told.totals["killed_high"]) == (5, 7)


def test_a_toll_without_an_upper_bound_makes_the_sum_open(report, article, incident):
    assert not report(article("a", incident(killed=5))).totals["killed_open"]
    assert report(article("b", incident(place="بنش", killed=(3, None)))).totals["killed_open"]


def test_an_incident_comes_with_its_sentence_and_every_article(report, article, incident):
    (row,) = report(article("a", incident()), article("b", incident())).incidents
    assert row["evidence"] in row["sentence"]
    assert sorted(told["url"] for told in row["articles"]) == ["https://a.example/1", "https://b.example/1"]
