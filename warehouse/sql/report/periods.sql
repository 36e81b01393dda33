-- In: reported; parameter step. How many incidents of each event type began in each step.

SELECT event_type, date_trunc($step, event_date)::DATE AS start, count(*) AS number
FROM reported WHERE event_date IS NOT NULL
GROUP BY ALL ORDER BY ALL;
