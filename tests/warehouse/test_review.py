"""Analysts' decisions take effect with the next merge and outlive reruns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.errors import SettingsError
from extract.model import Span
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
