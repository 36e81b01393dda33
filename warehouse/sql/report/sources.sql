-- In: reported, read_article. What each outlet gave in these days.

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
ORDER BY articles DESC, read_article.source;
