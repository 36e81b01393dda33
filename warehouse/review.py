"""Analysts' decisions: merge, split, set, drop; kept by the mentions they are about, so that they outlive reruns.

A decision takes effect with the next merge.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from extract.errors import SettingsError
from extract.model import Claim, GeoPrecision, SubEventType, TimePrecision, content_id
from warehouse.db import Connection, transaction
from warehouse.explain import resolve

SETTABLE = (
    "event_date", "event_date_end", "time_precision", "sub_event_type", "country", "admin1", "place", "latitude",
    "longitude", "geo_precision", "actor1", "actor2", "fatalities_low", "fatalities_best", "fatalities_high",
    "injured_low", "injured_best", "injured_high", "claim", "event_clarity",
)  # fmt: skip

_WORDS: dict[str, Sequence[str | None]] = {
    "sub_event_type": tuple(SubEventType),
    "claim": (*Claim, None),
    "event_clarity": ("confirmed", "fair", "weak", "contested"),
}
_NEVER_EMPTY = {"actor1"}
_RANGES = {
    "time_precision": (min(TimePrecision), max(TimePrecision)),
    "geo_precision": (min(GeoPrecision), max(GeoPrecision)),
    "latitude": (-90, 90),
    "longitude": (-180, 180),
} | {f"{people}_{figure}": (0, 2**31 - 1) for people in ("fatalities", "injured") for figure in ("low", "best", "high")}


def merge_incidents(con: Connection, one: str, other: str, who: str, why: str) -> None:
    """Decide that two incidents are one. Raises SettingsError for an id that is none."""
    first, second = (_mentions(con, resolve(con, key)) for key in (one, other))
    if set(first) == set(second):
        raise SettingsError(f"{one!r} and {other!r} are one incident already")
    _decide(con, who, why, "merge", [*first.values(), *second.values()])


def split_incident(con: Connection, incident: str, mentions: Sequence[str], who: str, why: str) -> None:
    """Decide that `mentions` of an incident tell another event than the rest of it.

    Raises SettingsError for an id that is none, a mention that is not the incident's, or a split into nothing.
    """
    members = _mentions(con, resolve(con, incident))
    strange = [mention for mention in mentions if mention not in members]
    if strange or not mentions or len(set(mentions)) == len(members):
        what = f"{strange[0]!r} is none of them" if strange else "name some of them, not all"
        raise SettingsError(f"incident {incident!r} has the mentions {', '.join(members)}: {what}")
    apart = [members[mention] for mention in mentions]
    _decide(con, who, why, "split", apart, [root for root in members.values() if root not in apart])


def set_field(con: Connection, incident: str, field: str, value: str | None, who: str, why: str) -> None:
    """Decide what a column of an incident says, as text. Raises SettingsError for what cannot be set.

    What cannot be otherwise then follows: the event type its kind, a one-day incident's last day its first, the
    bounds of a toll the best figure; a place loses the point of the place it was taken for (warehouse/sql/review.sql).
    """
    key = resolve(con, incident)
    if field not in SETTABLE:
        raise SettingsError(f"{field!r} cannot be set: choose one of {', '.join(SETTABLE)}")
    kind = con.execute(
        "SELECT data_type FROM duckdb_columns() WHERE table_name = 'incident' AND column_name = ?", [field]
    ).fetchone()
    assert kind is not None
    if con.execute(f"SELECT try_cast(?::VARCHAR AS {kind[0]}) IS NULL", [value]).fetchone() == (value is not None,):
        raise SettingsError(f"{field} cannot be {value!r}: it is a {kind[0]}")
    if field in _WORDS and value not in _WORDS[field]:
        raise SettingsError(f"{field} cannot be {value!r}: choose one of {', '.join(map(str, _WORDS[field]))}")
    if value is None and field in _NEVER_EMPTY:
        raise SettingsError(f"{field} cannot be empty: say what it is")
    if value is not None and field in _RANGES and not _RANGES[field][0] <= float(value) <= _RANGES[field][1]:
        low, high = _RANGES[field]
        raise SettingsError(f"{field} cannot be {value}: it lies between {low} and {high}")
    _decide(con, who, why, "set", list(_mentions(con, key).values())[:1], field=field, value=value)


def drop_incident(con: Connection, incident: str, who: str, why: str) -> None:
    """Decide that an incident is none. Raises SettingsError for an id that is none."""
    _decide(con, who, why, "drop", list(_mentions(con, resolve(con, incident)).values())[:1])


def _mentions(con: Connection, incident_id: str) -> dict[str, str]:
    """The incident's mentions and their roots, the earliest first."""
    rows = con.execute(
        "SELECT mention_id, root_id"
        " FROM incident_mention JOIN mention USING (mention_id) JOIN article USING (article_id)"
        " WHERE incident_id = ? ORDER BY published NULLS LAST, article_id, span_start, mention_id",
        [incident_id],
    )
    return dict(rows.fetchall())


def _decide(
    con: Connection,
    who: str,
    why: str,
    action: str,
    roots: list[str],
    apart_from: Sequence[str] = (),
    field: str | None = None,
    value: str | None = None,
) -> None:
    if not (who.strip() and why.strip()):
        raise SettingsError("a decision needs who made it and why")
    now = datetime.now(UTC).replace(tzinfo=None)
    key = content_id(str(now), who, action, *roots, *apart_from, field or "", str(value))
    with transaction(con):
        con.execute(
            "INSERT INTO review VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [key, now, who, why, action, roots, list(apart_from), field, value],
        )
        con.execute(
            "INSERT INTO merge_queue SELECT DISTINCT article_id FROM mention"
            " WHERE list_contains(?::VARCHAR[] || ?::VARCHAR[], root_id) AND article_id NOT IN (FROM merge_queue)",
            [roots, list(apart_from)],
        )
