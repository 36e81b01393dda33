"""What one merge changed: incidents that appeared, went, or tell something else now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.db import Connection
from warehouse.rows import query

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """A number of incidents, and some of them.

    Examples have `incident_id`, `notes` (the incident as an English sentence) and `evidence`; those that went
    `reason` and `merged_into`, those that were altered `fields`: what each was and is.
    """

    number: int
    examples: list[Row]


@dataclass(frozen=True, slots=True)
class IncidentChanges:
    """The incidents that a merge added, took out and altered."""

    added: Changed
    gone: Changed
    altered: Changed


def incident_changes(con: Connection, merged_at: datetime, examples: int = 5) -> IncidentChanges:
    """What the merge dated `merged_at` (UTC) changed, with at most so many `examples` of each."""
    return IncidentChanges(*(_changed(con, which, merged_at, examples) for which in (_ADDED, _GONE, _ALTERED)))


def _changed(con: Connection, which: str, merged_at: datetime, examples: int) -> Changed:
    number = query(con, f"SELECT count(*) AS number FROM ({which})", [merged_at])[0]["number"]
    return Changed(number, query(con, f"{which} ORDER BY incident_id LIMIT {examples}", [merged_at]))


_ADDED = """
    SELECT i.incident_id, i.notes, m.evidence
    FROM incident i JOIN mention m ON m.mention_id = i.evidence_mention_id
    WHERE i.recorded_at = ?
"""
_GONE = """
    SELECT incident_id, row ->> 'notes' AS notes, reason, merged_into
    FROM incident_deleted
    WHERE deleted_at = ?
"""
_ALTERED = """
    SELECT
        r.incident_id,
        any_value(i.notes) AS notes,
        any_value(m.evidence) AS evidence,
        list(struct_pack(field, old_value, new_value) ORDER BY field) AS fields
    FROM incident_revision r
    JOIN incident i USING (incident_id)
    JOIN mention m ON m.mention_id = i.evidence_mention_id
    WHERE revised_at = ?
    GROUP BY r.incident_id
"""
