-- In: regroup, component, cluster (tangled mentions only). Out: drawn_mention (the mentions of the incidents to draw
-- anew, with their incident_id and what voting needs), incident_before (the incidents as they were).
-- An incident's id is made from its earliest mention's root; a story's witness is who published it first.

CREATE OR REPLACE TEMP TABLE drawn_mention AS
    WITH member AS (
        SELECT
            n,
            mention.* EXCLUDE (evidence, why, span_end),
            published,
            published_on,
            coalesce(label, component.root, n) AS label,
            coalesce(independence_group, witness.source) AS witness
        FROM regroup
        JOIN mention USING (mention_id, article_id)
        JOIN article USING (article_id)
        JOIN (SELECT article_id AS story_id, source FROM article) witness USING (story_id)
        LEFT JOIN source ON source.source = witness.source
        LEFT JOIN component ON component.node = n
        LEFT JOIN cluster USING (n)
    )
    SELECT
        * EXCLUDE (label),
        row_number() OVER told AS rank,
        count(*) OVER (PARTITION BY label) AS mentions,
        id_of('incident', first(root_id) OVER told) AS incident_id
    FROM member
    WINDOW told AS (PARTITION BY label ORDER BY published NULLS LAST, article_id, span_start, mention_id);

CREATE OR REPLACE TEMP TABLE membership_before AS
    SELECT * FROM incident_mention
    WHERE mention_id IN (SELECT mention_id FROM regroup UNION ALL FROM gone);

CREATE OR REPLACE TEMP TABLE incident_before AS
    SELECT * FROM incident SEMI JOIN membership_before USING (incident_id);
