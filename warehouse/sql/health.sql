-- In: variable now (UTC). What every source gave in the runs of ingest: a row for the last 6, 24 and 72 hours each
-- (`hours`), and one for each of the 28 days before the last 24 hours (`age`, in days). Of each measure of
-- data/measures.tsv two columns: what is counted, and, with `_of`, out of how much.

WITH
look AS (
    SELECT
        run_source.*,
        date_diff('second', started_at, getvariable('now')) / 3600 AS hours_ago,
        from_json(refused, '"MAP(VARCHAR, INTEGER)"') AS reasons
    FROM run_source
    JOIN run USING (run_id)
    WHERE kind = 'ingest'
        AND status <> 'running'
        AND started_at BETWEEN getvariable('now')::TIMESTAMP - INTERVAL 29 DAY AND getvariable('now')::TIMESTAMP
),
placed AS (
    SELECT look.*, hours, NULL::INTEGER AS age
    FROM look
    JOIN (VALUES (6), (24), (72)) AS span (hours) ON hours_ago < hours
    UNION ALL
    SELECT look.*, NULL, (hours_ago // 24)::INTEGER
    FROM look
    WHERE hours_ago >= 24
),
counted AS (
    SELECT
        *,
        coalesce(list_sum(list_transform(
            map_entries(reasons), lambda entry: if(entry.key LIKE 'page: %', entry.value, 0)
        )), 0) AS pages_refused
    FROM placed
)
SELECT
    source,
    hours,
    age,
    avg(discovered) AS listed,
    1.0::DOUBLE AS listed_of,
    sum(fetched + not_modified)::DOUBLE AS answered,
    sum(fetched + not_modified + failed)::DOUBLE AS answered_of,
    sum(articles)::DOUBLE AS accepted,
    sum(articles + pages_refused)::DOUBLE AS accepted_of,
    coalesce(sum(median_chars * articles), 0)::DOUBLE AS length,
    sum(articles)::DOUBLE AS length_of,
    sum(dated)::DOUBLE AS dated,
    sum(articles)::DOUBLE AS dated_of,
    sum(fields_filled)::DOUBLE AS fields,
    5 * sum(articles)::DOUBLE AS fields_of,
    sum(mentions)::DOUBLE AS incidents,
    sum(new + changed)::DOUBLE AS incidents_of
FROM counted
GROUP BY ALL
ORDER BY ALL;
