-- In: reported; parameter limit. The latest incidents, each with its articles and where its sentence stands.

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
ORDER BY shown.event_date DESC NULLS LAST, shown.incident_id;
