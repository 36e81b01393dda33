-- In: component, edge, regroup. Out: tangled (links of components where some pair is not linked).
-- A component whose every pair is linked, none of them set apart by an analyst, is one event; the others are left to warehouse/clusters.py.

CREATE OR REPLACE TEMP TABLE tangled AS
    WITH
    size AS (SELECT root, count(*) AS mentions FROM component GROUP BY root),
    linked AS (SELECT root, count(*) FILTER (score > 0) AS links FROM edge JOIN component ON node = a GROUP BY root)
    SELECT a, hash(one.article_id) AS article_a, b, hash(other.article_id) AS article_b, score
    FROM edge
    JOIN component ON node = a
    JOIN size USING (root)
    JOIN linked USING (root)
    JOIN regroup one ON one.n = a
    JOIN regroup other ON other.n = b
    WHERE links < mentions * (mentions - 1) // 2;
