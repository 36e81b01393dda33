"""Status: what the warehouse holds and how its last runs went, for people who operate it."""

from __future__ import annotations

from typing import Any

from warehouse.db import Connection
from warehouse.rows import query

_COUNTED = ("source", "fetch", "article", "mention", "incident", "incident_revision", "reject", "run")


def table_counts(con: Connection) -> dict[str, int]:
    """The number of rows in the main tables."""
    counts = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS rows FROM \"{name}\"" for name in _COUNTED)
    found = {row["name"]: row["rows"] for row in query(con, counts)}
    return {name: found[name] for name in _COUNTED}


def last_runs(con: Connection, limit: int = 5) -> list[dict[str, Any]]:
    """The last `limit` runs, the newest first, each with what its sources gave."""
    return query(
        con,
        """
        SELECT run_id, kind, started_at, finished_at, status, message,
            coalesce(sum(discovered), 0)::BIGINT AS discovered, coalesce(sum(fetched), 0)::BIGINT AS fetched,
            coalesce(sum(articles), 0)::BIGINT AS articles, coalesce(sum(rejected), 0)::BIGINT AS rejected,
            coalesce(sum(failed), 0)::BIGINT AS failed
        FROM run LEFT JOIN run_source USING (run_id)
        GROUP BY ALL ORDER BY started_at DESC, run_id LIMIT ?
        """,
        [limit],
    )


def incidents_of(con: Connection, article_url: str) -> list[dict[str, Any]]:
    """The rows of incidents that the article at `article_url` tells, in the order of its text."""
    return query(
        con,
        """
        SELECT incidents.* FROM incidents
        JOIN (
            SELECT im.incident_id, min(m.span_start) AS place_in_text
            FROM incident_mention im JOIN mention m USING (mention_id) JOIN article a USING (article_id)
            WHERE a.url = $url OR a.canonical_url = $url
            GROUP BY im.incident_id
        ) told USING (incident_id)
        ORDER BY place_in_text, incident_id
        """,
        {"url": article_url},
    )


def latest_incidents(con: Connection, limit: int) -> list[dict[str, Any]]:
    """The `limit` latest incidents that are no mere recollections, the newest first."""
    return query(
        con,
        "FROM incidents WHERE NOT background AND event_date IS NOT NULL ORDER BY event_date DESC, incident_id LIMIT ?",
        [limit],
    )


def refusals(con: Connection, run_id: str | None = None) -> list[dict[str, Any]]:
    """What was refused by stage and reason, of one run or of all; each with its number and an example."""
    return query(
        con,
        """
        SELECT stage, reason, count(*) AS number, min(url) AS example
        FROM reject WHERE $run IS NULL OR run_id = $run GROUP BY ALL ORDER BY number DESC, stage, reason
        """,
        {"run": run_id},
    )
