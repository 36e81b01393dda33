-- In: variable now (UTC). When Rasd looked at each source in its runs of ingest, and when it found new articles.
-- Hours are counted by a clock that stands still while Rasd does not run: `quiet` since the last find, `pauses`
-- between two finds of the last 28 days, `longest_pause` of them.

WITH
look AS (
    SELECT
        source,
        started_at,
        new > 0 AS found,
        date_diff('second', lag(started_at) OVER earlier, started_at) / 3600 AS gap
    FROM run_source
    JOIN run USING (run_id)
    WHERE kind = 'ingest' AND status <> 'running' AND started_at <= getvariable('now')
    WINDOW earlier AS (PARTITION BY source ORDER BY started_at)
),
usual AS (
    SELECT source, median(gap) AS usual_gap FROM look GROUP BY source
),
timed AS (
    SELECT look.*, sum(least(gap, 3 * usual_gap)) OVER (PARTITION BY source ORDER BY started_at) AS clock
    FROM look
    JOIN usual USING (source)
),
find AS (
    SELECT source, clock - lag(clock) OVER (PARTITION BY source ORDER BY started_at) AS pause
    FROM timed
    WHERE found AND started_at > getvariable('now')::TIMESTAMP - INTERVAL 28 DAY
),
paused AS (
    SELECT source, count(pause) AS pauses, max(pause) AS longest_pause FROM find GROUP BY source
)
SELECT
    source,
    min(started_at) AS first_look,
    max(started_at) AS last_look,
    max(CASE WHEN found THEN started_at END) AS last_found,
    coalesce(max(clock) - max(CASE WHEN found THEN coalesce(clock, 0) END), 0) AS quiet,
    any_value(coalesce(pauses, 0)) AS pauses,
    any_value(longest_pause) AS longest_pause
FROM timed
LEFT JOIN paused USING (source)
GROUP BY source
HAVING last_look > getvariable('now')::TIMESTAMP - INTERVAL 3 DAY
ORDER BY source;
