"""Analysts' decisions take effect with the next merge and outlive reruns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.errors import SettingsError
from extract.model import Span, SubEventType
from warehouse.load import load_articles, load_mentions
from warehouse.merge import merge
from warehouse.review import drop_incident, merge_incidents, set_field, split_incident


def ids(con):
    return [
        key for (key,) in con.execute("SELECT incident_id FROM incident ORDER BY first_published, place").fetchall()
    ]


def load(con, *articles):
    load_articles(con, articles)
    merge(con)


def rerun(con, *articles):
    """Codes everything again with spans a character shorter, so that every mention is another."""
    for loaded in articles:
        shorter = [
            replace(m, span=Span(m.span.start, m.span.end - 1), evidence=m.evidence[:-1]) for m in loaded.mentions
        ]
        load_mentions(con, {loaded.article.article_id: shorter})
    merge(con)


def test_incidents_merged_by_an_analyst_stay_one(con, article, incident):
    articles = [article("a", incident()), article("b", incident(place="بنش"))]
    load(con, *articles)
    merge_incidents(con, *ids(con), who="منى", why="القريتان متجاورتان والقصف واحد")
    merge(con)
    assert len(ids(con)) == 1
    rerun(con, *articles)
    assert con.execute("SELECT number_of_sources FROM incident").fetchall() == [(2,)]


def test_two_tellings_in_one_article_merged_by_an_analyst_are_one_with_all_the_reports_of_both(con, article, incident):
    lead, retold = incident(), incident(kind=SubEventType.ATTACK, place="بنش", weapons=("small_arms",))
    load(con, *(article(outlet, lead, retold) for outlet in "abc"))
    merge_incidents(con, *ids(con), who="m", why="the lead and its retelling")
    merge(con)
    told = "SELECT count(*) FROM incident_mention GROUP BY incident_id"
    assert con.execute(told).fetchall() == [(6,)]
    load(con, article("d", lead))
    assert con.execute(told).fetchall() == [(7,)]


def test_mentions_set_apart_by_an_analyst_stay_apart(con, article, incident):
    articles = [article(outlet, incident()) for outlet in "abc"]
    load(con, *articles)
    (key,) = ids(con)
    mention = con.execute(
        "SELECT mention_id FROM mention JOIN article USING (article_id) WHERE source = 'c'"
    ).fetchone()
    split_incident(con, key, list(mention), who="m", why="two raids")
    merge(con)
    assert con.execute("SELECT number_of_sources FROM incident ORDER BY ALL").fetchall() == [(1,), (2,)]
    assert key in ids(con)
    rerun(con, *articles)
    assert con.execute("SELECT number_of_sources FROM incident ORDER BY ALL").fetchall() == [(1,), (2,)]


def test_a_value_that_an_analyst_set_stays_and_says_so(con, article, incident):
    articles = [article("a", incident(killed=2))]
    load(con, *articles)
    (key,) = ids(con)
    set_field(con, key, "fatalities_best", "5", who="m", why="hospital list")
    merge(con)
    assert con.execute(
        "SELECT old_value, new_value, cause FROM incident_revision WHERE field = 'fatalities_best'"
    ).fetchall() == [("2", "5", "review")]
    rerun(con, *articles)
    load(con, article("b", incident(killed=3)))
    assert con.execute("SELECT fatalities_best FROM incident").fetchall() == [(5,)]


@pytest.mark.parametrize(
    ("values", "also"),
    [
        ({"sub_event_type": "Attack"}, {"event_type": "Violence against civilians"}),
        ({"event_date": "2023-10-04"}, {"event_date_end": "2023-10-04"}),
        ({"event_date_end": "2023-10-07"}, {"event_date": "2023-10-05"}),
        ({"event_date": "2023-10-04", "event_date_end": "2023-10-06"}, {}),
        ({"fatalities_best": "9"}, {"fatalities_low": "2", "fatalities_high": "9"}),
        ({"fatalities_high": "1"}, {"fatalities_low": "1", "fatalities_best": "1"}),
        ({"fatalities_low": "3", "fatalities_best": "4"}, {"fatalities_high": "4"}),
        ({"place": "بنش"}, {"place_id": None, "latitude": None, "longitude": None, "admin1": "Idlib"}),
        ({"place": "بنش", "latitude": "35.96", "longitude": "36.71"}, {"place_id": None}),
    ],
)
def test_what_contradicts_a_value_that_an_analyst_set_follows_it(con, article, incident, values, also):
    load(con, article("a", incident(killed=2)))
    (key,) = ids(con)
    for field, value in values.items():
        set_field(con, key, field, value, who="m", why="hospital list")
    merge(con)
    for field, value in (values | also).items():
        assert con.execute(f"SELECT {field}::VARCHAR FROM incident").fetchall() == [(value,)]
    assert con.execute("SELECT DISTINCT cause FROM incident_revision WHERE field <> 'notes'").fetchall() == [
        ("review",)
    ]


def test_an_incident_that_an_analyst_dropped_stays_away(con, article, incident):
    articles = [article("a", incident(), incident(place="بنش"))]
    load(con, *articles)
    drop_incident(con, ids(con)[0], who="m", why="a drill")
    merge(con)
    rerun(con, *articles)
    assert con.execute("SELECT place FROM incident").fetchall() == [("سرمين",)]
    assert con.execute("SELECT reason FROM incident_deleted").fetchall() == [("review",)]


@pytest.mark.parametrize(
    ("decide", "complaint"),
    [
        (lambda con, key: set_field(con, key, "notes", "x", "m", "w"), "choose one of"),
        (lambda con, key: set_field(con, key, "event_date", "soon", "m", "w"), "it is a DATE"),
        (lambda con, key: set_field(con, key, "sub_event_type", "Raid", "m", "w"), "choose one of Armed clash"),
        (lambda con, key: set_field(con, key, "event_clarity", None, "m", "w"), "choose one of confirmed"),
        (lambda con, key: set_field(con, key, "actor1", None, "m", "w"), "say what it is"),
        (lambda con, key: set_field(con, key, "latitude", "95", "m", "w"), "between -90 and 90"),
        (lambda con, key: set_field(con, key, "fatalities_best", "-1", "m", "w"), "between 0 and"),
        (lambda con, key: split_incident(con, key, ["ffff"], "m", "w"), "none of them"),
        (lambda con, key: split_incident(con, key, [], "m", "w"), "not all"),
        (lambda con, key: merge_incidents(con, key, key, "m", "w"), "one incident already"),
        (lambda con, key: drop_incident(con, key, "m", " "), "who made it and why"),
        (lambda con, key: drop_incident(con, "ffff", "m", "w"), "no incident"),
    ],
)
def test_a_decision_that_cannot_be_made_says_what_can(con, article, incident, decide, complaint):
    load(con, article("a", incident()))
    with pytest.raises(SettingsError, match=complaint):
        decide(con, ids(con)[0])
    assert con.execute("SELECT count(*) FROM review").fetchone() == (0,)
