-- In: reported. The step that makes some twenty to seventy bars of its days.

SELECT
    CASE WHEN days <= 62 THEN 'day' WHEN days <= 400 THEN 'week' WHEN days <= 2200 THEN 'month' ELSE 'year' END AS step
FROM (SELECT coalesce(max(event_date) - min(event_date), 0) AS days FROM reported);
