"""The command line: what it says, and with which exit code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.db import open_warehouse

from .conftest import SampleRun

COMMANDS = (
    "demo", "ingest", "backfill", "recode", "serve", "code", "sql", "explain", "status", "publish", "places", "import",
    "sources list", "sources check", "sources add", "archive verify", "gazetteer status", "gazetteer update", "export",
    "review merge", "review split", "review set", "review drop", "recode", "run list", "run show", "notify",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(rasd, command: str) -> None:
    said = rasd(*command.split(), "--help")
    assert said.returncode == 0
    assert f"rasd {command}" in said.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("ingest", "--source", "nobody"), "there is no source 'nobody'; allowed are "),
        (("ingest", "--since", "yesterday"), "--since is 'yesterday'; allowed is a day as YYYY-MM-DD"),
        (("backfill", "--since", "2025-02-30", "--until", "2025-03-01"), "--since is '2025-02-30'"),
        (("backfill", "--since", "2025-03-02", "--until", "2025-03-01"), "--since is 2025-03-02, after --until"),
    ],
)
def test_bad_arguments_end_with_2_and_one_line_that_says_what_is_allowed(
    rasd, arguments: tuple[str, ...], complaint: str
) -> None:
    said = rasd(*arguments)
    assert said.returncode == 2
    assert complaint in said.stderr
    assert said.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("status",), 0, ""),
        (("sql", "SELECT 1"), 1, "run `rasd ingest`"),
        (("ingest", "--since", "yesterday"), 2, "--since is 'yesterday'"),
    ],
)
def test_the_installed_program_ends_with_0_1_or_2(
    tmp_path: Path, arguments: tuple[str, ...], code: int, complaint: str
) -> None:
    program = Path(sys.executable).with_name("rasd")
    said = subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == code
    assert complaint in said.stderr
    assert bool(said.stderr) == bool(complaint)


def test_a_bad_setting_is_named_with_what_is_allowed(rasd) -> None:
    said = rasd("status", RASD_TIME_ZONE="Mars/Olympus")
    assert said.returncode == 2
    assert "time_zone is 'Mars/Olympus': Value error, must be a name of the IANA time zone database" in said.stderr


def test_a_morphological_database_that_is_missing_is_named(rasd, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("", "utf-8")
    said = rasd("code", "in.jsonl", "-o", "out.jsonl", RASD_MORPHOLOGY_DB="nowhere.db")
    assert said.returncode == 2
    assert "morphology_db 'nowhere.db' is neither a file nor a database" in said.stderr


def test_asking_before_anything_was_published_says_what_to_do(rasd) -> None:
    said = rasd("sql", "SELECT 1")
    assert said.returncode == 1
    assert "run `rasd ingest`" in said.stderr


def test_sql_answers_as_table_csv_and_json(rasd, sample_run: SampleRun) -> None:
    query = "SELECT source, country FROM source WHERE source = 'saqiya'"
    data = sample_run.settings.data
    assert "saqiya" in rasd("sql", query, data=data).stdout
    assert rasd("sql", "--csv", query, data=data).stdout == "source,country\nsaqiya,SY\n"
    assert json.loads(rasd("sql", "--json", query, data=data).stdout) == [{"source": "saqiya", "country": "SY"}]


def test_sql_that_is_wrong_ends_with_1(rasd, sample_run: SampleRun) -> None:
    said = rasd("sql", "SELECT nothing FROM nowhere", data=sample_run.settings.data)
    assert said.returncode == 1
    assert "nowhere does not exist" in said.stderr


def test_explain_leads_from_the_beginning_of_an_id_to_the_archived_words(rasd, sample_run: SampleRun) -> None:
    key, url, evidence, file, offset = sample_run.rows(
        """
        SELECT incident_id, a.url, m.evidence, a.warc_file, a.warc_offset
        FROM incident_mention JOIN mention m USING (mention_id) JOIN article a USING (article_id)
        WHERE a.url LIKE '%/archives/60101' ORDER BY m.span_start LIMIT 1
        """
    )[0]
    said = rasd("explain", key[:10], data=sample_run.settings.data)
    assert said.returncode == 0
    for told in (url, evidence, f"{file} at {offset}"):
        assert told in said.stdout
    told = json.loads(rasd("explain", key, "--json", data=sample_run.settings.data).stdout)
    assert any(evidence in mention["sentence"] for mention in told["mentions"])


def test_explain_of_an_unknown_id_ends_with_2(rasd, sample_run: SampleRun) -> None:
    said = rasd("explain", "nothing", data=sample_run.settings.data)
    assert said.returncode == 2
    assert "there is no incident 'nothing'" in said.stderr


def test_status_tells_where_things_are_and_how_the_runs_went(rasd, sample_run: SampleRun) -> None:
    told = json.loads(rasd("status", "--json", data=sample_run.settings.data).stdout)
    assert Path(told["places"]["archive"]) == sample_run.settings.archive.resolve()
    assert told["tables"]["article"] == len(sample_run.site.articles())
    assert {run["status"] for run in told["runs"]} == {"completed"}


def test_status_names_what_is_wrong_and_ends_with_1(rasd, sample_run: SampleRun, tmp_path: Path) -> None:
    copy = sample_run.copy(tmp_path / "data")
    with open_warehouse(copy.settings.store) as con:
        con.execute(
            "INSERT INTO run (run_id, kind, started_at, finished_at, status)"
            " SELECT 'look' || i, 'ingest', now() - i * INTERVAL 10 HOUR, now(), 'completed' FROM range(4) hours (i)"
        )
        con.execute(
            "INSERT INTO run_source (run_id, source, refused)"
            """ SELECT 'look' || i, 'mute', '{"discover: refused": 1}' FROM range(4) hours (i)"""
        )
    assert rasd("publish").returncode == 0
    said = rasd("status", "--json")
    told = json.loads(said.stdout)
    assert (said.returncode, told["well"], len(told["alarms"])) == (1, False, 1)
    assert told["alarms"][0].startswith(
        "mute: gave nothing yet (no article in 30 hours of looking); likely cause: blocked"
    )
    shown = rasd("status")
    assert shown.returncode == 1
    assert "likely cause: blocked" in shown.stdout


def test_a_run_is_shown_with_what_came_in_what_was_refused_and_how_long_it_took(rasd, sample_run: SampleRun) -> None:
    data = sample_run.settings.data
    first = sample_run.reports[0].run_id
    listed = [run["run_id"] for run in json.loads(rasd("run", "list", "--json", data=data).stdout)]
    assert listed == [sample_run.reports[1].run_id, first]
    told = json.loads(rasd("run", "show", first, "--json", data=data).stdout)
    came = {source["source"]: source["articles"] for source in told["sources"]}
    assert came == {source.source: source.articles for source in sample_run.reports[0].sources}
    assert {stage["stage"] for stage in told["stages"]} == {"discover", "fetch", "page", "code", "load", "merge"}
    assert all(stage["seconds"] > 0 for stage in told["stages"])
    ((refused,),) = sample_run.rows(f"SELECT count(*) FROM reject WHERE run_id = '{first}'")
    assert sum(refusal["number"] for refusal in told["refusals"]) == refused > 0
    written = {row["table"]: row["rows"] for row in told["written"]}
    assert written["article"] == len(sample_run.site.articles()) - 1  # one has been edited since
    assert first in rasd("run", "show", first[:-1], data=data).stdout
    assert listed[0] in rasd("run", "show", "last", data=data).stdout
    unknown = rasd("run", "show", "nothing", data=data)
    assert (unknown.returncode, unknown.stderr.count("\n")) == (2, 1)


def test_publish_replaces_the_copy(rasd, sample_run: SampleRun, tmp_path: Path) -> None:
    copy = sample_run.copy(tmp_path / "data")
    copy.settings.public.unlink()
    assert rasd("publish").stdout.strip() == str(copy.settings.public)
    assert copy.rows("SELECT count(*) FROM article") == sample_run.rows("SELECT count(*) FROM article")


def test_places_answers_one_line_a_name_with_the_best_candidate_first(rasd) -> None:
    lines = rasd("places", "سرمين", "لا مكان كهذا", "--country", "SY", "--json").stdout.splitlines()
    known, unknown = (json.loads(line) for line in lines)
    assert (known[0]["name_ar"], known[0]["country"], known[0]["admin1"]) == ("سرمين", "SY", "Idlib")
    assert unknown == []


def test_sources_are_listed_with_those_of_the_user(rasd, tmp_path: Path) -> None:
    (tmp_path / "rasd.toml").write_text('[sources.mine]\nname = "Mine"\nhome = "https://mine.example/"\n', "utf-8")
    listed = {source["id"] for source in json.loads(rasd("sources", "list", "--json").stdout)}
    assert {"mine", "sana"} <= listed


def test_a_source_is_tried_by_every_way_it_names(rasd, sample_run: SampleRun) -> None:
    outlet = json.dumps({"saqiya": sample_run.settings.sources["saqiya"]})
    said = rasd("sources", "check", "saqiya", "--json", RASD_SOURCES=outlet)
    assert {way["via"] for way in json.loads(said.stdout)["saqiya"]} == {"feed", "sitemap", "wordpress"}


def test_a_sound_archive_is_told_from_a_damaged_one(rasd, sample_run: SampleRun, tmp_path: Path) -> None:
    copy = sample_run.copy(tmp_path / "data")
    assert rasd("archive", "verify").stdout == "1 files are sound.\n"
    (file,) = copy.settings.archive.iterdir()
    file.write_bytes(file.read_bytes()[:-100])
    said = rasd("archive", "verify")
    assert said.returncode == 1
    assert "restore these files from a backup" in said.stderr


def test_an_imported_archive_gives_the_same_articles_however_often_and_even_after_a_part_of_it(
    rasd, sample_run: SampleRun, tmp_path: Path
) -> None:
    (file,) = sample_run.settings.archive.iterdir()
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    sources = json.dumps(sample_run.settings.sources)
    data = sample_run.settings.model_copy(update={"data": tmp_path / "data"})
    imported = SampleRun(sample_run.site, data, ())
    runs = [rasd("import", str(given), "--json", RASD_SOURCES=sources) for given in (torn, file, file)]
    first, rest, nothing = (sum(source["new"] for source in json.loads(run.stdout)[0]["sources"]) for run in runs)
    assert first > 0
    assert rest > 0
    assert (first + rest, nothing) == (len(sample_run.site.articles()), 0)
    assert [run.returncode for run in runs] == [1, 0, 0]
    assert re.search(r"torn\.warc\.gz .* at byte \d+", runs[0].stderr)
    query = "SELECT canonical_url, title FROM article ORDER BY ALL"
    assert imported.rows(query) == sample_run.rows(query)


def test_an_export_holds_the_incidents_asked_for(rasd, sample_run: SampleRun, tmp_path: Path) -> None:
    data = sample_run.settings.data
    said = rasd("export", "--format", "csv", "--where", "country = 'SY'", "-o", "syria.csv", data=data)
    ((expected,),) = sample_run.rows("SELECT count(*) FROM incidents WHERE country = 'SY'")
    assert said.stdout == f"{expected} rows written to syria.csv\n"
    unknown = rasd("export", "--format", "pdf", "-o", "x.pdf", data=data)
    assert unknown.returncode == 2
    assert "there is no format 'pdf': choose one of parquet, csv" in unknown.stderr


def test_an_analyst_s_decision_takes_effect_at_once(rasd, sample_run: SampleRun, tmp_path: Path) -> None:
    copy = sample_run.copy(tmp_path / "data")
    ((key,),) = copy.rows("SELECT incident_id FROM incidents WHERE actor1 = 'unidentified' ORDER BY ALL LIMIT 1")
    decided = ("--who", "an analyst", "--why", "seen by eye")
    assert rasd("review", "set", key, "actor1", "russia", *decided).returncode == 0
    assert copy.rows(f"SELECT actor1 FROM incidents WHERE incident_id = '{key}'") == [("russia",)]
    assert rasd("review", "drop", key, *decided).returncode == 0
    assert copy.rows(f"SELECT actor1 FROM incidents WHERE incident_id = '{key}'") == []
    assert rasd("review", "set", key, "colour", "red", *decided).returncode == 2
