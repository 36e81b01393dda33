"""Status: what the warehouse holds and how its last runs went, for people who operate it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from extract.errors import SettingsError
from warehouse.db import Connection
from warehouse.health import Health
from warehouse.rows import query

_COUNTED = ("source", "fetch", "article", "mention", "incident", "incident_revision", "reject", "run")
_WRITTEN = ("fetch", "article", "mention", "mention_deleted", "incident", "incident_revision", "incident_deleted")


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


def run_told(con: Connection, run_id: str) -> dict[str, Any]:
    """All that is known of a run: what it was asked, what came in, what was refused and why, what it took.

    `run_id` may be the beginning of an id, or "last". Raises SettingsError where no run, or more than one, is meant.
    """
    asked = "" if run_id == "last" else run_id
    found = query(con, "FROM run WHERE starts_with(run_id, ?) ORDER BY started_at DESC, run_id LIMIT 2", [asked])
    if not found or (len(found) > 1 and asked):
        told = "several runs begin" if found else "no run begins"
        raise SettingsError(f"{told} with {run_id!r}; `rasd run list` shows their ids")
    key = found[0]["run_id"]
    written = " UNION ALL ".join(
        f'SELECT \'{name}\' AS "table", count(*) AS rows FROM "{name}" WHERE run_id = $run' for name in _WRITTEN
    )
    return {
        "run": found[0],
        "sources": query(con, "SELECT * EXCLUDE (run_id) FROM run_source WHERE run_id = ? ORDER BY source", [key]),
        "stages": query(
            con,
            "SELECT stage, count(*) AS sources, sum(seconds) AS seconds, arg_max(source, seconds) AS slowest"
            " FROM run_stage WHERE run_id = ? GROUP BY stage ORDER BY seconds DESC",
            [key],
        ),
        "refusals": refusals(con, key),
        "failures": requests_failed(con, [key]),
        "written": query(con, written, {"run": key}),
    }


def health_rows(health: Health) -> list[dict[str, Any]]:
    """A row a source: its verdict, when it last gave something new, each measure now and as usual, what is wrong."""
    return [
        {
            "source": one.source,
            "verdict": one.verdict,
            "last_new": one.last_found,
            **{
                name: {"now": reading.now, "usual_14": reading.usual_14, "usual_28": reading.usual_28}
                for name, reading in one.readings.items()
            },
            "alarms": [str(alarm) for alarm in one.alarms],
        }
        for one in health.sources
    ]


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


def refusals(con: Connection, run_id: str) -> list[dict[str, Any]]:
    """What a run refused by source, stage and reason, each with its number and an example; met before or not."""
    return query(
        con,
        """
        WITH counted AS (
            SELECT source, unnest(map_entries(from_json(refused, '"MAP(VARCHAR, INTEGER)"'))) AS one
            FROM run_source WHERE run_id = $run
        ),
        refused AS (
            SELECT source, one.key AS reason, one.value AS number FROM counted
            UNION ALL
            SELECT source, stage || ': ' || reason, count(*)
            FROM reject WHERE run_id = $run AND source NOT IN (SELECT source FROM run_source WHERE run_id = $run)
            GROUP BY ALL
        )
        SELECT refused.*, min(url) AS example
        FROM refused LEFT JOIN reject
            ON reject.source = refused.source AND stage || ': ' || reject.reason = refused.reason
        GROUP BY ALL ORDER BY number DESC, refused.source, refused.reason
        """,
        {"run": run_id},
    )


def days_covered(con: Connection, since: date, until: date, sources: Sequence[str]) -> list[dict[str, Any]]:
    """For each day from `since` to `until` what `sources` published on it as far as it is held, the newest day first.

    `silent` names the sources of which nothing is held.
    """
    return query(
        con,
        """
        WITH told AS (
            SELECT published_on AS day, source, count(DISTINCT article_id) AS articles, count(mention_id) AS mentions
            FROM article LEFT JOIN mention USING (article_id)
            WHERE published_on BETWEEN $since AND $until AND list_contains($sources, source)
            GROUP BY ALL
        )
        SELECT
            day, coalesce(sum(articles), 0)::BIGINT AS articles, coalesce(sum(mentions), 0)::BIGINT AS mentions,
            list_filter($sources, name -> NOT coalesce(list_contains(list(source), name), false)) AS silent
        FROM (SELECT unnest(generate_series($since, $until, INTERVAL 1 DAY))::DATE AS day) LEFT JOIN told USING (day)
        GROUP BY day ORDER BY day DESC
        """,
        {"since": since, "until": until, "sources": list(sources)},
    )


def requests_failed(con: Connection, runs: Sequence[str]) -> list[dict[str, Any]]:
    """How many addresses `runs` asked for in vain, by source and verdict, each with an example.

    What has answered since is left out, and so is a robots.txt that is not there.
    """
    return query(
        con,
        """
        SELECT source, verdict, count(DISTINCT url) AS addresses, min(url) AS example
        FROM "fetch" AS failed
        WHERE list_contains($runs, run_id) AND error IS NOT NULL AND NOT (via = 'robots' AND verdict = 'gone')
            AND NOT EXISTS (
                FROM "fetch" AS later
                WHERE later.url = failed.url AND later.fetched_at > failed.fetched_at AND later.error IS NULL
            )
        GROUP BY ALL ORDER BY ALL
        """,
        {"runs": list(runs)},
    )
