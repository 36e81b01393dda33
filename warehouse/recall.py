"""Recalling: what the pipeline asks of its past before it goes to the network again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from warehouse.db import Connection
from warehouse.rows import query


def last_answers(con: Connection, sources: Iterable[str]) -> list[dict[str, Any]]:
    """For each URL of `sources` its last whole answer: a row of fetch, with four columns more.

    `first_at` and `confirmed_at` (UTC) are when the URL first answered and when it was last found unchanged,
    `published_on` is the day of the article read from it. `settled` says that it was read, as an article or as
    something to refuse.
    """
    return query(
        con,
        """
        WITH answer AS (
            SELECT
                *,
                min(fetched_at) OVER same_url AS first_at,
                max(fetched_at) OVER same_url AS confirmed_at,
                max(CASE WHEN verdict = 'ok' THEN fetched_at END) OVER same_url AS answered_at,
                max(CASE WHEN article_id IS NOT NULL THEN fetched_at END) OVER same_url AS read_at
            FROM "fetch"
            WHERE list_contains(?, source) AND verdict IN ('ok', 'not modified', 'unchanged')
            WINDOW same_url AS (PARTITION BY url)
        )
        SELECT
            answer.*,
            article.published_on,
            coalesce(read_at >= answered_at, false)
                OR answer.url IN (SELECT url FROM reject WHERE url IS NOT NULL) AS settled
        FROM answer LEFT JOIN article USING (article_id)
        WHERE fetched_at = answered_at AND verdict = 'ok'
        """,
        [list(sources)],
    )


def last_failures(con: Connection, sources: Iterable[str], verdicts: Iterable[str]) -> list[dict[str, Any]]:
    """The URLs of `sources` that failed with one of `verdicts` and have not answered since.

    `first_at` and `last_at` (UTC) are when they did so first and last.
    """
    return query(
        con,
        """
        SELECT url, min(fetched_at) AS first_at, max(fetched_at) AS last_at
        FROM "fetch" AS failed
        WHERE list_contains(?, source) AND list_contains(?, verdict) AND NOT EXISTS (
            FROM "fetch" AS later
            WHERE later.url = failed.url AND later.fetched_at > failed.fetched_at AND later.error IS NULL
        )
        GROUP BY url
        """,
        [list(sources), list(verdicts)],
    )


def archived_until(con: Connection) -> dict[str, int]:
    """For each file of the archive the offset of the last record in it that has its row in fetch."""
    rows = query(
        con, 'SELECT warc_file, max(warc_offset) AS last FROM "fetch" WHERE warc_file IS NOT NULL GROUP BY ALL'
    )
    return {row["warc_file"]: row["last"] for row in rows}


def sources_with_articles(con: Connection) -> set[str]:
    """The outlets that the warehouse holds articles of."""
    return {row["source"] for row in query(con, "SELECT DISTINCT source FROM article")}


def known_sources(con: Connection) -> list[dict[str, Any]]:
    """The rows of source: every outlet that a run was about."""
    return query(con, "FROM source ORDER BY source")
