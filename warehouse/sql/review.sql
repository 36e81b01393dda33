-- In: review, drawn_mention, drawn_incident. Out: drawn_incident and drawn_mention without the incidents that an analyst
-- dropped; decision (the columns an analyst set, the latest of each).

CREATE OR REPLACE TEMP TABLE dropped AS
    SELECT DISTINCT incident_id
    FROM drawn_mention
    WHERE root_id IN (SELECT unnest(roots) FROM review WHERE action = 'drop');

DELETE FROM drawn_incident WHERE incident_id IN (FROM dropped);
DELETE FROM drawn_mention WHERE incident_id IN (FROM dropped);

CREATE OR REPLACE TEMP TABLE decision AS
    SELECT incident_id, field, arg_max({value: value}, decided_at).value AS value
    FROM review
    JOIN drawn_mention ON root_id = roots[1]
    WHERE action = 'set'
    GROUP BY ALL;
