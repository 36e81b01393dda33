-- In: review, drawn_mention, drawn_incident, kind. Out: drawn_incident and drawn_mention without the incidents that an analyst
-- dropped; decision (the columns an analyst set, the latest of each, and what follows from them).

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

-- An event type follows its kind; a new place is not where the old one was.
INSERT INTO decision
    SELECT incident_id, 'event_type', event_type
    FROM decision
    JOIN kind ON kind.sub_event_type = value
    WHERE field = 'sub_event_type'
    UNION ALL
    SELECT incident_id, follower, NULL
    FROM decision, (VALUES ('place_id'), ('latitude'), ('longitude')) AS followers (follower)
    WHERE field = 'place' AND (incident_id, follower) NOT IN (SELECT (incident_id, field) FROM decision);

-- The first day and the last, the least figure and the greatest: where an analyst set the one so that the other
-- contradicts it, or the first day of an incident of one day, the other takes the same value.
INSERT INTO decision
    WITH
    pair (leader, follower, lesser) AS (
        VALUES
        ('event_date', 'event_date_end', true), ('event_date_end', 'event_date', false),
        ('fatalities_best', 'fatalities_high', true), ('fatalities_best', 'fatalities_low', false),
        ('fatalities_low', 'fatalities_best', true), ('fatalities_high', 'fatalities_best', false),
        ('fatalities_low', 'fatalities_high', true), ('fatalities_high', 'fatalities_low', false),
        ('injured_best', 'injured_high', true), ('injured_best', 'injured_low', false),
        ('injured_low', 'injured_best', true), ('injured_high', 'injured_best', false),
        ('injured_low', 'injured_high', true), ('injured_high', 'injured_low', false)
    ),
    follows AS (
        SELECT incident_id, follower, lesser, decision.value
        FROM decision
        JOIN pair ON leader = field
        JOIN drawn_incident USING (incident_id)
        WHERE (incident_id, follower) NOT IN (SELECT (incident_id, field) FROM decision)
            AND (
                sign(size_of(to_json(drawn_incident) ->> follower) - size_of(value)) = CASE WHEN lesser THEN -1 ELSE 1 END
                OR (leader = 'event_date' AND event_date = event_date_end)
            )
    )
    SELECT
        incident_id,
        follower,
        CASE WHEN bool_and(lesser) THEN arg_max(value, size_of(value)) ELSE arg_min(value, size_of(value)) END
    FROM follows
    GROUP BY incident_id, follower;
