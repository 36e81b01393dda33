"""What runs log: an event a line, for people or for programs."""

from __future__ import annotations

import json
import logging

import pytest

from flows.logs import configure, say


def _said(capsys: pytest.CaptureFixture[str], style: str) -> list[str]:
    configure(style)
    say("source read", source="sana", articles=12, verdict=None)
    say("alarm", logging.WARNING, cause="blocked")
    return capsys.readouterr().err.splitlines()


def test_a_program_reads_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    read, alarm = map(json.loads, _said(capsys, "json"))
    assert (read["event"], read["source"], read["articles"], read["level"]) == ("source read", "sana", 12, "info")
    assert (alarm["event"], alarm["cause"], alarm["level"]) == ("alarm", "blocked", "warning")
    assert read["time"].endswith("+00:00")


def test_people_read_a_line_of_text(capsys: pytest.CaptureFixture[str]) -> None:
    read, alarm = _said(capsys, "text")
    assert read.endswith(" INFO source read source=sana articles=12")
    assert alarm.endswith(" WARNING alarm cause=blocked")


def test_quiet_leaves_warnings_alone(capsys: pytest.CaptureFixture[str]) -> None:
    (alarm,) = _said(capsys, "quiet")
    assert "alarm cause=blocked" in alarm
