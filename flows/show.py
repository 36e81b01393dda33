"""Tables for people: how incidents, runs and explanations look on a terminal."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from flows.progress import Watcher

Row = dict[str, Any]

_TOLD_BELOW = ("refused", "failures")
_COUNTED = ("articles", "rejected", "failed")
_SHORT = {"discovered": "found", "not_modified": "unchanged", "rejected": "refused", "median_chars": "text length"}
"""Columns that stand on a terminal under a shorter name."""

_NARROWEST = 12
"""Signs that a column needs to be read: with more columns than fit, rows are shown as records."""

SHORT_ID = 8
"""Digits of an id that a table shows; `rasd explain` takes the beginning of an id."""


def console() -> Console:
    """Where tables go; wide enough to be read where there is no terminal."""
    return Console(width=None if sys.stdout.isatty() else 160, highlight=False)


def to_json(value: Any) -> str:
    """`value` as readable JSON, days and moments in ISO 8601."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The rows as CSV on standard output, lists as JSON."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([to_line(value) if isinstance(value, list | dict) else value for value in row] for row in rows)


def to_line(value: Any) -> str:
    """`value` as JSON on one line."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> Table:
    """Any rows as a table; a column of numbers stands to the right, and nothing is cut."""
    held = [list(row) for row in rows]
    shown = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold")
    for number, name in enumerate(columns):
        values = {type(row[number]) for row in held} - {type(None)}
        shown.add_column(name, overflow="fold", justify="right" if values and values <= {int, float} else "left")
    for row in held:
        shown.add_row(*(Text(_cell(value)) for value in row))
    return shown


def answer(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """What `rasd sql` prints: a table, or where its columns do not fit, a record for each row."""
    if len(columns) * _NARROWEST <= console().width:
        yield table(columns, rows)
        return
    for number, row in enumerate(rows, start=1):
        told = [(name, value) for name, value in zip(columns, row, strict=True) if value not in (None, [])]
        yield table(("column", "value"), [(name, _cell(value)) for name, value in told], f"Row {number} of {len(rows)}")


def incident_table(rows: Iterable[Row], title: str) -> Table:
    """Rows of the view incidents, a line each."""
    columns = ("id", "day", "what", "where", "who", "whom", "killed", "injured", "sources")
    return table(columns, (_incident(row) for row in rows), title)


def source_table(report: Row) -> Table:
    """What each source gave in the run that `report` counts."""
    columns = ("source", "found", "fetched", "unchanged", "failed", "articles", "new", "mentions", "refused", "verdict")
    names = ("source", "discovered", "fetched", "not_modified", "failed", "articles", "new", "mentions")
    rows = [
        (*(source[name] for name in names), sum(source["refused"].values()), source["verdict"])
        for source in report["sources"]
    ]
    return table(columns, rows, f"Run {report['run_id']}: what each source gave")


def run_table(runs: Sequence[Row], title: str | None = None) -> Table:
    """Runs, a line each; what went wrong stands last, where anything did."""
    told = [
        {
            "run": run["run_id"],
            "kind": run["kind"],
            "started": f"{run['started_at']:%Y-%m-%d %H:%M}",
            "took": _hours((run["finished_at"] - run["started_at"]).total_seconds()) if run["finished_at"] else "",
            "status": run["status"],
            **{_SHORT.get(name, name): run[name] for name in _COUNTED},
            **({"message": run["message"]} if any(one["message"] for one in runs) else {}),
        }
        for run in runs
    ]
    shown = table(list(told[0]) if told else [], [list(row.values()) for row in told], title)
    for column in shown.columns[:1]:
        column.no_wrap = True
    return shown


def refusal_lines(report: Row) -> list[str]:
    """What was refused in a run, a line for each source and reason."""
    return [
        f"{source['source']}: {number} refused: {reason}"
        for source in report["sources"]
        for reason, number in sorted(source["refused"].items())
    ]


def print_reports(reports: Sequence[Row], as_json: bool) -> None:
    """Prints what runs gave, source by source, and what they refused."""
    if as_json:
        print(to_json(reports))
        return
    for report in reports:
        console().print(source_table(report))
        for line in refusal_lines(report):
            console().print(line)


def print_forecast(forecast: Sequence[Row], as_json: bool) -> None:
    """Prints what a backfill will take, source by source."""
    if as_json:
        print(to_json({"forecast": forecast}))
        return
    columns = ("source", "found", "known", "whole", "to ask for", "at least", "gaps")
    rows = [
        (
            one["source"],
            one["found"],
            one["known"],
            one["whole"],
            one["asked"],
            _hours(one["seconds"]),
            _counts(one["gaps"]),
        )
        for one in forecast
    ]
    console().print(table(columns, rows))
    longest = max(one["seconds"] for one in forecast)
    console().print(f"{sum(one['asked'] for one in forecast)} pages to ask for; at least {_hours(longest)}.")


def print_backfill(told: Row, as_json: bool) -> None:
    """Prints what a backfill gave, day by day, and which gaps stay."""
    if as_json:
        print(to_json(told))
        return
    for title, columns, rows in (
        ("What each day gave", ["day", "articles", "mentions", "silent"], told["days"]),
        ("Asked for in vain", ["source", "verdict", "addresses", "example"], told["gaps"]),
        ("Refused", ["source", "reason", "number"], list(_refusals(told["runs"]))),
    ):
        if rows:
            console().print(table(columns, [[row[name] for name in columns] for row in rows], title))


def _refusals(runs: Iterable[Row]) -> Iterator[Row]:
    """What runs refused, by source and reason."""
    numbers: Counter[tuple[str, str]] = Counter()
    for run in runs:
        for source in run["sources"]:
            numbers.update({(source["source"], reason): number for reason, number in source["refused"].items()})
    for (source, reason), number in sorted(numbers.items()):
        yield {"source": source, "reason": reason, "number": number}


@contextmanager
def progress_bar(steps: int) -> Iterator[Watcher]:
    """A bar on standard error, with the rate and the time that remains, to be moved on by parts of a step."""
    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[pages]} pages, {task.fields[rate]:.0f} a minute"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=steps, pages=0, rate=0.0)

        def move(part: float, pages: int) -> None:
            shown = bar.tasks[0]
            read = shown.fields["pages"] + pages
            bar.update(task, advance=part, pages=read, rate=60 * read / max(shown.elapsed or 0.0, 1.0))

        yield move


def explanation(told: Row) -> Iterable[Any]:
    """What `rasd explain` prints, piece by piece: the incident, what each article says of it, and what changed."""
    incident = told["incident"]
    if told["asked"] != incident["incident_id"] and not incident["incident_id"].startswith(told["asked"]):
        yield Text(f"{told['asked']} has been merged into {incident['incident_id']}", style="yellow")
    yield Text(incident["notes"], style="bold")
    fields = [(name, _cell(value)) for name, value in incident.items() if value not in (None, []) and name != "notes"]
    yield table(("field", "value"), fields)
    for mention in told["mentions"]:
        yield Text(f"{mention['source']}, {_cell(mention['published_on'])}: {mention['title']}", style="bold")
        yield _labelled(
            ("sentence", _lit(mention["sentence"], mention["evidence"])),
            ("evidence", f"{mention['evidence']} [{mention['span_start']}:{mention['span_end']}]"),
            ("url", mention["url"]),
            ("archive", f"{mention['warc_file']} at {mention['warc_offset']}"),
            ("mention", mention["mention_id"]),
            ("merged", _merged(mention)),
            *((reason["field"], Text(reason["rule"], style="dim")) for reason in mention["why"]),
        )
    if told["revisions"]:
        columns = ("revised_at", "field", "old_value", "new_value", "cause")
        yield table(columns, [[row[name] for name in columns] for row in told["revisions"]], "Revisions")


def _labelled(*lines: tuple[str, str | Text]) -> Padding:
    """Values beside their labels, so that a long one stays in its column; a label told twice is shown once."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    before = ""
    for label, value in lines:
        grid.add_row("" if label == before else label, value if isinstance(value, Text) else Text(value))
        before = label
    return Padding(grid, (0, 0, 1, 2), expand=False)


def _lit(sentence: str, evidence: str) -> Text:
    """The sentence with its evidence marked where the terminal has colours."""
    text = Text(sentence)
    at = sentence.find(evidence)
    if at >= 0:
        text.stylize("bold yellow", at, at + len(evidence))
    return text


def coding(result: Row) -> Iterable[Any]:
    """What `rasd code --explain` prints of an article: each incident with the rule and the words of every value."""
    for row in result["incidents"]:
        yield Text(f"{result['id']}  {row['sub_event_type']}  confidence {row['confidence']}", style="bold")
        yield Text(f"  {row['evidence']}")
        for reason in row["why"]:
            value = row.get(reason["field"])
            told = "" if value in (None, [], False) else f" {value}"
            words = f" «{reason['words']}»" if reason["words"] else ""
            yield Text(f"  {reason['field']}{told}: {reason['rule']}{words}", style="dim")


def _incident(row: Row) -> tuple[Any, ...]:
    where = ", ".join(part for part in (row["place_en"], row["admin1"], row["country"]) if part)
    return (
        row["incident_id"][:SHORT_ID],
        days(row["event_date"], row["event_date_end"]),
        row["sub_event_type"],
        where,
        row["actor1"],
        row["actor2"],
        toll(row["fatalities_low"], row["fatalities_high"]),
        toll(row["injured_low"], row["injured_high"]),
        row["number_of_sources"],
    )


def days(first: date | None, last: date | None) -> str:
    """A day, or the first and last of a stretch."""
    if first is None:
        return ""
    return f"{first}" if last in (None, first) else f"{first} – {last}"


def toll(low: int | None, high: int | None) -> str:
    """A number of people: 5, 3–5, or 5+ where no upper bound is told; empty where nothing is."""
    if low is None:
        return ""
    if high is None:
        return f"{low}+"
    return f"{low}" if low == high else f"{low}–{high}"


def _hours(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


def _counts(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number} × {name}" for name, number in numbers.items())


def _merged(mention: Row) -> str:
    """Why a mention is in its incident; what speaks neither for it nor against it is left out."""
    why = mention["merged_because"]
    if not why:
        return "the first report of it"
    if not isinstance(why, dict):
        return str(why)
    weights = {name: value for name, value in why.items() if isinstance(value, int | float)}
    others = [f"{name.replace('_', ' ')} {value}" for name, value in why.items() if name not in weights]
    score = f"score {mention['score']} = " + " ".join(f"{value:+g} {name}" for name, value in weights.items() if value)
    return "; ".join([score, *others])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def health_table(rows: Iterable[Row]) -> Table:
    """How the sources do: each measure now beside what is usual over 28 days."""
    shown = [
        [
            row["source"],
            row["verdict"],
            row["last_new"],
            *(f"{_amount(one['now'])} / {_amount(one['usual_28'])}" for one in row.values() if isinstance(one, dict)),
        ]
        for row in rows
    ]
    names = [name for row in rows for name, value in row.items() if isinstance(value, dict)]
    columns = ["source", "verdict", "last new", *dict.fromkeys(names)]
    return table(columns, shown, "Sources: now / usual of 28 days")


def run_pieces(told: Row) -> Iterable[Any]:
    """What `rasd run show` prints, piece by piece."""
    run = told["run"]
    yield Text(f"{run['kind']} {run['run_id']}: {run['status']}", style="bold")
    yield table(("field", "value"), [(name, value) for name, value in run.items() if value is not None])
    for title, rows in (
        ("What came in", _filled([{k: v for k, v in row.items() if k not in _TOLD_BELOW} for row in told["sources"]])),
        ("What was refused", told["refusals"]),
        ("What was asked for in vain", told["failures"]),
        ("What was written", [row for row in told["written"] if row["rows"]]),
        ("How long it took; sources are read side by side", told["stages"]),
    ):
        if rows:
            yield table(list(rows[0]), [[_rounded(value) for value in row.values()] for row in rows], title)


def _filled(rows: Sequence[Row]) -> list[Row]:
    """The rows without the columns in which all of them have nothing to tell, under short names."""
    names = [name for name in (rows[0] if rows else ()) if any(row[name] for row in rows)]
    return [{_SHORT.get(name, name): row[name] for name in names} for row in rows]


def _amount(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _rounded(value: Any) -> Any:
    return round(value, 2) if isinstance(value, float) else value
