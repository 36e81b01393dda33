"""`rasd code`: the contract by which the coder is measured from outside."""

from __future__ import annotations

import json
from pathlib import Path

from extract.fetch.urls import host_of
from flows.code_file import Line, code_lines, outlet_countries
from flows.demo import load_stories
from flows.settings import Settings

FIELDS = {
    "event_type", "sub_event_type", "date_start", "date_end", "time_precision", "country", "admin1", "place",
    "place_id", "latitude", "longitude", "geo_precision", "actor1", "suspected", "actor2", "weapons", "killed",
    "injured", "claim", "background", "evidence", "span", "confidence",
}  # fmt: skip


def _line(number: int = 0, **changes: object) -> str:
    story = load_stories()[number]
    given = {"id": story.id, "published": f"{story.published:%Y-%m-%d}", "text": story.text, "title": story.title}
    return json.dumps(given | changes, ensure_ascii=False)


def test_every_incident_has_all_fields_and_its_words_at_its_span() -> None:
    text = load_stories()[0].text
    (result,) = code_lines([_line()])
    assert result["incidents"]
    for incident in result["incidents"]:
        assert set(incident) == FIELDS
        start, end = incident["span"]
        assert text[start:end] == incident["evidence"]
    assert json.loads(json.dumps(result)) == result


def test_results_keep_the_order_of_the_lines_and_name_the_bad_ones() -> None:
    lines = [_line(1), "{no json", _line(2, text=None), _line(3, published=[]), "", _line(4)]
    results = list(code_lines(lines))
    stories = load_stories()
    assert [result["id"] for result in results] == [stories[1].id, "line 2", "line 3", "line 4", stories[4].id]
    errors = [result.get("error", "") for result in results]
    assert errors[0] == errors[4] == ""
    assert "line 2: the line: Invalid JSON" in errors[1]
    assert "line 3: text: " in errors[2]
    assert "line 4: published: " in errors[3]


def test_explaining_gives_each_value_its_rule_and_the_words_it_read() -> None:
    text = load_stories()[0].text
    (result,) = code_lines([_line()], explain=True)
    for incident in result["incidents"]:
        told = {reason["field"] for reason in incident["why"]}
        assert {"sub_event_type", "actor1"} <= told
        assert all(reason["words"] in text for reason in incident["why"] if reason["words"])


def test_an_article_whose_date_is_none_is_coded_without_days_and_says_so() -> None:
    (result,) = code_lines([_line(published="1941-97-42")])
    assert result["note"] == "published '1941-97-42' is no day: relative days stay open"
    assert result["incidents"]
    assert "error" not in result


def test_merging_gives_reports_of_one_event_one_incident_id() -> None:
    from warehouse.merge import merge_mentions  # noqa: PLC0415

    lines = [_line(id="a", url="https://a.example/1"), _line(id="b", url="https://b.example/1")]
    first, second = code_lines(lines, merge=merge_mentions)
    assert [i["incident_id"] for i in first["incidents"]] == [i["incident_id"] for i in second["incidents"]]
    assert len({i["incident_id"] for i in first["incidents"]}) == len(first["incidents"])


def test_the_command_writes_every_line_and_fails_when_one_was_bad(rasd, tmp_path: Path) -> None:
    given, result = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text(f"{_line()}\nnonsense\n", "utf-8")
    said = rasd("code", str(given), "-o", str(result))
    assert said.returncode == 1
    assert "line 2" in said.stderr
    assert [json.loads(line)["id"] for line in result.read_text("utf-8").splitlines()] == ["d001", "line 2"]


def test_a_line_without_a_country_has_that_of_its_outlet_by_id_or_host() -> None:
    outlet = next(source for source in Settings().catalog().values() if source.country == "IQ")
    countries = outlet_countries([outlet])
    for name in (outlet.id, outlet.home, host_of(outlet.home)):
        line = Line(id="1", text="", source=name)
        assert line.article(countries).country == "IQ"
        assert line.model_copy(update={"country": "SY"}).article(countries).country == "SY"
    assert Line(id="1", text="", source="unknown").article(countries).country is None
