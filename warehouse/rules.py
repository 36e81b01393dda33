"""By which rules everything was read and coded, and what a change of rules has left behind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from extract.model import Article
from warehouse.db import Connection, transaction
from warehouse.load import content_hash, load_mentions
from warehouse.rows import query

Position = tuple[str, str, int]
"""Whose response it is, and where it lies in the archive: source, file and offset.

Machines that share a warehouse have archives of their own, with files of the same names.
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """The versions in use: of the page reader for each source, and of the coder.

    What was published before `since` or after `until` is left as it is.
    """

    readers: Mapping[str, str]
    coder: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A response that was read for articles: where it lies, by which version of the reader, and what came of it.

    `article_id` is None where it was refused, and where it carries the articles of other addresses. `announced` is
    when its article was published by what named its address.
    """

    source: str
    file: str
    offset: int
    reader_version: str
    article_id: str | None = None
    announced: datetime | None = None


def fingerprint(article: Article) -> str:
    """Which article it is and what it says, as stale_pages() gives it."""
    return f"{article.article_id} {content_hash(article)}"


def note_read(con: Connection, read: Iterable[Read]) -> None:
    """Record by which rules responses were read, and what came of them."""
    rows = list({(one.source, one.file, one.offset): one for one in read}.values())
    announced = [one.announced and one.announced.astimezone(UTC).replace(tzinfo=None) for one in rows]
    noted = pa.table(
        {
            "outlet": pa.array([one.source for one in rows], pa.string()),
            "file": pa.array([one.file for one in rows], pa.string()),
            "place": pa.array([one.offset for one in rows], pa.int64()),
            "version": pa.array([one.reader_version for one in rows], pa.string()),
            "given": pa.array([one.article_id for one in rows], pa.string()),
            "told": pa.array(announced, pa.timestamp("us")),
        }
    )
    with _table(con, "noted", noted):
        con.execute(
            'UPDATE "fetch" SET reader_version = version, article_id = given, announced = coalesce(told, announced)'
            " FROM noted WHERE source = outlet AND warc_file = file AND warc_offset = place AND verdict = 'ok'"
        )


def note_coded(con: Connection, coded: Mapping[str, str], version: str) -> None:
    """Record that articles were coded by the coder's `version`; `coded` has the content hash that was, by article."""
    noted = pa.table({"id": pa.array(coded, pa.string()), "hash": pa.array(coded.values(), pa.string())})
    with _table(con, "noted", noted):
        con.execute(
            "UPDATE article SET coder_version = $version FROM noted"
            " WHERE article_id = id AND content_hash = hash AND coder_version IS DISTINCT FROM $version",
            {"version": version},
        )


def stale_pages(
    con: Connection, rules: Rules, after: Position = ("", "", 0), limit: int | None = None
) -> list[dict[str, Any]]:
    """The archived responses that would be read by other rules now, by position, those behind `after`.

    Of an address it is the last whole answer, and whatever holds an article that stands. A row has `source
    warc_file warc_offset article_id announced`; of the articles that stand from it `given` are the ids, `urls` the
    addresses, and `coded` the fingerprints of those that need not be coded again.
    """
    with _readers(con, rules):
        return query(
            con,
            f"""
            {_documents()}
            WHERE stale AND (source, warc_file, warc_offset) > ($source, $file, $offset)
            ORDER BY source, warc_file, warc_offset LIMIT {limit or "ALL"}
            """,
            {"coder": rules.coder, **_days(rules), "source": after[0], "file": after[1], "offset": after[2]},
        )


def still_stale(con: Connection, rules: Rules, positions: Collection[Position]) -> dict[Position, frozenset[str]]:
    """Of the responses at `positions` those that stale_pages() gives still, with their `urls`.

    Another run may have come in between.
    """
    asked = pa.table(_columns(positions))
    with _readers(con, rules), _table(con, "asked", asked):
        rows = query(
            con,
            f"""
            SELECT source, warc_file, warc_offset, urls
            FROM ({_documents("SEMI JOIN asked USING (source, warc_file, warc_offset)")})
            SEMI JOIN asked USING (source, warc_file, warc_offset)
            WHERE stale
            """,
            {"coder": rules.coder, **_days(rules)},
        )
    return {(row["source"], row["warc_file"], row["warc_offset"]): frozenset(row["urls"]) for row in rows}


def stale_articles(con: Connection, rules: Rules, after: str = "", limit: int | None = None) -> list[dict[str, Any]]:
    """The articles that would be coded by other rules now, in the order of their ids, those behind `after`.

    Rows of article with the outlet's `time_zone`.
    """
    with _readers(con, rules):
        return query(
            con,
            f"""
            SELECT article.* EXCLUDE (signature), time_zone
            FROM article JOIN reader USING (source) LEFT JOIN source USING (source)
            WHERE coder_version IS DISTINCT FROM $coder AND article_id > $after AND {_WITHIN.format("published_on")}
            ORDER BY article_id LIMIT {limit or "ALL"}
            """,
            {"coder": rules.coder, **_days(rules), "after": after},
        )


def count_stale(con: Connection, rules: Rules) -> tuple[int, int]:
    """How many archived responses, and how many articles, the change of rules concerns."""
    with _readers(con, rules):
        row = con.execute(
            f"SELECT (SELECT count(*) FROM ({_documents()}) WHERE stale),"
            " (SELECT count(*) FROM article JOIN reader USING (source)"
            f" WHERE coder_version IS DISTINCT FROM $coder AND {_WITHIN.format('published_on')})",
            {"coder": rules.coder, **_days(rules)},
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def unchanged_articles(con: Connection, hashes: Mapping[str, str]) -> set[str]:
    """Those of the articles (content hashes by id) that still say what they said."""
    asked = pa.table({"article_id": pa.array(hashes, pa.string()), "content_hash": pa.array(hashes.values())})
    with _table(con, "asked", asked):
        found = con.execute("SELECT article_id FROM article SEMI JOIN asked USING (article_id, content_hash)")
        return {key for (key,) in found.fetchall()}


def retire(con: Connection, lost: Mapping[str, Position]) -> int:
    """Take out articles that no page gives any more, with their mentions; gives how many.

    `lost` has articles, and the response that gave each and does so no more: one that stands from another, or that
    another address gives as well, stays. Articles that were copies of what goes are merged anew.
    """
    if not lost:
        return 0
    suspects = pa.table({"article_id": pa.array(lost, pa.string()), **_columns(lost.values())})
    with transaction(con), _table(con, "suspect", suspects):
        found = con.execute(
            """
            SELECT article_id FROM article SEMI JOIN suspect USING (article_id, source, warc_file, warc_offset)
            WHERE article_id NOT IN (
                SELECT arg_max_null(article_id, fetched_at) FROM "fetch" WHERE verdict = 'ok' GROUP BY url
                HAVING arg_max_null(article_id, fetched_at) IS NOT NULL
            )
            """
        )
        gone = [key for (key,) in found.fetchall()]
        load_mentions(con, dict.fromkeys(gone, ()), reason="page no longer read as an article")
        with _table(con, "gone_article", pa.table({"article_id": pa.array(gone, pa.string())})):
            con.execute(
                "INSERT INTO merge_queue SELECT article_id FROM article WHERE story_id IN"
                " (SELECT story_id FROM article SEMI JOIN gone_article USING (article_id))"
                " AND article_id NOT IN (FROM merge_queue)"
            )
            con.execute("DELETE FROM article WHERE article_id IN (FROM gone_article)")
    return len(gone)


def forget_refusals(
    con: Connection, answered: Iterable[tuple[str, str]], again: Iterable[tuple[str, str, str, str]]
) -> None:
    """Take out what was refused at addresses that have been read, or coded, again, but for what was refused `again`.

    `answered` has URL and stage, `again` has URL, stage, reason and detail.
    """
    with (
        _table(con, "answered", _texts(("url", "stage"), answered)),
        _table(con, "again", _texts(("url", "stage", "reason", "detail"), again)),
    ):
        con.execute(
            "DELETE FROM reject WHERE (url, stage) IN (SELECT (url, stage) FROM answered)"
            " AND (url, stage, reason, coalesce(detail, '')) NOT IN (SELECT (url, stage, reason, detail) FROM again)"
        )


_WITHIN = "($since IS NULL OR {0} >= $since::DATE) AND ($until IS NULL OR {0} <= $until::DATE)"


def _documents(those: str = "") -> str:
    """A query for every response that was read, and whether it is stale; `those` joins it to those that matter."""
    return f"""
        WITH standing AS (
            SELECT
                source,
                warc_file,
                warc_offset,
                list(article_id) AS given,
                list(url) AS urls,
                list(article_id || ' ' || content_hash) FILTER (coder_version = $coder) AS coded,
                max(published_on) AS published_on
            FROM article {those}
            WHERE warc_file IS NOT NULL
            GROUP BY ALL
        ),
        own AS (  -- of a copy of the page (AMP, print) it is the page's article
            SELECT article_id, [article_id || ' ' || content_hash] AS coded FROM article WHERE coder_version = $coder
        ),
        answer AS (
            SELECT *, fetched_at = max(fetched_at) OVER (PARTITION BY url) AS is_last
            FROM "fetch"
            WHERE verdict = 'ok' AND url IN (SELECT url FROM "fetch" {those})
        ),
        document AS (
            SELECT
                source, warc_file, warc_offset, article_id, announced,
                coalesce(standing.given, []) AS given,
                coalesce(standing.urls, []) AS urls,
                list_distinct(coalesce(standing.coded, []) || coalesce(own.coded, [])) AS coded,
                reader_version <> reader.version
                    AND (is_last OR standing.given IS NOT NULL)
                    AND {_WITHIN.format("coalesce(published_on, announced, fetched_at)::DATE")} AS stale
            FROM answer
            JOIN reader USING (source)
            LEFT JOIN standing USING (source, warc_file, warc_offset)
            LEFT JOIN own USING (article_id)
        )
        FROM document
    """


def _texts(names: Sequence[str], rows: Iterable[Sequence[str]]) -> pa.Table:
    told = list(rows)
    return pa.table({name: pa.array([row[at] for row in told], pa.string()) for at, name in enumerate(names)})


def _columns(positions: Collection[Position]) -> dict[str, pa.Array]:
    return {
        "source": pa.array([source for source, _, _ in positions], pa.string()),
        "warc_file": pa.array([file for _, file, _ in positions], pa.string()),
        "warc_offset": pa.array([offset for _, _, offset in positions], pa.int64()),
    }


def _days(rules: Rules) -> dict[str, date | None]:
    return {"since": rules.since, "until": rules.until}


@contextmanager
def _readers(con: Connection, rules: Rules) -> Iterator[None]:
    """Within the block the table reader holds `source` and `version`."""
    sources, versions = list(rules.readers), list(rules.readers.values())
    with _table(con, "reader", pa.table({"source": pa.array(sources, pa.string()), "version": pa.array(versions)})):
        yield


@contextmanager
def _table(con: Connection, name: str, rows: pa.Table) -> Iterator[None]:
    con.register(name, rows)
    try:
        yield
    finally:
        con.unregister(name)
