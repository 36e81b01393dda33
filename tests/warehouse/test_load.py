"""Loading: idempotent, whole, and true to the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from extract.errors import WarehouseError
from extract.model import Span
from warehouse.load import (
    finish_run,
    known_articles,
    load_articles,
    load_fetches,
    load_mentions,
    load_rejects,
    load_sources,
    mention_ids,
    start_run,
)
from warehouse.merge import merge

NOW = datetime(2023, 10, 5, 9, tzinfo=UTC)
TABLES = (
    "article", "mention", "mention_deleted", "incident", "incident_mention", "incident_revision", "incident_deleted",
    "merge_queue", "mention_link", "reject", "source",
)  # fmt: skip


def rows(con):
    return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in TABLES}


def one(con, query):
    return con.execute(query).fetchone()


def test_loading_and_merging_twice_changes_no_row(con, article, incident):
    articles = [article("a", incident()), article("b", incident(killed=2), incident(place="بنش"))]
    report = load_articles(con, articles)
    merge(con)
    before = rows(con)
    again = load_articles(con, articles)
    merge(con)
    assert rows(con) == before
    assert (report.new, again.new, again.unchanged) == (2, 0, 2)


def test_the_text_at_each_span_is_the_evidence(con, article, incident):
    load_articles(con, [article("a", incident(), incident(place="بنش"))])
    wrong = (
        "SELECT count(*) FROM mention JOIN article USING (article_id) WHERE text[span_start + 1 : span_end] <> evidence"
    )
    assert one(con, wrong) == (0,)
    assert one(con, "SELECT count(*) FROM mention") == (2,)


def test_evidence_that_is_not_at_its_span_is_refused_and_nothing_is_loaded(con, article, incident):
    loaded = article("a", incident())
    mention = replace(loaded.mentions[0], span=Span(0, 5))
    with pytest.raises(WarehouseError, match="0:5"):
        load_articles(con, [replace(loaded, mentions=(mention,))])
    assert one(con, "SELECT count(*) FROM article") == (0,)


def test_an_edited_page_keeps_its_id_and_leaves_a_revision(con, article, incident):
    load_articles(con, [article("a", incident(killed=1), incident(place="بنش"))])
    merge(con)
    before = dict(con.execute("SELECT place, incident_id FROM incident").fetchall())
    load_articles(con, [article("a", incident(killed=3), opening="صُحّح هذا الخبر بعد نشره بساعات.")])
    merge(con)
    assert con.execute("SELECT place, incident_id FROM incident").fetchall() == [("سرمين", before["سرمين"])]
    revision = "SELECT old_value, new_value, mention_id, cause FROM incident_revision WHERE field = 'fatalities_best'"
    (mention_id,) = one(con, "SELECT mention_id FROM mention")
    assert one(con, revision) == ("1", "3", mention_id, "changed")
    assert one(con, "SELECT count(*) FROM mention_deleted WHERE reason = 'article edited'") == (2,)
    assert one(con, "SELECT incident_id, reason FROM incident_deleted") == (before["بنش"], "no mention left")


def test_mentions_coded_again_keep_their_incident(con, article, incident):
    loaded = article("a", incident())
    load_articles(con, [loaded])
    merge(con)
    before = one(con, "SELECT incident_id FROM incident")
    shorter = replace(loaded.mentions[0], evidence=loaded.mentions[0].evidence[:-1])
    span = Span(shorter.span.start, shorter.span.end - 1)
    load_mentions(con, {loaded.article.article_id: [replace(shorter, span=span)]})
    merge(con)
    assert one(con, "SELECT incident_id FROM incident") == before
    assert one(con, "SELECT count(*) FROM mention_deleted WHERE reason = 'article coded again'") == (1,)


def test_a_page_is_kept_before_its_copies_in_whatever_order_they_come(con, article, incident):
    page = article("a", incident())
    canonical = page.article.url
    amp = article("a", incident(), opening="نسخة الهاتف.")
    amp = replace(amp, article=replace(amp.article, url=canonical + "/amp", canonical_url=canonical))
    for first, second in ((page, amp), (amp, page)):
        con.execute("DELETE FROM article; DELETE FROM mention")
        load_articles(con, [first])
        load_articles(con, [second])
        load_articles(con, [first, second])
        assert one(con, "SELECT url, text FROM article") == (canonical, page.article.text)


def test_several_incidents_told_by_one_span_have_ids_of_their_own(article, incident):
    first = article("a", incident()).mentions[0]
    village = replace(first, place="بنش")
    ids = mention_ids("x", [first, village, village])
    assert len(set(ids)) == 3
    assert set(mention_ids("x", [village, first, village])) == set(ids)
    assert mention_ids("x", [first]) == mention_ids("x", [replace(first, place="بنش")])


def test_what_is_known_need_not_be_coded_again(con, article, incident):
    known, other = article("a", incident()), article("b", incident())
    load_articles(con, [known])
    edited = replace(known.article, text=known.article.text + " مزيد.")
    assert known_articles(con, [known.article, other.article]) == {known.article.article_id}
    assert known_articles(con, [edited]) == set()


def test_a_refusal_met_again_keeps_the_row_of_its_first_time(con):
    refusal = {"stage": "page", "url": "https://a.example/1", "reason": "empty", "run_id": "r1"}
    load_rejects(con, [refusal])
    load_rejects(con, [{**refusal, "run_id": "r2"}])
    assert con.execute("SELECT run_id, reason FROM reject").fetchall() == [("r1", "empty")]


def test_a_request_is_kept_once_with_its_time_in_utc(con):
    in_damascus = NOW.astimezone(ZoneInfo("Asia/Damascus"))
    for moment in (NOW, in_damascus):
        load_fetches(con, [{"url": "https://a.example", "fetched_at": moment, "status": 200}])
    assert con.execute('SELECT url, fetched_at, status FROM "fetch"').fetchall() == [
        ("https://a.example", NOW.replace(tzinfo=None), 200)
    ]


def test_a_column_that_the_table_lacks_is_named(con):
    with pytest.raises(WarehouseError, match="colour"):
        load_fetches(con, [{"url": "https://a.example", "fetched_at": NOW, "colour": "red"}])


def test_outlets_that_become_one_group_count_as_one_source(con, article, incident):
    load_sources(con, [{"source": "a"}, {"source": "b"}])
    load_articles(con, [article("a", incident()), article("b", incident())])
    merge(con)
    assert one(con, "SELECT number_of_sources FROM incident") == (2,)
    load_sources(con, [{"source": name, "independence_group": "state"} for name in "ab"])
    merge(con)
    assert one(con, "SELECT number_of_sources, number_of_articles FROM incident") == (1, 2)


def test_a_run_is_recorded_from_its_start(con):
    start_run(con, "r1", "ingest", {"since": "2023-10-05"})
    assert one(con, "SELECT status, finished_at FROM run") == ("running", None)
    finish_run(con, "r1", "completed")
    assert one(con, "SELECT status, finished_at >= started_at FROM run") == ("completed", True)
