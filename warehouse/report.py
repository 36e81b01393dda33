"""What a report tells of the published copy: incidents of some days and countries, counted beside their sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from warehouse.db import Connection
from warehouse.explain import sentence_around
from warehouse.rows import query

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which incidents: those that may have happened from `since` to `until`, in `countries` (ISO codes; none: all)."""

    since: date | None = None
    until: date | None = None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a report shows; every count is of the whole scope, only `incidents` is cut at the limit.

    `totals` is one row; `places` has a row for each point, precision and country; `periods` counts incidents by
    event type and `published` articles in the same steps of `step`; `disputes` has a row for each value that some
    outlet tells and another contradicts; `sources` is what each outlet gave in these days.
    """

    scope: Scope
    step: str
    totals: Row
    places: Sequence[Row]
    periods: Sequence[Row]
    published: Sequence[Row]
    disputes: Sequence[Row]
    sources: Sequence[Row]
    incidents: Sequence[Row]


def read_report(con: Connection, scope: Scope, limit: int) -> Report:
    """The figures of `scope`, and its latest `limit` incidents with the sentence and all articles of each."""
    days = {"since": scope.since, "until": scope.until}
    con.execute(_CHOOSE, {**days, "countries": list(scope.countries)})
    con.execute(_READ, days)
    step = query(con, _STEP)[0]["step"]
    return Report(
        scope=scope,
        step=step,
        totals=query(con, _TOTALS)[0],
        places=query(con, _PLACES),
        periods=query(con, _PERIODS, {"step": step}),
        published=query(con, _PUBLISHED, {"step": step}),
        disputes=query(con, _DISPUTES),
        sources=query(con, _SOURCES),
        incidents=[_with_sentence(row) for row in query(con, _INCIDENTS, {"limit": limit})],
    )


def _with_sentence(row: Row) -> Row:
    row["sentence"] = sentence_around(row.pop("text"), row.pop("span_start"), row.pop("span_end"))
    return row


# An incident without a day is in no range of days, but in every report that names none.
_CHOOSE = """
CREATE OR REPLACE TEMP TABLE reported AS
FROM incidents
WHERE ($since IS NULL OR coalesce(event_date_end, event_date) >= $since)
    AND ($until IS NULL OR event_date <= $until)
    AND (len($countries) = 0 OR country IN (SELECT unnest($countries::VARCHAR[])))
"""

_READ = """
CREATE OR REPLACE TEMP TABLE read_article AS
FROM article
WHERE ($since IS NULL OR published_on >= $since) AND ($until IS NULL OR published_on <= $until)
"""

# The step makes some twenty to seventy bars of any range.
_STEP = """
SELECT
    CASE WHEN days <= 62 THEN 'day' WHEN days <= 400 THEN 'week' WHEN days <= 2200 THEN 'month' ELSE 'year' END AS step
FROM (SELECT coalesce(max(event_date) - min(event_date), 0) AS days FROM reported)
"""

_TOTALS = """
SELECT
    count(*) AS incidents,
    count(*) FILTER (background) AS recalled,
    count(*) FILTER (number_of_sources > 1) AS corroborated,
    count(*) FILTER (event_date IS NULL) AS undated,
    count(*) FILTER (time_precision = 4) AS wide,
    count(*) FILTER (latitude IS NULL OR longitude IS NULL) AS nowhere,
    count(DISTINCT (country, coalesce(place, admin1))) AS places,
    count(fatalities_low) AS with_toll,
    coalesce(sum(fatalities_low), 0)::BIGINT AS killed_low,
    coalesce(sum(fatalities_best), 0)::BIGINT AS killed_best,
    coalesce(sum(fatalities_high), 0)::BIGINT AS killed_high,
    EXISTS (
        FROM reported JOIN incident_mention USING (incident_id) JOIN mention USING (mention_id)
        WHERE killed_low IS NOT NULL AND killed_high IS NULL
    ) AS killed_open,
    coalesce(sum(injured_best), 0)::BIGINT AS injured_best,
    min(event_date) AS first_day,
    max(event_date_end) AS last_day,
    (SELECT count(*) FROM read_article) AS articles,
    (SELECT max(finished_at) FROM run) AS read_until
FROM reported
"""

_PLACES = """
SELECT
    country, latitude, longitude, geo_precision,
    mode(coalesce(place, admin1)) AS name,
    mode(coalesce(place_en, admin1)) AS name_en,
    mode(admin1) AS admin1,
    mode(event_type) AS event_type,
    count(*) AS incidents,
    sum(fatalities_best)::BIGINT AS killed,
    list(incident_id ORDER BY event_date DESC NULLS LAST, incident_id) AS incident_ids
FROM reported
WHERE latitude IS NOT NULL AND longitude IS NOT NULL
GROUP BY ALL
ORDER BY incidents DESC, country, latitude, longitude, geo_precision
"""

_PERIODS = """
SELECT event_type, date_trunc($step, event_date)::DATE AS start, count(*) AS number
FROM reported WHERE event_date IS NOT NULL
GROUP BY ALL ORDER BY ALL
"""

_PUBLISHED = """
SELECT date_trunc($step, published_on)::DATE AS start, count(*) AS number
FROM read_article WHERE published_on IS NOT NULL
GROUP BY ALL ORDER BY ALL
"""

_DISPUTES = """
SELECT
    incident_id, event_date, event_date_end, sub_event_type, reported.country, reported.admin1, place, place_en,
    field, value, coalesce(actor.name_en, value) AS words, told.outlets
FROM conflicting_reports
LEFT JOIN actor ON starts_with(field, 'actor') AND actor = value
JOIN reported USING (incident_id)
JOIN (
    SELECT incident_id, field, value, list(coalesce(name_en, name) ORDER BY name) AS outlets
    FROM (SELECT incident_id, field, value, unnest(sources) AS name FROM conflicting_reports)
    LEFT JOIN source ON source = name
    GROUP BY ALL
) told USING (incident_id, field, value)
ORDER BY event_date DESC NULLS LAST, incident_id, field, try_cast(value AS BIGINT), value
"""

_SOURCES = """
WITH told AS (
    SELECT source, incident_id, article_id
    FROM reported
    JOIN incident_mention USING (incident_id)
    JOIN mention USING (mention_id)
    JOIN article USING (article_id)
)
SELECT
    read_article.source, coalesce(name_en, read_article.source) AS name, name_ar, source.country, source_scale,
    count(*) AS articles,
    count(*) FILTER (article_id IN (SELECT article_id FROM told)) AS telling,
    (SELECT count(DISTINCT incident_id) FROM told WHERE told.source = read_article.source) AS incidents,
    count(DISTINCT published_on) AS days,
    min(published_on) AS first_day,
    max(published_on) AS last_day
FROM read_article LEFT JOIN source USING (source)
GROUP BY ALL
ORDER BY articles DESC, read_article.source
"""

_INCIDENTS = """
WITH shown AS (FROM reported ORDER BY event_date DESC NULLS LAST, incident_id LIMIT $limit),
told AS (
    SELECT
        incident_id,
        list(DISTINCT {'outlet': coalesce(name_en, source), 'url': article.url, 'day': published_on}) AS articles
    FROM shown JOIN incident_mention USING (incident_id) JOIN mention USING (mention_id)
    JOIN article USING (article_id) LEFT JOIN source USING (source)
    GROUP BY incident_id
)
SELECT
    shown.*, told.articles, article.text, mention.span_start, mention.span_end,
    coalesce(one.name_en, shown.actor1) AS who, coalesce(other.name_en, shown.actor2) AS whom
FROM shown
JOIN told USING (incident_id)
JOIN incident ON incident.incident_id = shown.incident_id
JOIN mention ON mention.mention_id = incident.evidence_mention_id
JOIN article ON article.article_id = mention.article_id
LEFT JOIN actor one ON one.actor = shown.actor1
LEFT JOIN actor other ON other.actor = shown.actor2
ORDER BY shown.event_date DESC NULLS LAST, shown.incident_id
"""
