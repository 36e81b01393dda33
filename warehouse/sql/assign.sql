-- In: regroup, component, cluster (tangled mentions only). Out: drawn_mention (the mentions of the incidents to draw
-- anew, with their incident_id and what voting needs), incident_before (the incidents as they were).
-- An incident's id is made from its earliest mention's root; a story's witness is who published it first.

CREATE OR REPLACE TEMP TABLE ranked AS
    WITH labelled AS (
        SELECT n, mention_id, article_id, coalesce(cluster.label, component.root, n) AS event
        FROM regroup
        LEFT JOIN component ON component.node = n
        LEFT JOIN cluster USING (n)
    ),
    member AS (
        SELECT n, event, root_id, row_number() OVER told AS rank, count(*) OVER (PARTITION BY event) AS mentions
        FROM labelled
        JOIN mention USING (mention_id)
        JOIN article ON article.article_id = labelled.article_id
        WINDOW told AS (PARTITION BY event ORDER BY published NULLS LAST, labelled.article_id, span_start, mention_id)
    )
    SELECT n, event, rank, mentions, incident_id
    FROM member
    JOIN (SELECT event, id_of('incident', root_id) AS incident_id FROM member WHERE rank = 1) named USING (event);

CREATE OR REPLACE TEMP TABLE drawn_mention AS
    SELECT
        ranked.*,
        mention.* EXCLUDE (evidence, why, span_start, span_end),
        published_on,
        coalesce(independence_group, witness.source) AS witness
    FROM ranked
    JOIN regroup USING (n)
    JOIN mention USING (mention_id)
    JOIN article ON article.article_id = mention.article_id
    JOIN (SELECT article_id AS story_id, source FROM article) witness USING (story_id)
    LEFT JOIN source ON source.source = witness.source;

-- In a clash either side may be named first: reports of one clash name first whom the earliest of them does.
UPDATE drawn_mention SET actor1 = actor2, actor2 = actor1
FROM (
    SELECT event, arg_min(actor1, (unidentified(actor1), rank)) AS leader
    FROM drawn_mention
    WHERE sub_event_type = 'Armed clash' AND mentions > 1
    GROUP BY event
) led
WHERE drawn_mention.event = led.event AND sub_event_type = 'Armed clash' AND actor2 = leader AND actor1 <> leader;

CREATE OR REPLACE TEMP TABLE membership_before AS
    SELECT * FROM incident_mention
    WHERE mention_id IN (SELECT mention_id FROM regroup UNION ALL FROM gone);

CREATE OR REPLACE TEMP TABLE incident_before AS
    SELECT * FROM incident SEMI JOIN membership_before USING (incident_id);
