-- In: component, edge, regroup. Out: tangled (links of components where some pair is not linked).
-- A component whose every pair is linked is one event; the others are left to warehouse/clusters.py.

CREATE OR REPLACE TEMP TABLE tangled AS
    WITH
    size AS (SELECT root, count(*) AS mentions FROM component GROUP BY root),
    linked AS (SELECT root, count(*) AS links FROM edge JOIN component ON node = a GROUP BY root)
    SELECT l.mention_a, ma.article_id AS article_a, l.mention_b, mb.article_id AS article_b, l.score
    FROM mention_link l
    JOIN component ON node = l.mention_a
    JOIN size USING (root)
    JOIN linked USING (root)
    JOIN mention ma ON ma.mention_id = l.mention_a
    JOIN mention mb ON mb.mention_id = l.mention_b
    WHERE links < mentions * (mentions - 1) // 2;
