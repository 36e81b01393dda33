-- In: reported. A row for each point, precision and country.

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
ORDER BY incidents DESC, country, latitude, longitude, geo_precision;
