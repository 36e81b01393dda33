"""Health: quiet over healthy days however they vary, loud when a source falls out of its own past."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from warehouse.db import Connection, open_warehouse, transaction
from warehouse.health import ALL, check, measures, record

START = datetime(2026, 1, 1)
FRIDAY = 4
SOURCES = {f"outlet_{number}": rate for number, rate in enumerate((0.7, 2, 5, 9, 15, 24, 40, 80))}
"""Articles a day of eight outlets, from a village paper to an agency."""


@pytest.fixture
def con() -> Iterator[Connection]:
    with open_warehouse(":memory:") as con:
        yield con


def row(run: str, source: str, number: int, /, **changed: Any) -> dict[str, Any]:
    """What a healthy look at a source gives; `changed` makes it ill."""
    told = {
        "run_id": run, "source": source, "discovered": 60, "fetched": number, "not_modified": 0, "failed": 0,
        "gone": 0, "articles": number, "new": number, "changed": 0, "mentions": 2 * number, "dated": number,
        "fields_filled": 4 * number, "rejected": 0, "median_chars": 1500.0, "verdict": "loaded",
    }  # fmt: skip
    return {**told, "refused": {}, "failures": {}, **changed}


def keep(con: Connection, looks: list[tuple[datetime, list[dict[str, Any]]]]) -> None:
    """Writes runs of ingest, each with what it got from its sources."""
    runs = [{"run_id": f"{at}", "started_at": at, "finished_at": at + timedelta(minutes=3)} for at, _ in looks]
    rows = [
        {**row, "refused": json.dumps(row["refused"]), "failures": json.dumps(row["failures"])}
        for _, told in looks
        for row in told
    ]
    con.register("runs", pa.Table.from_pylist(runs))
    con.register("rows", pa.Table.from_pylist(rows))
    con.execute("INSERT INTO run BY NAME SELECT *, 'ingest' AS kind, 'completed' AS status FROM runs")
    con.execute("INSERT INTO run_source BY NAME FROM rows")


def healthy_days(days: int, random: Random) -> list[tuple[datetime, list[dict[str, Any]]]]:
    """Hourly looks as they are in life: quiet nights and Fridays, a holiday, short outages, a machine switched off."""
    looks = []
    listed = {source: [rate] * 4 for source, rate in SOURCES.items()}
    for day in range(days):
        at = START + timedelta(days=day)
        slow = (0.5 if at.weekday() == FRIDAY else 1) * (0.45 if day % 45 in (40, 41) else 1)
        today = {source: rate * slow * random.lognormvariate(0, 0.25) for source, rate in SOURCES.items()}
        for source, expected in today.items():
            listed[source] = [*listed[source][1:], expected]
        for hour in range(24):
            if 30 <= day * 24 + hour - 24 * 52 < 66:  # nobody paid the electricity bill
                continue
            moment = at + timedelta(hours=hour, minutes=random.randrange(5))
            network = random.random() > 0.003
            busy = (0.3 if hour < 7 else 1.3) / 24
            told = [
                _look(f"{moment}", source, expected * busy, sum(listed[source]), network, random)
                for source, expected in today.items()
            ]
            looks.append((moment, told))
    return looks


def _look(run: str, source: str, expected: float, listed: float, network: bool, random: Random) -> dict[str, Any]:
    if not network or random.random() < 0.01:
        return row(run, source, 0, discovered=0, failures={"timeout": 1}, refused={"discover: timeout": 2}, failed=1)
    asked = _poisson(expected, random)
    failed = sum(random.random() < 0.03 for _ in range(asked))
    videos = sum(random.random() < 0.15 for _ in range(asked - failed))
    articles = asked - failed - videos
    return row(
        run,
        source,
        articles,
        discovered=_poisson(listed, random),
        fetched=asked - failed,
        failed=failed,
        failures={"timeout": failed} if failed else {},
        refused={"page: video": videos} if videos else {},
        median_chars=random.lognormvariate(7.2, 0.5) if articles else None,
        mentions=sum(int(random.expovariate(1 / 1.5)) for _ in range(articles)),
        fields_filled=sum(random.choice((3, 4, 4, 5)) for _ in range(articles)),
    )


def _poisson(mean: float, random: Random) -> int:
    if mean > 50:
        return max(0, round(random.gauss(mean, mean**0.5)))
    number, passed = 0, random.expovariate(1)
    while passed < mean:
        number, passed = number + 1, passed + random.expovariate(1)
    return number


def _alarms(con: Connection, hours: range) -> list[str]:
    """What was raised, looking at these hours after START at which Rasd was running."""
    raised = []
    for number in hours:
        moment = START + timedelta(hours=number, minutes=30)
        ran = "SELECT count(*) FROM run WHERE started_at BETWEEN ?::TIMESTAMP - INTERVAL 1 HOUR AND ?"
        if con.execute(ran, [moment, moment]).fetchone() != (0,):
            raised += record(con, check(con, moment), moment)[0]
    return [str(alarm) for alarm in raised]


def test_fifty_healthy_days_raise_no_alarm(con: Connection) -> None:
    keep(con, healthy_days(78, Random(1)))
    assert _alarms(con, range(28 * 24, 78 * 24, 25)) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 8))
def test_fifty_other_healthy_days_looked_at_four_times_a_day_raise_no_alarm(con: Connection, seed: int) -> None:
    keep(con, healthy_days(78, Random(seed)))
    assert _alarms(con, range(28 * 24, 78 * 24, 6)) == []


@pytest.fixture(scope="module")
def four_weeks() -> Iterator[Connection]:
    with open_warehouse(":memory:") as con:
        looks = [START + timedelta(hours=hours) for hours in range(0, 28 * 24, 6)]
        keep(con, [(at, [row(f"{at}", source, 10) for source in ("north", "south", "west")]) for at in looks])
        yield con


@pytest.fixture
def steady(four_weeks: Connection) -> Iterator[Connection]:
    """Four weeks of four looks a day at three like sources; what a test adds is taken back."""
    with suppress(_Over), transaction(four_weeks):
        yield four_weeks
        raise _Over


class _Over(Exception):
    pass


NOW = START + timedelta(days=28)
HEALTHY = row(f"{NOW}", "south", 10), row(f"{NOW}", "west", 10)


@pytest.mark.parametrize(
    ("ill", "sign", "cause"),
    [
        ({"discovered": 0, "refused": {"discover: no feed": 1}}, "lists less", "feed moved"),
        ({"discovered": 0, "refused": {"discover: does not resolve": 1}}, "lists less", "unreachable"),
        ({"discovered": 0, "refused": {"discover: refused": 1}}, "lists less", "blocked"),
        ({"discovered": 28}, "lists less", "pages taken down"),
        ({"fetched": 1, "failed": 9, "failures": {"refused": 9}}, "pages fail", "blocked"),
        ({"fetched": 3, "failed": 7, "failures": {"gone": 7}}, "pages fail", "pages taken down"),
        ({"articles": 2, "refused": {"page: no article": 8}}, "pages refused", "site changed"),
        ({"articles": 0, "refused": {"page: mojibake": 10}}, "pages refused", "encoding changed"),
        ({"articles": 0, "refused": {"page: paywall": 10}}, "pages refused", "behind a paywall"),
        ({"median_chars": 300.0}, "texts shorter", "site changed"),
        ({"dated": 0}, "dates missing", "dates unreadable"),
        ({"fields_filled": 10}, "fields empty", "site changed"),
        ({"new": 40, "mentions": 2}, "tells no incidents", "site changed"),
    ],
)
def test_a_source_that_falls_out_of_its_past_is_named_with_the_likely_cause(
    steady: Connection, ill: dict[str, Any], sign: str, cause: str
) -> None:
    keep(steady, [(NOW, [row(f"{NOW}", "north", 10, **ill), *HEALTHY])])
    (alarm,) = check(steady, NOW + timedelta(minutes=5)).alarms
    assert (alarm.source, alarm.sign, alarm.cause) == ("north", sign, cause)
    assert alarm.cure in str(alarm)


def test_a_source_without_news_for_longer_than_ever_is_silent(steady: Connection) -> None:
    days = [NOW + timedelta(hours=hours) for hours in range(0, 31, 6)]
    keep(steady, [(at, [row(f"{at}", "north", 0), row(f"{at}", "south", 10), row(f"{at}", "west", 10)]) for at in days])
    (alarm,) = check(steady, days[-1] + timedelta(minutes=5)).alarms
    assert (alarm.source, alarm.sign, alarm.cause) == ("north", "silent", "nothing new")
    assert alarm.detail == "nothing new for 36 hours; its longest pause in 28 days was 6 hours"
    assert check(steady, days[2] + timedelta(minutes=5)).alarms == ()


def test_a_new_source_that_gives_nothing_for_a_day_is_named(con: Connection) -> None:
    looks = [START + timedelta(hours=hours) for hours in range(0, 30, 6)]
    keep(con, [(at, [row(f"{at}", "north", 0, discovered=0, refused={"discover: gone": 1})]) for at in looks])
    (alarm,) = check(con, looks[-1]).alarms
    assert (alarm.source, alarm.sign, alarm.cause) == ("north", "gave nothing yet", "feed moved")
    assert check(con, looks[1]).alarms == ()


def test_where_no_source_can_be_reached_the_network_is_to_blame(steady: Connection) -> None:
    cut = {"discovered": 0, "refused": {"discover: does not resolve": 1}, "fetched": 0}
    keep(steady, [(NOW, [row(f"{NOW}", source, 0, **cut) for source in ("north", "south", "west")])])
    (alarm,) = check(steady, NOW + timedelta(minutes=5)).alarms
    assert (alarm.source, alarm.cause) == (ALL, "no network")


def test_runs_that_cease_to_come_are_noticed(steady: Connection) -> None:
    assert check(steady, NOW + timedelta(hours=10)).alarms == ()
    (alarm,) = check(steady, NOW + timedelta(hours=20)).alarms
    assert (alarm.source, alarm.cause) == (ALL, "standing still")


def test_a_machine_that_was_switched_off_makes_no_source_silent(steady: Connection) -> None:
    later = NOW + timedelta(days=5)
    keep(steady, [(later, [row(f"{later}", source, 0) for source in ("north", "south", "west")])])
    assert check(steady, later + timedelta(minutes=5)).alarms == ()


def test_an_alarm_is_raised_once_lasts_until_the_source_has_recovered_and_is_then_over(steady: Connection) -> None:
    states = [{"dated": 0}, {"dated": 3}, {"dated": 6}, {}, {}]
    told = []
    for number, state in enumerate(states):
        at = NOW + timedelta(hours=7 * number)
        keep(steady, [(at, [row(f"{at}", "north", 10, **state), row(f"{at}", "south", 10), row(f"{at}", "west", 10)])])
        raised, ended = record(steady, check(steady, at), at)
        told.append((len(raised), len(ended)))
    assert told == [(1, 0), (0, 0), (0, 0), (0, 1), (0, 0)]
    rows = steady.execute("SELECT source, sign, raised_at, ended_at FROM alarm").fetchall()
    assert rows == [("north", "dates missing", NOW, NOW + timedelta(hours=21))]


def test_a_source_of_a_few_days_is_new_and_not_judged(con: Connection) -> None:
    looks = [START + timedelta(hours=hours) for hours in range(0, 72, 6)]
    keep(con, [(at, [row(f"{at}", "north", 10, dated=0 if at == looks[-1] else 10)]) for at in looks])
    (north,) = check(con, looks[-1]).sources
    assert (north.verdict, north.alarms) == ("new", ())


def test_every_measure_is_one_that_the_warehouse_counts(steady: Connection) -> None:
    (north, *_) = check(steady, NOW).sources
    assert set(north.readings) == {measure.name for measure in measures()}
    assert north.readings["dated"].usual_14 == north.readings["dated"].usual_28 == 1
