-- By day and governorate
SELECT day, country, admin1, sum(incidents) AS incidents, sum(fatalities_best) AS killed
FROM daily_by_admin1
GROUP BY ALL
ORDER BY day DESC, incidents DESC
LIMIT 20;

-- The latest incidents, with the words that show them
SELECT event_date, admin1, place_en, sub_event_type, actor1, actor2, fatalities_best, evidence, url
FROM incidents
WHERE NOT background
ORDER BY event_date DESC NULLS LAST, incident_id
LIMIT 20;

-- Who acts against whom
SELECT actor1, actor2, sum(incidents) AS incidents, sum(fatalities_best) AS killed
FROM actor_dyads
WHERE actor1 NOT LIKE 'unidentified%'
GROUP BY ALL
ORDER BY incidents DESC
LIMIT 20;

-- Civilians harmed, by who acted
SELECT actor1, count(*) AS incidents, sum(fatalities_low) AS killed_at_least, sum(fatalities_high) AS killed_at_most
FROM incidents
WHERE actor2 IN ('civilians', 'journalists', 'medics') AND fatalities_best + coalesce(injured_best, 0) > 0
GROUP BY actor1
ORDER BY incidents DESC;

-- Tolls that reports disagree on
SELECT event_date, place_en, sub_event_type, fatalities_low, fatalities_best, fatalities_high, sources, incident_id
FROM incidents
WHERE fatalities_high > fatalities_low
ORDER BY fatalities_high - fatalities_low DESC, incident_id
LIMIT 20;

-- What exactly they disagree on, and who says what
SELECT incident_id, field, value, sources
FROM conflicting_reports
ORDER BY incident_id, field, value
LIMIT 20;

-- Incidents that several independent sources report
SELECT event_date, place_en, sub_event_type, number_of_sources, number_of_articles, sources, event_clarity
FROM incidents
WHERE number_of_sources > 1
ORDER BY number_of_sources DESC, event_date DESC, incident_id
LIMIT 20;

-- Coverage beside counts: fewer incidents may only mean fewer articles
SELECT
    month,
    count(DISTINCT incident_id) AS incidents,
    any_value(articles) AS articles,
    round(count(DISTINCT incident_id) / any_value(articles), 2) AS incidents_an_article
FROM (SELECT date_trunc('month', published_on) AS month, count(*) AS articles FROM article GROUP BY month)
JOIN (SELECT date_trunc('month', event_date) AS month, incident_id FROM incident) USING (month)
GROUP BY month
ORDER BY month DESC;

-- What each outlet gave
SELECT source, articles, articles_with_incidents, incidents, first_published, last_published
FROM source_coverage
ORDER BY articles DESC
LIMIT 20;

-- Search, in Arabic or English
SELECT round(relevance, 2) AS relevance, event_date, place_en, sub_event_type, evidence
FROM search('قصف')
LIMIT 20;

-- For a map: where it was told exactly enough
SELECT incident_id, event_date, sub_event_type, latitude, longitude, fatalities_best
FROM incidents
WHERE latitude IS NOT NULL AND geo_precision <= 2
ORDER BY event_date DESC, incident_id
LIMIT 1000;

-- Within 50 kilometres of a point
SELECT event_date, place_en, sub_event_type, round(km_apart(latitude, longitude, 35.93, 36.63), 1) AS km
FROM incidents
WHERE km_apart(latitude, longitude, 35.93, 36.63) <= 50
ORDER BY km, incident_id
LIMIT 20;

-- Changes since last week, and the article that brought each
SELECT revised_at, incident_id, field, old_value, new_value, cause, source, url
FROM incident_revision
LEFT JOIN mention USING (mention_id)
LEFT JOIN article USING (article_id)
WHERE revised_at >= now()::TIMESTAMP - INTERVAL 7 DAY
ORDER BY revised_at DESC, incident_id, field
LIMIT 50;

-- The count as it stood a week ago, beside today's
SELECT
    (SELECT count(*) FROM as_of(now()::TIMESTAMP - INTERVAL 7 DAY)) AS a_week_ago,
    (SELECT count(*) FROM incident) AS today;

-- The archived page behind every figure of an incident
SELECT sentence.evidence, sentence.killed_low, sentence.killed_high, source, title, url, warc_file, warc_offset
FROM incident_mention
JOIN mention AS sentence USING (mention_id)
JOIN article USING (article_id)
WHERE incident_id = (SELECT incident_id FROM incidents ORDER BY number_of_articles DESC, incident_id LIMIT 1)
ORDER BY published;
