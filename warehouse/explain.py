"""Explaining: from an incident back to the words that were published."""

from __future__ import annotations

import json
from typing import Any

from extract.errors import SettingsError
from warehouse.db import Connection

Explanation = dict[str, Any]

_CONTEXT = 200  # characters searched on either side for the ends of the sentence


def explain(con: Connection, incident_id: str) -> Explanation:
    """What is known of an incident and where it comes from.

    Gives `incident` (its row), `mentions` (each with its sentence, its article's title, url, source, day,
    WARC file and offset, its score and why it was merged), `revisions`, and `asked`, the id given, when it
    has since been merged into another. The beginning of an id is enough. Raises SettingsError for an id
    that fits none or several incidents.
    """
    key = resolve(con, incident_id)
    incident = _rows(con, "SELECT * FROM incidents WHERE incident_id = ?", key)[0]
    mentions = _rows(
        con,
        """
        SELECT m.*, im.score, im.why AS merged_because,
            a.title, a.url, a.source, a.published, a.published_on, a.story_id, a.text,
            a.fetch_id, a.warc_file, a.warc_offset
        FROM incident_mention im JOIN mention m USING (mention_id) JOIN article a USING (article_id)
        WHERE incident_id = ? ORDER BY a.published NULLS LAST, m.article_id, m.span_start
        """,
        key,
    )
    for mention in mentions:
        mention["sentence"] = sentence_around(mention.pop("text"), mention["span_start"], mention["span_end"])
        mention["why"] = json.loads(mention["why"] or "[]")
        mention["merged_because"] = json.loads(mention["merged_because"] or "null")
    revisions = _rows(con, "SELECT * FROM incident_revision WHERE incident_id = ? ORDER BY revised_at, field", key)
    return {"asked": incident_id, "incident": incident, "mentions": mentions, "revisions": revisions}


def resolve(con: Connection, incident_id: str) -> str:
    """The incident that `incident_id` begins, or that holds what it was merged into."""
    rows = con.execute(
        """
        WITH RECURSIVE heir AS (
            SELECT incident_id, merged_into FROM incident_deleted WHERE starts_with(incident_id, $id)
            UNION
            SELECT d.incident_id, d.merged_into FROM heir JOIN incident_deleted d ON d.incident_id = heir.merged_into
        )
        SELECT incident_id FROM incident WHERE starts_with(incident_id, $id) AND $id <> ''
        UNION
        SELECT merged_into FROM heir JOIN incident ON incident.incident_id = merged_into WHERE $id <> ''
        """,
        {"id": incident_id},
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    if rows:
        raise SettingsError(f"{incident_id!r} begins {len(rows)} incidents: give more of the id")
    gone = con.execute("SELECT reason FROM incident_deleted WHERE incident_id = ?", [incident_id]).fetchone()
    if gone:
        raise SettingsError(f"incident {incident_id!r} was deleted: {gone[0]}; see incident_deleted")
    raise SettingsError(f"there is no incident {incident_id!r}: ids are in the column incident_id of incidents")


def _rows(con: Connection, query: str, key: str) -> list[dict[str, Any]]:
    cursor = con.execute(query, [key])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def sentence_around(text: str, start: int, end: int) -> str:
    """The stretch of `text` around a span, to the nearest line end, full stop or question mark."""
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    begin = max(before.rfind("\n"), before.rfind(". "), before.rfind("؟ ")) + 1
    ends = [at for mark in ("\n", ". ", "؟ ") if (at := after.find(mark)) >= 0]
    return (before[begin:] + text[start:end] + after[: min(ends) + 1 if ends else None]).strip()
