-- In: noted_incident, incident_before, drawn_mention, membership_before, chosen, ranked, touched, edge; variables now,
-- run_id.
-- Writes the incidents that are new or differ, with what changed and because of which mention, and records those
-- that are gone.

CREATE OR REPLACE TEMP TABLE membership AS
    WITH
    tie AS (
        SELECT unnest([a, b]) AS n, unnest([b, a]) AS other, score
        FROM edge
        JOIN ranked one ON one.n = a
        JOIN ranked another ON another.n = b
        WHERE one.event = another.event
    ),
    strongest AS (
        SELECT n, max({score: score, other: other}) AS tie FROM tie GROUP BY n
    )
    SELECT
        d.mention_id,
        d.incident_id,
        l.score,
        CASE WHEN l.score IS NOT NULL THEN json_object(
            'linked_to', CASE WHEN d.mention_id = mention_b THEN mention_a ELSE mention_b END,
            'prior', (SELECT weight FROM merge_weight WHERE feature = 'prior'), 'kind', l.kind, 'day', l.day,
            'place', l.place, 'actor1', l.actor1, 'actor2', l.actor2, 'killed', l.killed, 'injured', l.injured,
            'weapons', l.weapons, 'story', l.story, 'recall', l.recall, 'review', l.review
        ) END AS why
    FROM drawn_mention d
    LEFT JOIN strongest USING (n)
    LEFT JOIN edge l ON l.a = least(n, tie.other) AND l.b = greatest(n, tie.other);

-- What befell the mentions of incidents that were there before.
CREATE OR REPLACE TEMP TABLE stir AS
    SELECT
        m.incident_id,
        m.mention_id,
        CASE
            WHEN before.mention_id IS NULL THEN CASE WHEN drawn.root_id = m.mention_id THEN 'added' ELSE 'changed' END
            WHEN before.incident_id IN (SELECT incident_id FROM noted_incident) THEN 'split'
            ELSE 'merged'
        END AS cause,
        1 AS weight
    FROM membership m
    JOIN drawn_mention drawn USING (mention_id)
    LEFT JOIN membership_before before USING (mention_id)
    WHERE before.incident_id IS DISTINCT FROM m.incident_id
    UNION ALL
    SELECT m.incident_id, m.mention_id, 'changed', 2
    FROM membership m
    JOIN membership_before before USING (mention_id, incident_id)
    WHERE m.mention_id IN (FROM touched)
    UNION ALL
    SELECT before.incident_id, before.mention_id, CASE WHEN m.mention_id IS NULL THEN 'removed' ELSE 'split' END, 3
    FROM membership_before before
    LEFT JOIN membership m USING (mention_id)
    WHERE before.incident_id IS DISTINCT FROM m.incident_id;

CREATE OR REPLACE TEMP TABLE changed_incident AS
    SELECT drawn.incident_id, before.recorded_at, before.run_id, to_json(before) AS old, to_json(drawn) AS new
    FROM (
        SELECT * FROM noted_incident SEMI JOIN incident_before USING (incident_id)
        EXCEPT
        SELECT * EXCLUDE (recorded_at, run_id) FROM incident_before
    ) drawn
    JOIN incident_before before USING (incident_id);

INSERT INTO incident_revision BY NAME
    WITH field AS (
        SELECT incident_id, unnest(json_keys(new)) AS field, old, new FROM changed_incident
    ),
    changed AS (
        SELECT incident_id, field, old ->> field AS old_value, new ->> field AS new_value
        FROM field
        WHERE (old ->> field) IS DISTINCT FROM (new ->> field)
    ),
    giver AS (
        SELECT incident_id, mention_id, field
        FROM (UNPIVOT chosen ON COLUMNS(* EXCLUDE (event)) INTO NAME field VALUE n)
        JOIN drawn_mention USING (n)
        SEMI JOIN changed_incident USING (incident_id)
    ),
    blamed AS (
        SELECT
            changed.*,
            stir.mention_id,
            CASE WHEN (incident_id, changed.field) IN (SELECT (incident_id, field) FROM decision) THEN 'review'
                ELSE coalesce(stir.cause, 'changed') END AS cause,
            row_number() OVER (
                PARTITION BY incident_id, changed.field
                ORDER BY (giver.mention_id = stir.mention_id) DESC NULLS LAST, weight, stir.mention_id
            ) AS choice
        FROM changed
        LEFT JOIN stir USING (incident_id)
        LEFT JOIN giver ON giver.incident_id = changed.incident_id AND giver.field = chosen_by(changed.field)
    )
    SELECT
        incident_id,
        getvariable('now') AS revised_at,
        field,
        old_value,
        new_value,
        mention_id,
        cause,
        getvariable('run_id') AS run_id
    FROM blamed
    WHERE choice = 1;

CREATE OR REPLACE TEMP TABLE gone_incident AS
    SELECT * FROM incident_before ANTI JOIN noted_incident USING (incident_id);

INSERT INTO incident_deleted BY NAME
    WITH heir AS (
        SELECT before.incident_id, arg_min(m.incident_id, d.rank) AS merged_into
        FROM membership_before before
        JOIN membership m USING (mention_id)
        JOIN drawn_mention d USING (mention_id)
        GROUP BY before.incident_id
    )
    SELECT
        incident_id,
        getvariable('now') AS deleted_at,
        CASE
            WHEN merged_into IS NOT NULL THEN 'merged'
            WHEN incident_id IN (FROM dropped) THEN 'review'
            ELSE 'no mention left'
        END AS reason,
        merged_into,
        to_json(gone_incident) AS row,
        getvariable('run_id') AS run_id
    FROM gone_incident
    LEFT JOIN heir USING (incident_id);

DELETE FROM incident USING gone_incident g WHERE incident.incident_id = g.incident_id;
DELETE FROM incident USING changed_incident c WHERE incident.incident_id = c.incident_id;

INSERT INTO incident BY NAME
    SELECT
        n.*,
        coalesce(c.recorded_at, getvariable('now')) AS recorded_at,
        CASE WHEN c.incident_id IS NULL THEN getvariable('run_id') ELSE c.run_id END AS run_id
    FROM noted_incident n
    LEFT JOIN changed_incident c USING (incident_id)
    ANTI JOIN incident USING (incident_id);

CREATE OR REPLACE TEMP TABLE changed_membership AS
    SELECT membership.*
    FROM membership
    ANTI JOIN membership_before b
        ON membership.mention_id = b.mention_id
        AND membership.incident_id = b.incident_id
        AND membership.score IS NOT DISTINCT FROM b.score
        AND membership.why IS NOT DISTINCT FROM b.why;

DELETE FROM incident_mention
WHERE mention_id IN (SELECT mention_id FROM changed_membership)
    OR mention_id IN (SELECT mention_id FROM membership_before ANTI JOIN membership USING (mention_id));

INSERT INTO incident_mention BY NAME FROM changed_membership;

DELETE FROM merge_queue;
