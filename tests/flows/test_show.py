"""What people see on a terminal: nothing cut, nothing blank."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from rich.console import Console

from flows.show import answer, days, explanation, run_table, table, toll


def printed(*pieces: Any, width: int = 80) -> str:
    console = Console(width=width, highlight=False)
    with console.capture() as capture:
        for piece in pieces:
            console.print(piece)
    return capture.get()


def test_a_narrow_terminal_folds_values_and_cuts_none():
    said = printed(table(("what",), [("Shelling/artillery/missile attack",)]), width=24)
    assert "Shelling/artillery/missileattack" in "".join(said.split())


def test_numbers_stand_to_the_right():
    lines = printed(table(("killed",), [(5,), (124,), (None,)])).splitlines()
    assert [line for line in lines if "5" in line or "124" in line] == ["       5  ", "     124  "]


def test_rows_of_many_columns_are_shown_as_records():
    columns = [f"column_{number}" for number in range(40)]
    said = printed(*answer(columns, [list(range(40)), [None, *range(39)]]))
    assert "Row 1 of 2" in said
    assert "column_39 39" in " ".join(said.split())
    assert said.count("column_0 ") == 1


def test_rows_of_few_columns_are_shown_as_a_table():
    assert "Row 1" not in printed(*answer(["a", "b"], [(1, 2)]))


def test_an_explanation_leaves_out_what_spoke_neither_way():
    mention = {
        "source": "darb", "published_on": date(2025, 2, 3), "title": "عنوان", "sentence": "وقع انفجار في منبج.",
        "evidence": "انفجار في منبج", "span_start": 4, "span_end": 18, "url": "https://a.example/1",
        "warc_file": "a.warc.gz", "warc_offset": 7, "mention_id": "abc", "score": 5.5,
        "merged_because": {"linked_to": "def", "prior": -7.0, "kind": 4.0, "claim": 0.0},
        "why": [{"field": "place", "rule": "named"}, {"field": "place", "rule": "the only one"}],
    }  # fmt: skip
    incident = {"incident_id": "abc", "notes": "A blast.", "actor1": None, "weapons": []}
    said = printed(*explanation({"asked": "abc", "incident": incident, "mentions": [mention], "revisions": []}))
    assert "score 5.5 = -7 prior +4 kind; linked to def" in said
    assert "انفجار في منبج [4:18]" in said
    assert "actor1" not in said
    assert said.count("place") == 1


def test_days_and_tolls_are_told_as_people_write_them():
    assert [days(None, None), days(date(2025, 1, 2), date(2025, 1, 2)), days(date(2025, 1, 2), date(2025, 1, 3))] == [
        "",
        "2025-01-02",
        "2025-01-02 – 2025-01-03",
    ]
    assert [toll(None, None), toll(5, 5), toll(3, 5), toll(3, None)] == ["", "5", "3–5", "3+"]


def test_runs_are_told_in_a_line_each_with_what_went_wrong():
    run = {
        "run_id": "20261122T200638-9548d8", "kind": "ingest", "started_at": datetime(2026, 11, 22, 20, 6, 38),
        "finished_at": datetime(2026, 11, 22, 20, 7, 8), "status": "completed", "message": None,
        "articles": 12, "rejected": 3, "failed": 0,
    }  # fmt: skip
    quiet = " ".join(printed(run_table([run]), width=110).split())
    assert "20261122T200638-9548d8 ingest 2026-11-22 20:06 0:00:30 completed 12 3 0" in quiet
    assert "message" not in quiet
    ended = run | {"status": "failed", "message": "no source could be read", "finished_at": None}
    assert "no source could be read" in printed(run_table([run, ended]), width=140)
