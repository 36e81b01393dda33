-- In: reported. A row for each value that some outlet tells and another contradicts, with who tells it.

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
ORDER BY event_date DESC NULLS LAST, incident_id, field, try_cast(value AS BIGINT), value;
