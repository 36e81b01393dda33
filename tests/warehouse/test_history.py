"""The past: the table as it was at any moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from warehouse.load import load_articles
from warehouse.merge import merge

START = datetime(2023, 10, 6, 12)


def snapshot(con):
    return con.execute("FROM incident ORDER BY ALL").fetchall()


def as_of(con, moment):
    return con.execute("FROM as_of(?) ORDER BY ALL", [moment]).fetchall()


def test_the_table_is_given_as_it_was_at_each_moment(con, article, incident):
    day = incident()["day"]
    later = day + timedelta(days=3)
    steps = [
        [article("a", incident(killed=1)), article("b", incident(day=later), published=later)],
        [article("c", incident(killed=3, suspected=("russia",)), published=day + timedelta(days=1))],
        [article("d", incident(place="بنش", latitude=None))],
        [article("a", incident(killed=1, day=later), opening="صُحح.")],
        [article("c", incident(killed=4, weapons=()), opening="صُحح أيضا.", published=day + timedelta(days=1))],
    ]
    seen = []
    for number, articles in enumerate(steps):
        moment = START + timedelta(hours=number)
        load_articles(con, articles)
        merge(con, now=moment)
        seen.append((moment, snapshot(con)))
    assert con.execute("SELECT count(*) > 3 FROM incident_revision").fetchone() == (True,)
    assert con.execute("SELECT count(*) > 0 FROM incident_deleted").fetchone() == (True,)
    assert as_of(con, START - timedelta(hours=1)) == []
    for moment, rows in seen:
        assert as_of(con, moment) == rows
        assert as_of(con, moment + timedelta(minutes=59)) == rows


def test_the_table_as_of_now_is_the_table(con, article, incident):
    load_articles(con, [article("a", incident(weapons=(), suspected=("russia", "hts"))), article("b", incident())])
    merge(con, now=START)
    columns = "SELECT column_name, column_type FROM (DESCRIBE FROM {})"
    assert (
        con.execute(columns.format("as_of('2100-01-01')")).fetchall()
        == con.execute(columns.format("incident")).fetchall()
    )
    assert as_of(con, "2100-01-01") == snapshot(con)
