"""Loading: what the stages hand over becomes rows; the same input twice changes none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import pyarrow as pa

from extract.errors import WarehouseError
from extract.model import Article, Mention, Reason, content_id
from warehouse.db import Connection, run_sql, transaction
from warehouse.stories import signatures

Row = Mapping[str, Any]

_KEYS = {
    "run_source": ("run_id", "source"),
    "run_stage": ("run_id", "source", "stage"),
    "source": ("source",),
    "place": ("place_id",),
    "actor": ("actor",),
    "fetch": ("fetch_id",),
    "reject": ("reject_id",),
    "article": ("article_id",),
}


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """An article, the mentions coded from it, and the archived response it was read from."""

    article: Article
    mentions: tuple[Mention, ...] = ()
    fetch_id: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How many articles were new, changed, unchanged, or set aside for a better copy of the same page."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0


def within_run(con: Connection, run_id: str) -> None:
    """Let every row that `con` writes from now on name its run."""
    con.execute("SET VARIABLE run_id = ?", [run_id])


def start_run(con: Connection, run_id: str, kind: str, parameters: Row | None = None) -> None:
    """Record that a run began."""
    con.execute(
        "INSERT INTO run (run_id, kind, parameters, started_at, status) VALUES (?, ?, ?, ?, 'running')",
        [run_id, kind, json.dumps(parameters or {}, ensure_ascii=False, default=str), _now()],
    )


def finish_run(con: Connection, run_id: str, status: str = "completed", message: str | None = None) -> None:
    """Record that a run ended, as `completed` or `failed`."""
    con.execute(
        "UPDATE run SET finished_at = ?, status = ?, message = ? WHERE run_id = ?", [_now(), status, message, run_id]
    )


def end_killed_runs(con: Connection, kind: str, machine: str) -> None:
    """Record of the runs of this kind on this machine that never ended that they were killed.

    Only whoever holds the lock that such a run holds may say so.
    """
    con.execute(
        "UPDATE run SET finished_at = ?, status = 'failed', message = 'killed: it never ended'"
        " WHERE status = 'running' AND kind = ? AND (parameters ->> 'machine') = ?",
        [_now(), kind, machine],
    )


def load_run_sources(con: Connection, rows: Iterable[Row]) -> None:
    """Record what a run got from each source; rows have the columns of run_source."""
    _write_rows(con, "run_source", rows)


def load_run_stages(con: Connection, rows: Iterable[Row]) -> None:
    """Record how long each stage of a run took; rows have the columns of run_stage."""
    _write_rows(con, "run_stage", rows)


def load_sources(con: Connection, rows: Iterable[Row]) -> None:
    """Keep the outlets; rows have the columns of source. A changed independence group re-counts its incidents."""
    with transaction(con):
        before = "CREATE OR REPLACE TEMP TABLE source_before AS SELECT source, independence_group FROM source"
        con.execute(before)
        _write_rows(con, "source", rows)
        con.execute(
            "INSERT INTO merge_queue SELECT article_id FROM article JOIN source USING (source)"
            " LEFT JOIN source_before b USING (source)"
            " WHERE source.independence_group IS DISTINCT FROM b.independence_group"
            " AND article_id NOT IN (FROM merge_queue)"
        )


def load_places(con: Connection, rows: Iterable[Row]) -> None:
    """Keep the places that mentions name; rows have the columns of place."""
    _write_rows(con, "place", rows)


def load_actors(con: Connection, rows: Iterable[Row]) -> None:
    """Keep the registry of actors; rows have the columns of actor."""
    _write_rows(con, "actor", rows)


def load_fetches(con: Connection, rows: Iterable[Row]) -> None:
    """Keep the requests made; rows have the columns of fetch, without fetch_id."""
    _write_rows(con, "fetch", ({**row, "fetch_id": fetch_id(row["url"], row["fetched_at"])} for row in rows))


def fetch_id(url: str, fetched_at: datetime) -> str:
    """The id of the request for `url` made at that moment."""
    return content_id(url, str(_utc(fetched_at)))


def load_rejects(con: Connection, rows: Iterable[Row]) -> None:
    """Keep what was refused; rows have `stage`, `reason` and, where known, `source url detail run_id`.

    A refusal met again keeps the row of its first time.
    """
    known = ("stage", "source", "url", "reason", "detail")
    keyed = {content_id(*(str(row.get(name) or "") for name in known)): row for row in rows}
    now = _now()
    _write_rows(
        con, "reject", ({"rejected_at": now, **row, "reject_id": key} for key, row in keyed.items()), update=False
    )


def content_hash(article: Article) -> str:
    """A hash of what the page says: equal hashes, equal article."""
    said = (article.title, article.text, article.published, article.language, article.source, article.country)
    return content_id(*map(str, said), article.section or "", "\x1e".join(article.authors), "\x1e".join(article.tags))


def known_articles(con: Connection, articles: Iterable[Article]) -> set[str]:
    """The ids of those of `articles` that the warehouse holds just as they are: they need not be coded again."""
    hashes = {article.article_id: content_hash(article) for article in articles}
    return {key for key, known in _hashes(con, hashes).items() if hashes[key] == known[0]}


def load_articles(con: Connection, articles: Iterable[LoadedArticle], reason: str = "article edited") -> LoadReport:
    """Keep articles and their mentions, all or none of them.

    An edited page keeps its article_id; its mentions are replaced, and those that vanished are recorded in
    mention_deleted with `reason`. Of several URLs that name one canonical page (AMP, print, tracking
    parameters) that of the page itself is kept, then the shortest. Raises WarehouseError for a mention whose
    evidence is not what the text has at its span.
    """
    best: dict[str, LoadedArticle] = {}
    for loaded in articles:
        rival = best.get(loaded.article.article_id)
        if rival is None or _rank(loaded.article) <= _rank(rival.article):
            best[loaded.article.article_id] = loaded
    with transaction(con):
        known = _hashes(con, best)
        taken = {
            key: loaded
            for key, loaded in best.items()
            if key not in known or _rank(loaded.article) <= _url_rank(known[key][1], known[key][2])
        }
        written = {
            key: loaded
            for key, loaded in taken.items()
            if key not in known or known[key][0] != content_hash(loaded.article)
        }
        _write(con, "article", _article_table(list(written.values()), _run_id(con)))
        _enqueue(con, written)
        coded = {key: loaded.mentions for key, loaded in taken.items()}
        _check_evidence(coded, {key: loaded.article.text for key, loaded in taken.items()})
        _replace_mentions(con, coded, known, reason)
    new = len(written.keys() - known.keys())
    return LoadReport(new, len(written) - new, len(taken) - len(written), len(best) - len(taken))


def load_mentions(con: Connection, coded: Mapping[str, Sequence[Mention]], reason: str = "article coded again") -> None:
    """Replace the mentions of the articles (by article_id) in `coded` by those given.

    Rows that are equal stay untouched; those that vanish go to mention_deleted with `reason`, and what
    took their place inherits their root_id. Raises WarehouseError for a mention whose evidence is not what
    the text has at its span.
    """
    with transaction(con):
        con.register("asked", _ids(coded))
        texts = con.execute("SELECT article_id, text FROM article SEMI JOIN asked USING (article_id)").fetchall()
        con.unregister("asked")
        _check_evidence(coded, dict(texts))
        _replace_mentions(con, coded, coded, reason)


def _check_evidence(coded: Mapping[str, Sequence[Mention]], texts: Mapping[str, str]) -> None:
    """Raises WarehouseError for a mention whose evidence is not what its article's text has at its span."""
    for article_id, mentions in coded.items():
        for mention in mentions:
            if mention.span.of(texts.get(article_id, "")) != mention.evidence:
                raise WarehouseError(
                    f"article {article_id}: the text at {mention.span.start}:{mention.span.end} is not the evidence"
                    f" {mention.evidence!r}; code the article again from the text as stored"
                )


def _replace_mentions(
    con: Connection, coded: Mapping[str, Sequence[Mention]], known: Iterable[str], reason: str
) -> None:
    """Give the articles in `coded` these mentions; only those in `known` can have others already."""
    con.register("known", _ids(known))
    con.register("incoming", _mention_table(coded))
    try:
        con.execute("SET VARIABLE reason = ?", [reason])
        con.execute("SET VARIABLE now = ?", [_now()])
        run_sql(con, "stage_mentions")
        run_sql(con, "replace_mentions")
    finally:
        con.unregister("incoming")
        con.unregister("known")


def mention_ids(article_id: str, mentions: Sequence[Mention]) -> list[str]:
    """The ids of an article's mentions: a hash of article, span and kind.

    Where one span tells several incidents of a kind (a list of villages), their place, day and actor are
    hashed too; those that are equal in that as well are numbered.
    """
    told = [(str(m.span.start), str(m.span.end), m.sub_event_type.value) for m in mentions]
    if len(set(told)) == len(told):
        return [content_id(article_id, *short) for short in told]
    ids: list[str] = []
    for mention, short in zip(mentions, told, strict=True):
        long = (*short, mention.place or "", str(mention.date_start), str(mention.date_end), mention.actor1)
        key = content_id(article_id, *(short if told.count(short) == 1 else long))
        again = 1
        while key in ids:
            again += 1
            key = content_id(article_id, *long, str(again))
        ids.append(key)
    return ids


def _mention_table(coded: Mapping[str, Sequence[Mention]]) -> pa.Table:
    told = [mention for mentions in coded.values() for mention in mentions]
    columns: dict[str, list[Any]] = {
        "mention_id": [key for article_id, mentions in coded.items() for key in mention_ids(article_id, mentions)],
        "article_id": [article_id for article_id, mentions in coded.items() for _ in mentions],
        "event_type": [m.event_type.value for m in told],
        "sub_event_type": [m.sub_event_type.value for m in told],
        "claim": [m.claim and m.claim.value for m in told],
        "killed_low": [m.killed and m.killed.low for m in told],
        "killed_high": [m.killed and m.killed.high for m in told],
        "injured_low": [m.injured and m.injured.low for m in told],
        "injured_high": [m.injured and m.injured.high for m in told],
        "span_start": [m.span.start for m in told],
        "span_end": [m.span.end for m in told],
        "why": [_reasons(m.why) for m in told],
    }
    for name in _MENTION_SCHEMA.names:
        if name not in columns:
            columns[name] = list(map(attrgetter(name), told))
    return pa.table({name: columns[name] for name in _MENTION_SCHEMA.names}, schema=_MENTION_SCHEMA)


def _reasons(why: Sequence[Reason]) -> str | None:
    """The reasons as JSON; null where there are none."""
    if not why:
        return None
    told = [
        {"field": r.field, "rule": r.rule, "span": r.span and {"start": r.span.start, "end": r.span.end}} for r in why
    ]
    return json.dumps(told, ensure_ascii=False)


_text, _words, _count = pa.string(), pa.list_(pa.string()), pa.int32()
_MENTION_SCHEMA = pa.schema(
    [
        ("mention_id", _text),
        ("article_id", _text),
        ("event_type", _text),
        ("sub_event_type", _text),
        ("date_start", pa.date32()),
        ("date_end", pa.date32()),
        ("time_precision", pa.int8()),
        ("country", _text),
        ("admin1", _text),
        ("place", _text),
        ("place_id", _text),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
        ("geo_precision", pa.int8()),
        ("actor1", _text),
        ("suspected", _words),
        ("actor2", _text),
        ("weapons", _words),
        ("killed_low", _count),
        ("killed_high", _count),
        ("injured_low", _count),
        ("injured_high", _count),
        ("claim", _text),
        ("background", pa.bool_()),
        ("evidence", _text),
        ("span_start", _count),
        ("span_end", _count),
        ("confidence", pa.float64()),
        ("why", _text),
    ]
)


def _run_id(con: Connection) -> str | None:
    """The run that the rows written by `con` belong to, if within_run() named one."""
    row = con.execute("SELECT getvariable('run_id')").fetchone()
    return row[0] if row else None


def _article_table(written: Sequence[LoadedArticle], run_id: str | None) -> pa.Table:
    told = [loaded.article for loaded in written]
    same = ("source", "url", "title", "text", "authors", "language", "country", "section", "tags")
    columns: dict[str, list[Any]] = {
        "article_id": [article.article_id for article in told],
        "canonical_url": [article.canonical_url or article.url for article in told],
        "published": [_utc(article.published) for article in told],
        "published_on": [article.published and article.published.date() for article in told],
        "modified": [_utc(article.modified) for article in told],
        "content_hash": list(map(content_hash, told)),
        "signature": signatures([article.text for article in told]),
        **{name: list(map(attrgetter(name), told)) for name in same},
        **{name: list(map(attrgetter(name), written)) for name in ("fetch_id", "warc_file", "warc_offset")},
    }
    return pa.table({**columns, "run_id": pa.array([run_id] * len(written), pa.string())})


def _rank(article: Article) -> tuple[bool, int, str]:
    return _url_rank(article.url, article.canonical_url or article.url)


def _url_rank(url: str, canonical_url: str) -> tuple[bool, int, str]:
    """The page itself before its copies, then the shortest URL: the same choice in whatever order they come."""
    return (url != canonical_url, len(url), url)


def _hashes(con: Connection, ids: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """(content hash, URL, canonical URL) of those of the articles `ids` that are in the warehouse."""
    con.register("asked", _ids(ids))
    rows = con.execute(
        "SELECT article_id, content_hash, url, canonical_url FROM article SEMI JOIN asked USING (article_id)"
    )
    known = {key: rest for key, *rest in rows.fetchall()}
    con.unregister("asked")
    return {key: (rest[0], rest[1], rest[2]) for key, rest in known.items()}


def _ids(article_ids: Iterable[str]) -> pa.Table:
    return pa.table({"article_id": pa.array(article_ids, pa.string())})


def _enqueue(con: Connection, article_ids: Iterable[str]) -> None:
    con.register("queued", _ids(article_ids))
    con.execute("INSERT INTO merge_queue FROM queued WHERE article_id NOT IN (FROM merge_queue)")
    con.unregister("queued")


def _write_rows(con: Connection, table: str, rows: Iterable[Row], *, update: bool = True) -> None:
    """Write rows given as mappings; values that a row does not give are null, and the last of equal keys counts."""
    kept = list({tuple(row[name] for name in _KEYS[table]): row for row in rows}.values())
    names = list(dict.fromkeys(name for row in kept for name in row))
    if kept:
        _write(con, table, pa.table({name: [_plain(row.get(name)) for row in kept] for name in names}), update=update)


def _write(con: Connection, table: str, rows: pa.Table, *, update: bool = True) -> None:
    """Insert the rows that are new by the table's primary key and, if `update`, rewrite those that differ.

    Columns that `rows` lacks are null. The same SQL serves engines without ON CONFLICT.
    """
    columns = [name for name, *_ in con.execute(f'DESCRIBE "{table}"').fetchall()]
    if unknown := sorted(set(rows.column_names) - set(columns)):
        raise WarehouseError(f"{table} has no column {unknown[0]!r}: its columns are {', '.join(columns)}")
    key = _KEYS[table]
    same_key = " AND ".join(f"t.{name} = s.{name}" for name in key)
    differs = " OR ".join(f"t.{name} IS DISTINCT FROM s.{name}" for name in columns if name not in key)
    with transaction(con):
        con.register("incoming", rows)
        con.execute(f'CREATE OR REPLACE TEMP TABLE incoming_row AS FROM "{table}" LIMIT 0')
        con.execute("INSERT INTO incoming_row BY NAME FROM incoming")
        con.unregister("incoming")
        con.execute(
            "CREATE OR REPLACE TEMP TABLE known_row AS"
            f' SELECT s.* FROM incoming_row s SEMI JOIN "{table}" t ON {same_key}'
        )
        con.execute(f'INSERT INTO "{table}" SELECT s.* FROM incoming_row s ANTI JOIN known_row t ON {same_key}')
        if update:
            con.execute(
                "CREATE OR REPLACE TEMP TABLE changed_row AS"
                f' SELECT s.* FROM known_row s JOIN "{table}" t ON {same_key} WHERE {differs}'
            )
            con.execute(f'DELETE FROM "{table}" t USING changed_row s WHERE {same_key}')
            con.execute(f'INSERT INTO "{table}" FROM changed_row')


def _plain(value: Any) -> Any:
    return _utc(value) if isinstance(value, datetime) else value


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment and moment.tzinfo else moment


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
