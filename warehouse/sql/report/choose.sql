-- In: incidents; parameters since, until, countries. Out: reported, the incidents of the report.
-- An incident without a day is in no range of days, but in every report that names none.

CREATE OR REPLACE TEMP TABLE reported AS
FROM incidents
WHERE ($since IS NULL OR coalesce(event_date_end, event_date) >= $since)
    AND ($until IS NULL OR event_date <= $until)
    AND (len($countries) = 0 OR country IN (SELECT unnest($countries::VARCHAR[])));
