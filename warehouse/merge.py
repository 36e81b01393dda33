"""Merging: mentions that tell one event become one incident."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path

import pyarrow as pa

from extract.model import Article, EventType, Mention, SubEventType, content_id
from warehouse.clusters import Links, cluster
from warehouse.components import components
from warehouse.db import Connection, open_warehouse, run_sql, transaction
from warehouse.load import LoadedArticle, load_articles, mention_ids
from warehouse.stories import find_stories

_HERE = Path(__file__).parent
DATA = _HERE / "data"
_COMPARING = ("candidates", "score", "link")
_ONE_SIDED = {EventType.EXPLOSIONS, EventType.VIOLENCE_AGAINST_CIVILIANS}
_LINKING = ("link_keep", "tangles")
_DRAWING = ("assign", "consolidate", "review")
_WRITING = ("describe", "write")


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge did: the mentions it looked at, and the incidents it made, revised and deleted."""

    mentions: int
    created: int
    revised: int
    deleted: int


def merge(con: Connection, now: datetime | None = None) -> MergeReport:
    """Merge what was loaded since the last merge into incidents, all or nothing.

    Only mentions of the articles in merge_queue are compared with others, and only the groups they touch
    are drawn anew; the result is the same as if all had been loaded at once. `now` (UTC) dates the
    revisions.
    """
    with transaction(con):
        con.execute("SET VARIABLE now = ?", [now or datetime.now(UTC).replace(tzinfo=None)])
        _read_knowledge(con)
        if con.execute("SELECT count(*) FROM merge_queue").fetchone() == (0,):
            return MergeReport(0, 0, 0, 0)
        find_stories(con)
        for step in _COMPARING:
            run_sql(con, step)
        components(con, "edge")
        for step in _LINKING:
            run_sql(con, step)
        _untangle(con)
        for step in _DRAWING:
            run_sql(con, step)
        _apply_decisions(con)
        for step in _WRITING:
            run_sql(con, step)
        counts = con.execute(
            "SELECT (SELECT count(*) FROM touched),"
            " (SELECT count(*) FROM noted_incident ANTI JOIN incident_before USING (incident_id)),"
            " (SELECT count(*) FROM changed_incident), (SELECT count(*) FROM gone_incident)"
        ).fetchone()
    assert counts is not None
    return MergeReport(*counts)


def merge_mentions(articles: Sequence[tuple[Article, Sequence[Mention]]]) -> list[list[str]]:
    """The incident_id of each mention of each article, merged in memory: what the warehouse would give them."""
    with open_warehouse(":memory:") as con:
        load_articles(con, [LoadedArticle(article, tuple(mentions)) for article, mentions in articles])
        merge(con)
        incident = dict(con.execute("SELECT mention_id, incident_id FROM incident_mention").fetchall())
    return [[incident[key] for key in mention_ids(article.article_id, mentions)] for article, mentions in articles]


@cache
def rules_version() -> str:
    """The version of what merges: a hash of its tables, SQL and code, as they are when it is first asked for."""
    steps = ("stories", "stories_name", *_COMPARING, *_LINKING, *_DRAWING, *_WRITING)
    code = ("macros.sql", "merge.py", "clusters.py", "components.py", "stories.py")
    files = [
        *sorted(DATA.glob("*.tsv")),
        *(_HERE / "sql" / f"{step}.sql" for step in steps),
        *map(_HERE.joinpath, code),
    ]
    return content_id(*(file.read_text(encoding="utf-8") for file in files))


def read_weights() -> list[dict[str, str]]:
    """The rows of weights.tsv: `feature level weight meaning`."""
    return _read("weights")


def _read_knowledge(con: Connection) -> None:
    """The weights, and what outlets name for each other; changed rules put all articles in the queue."""
    if con.execute("FROM merge_rules").fetchall() != [(rules_version(),)]:
        weights = [(row["feature"], row["level"], float(row["weight"]), row["meaning"]) for row in read_weights()]
        con.execute("DELETE FROM merge_weight")
        con.executemany("INSERT INTO merge_weight VALUES (?, ?, ?, ?)", weights)
        con.execute("DELETE FROM merge_rules")
        con.execute("INSERT INTO merge_rules VALUES (?)", [rules_version()])
        con.execute("INSERT INTO merge_queue SELECT article_id FROM article WHERE article_id NOT IN (FROM merge_queue)")
    con.register("read", _table(_kind_pairs()))
    con.execute("CREATE OR REPLACE TEMP TABLE kind_pair AS FROM read")
    _both_ways(con, "related_actor", "actor_a", "actor_b", _read("related_actors"))
    con.register("read", _table(_read("weapon_families")))
    con.execute("CREATE OR REPLACE TEMP TABLE weapon_family AS FROM read")
    con.register("read", _table(_read("phrases")))
    con.execute("CREATE OR REPLACE TEMP TABLE phrase AS FROM read")
    con.register("read", _table({"sub_event_type": k.value, "event_type": k.event_type.value} for k in SubEventType))
    con.execute("CREATE OR REPLACE TEMP TABLE kind AS FROM read")
    con.unregister("read")


def _kind_pairs() -> list[dict[str, str | bool]]:
    """How two kinds compare, for all that can be one event: those of one event type, and those that outlets confuse.

    Two kinds are one-sided where who acts in the one cannot be whom the other hits.
    """
    confused = {frozenset((row["kind_a"], row["kind_b"])) for row in _read("kinds")}
    return [
        {
            "kind_a": a.value,
            "kind_b": b.value,
            "level": _level(a, b, frozenset((a, b)) in confused),
            "one_sided": {a.event_type, b.event_type} <= _ONE_SIDED,
        }
        for a, b in product(SubEventType, repeat=2)
        if a.event_type is b.event_type or frozenset((a, b)) in confused
    ]


def _level(a: SubEventType, b: SubEventType, confused: bool) -> str:
    """The level of the feature `kind` that two kinds take."""
    if a is b:
        return "same"
    if not confused:
        return "far"
    return "close" if a.event_type is b.event_type else "crossed"


def _both_ways(con: Connection, table: str, a: str, b: str, rows: list[dict[str, str]]) -> None:
    """A temp table of pairs that hold in either order."""
    con.register("read", _table(rows + [{**row, a: row[b], b: row[a]} for row in rows]))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM read")
    con.unregister("read")


def _untangle(con: Connection) -> None:
    """Make the temp table cluster(n, label) of the table tangled."""
    mentions, labels = cluster(Links(**con.execute("FROM tangled").fetchnumpy()))
    con.register("read", pa.table({"n": mentions, "label": labels}))
    con.execute("CREATE OR REPLACE TEMP TABLE cluster AS FROM read")
    con.unregister("read")


def _apply_decisions(con: Connection) -> None:
    """Give the drawn incidents the values that analysts set."""
    for (field,) in con.execute("SELECT DISTINCT field FROM decision").fetchall():
        con.execute(
            f"UPDATE drawn_incident SET {field} = decision.value FROM decision"
            f" WHERE decision.field = '{field}' AND decision.incident_id = drawn_incident.incident_id"
        )


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _table(rows: Iterable[Mapping[str, str | bool]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows))
