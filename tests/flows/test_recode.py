"""Recoding: only what changed rules concern, all of it, once, whatever interrupts it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from extract.errors import AlreadyRunning, PageRefused, SettingsError
from extract.incidents import code_article
from extract.page import read_page
from extract.places.gazetteer import COLUMNS, EXTENSION
from flows import reading, recoding
from flows.alone import alone
from flows.demo import SampleSite, demo_sources
from flows.demo.stories import load_stories
from flows.fan_out import cluster, processes
from flows.recoding import example_rows, recode_warehouse
from flows.settings import Settings
from flows.versions import coder_version, reader_version
from warehouse.db import open_warehouse

from .conftest import run_pipeline

STORIES = 12
VILLAGE = "كفرزلمان"
OF_A_VILLAGE = f"وقُتل ثلاثة مدنيين أمس بقصف مدفعي لقوات النظام على بلدة {VILLAGE} في ريف إدلب الجنوبي."
# What a run writes of itself, and when: two warehouses with the same content differ in it.
_OF_THE_RUN = {"run", "run_source", "run_stage", "schema_migration", "alarm"}
_MOMENTS = {"run_id", "revised_at", "deleted_at", "recorded_at", "rejected_at"}


def inline(work: Callable[[Any], Any], batches: Iterable[Any]) -> Iterator[Any]:
    """Does every batch here and now."""
    return map(work, batches)


@dataclass(frozen=True)
class Kept:
    """A data folder that took in a small sample site, which is gone."""

    settings: Settings

    def copy(self, folder: Path) -> Settings:
        shutil.copytree(self.settings.data, folder)
        return self.settings.model_copy(update={"data": folder})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    with SampleSite(stories=_few()) as site:
        sources = demo_sources(site)
        sources["saqiya"]["wordpress_content"] = True
        settings = Settings(data=tmp_path_factory.mktemp("kept") / "data", sources=sources)
        run_pipeline(settings)
    return Kept(settings)


def _few():
    by_outlet: dict[str, list[Any]] = {}
    for story in load_stories():
        by_outlet.setdefault(story.outlet, []).append(story)
    few = [story for stories in by_outlet.values() for story in stories[: STORIES // 4]]
    return [replace(few[0], text=f"{few[0].text}\n{OF_A_VILLAGE}"), *few[1:]]


def tables(settings: Settings) -> dict[str, list[Any]]:
    """Everything a warehouse says, but when and in which run it came to say it."""
    with open_warehouse(settings.store, read_only=True) as con:
        names = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
        told = {}
        for name in set(names) - _OF_THE_RUN:
            columns = [column for column, *_ in con.execute(f'DESCRIBE "{name}"').fetchall()]
            kept = ", ".join(f'"{column}"' for column in columns if column not in _MOMENTS)
            told[name] = sorted(con.execute(f'SELECT {kept} FROM "{name}"').fetchall(), key=repr)
        return told


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with open_warehouse(settings.store, read_only=True) as con:
        return con.execute(query).fetchall()


@pytest.fixture
def harmless_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A coder that has become stricter: no toll is taken, and nobody is abducted."""

    def code(article, gazetteer=None):
        told = [mention for mention in code_article(article, gazetteer) if "قصف" not in mention.evidence]
        return [replace(mention, killed=None) for mention in told]

    monkeypatch.setattr(reading, "code_article", code)
    monkeypatch.setattr(recoding, "coder_version", lambda *_: "stricter")


def _changed_reader(monkeypatch: pytest.MonkeyPatch, refused: str = "") -> None:
    def read(*arguments, **options):
        article = read_page(*arguments, **options)
        if refused and refused in article.url:
            raise PageRefused(article.url, "no article", "the reader has learned better")
        return replace(article, tags=(*article.tags, "read again"))

    monkeypatch.setattr(reading, "read_page", read)
    monkeypatch.setattr(recoding, "reader_version", lambda source: f"better {source.id}")


def test_nothing_is_done_while_no_rule_has_changed(kept: Kept, tmp_path: Path) -> None:
    settings = kept.copy(tmp_path / "data")
    before = tables(settings)
    report = recode_warehouse(settings, inline)
    assert (report.stale_pages, report.stale_articles, report.merged.mentions) == (0, 0, 0)
    assert tables(settings) == before


def test_a_changed_coder_codes_every_text_again_and_reads_no_page(kept: Kept, tmp_path: Path, harmless_coder) -> None:
    settings = kept.copy(tmp_path / "data")
    shutil.rmtree(settings.archive)
    articles = ask(settings, "SELECT article_id, content_hash FROM article ORDER BY ALL")
    report = recode_warehouse(settings, inline)
    assert (report.read, report.coded) == (0, STORIES)
    assert ask(settings, "SELECT article_id, content_hash FROM article ORDER BY ALL") == articles
    assert ask(settings, "SELECT count(*) FROM mention WHERE killed_low IS NOT NULL OR evidence LIKE '%قصف%'") == [(0,)]
    assert recode_warehouse(settings, inline).coded == 0


def test_the_report_tells_which_incidents_changed_and_a_dry_run_tells_the_same_and_changes_nothing(
    kept: Kept, tmp_path: Path, harmless_coder
) -> None:
    settings = kept.copy(tmp_path / "data")
    tolls = "SELECT incident_id, fatalities_best FROM incident"
    whole, before = tables(settings), dict(ask(settings, tolls))
    dry = recode_warehouse(settings, inline, dry_run=True)
    assert tables(settings) == whole
    assert not list(settings.data.glob("dry-run-*"))
    real = recode_warehouse(settings, inline)
    assert (dry.coded, dry.merged, dry.incidents) == (real.coded, real.merged, real.incidents)
    after, changes = dict(ask(settings, tolls)), real.incidents
    assert changes.gone.number == len(before.keys() - after.keys()) > 0
    assert changes.added.number == len(after.keys() - before.keys())
    lost_their_toll = {key for key in after.keys() & before.keys() if before[key] is not None}
    assert changes.altered.number >= len(lost_their_toll) > 0
    for example in changes.altered.examples:
        fields = {one["field"]: (one["old_value"], one["new_value"]) for one in example["fields"]}
        toll = before[example["incident_id"]]
        assert fields.get("fatalities_best") == (None if toll is None else (str(toll), None))
    assert {row["change"] for row in example_rows(real.counts())} >= {"gone", "altered"}


def test_a_changed_reader_reads_pages_and_posts_again_and_codes_what_says_something_new(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = kept.copy(tmp_path / "data")
    _changed_reader(monkeypatch)
    report = recode_warehouse(settings, inline)
    assert (report.changed, report.gone, report.missing) == (STORIES, 0, 0)
    assert ask(settings, "SELECT count(*) FROM article WHERE list_contains(tags, 'read again')") == [(STORIES,)]
    assert report.incidents.gone.number == report.incidents.added.number == 0
    assert recode_warehouse(settings, inline).read == 0


def test_a_reader_that_says_the_same_leaves_nothing_to_code(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = kept.copy(tmp_path / "data")
    monkeypatch.setattr(recoding, "reader_version", lambda source: "refactored")
    before, refused = tables(settings), ask(settings, "FROM reject ORDER BY ALL")
    report = recode_warehouse(settings, inline)
    after = tables(settings)
    assert ask(settings, "FROM reject ORDER BY ALL") == refused != []
    assert report.read >= STORIES * 3 / 4
    assert (report.coded, report.merged.mentions) == (0, 0)
    assert {name for name in before if before[name] != after[name]} == {"fetch"}


def test_what_is_refused_now_takes_its_incidents_with_it(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = kept.copy(tmp_path / "data")
    [(url, article_id)] = ask(
        settings,
        "SELECT url, article_id FROM article SEMI JOIN mention USING (article_id) WHERE source = 'nafidha' LIMIT 1",
    )
    _changed_reader(monkeypatch, refused=url)
    report = recode_warehouse(settings, inline, ["nafidha"])
    assert report.gone == 1
    assert ask(settings, f"SELECT count(*) FROM article WHERE article_id = '{article_id}'") == [(0,)]
    assert ask(settings, f"SELECT count(*) FROM mention WHERE article_id = '{article_id}'") == [(0,)]
    orphans = "SELECT count(*) FROM incident_mention ANTI JOIN mention USING (mention_id)"
    assert ask(settings, orphans) == [(0,)]
    assert ask(settings, f"SELECT reason FROM reject WHERE url = '{url}'") == [("no article",)]


def test_only_the_source_and_days_that_were_asked_for_are_recoded(kept: Kept, tmp_path: Path, harmless_coder) -> None:
    settings = kept.copy(tmp_path / "data")
    [(first,)] = ask(settings, "SELECT min(published_on) FROM article WHERE source = 'daftar'")
    report = recode_warehouse(settings, inline, ["daftar"], until=first)
    done = ask(settings, "SELECT DISTINCT source, published_on FROM article WHERE coder_version = 'stricter'")
    assert done == [("daftar", first)]
    assert report.coded >= 1
    with pytest.raises(SettingsError, match="the warehouse has no source 'nobody'; allowed are daftar, darb"):
        recode_warehouse(settings, inline, ["nobody"])


def test_pages_that_the_archive_has_lost_are_counted_and_their_articles_stay(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = kept.copy(tmp_path / "data")
    shutil.rmtree(settings.archive)
    _changed_reader(monkeypatch)
    report = recode_warehouse(settings, inline)
    assert report.missing == report.stale_pages > 0
    assert ask(settings, "SELECT count(*) FROM article") == [(STORIES,)]


def test_a_second_recode_does_not_run_beside_the_first(kept: Kept, tmp_path: Path) -> None:
    settings = kept.copy(tmp_path / "data")
    with alone(settings.data, recoding.KIND), pytest.raises(AlreadyRunning, match="still running"):
        recode_warehouse(settings, inline)


def test_what_another_run_has_changed_in_the_meantime_is_left_to_it(kept: Kept, tmp_path: Path, harmless_coder) -> None:
    settings = kept.copy(tmp_path / "data")
    [(article_id,)] = ask(settings, "SELECT min(article_id) FROM article")

    def slowly(work, batches):
        for batch in batches:
            result = work(batch)
            with open_warehouse(settings.store) as con:
                con.execute("UPDATE article SET content_hash = 'edited' WHERE article_id = ?", [article_id])
            yield result

    assert recode_warehouse(settings, slowly).coded == STORIES - 1
    version = f"SELECT coder_version = 'stricter' FROM article WHERE article_id = '{article_id}'"
    assert ask(settings, version) == [(False,)]


FETCHED_ANEW = """
    INSERT INTO "fetch"
    SELECT * REPLACE ('new' AS fetch_id, 'new' AS warc_file, fetched_at + INTERVAL 1 HOUR AS fetched_at)
    FROM "fetch"
    WHERE url = ?
"""


def test_a_page_that_was_fetched_anew_in_the_meantime_is_left_to_who_fetched_it(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = kept.copy(tmp_path / "data")
    _changed_reader(monkeypatch)
    [(url,)] = ask(settings, "SELECT min(url) FROM article WHERE source = 'daftar'")

    def slowly(work, batches):
        for batch in batches:
            result = work(batch)
            with open_warehouse(settings.store) as con:
                con.execute(FETCHED_ANEW, [url])
                con.execute("UPDATE article SET warc_file = 'new', text = 'edited' WHERE url = ?", [url])
            yield result

    assert recode_warehouse(settings, slowly, ["daftar"]).gone == 0
    others = (
        "SELECT text = 'edited', list_contains(tags, 'read again') FROM article WHERE source = 'daftar' AND url {} '{}'"
    )
    assert ask(settings, others.format("=", url)) == [(True, False)]
    assert set(ask(settings, others.format("<>", url))) == {(False, True)}


KILLED = """
import os, signal
from pathlib import Path
from flows import recoding
from flows.settings import Settings

def killed(work, batches):
    for number, batch in enumerate(batches):
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        yield work(batch)

recoding.BATCH = 4
recoding.coder_version = lambda *_: "new"
recoding.recode_warehouse(Settings(data=Path({data!r})), killed)
"""


def test_a_recode_that_was_killed_goes_on_and_comes_to_the_same_end(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recoding, "coder_version", lambda *_: "new")
    monkeypatch.setattr(recoding, "BATCH", 4)
    whole, killed = kept.copy(tmp_path / "whole"), kept.copy(tmp_path / "killed")
    for settings in (whole, killed):
        with open_warehouse(settings.store) as con:
            con.execute("UPDATE article SET coder_version = 'old'; UPDATE \"fetch\" SET reader_version = 'old' "
                        "WHERE reader_version IS NOT NULL AND source = 'darb'")  # fmt: skip
            con.execute("UPDATE mention SET actor1 = 'unidentified', confidence = 0.1")
    done = subprocess.run([sys.executable, "-c", KILLED.format(data=str(killed.data))], check=False, cwd=Path.cwd())
    assert done.returncode == -signal.SIGKILL
    [(left,)] = ask(killed, "SELECT count(*) FROM article WHERE coder_version = 'old'")
    assert 0 < left < STORIES
    recode_warehouse(whole, inline)
    assert recode_warehouse(killed, inline).coded == left
    assert tables(killed) == tables(whole)
    ends = ask(killed, "SELECT status, message FROM run WHERE kind = 'recode' ORDER BY started_at")
    assert ends == [("failed", "killed: it never ended"), ("completed", None)]


def test_a_place_added_to_the_gazetteer_is_found_by_a_process_of_its_own(kept: Kept, tmp_path: Path) -> None:
    settings = kept.copy(tmp_path / "data")
    before = coder_version(settings.gazetteer)
    assert ask(settings, f"SELECT place_id FROM mention WHERE place LIKE '%{VILLAGE}'") == [(None,)]
    settings.gazetteer.mkdir(exist_ok=True)
    row = {"place_id": "user:1", "country": "SY", "kind": "village", "name_en": "Found", "names_ar": VILLAGE,
           "lat": "35.5", "lon": "36.5", "admin1": "Idlib", "admin2": "", "population": "100"}  # fmt: skip
    lines = ("\t".join(COLUMNS), "\t".join(row[column] for column in COLUMNS))
    (settings.gazetteer / EXTENSION).write_text("\n".join(lines) + "\n", "utf-8")
    assert coder_version(settings.gazetteer) != before
    with processes(1) as fan_out:
        report = recode_warehouse(settings, fan_out)
    assert (report.read, report.coded) == (0, STORIES)
    assert ask(settings, f"SELECT place_id FROM mention WHERE place LIKE '%{VILLAGE}'") == [("user:1",)]
    assert ask(settings, "SELECT name_en FROM place WHERE place_id = 'user:1'") == [("Found",)]


def test_what_is_told_of_an_outlet_changes_its_own_version_alone() -> None:
    one, other = list(Settings().catalog().values())[:2]
    assert reader_version(one) == reader_version(one.model_copy(update={"gap": 7.0}))
    assert reader_version(one) != reader_version(one.model_copy(update={"time_zone": "Asia/Tokyo"}))
    assert reader_version(one) != reader_version(other)


def test_a_dask_cluster_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    with (
        pytest.raises(SettingsError, match=r"pip install --no-deps -r requirements-cluster\.lock"),
        cluster("tcp://nowhere:8786"),
    ):
        pass


@pytest.mark.soak
def test_a_dask_cluster_comes_to_the_same_end(kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("prefect_dask", reason="prefect-dask is not installed: make cluster")
    from distributed import LocalCluster  # noqa: PLC0415
    from prefect import flow  # noqa: PLC0415
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415

    monkeypatch.setattr(recoding, "coder_version", lambda *_: "new")
    monkeypatch.setattr(recoding, "reader_version", lambda source: "new")
    monkeypatch.setattr(recoding, "BATCH", 4)
    here, there = kept.copy(tmp_path / "here"), kept.copy(tmp_path / "there")

    @flow
    def on_the_cluster(scheduler: str) -> int:
        with cluster(scheduler) as fan_out:
            return recode_warehouse(there, fan_out).coded

    coded = recode_warehouse(here, inline).coded
    one_each = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with prefect_test_harness(server_startup_timeout=90), LocalCluster(**one_each) as machines:
        assert on_the_cluster(machines.scheduler_address) == coded
    assert tables(there) == tables(here)
