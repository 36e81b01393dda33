-- In: reported, read_article. One row: what is counted in the whole report.

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
FROM reported;
