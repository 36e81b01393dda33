"""Health: how each source does beside its own last 14 and 28 days, what is wrong with it, and the likely cause."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from math import sqrt
from pathlib import Path
from statistics import median, stdev
from typing import Any

from warehouse.db import Connection, read_sql, transaction
from warehouse.rows import query

Row = Mapping[str, Any]

ALL = ""
"""In place of a source's id: what concerns all of them."""
SPANS = (6, 24, 72)
"""Hours looked at: the shortest that holds enough to judge by."""

_SHORT = 14  # days of the shorter baseline; health.sql gives 28
_DAYS_TO_JUDGE = 7  # a baseline of fewer days tells nothing
_DEVIATIONS = 4.5  # a shortfall that chance does not bring about in a year of looks at many sources
_BELOW_LOWEST = 0.9  # and below the lowest of 28 days by a tenth
_PART = 0.2  # of what is usual: less than that is nothing
_HOLIDAY = 0.4  # where sources list less all at once, what is usual shrinks to this at most
_FINDS_TO_JUDGE = 5
_PAUSES = 2.5  # times the longest pause of 28 days is silence
_LEAST_SILENCE = 24.0  # hours
_RUNS_TO_JUDGE = 10
_STILL = 3  # times the longest pause between runs
_LEAST_STILL = timedelta(hours=2)
_SOURCES_TO_COMPARE = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """What a source should not fall short of: a row of data/measures.tsv.

    It is out of line (`sign`) below `factor` of what is usual, where it is out of at least `least` and chance does not
    explain it: `chance` is "share" for shares, "own" where the past days tell how much it varies, "none" for medians,
    else the variance of a count over its mean. Of the refusals at `stage` the cause is read; without any it is `cause`,
    or `cause_in_part` where some of the measure is left.
    """

    name: str
    meaning: str
    sign: str
    factor: float
    least: float
    chance: str
    stage: str
    cause: str
    cause_in_part: str

    def value(self, window: Row, least: float | None = None) -> float | None:
        """The measure in a window; None where it is out of less than `least`."""
        basis = window[f"{self.name}_of"]
        return window[self.name] / basis if basis >= (self.least if least is None else least) else None

    def over(self, windows: Sequence[Row]) -> float | None:
        """The measure over several windows."""
        basis = sum(window[f"{self.name}_of"] for window in windows)
        return sum(window[self.name] for window in windows) / basis if basis else None

    def spread(self, usual: float, basis: float, days: Sequence[float]) -> float:
        """The standard deviation of the measure where it is out of `basis`, and `days` are its past values."""
        match self.chance:
            case "none":
                return 0.0
            case "own":
                return max(stdev(days), sqrt(usual) / 2)
            case "share":
                return sqrt(max(usual * (1 - usual), 0) / basis + 1 / basis**2)
            case times:
                return sqrt(float(times) * usual / basis)


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure now, and over 14 and 28 days; None where there was too little to tell."""

    now: float | None
    usual_14: float | None
    usual_28: float | None

    @property
    def usual(self) -> float | None:
        """The lower of the two."""
        return min((one for one in (self.usual_14, self.usual_28) if one is not None), default=None)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong with a source: what was seen, why that is likely, and what can be done."""

    source: str
    sign: str
    cause: str
    detail: str

    @property
    def cure(self) -> str:
        """What whoever runs Rasd can do about it."""
        return _table("cures", "cause")[self.cause]["cure"]

    def __str__(self) -> str:
        who = self.source or "all sources"
        return f"{who}: {self.sign} ({self.detail}); likely cause: {self.cause}; {self.cure}"


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How one source does: `verdict` is well, unwell, or new while there is too little past to judge by."""

    source: str
    verdict: str
    last_found: datetime | None
    readings: Mapping[str, Reading]
    alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """How all sources do, and what concerns all of them."""

    sources: tuple[SourceHealth, ...] = ()
    general: tuple[Alarm, ...] = field(default=())

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """Everything that is wrong."""
        return (*self.general, *(alarm for source in self.sources for alarm in source.alarms))


@dataclass(frozen=True, slots=True)
class _Past:
    """What is known of one source: its windows by hours, its days, its looks, why pages were refused, open alarms."""

    source: str
    spans: Mapping[int, Row]
    days: Sequence[Row]
    looks: Row
    reasons: Mapping[int, Counter[str]]
    open: Mapping[str, datetime]


def check(con: Connection, now: datetime | None = None) -> Health:
    """How the sources did at `now` (UTC), judged by the runs of ingest; nothing is written."""
    now = now or datetime.now(UTC).replace(tzinfo=None)
    con.execute("SET VARIABLE now = ?", [now])
    spans: dict[str, dict[int, Row]] = defaultdict(dict)
    days: dict[str, list[Row]] = defaultdict(list)
    for window in query(con, read_sql("health")):
        if window["hours"]:
            spans[window["source"]][window["hours"]] = window
        else:
            days[window["source"]].append(window)
    reasons = _reasons(con)
    open_alarms: dict[str, dict[str, datetime]] = defaultdict(dict)
    for row in query(con, "SELECT source, sign, raised_at FROM alarm WHERE ended_at IS NULL"):
        open_alarms[row["source"]][row["sign"]] = row["raised_at"]
    pasts = [
        _Past(key, spans[key], days[key], looks, reasons[key], open_alarms[key])
        for looks in query(con, read_sql("looks"))
        for key in [looks["source"]]
    ]
    general = {measure.name: _general(measure, pasts) for measure in measures() if measure.chance == "own"}
    sources = tuple(_judge(past, general) for past in pasts)
    return _without_network(Health(sources, tuple(_standing_still(con, now))))


def record(con: Connection, health: Health, now: datetime | None = None) -> tuple[list[Alarm], list[Alarm]]:
    """Keep what is wrong in the table alarm; gives the alarms that are new, and those that are over."""
    now = now or datetime.now(UTC).replace(tzinfo=None)
    present = {(alarm.source, alarm.sign): alarm for alarm in health.alarms}
    with transaction(con):
        rows = query(con, "SELECT source, sign, cause, detail FROM alarm WHERE ended_at IS NULL")
        known = {(row["source"], row["sign"]): Alarm(**row) for row in rows}
        raised = [alarm for key, alarm in present.items() if key not in known]
        ended = [alarm for key, alarm in known.items() if key not in present]
        for alarm in ended:
            con.execute(
                "UPDATE alarm SET ended_at = ? WHERE source = ? AND sign = ? AND ended_at IS NULL",
                [now, alarm.source, alarm.sign],
            )
        for alarm in raised:
            con.execute(
                "INSERT INTO alarm (source, sign, raised_at, cause, detail) VALUES (?, ?, ?, ?, ?)",
                [alarm.source, alarm.sign, now, alarm.cause, alarm.detail],
            )
    return raised, ended


@cache
def measures() -> tuple[Measure, ...]:
    """The rows of measures.tsv."""
    return tuple(
        Measure(
            name=name,
            meaning=row["meaning"],
            sign=row["sign"],
            factor=float(row["factor"]),
            least=float(row["least"]),
            chance=row["chance"],
            stage=row["stage"],
            cause=row["cause"],
            cause_in_part=row["cause_in_part"],
        )
        for name, row in _table("measures", "measure").items()
    )


def _judge(past: _Past, general: Mapping[str, float]) -> SourceHealth:
    readings, alarms = {}, []
    for measure in measures():
        readings[measure.name], alarm = _measured(measure, past, general.get(measure.name, 1.0))
        alarms += [alarm] if alarm else []
    if silence := _silence(past):
        alarms.append(silence)
    known_for = past.looks["last_look"] - past.looks["first_look"]
    verdict = "unwell" if alarms else "well" if known_for >= timedelta(days=_DAYS_TO_JUDGE) else "new"
    return SourceHealth(past.source, verdict, past.looks["last_found"], readings, tuple(alarms))


def _read(measure: Measure, past: _Past, least: float) -> tuple[Reading, list[float], int]:
    """The measure now and before, its values on the past days, and the hours that `now` is of."""
    days = [value for day in past.days if (value := measure.value(day, 1)) is not None]
    spans = ((hours, past.spans[hours]) for hours in SPANS if hours in past.spans)
    hours, now = next(
        ((hours, value) for hours, window in spans if (value := measure.value(window, least)) is not None),
        (SPANS[-1], None),
    )
    lately = [day for day in past.days if day["age"] <= _SHORT]
    return Reading(now, measure.over(lately), measure.over(past.days)), days, hours


def _general(measure: Measure, pasts: Sequence[_Past]) -> float:
    """How much of what is usual the sources give as a whole: less than 1 on holidays."""
    readings = [_read(measure, past, measure.least)[0] for past in pasts]
    ratios = [reading.now / reading.usual for reading in readings if reading.now is not None and reading.usual]
    return min(1.0, max(_HOLIDAY, median(ratios))) if len(ratios) >= _SOURCES_TO_COMPARE else 1.0


def _measured(measure: Measure, past: _Past, general: float) -> tuple[Reading, Alarm | None]:
    """The measure now and before, and the alarm if it is out of line, or was and has not recovered."""
    is_open = measure.sign in past.open
    reading, days, hours = _read(measure, past, 1 if is_open else measure.least)
    now, usual = reading.now, reading.usual
    if usual is None or len(days) < _DAYS_TO_JUDGE:
        return reading, None
    usual *= general
    if now is None:
        out_of_line = is_open
    elif is_open:
        out_of_line = now == 0 or now < (1 + measure.factor) / 2 * usual
    else:
        by_chance = _DEVIATIONS * measure.spread(usual, past.spans[hours][f"{measure.name}_of"], days)
        out_of_line = now < min(measure.factor * usual, _BELOW_LOWEST * min(days) * general, usual - by_chance)
    if not out_of_line:
        return reading, None
    seen = f"{_number(now)} now, usually {_number(reading.usual_14)} (14 days), {_number(reading.usual_28)} (28 days)"
    otherwise = measure.cause_in_part if now is not None and now > _PART * usual else measure.cause
    cause = _cause(past.reasons[hours], [measure.stage], otherwise)
    return reading, Alarm(past.source, measure.sign, cause, f"{measure.meaning}: {seen}")


def _silence(past: _Past) -> Alarm | None:
    """The alarm for a source that gives nothing new for longer than it ever did, or never gave anything."""
    looks = past.looks
    stages = ["discover", "fetch", "page"]
    if looks["last_found"] is None:
        waited = (looks["last_look"] - looks["first_look"]).total_seconds() / 3600
        if waited < _LEAST_SILENCE:
            return None
        cause = _cause(past.reasons[SPANS[1]], stages, "feed moved")
        return Alarm(past.source, "gave nothing yet", cause, f"no article in {_hours(waited)} of looking")
    quiet = looks["quiet"]
    since = past.open.get("silent")
    if since is None:
        if looks["pauses"] < _FINDS_TO_JUDGE or looks["last_look"] - looks["first_look"] < timedelta(_DAYS_TO_JUDGE):
            return None
        if quiet <= max(_LEAST_SILENCE, _PAUSES * looks["longest_pause"]):
            return None
    elif looks["last_found"] > since:
        return None
    longest = f"; its longest pause in 28 days was {_hours(looks['longest_pause'])}" if looks["longest_pause"] else ""
    cause = _cause(past.reasons[SPANS[1]], stages, "nothing new")
    return Alarm(past.source, "silent", cause, f"nothing new for {_hours(quiet)}{longest}")


def _standing_still(con: Connection, now: datetime) -> Iterable[Alarm]:
    """The alarm for runs that have ceased to come, or hang."""
    (row,) = query(
        con,
        """
        SELECT count(*) AS runs, max(finished_at) AS last, max(pause) AS longest
        FROM (
            SELECT finished_at, started_at - lag(started_at) OVER (ORDER BY started_at) AS pause
            FROM run
            WHERE kind = 'ingest' AND finished_at IS NOT NULL
                AND started_at BETWEEN getvariable('now')::TIMESTAMP - INTERVAL 14 DAY AND getvariable('now')::TIMESTAMP
        )
        """,
    )
    if row["runs"] > _RUNS_TO_JUDGE and now - row["last"] > max(_LEAST_STILL, _STILL * row["longest"]):
        yield Alarm(ALL, "no runs", "standing still", f"the last run of ingest ended {row['last']:%Y-%m-%d %H:%M} UTC")


def _without_network(health: Health) -> Health:
    """The same, with one alarm in place of one a source where none of them can be reached."""
    cut_off = [one for one in health.sources if any(alarm.cause == "unreachable" for alarm in one.alarms)]
    if len(cut_off) < max(_SOURCES_TO_COMPARE, len(health.sources)):
        return health
    alarm = Alarm(ALL, "nothing answers", "no network", f"none of {len(cut_off)} sources can be reached")
    healed = tuple(SourceHealth(one.source, "unwell", one.last_found, one.readings) for one in health.sources)
    return Health(healed, (*health.general, alarm))


def _reasons(con: Connection) -> dict[str, dict[int, Counter[str]]]:
    """For each source and span of SPANS, how often pages were refused or failed for which reason, stage and all."""
    rows = query(
        con,
        """
        SELECT source, refused, failures, date_diff('second', started_at, getvariable('now')) / 3600 AS hours_ago
        FROM run_source JOIN run USING (run_id)
        WHERE kind = 'ingest' AND started_at BETWEEN getvariable('now')::TIMESTAMP - INTERVAL 3 DAY
            AND getvariable('now')::TIMESTAMP AND (refused <> '{}' OR failures <> '{}')
        """,
    )
    counts: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: {hours: Counter() for hours in SPANS})
    for row in rows:
        told = json.loads(row["refused"] or "{}")
        told |= {f"fetch: {verdict}": number for verdict, number in json.loads(row["failures"] or "{}").items()}
        for hours in SPANS:
            if row["hours_ago"] < hours:
                counts[row["source"]][hours].update(told)
    return counts


def _cause(reasons: Mapping[str, int], stages: Sequence[str], otherwise: str) -> str:
    """The cause of the commonest reason at the first of `stages` that has any."""
    known = _table("causes", "finding")
    for stage in stages:
        here = {key: number for key, number in reasons.items() if key.startswith(f"{stage}: ") and key in known}
        if here:
            return known[max(sorted(here), key=here.__getitem__)]["cause"]
    return otherwise


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _hours(hours: float) -> str:
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.1f} days"


@cache
def _table(name: str, key: str) -> dict[str, dict[str, str]]:
    """A table of warehouse/data, its rows by the column `key`."""
    with (Path(__file__).parent / "data" / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {row.pop(key): row for row in rows}
