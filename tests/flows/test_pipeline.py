"""The whole way over the sample site: what comes out, what stays when nothing is new, and what is refused."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from extract.fetch.archive import Archive
from flows.demo import BadOutlet
from flows.settings import Settings
from warehouse.db import open_warehouse
from warehouse.snapshot import open_public

from .conftest import SampleRun, run_pipeline


def _tables(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    with open_warehouse(settings.store, read_only=True) as con:
        names = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
        return {name: con.execute(f'FROM "{name}" ORDER BY ALL').fetchall() for name in names}


def test_every_page_of_the_site_becomes_the_article_it_shows(sample_run: SampleRun) -> None:
    stored = dict(sample_run.rows("SELECT canonical_url, title FROM article"))
    shown = {page.url: page.story.title for page in sample_run.site.articles()}
    assert stored == shown


def test_articles_carry_their_outlet_its_country_and_the_day_on_its_clock(sample_run: SampleRun) -> None:
    stored = dict(sample_run.rows("SELECT canonical_url, (source, country, published_on) FROM article"))
    for page in sample_run.site.articles():
        outlet = sample_run.site.outlets[page.outlet]
        day = page.story.published.astimezone(outlet.zone).date()
        assert stored[page.url] == (page.outlet, outlet.source().get("country"), day)


def test_every_mention_stands_in_its_article_as_its_evidence_says(sample_run: SampleRun) -> None:
    mentions, true = sample_run.rows(
        "SELECT count(*), count(*) FILTER (text[span_start + 1:span_end] = evidence)"
        " FROM mention JOIN article USING (article_id)"
    )[0]
    assert mentions == true > 100


def test_every_article_leads_to_the_archived_page(sample_run: SampleRun) -> None:
    archive = Archive(sample_run.settings.archive)
    for url, file, offset in sample_run.rows("SELECT url, warc_file, warc_offset FROM article LIMIT 20"):
        assert archive.read(file, offset).final_url == url


def test_copies_of_one_wire_text_count_as_one_source(sample_run: SampleRun) -> None:
    copies = sample_run.rows(
        """
        SELECT number_of_articles, number_of_sources FROM incidents
        WHERE incident_id IN (
            SELECT incident_id FROM incident_mention JOIN mention USING (mention_id) JOIN article USING (article_id)
            GROUP BY incident_id HAVING count(DISTINCT article.source) > 1 AND count(DISTINCT story_id) = 1
        )
        """
    )
    assert copies
    assert all(articles > 1 and sources == 1 for articles, sources in copies)


def test_the_edited_page_leaves_a_revision(sample_run: SampleRun) -> None:
    assert [report.changed for report in sample_run.reports[1].sources if report.changed] == [1]
    revised = sample_run.rows("SELECT field, old_value, new_value FROM incident_revision WHERE cause = 'changed'")
    assert revised
    assert all(old != new for _, old, new in revised)


def test_a_second_run_asks_conditionally_and_changes_no_row(sample_run: SampleRun, tmp_path: Path) -> None:
    again = sample_run.copy(tmp_path / "data")
    before = _tables(again.settings)
    report = run_pipeline(again.settings)
    after = _tables(again.settings)
    assert sum(source.fetched for source in report.sources) == 0
    assert sum(source.not_modified for source in report.sources) > 100
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"run", "run_source", "run_stage", "fetch"}


def test_a_run_of_what_is_due_leaves_known_pages_alone(sample_run: SampleRun, tmp_path: Path) -> None:
    again = sample_run.copy(tmp_path / "data")
    asked = len(sample_run.site.log)
    report = run_pipeline(again.settings, only_due=True)
    assert sum(source.discovered for source in report.sources) > 100
    assert len(sample_run.site.log) - asked < 30


def test_a_lost_load_is_made_up_from_the_archive(sample_run: SampleRun, tmp_path: Path) -> None:
    killed = sample_run.copy(tmp_path / "data")
    for file in killed.settings.store.parent.iterdir():
        file.unlink()
    one = {"saqiya": killed.settings.sources["saqiya"]}
    report = run_pipeline(killed.settings.model_copy(update={"sources": one}))
    assert sum(source.fetched for source in report.sources) == 0
    held = "SELECT article_id, content_hash FROM article WHERE source = 'saqiya' ORDER BY ALL"
    assert killed.rows(held) == sample_run.rows(held) != []


def test_the_published_copy_answers_while_a_run_holds_the_warehouse(sample_run: SampleRun, tmp_path: Path) -> None:
    busy = sample_run.copy(tmp_path / "data")
    writing, asked = threading.Event(), threading.Event()

    def write() -> None:
        with open_warehouse(busy.settings.store) as con:
            con.execute("BEGIN; DELETE FROM mention")
            writing.set()
            asked.wait(60)
            con.execute("ROLLBACK")

    writer = threading.Thread(target=write)
    writer.start()
    assert writing.wait(60)
    answer = busy.rows("SELECT count(*) FROM mention")
    asked.set()
    writer.join()
    assert answer == sample_run.rows("SELECT count(*) FROM mention")


def test_what_cannot_be_used_is_recorded_and_ends_nothing(tmp_path: Path) -> None:
    with BadOutlet() as bad:
        settings = Settings(data=tmp_path / "data", sources=bad.sources())
        report = run_pipeline(settings)
    with open_public(settings.public) as con:
        failed = dict(con.execute('SELECT url, verdict FROM "fetch" WHERE error IS NOT NULL').fetchall())
        refused = dict(con.execute("SELECT url, (stage, reason) FROM reject").fetchall())
    assert failed[f"{bad.url}/huge.html"] == "too large"
    assert failed["http://outlet.invalid/robots.txt"] == "does not resolve"
    assert refused[f"{bad.url}/broken-feed.xml"] == ("discover", "no feed")
    for page in ("/empty.html", "/no-article.html", "/broken-utf8.html"):
        assert refused[f"{bad.url}{page}"][0] == "page", page
    verdicts = {source.source: source.verdict for source in report.sources}
    assert verdicts["bad_feed"] == verdicts["bad_host"] == "failed"
