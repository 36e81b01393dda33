-- In: touched, scored. Out: mention_link, rewritten where an end is touched or gone; regroup (mentions to cluster
-- anew, numbered: the touched, and all that were or are linked to them, however far), edge (their links).
-- Of the mentions of two articles, each links to the other article's best match only.

CREATE OR REPLACE TEMP TABLE gone AS
    SELECT mention_id FROM incident_mention SEMI JOIN mention_deleted USING (mention_id) ANTI JOIN mention USING (mention_id);

CREATE OR REPLACE TEMP TABLE stirred AS FROM touched UNION FROM gone;

CREATE OR REPLACE TEMP TABLE loosened AS
    SELECT mention_a, mention_b FROM mention_link WHERE mention_a IN (FROM stirred) OR mention_b IN (FROM stirred);

DELETE FROM mention_link USING loosened l
WHERE mention_link.mention_a = l.mention_a AND mention_link.mention_b = l.mention_b;

-- Pairs that an analyst merged or set apart; the latest decision about a pair counts.
CREATE OR REPLACE TEMP TABLE reviewed AS
    WITH decided AS (
        SELECT unnest(roots[2:]) AS root_a, roots[1] AS root_b, 'merged' AS level, decided_at FROM review WHERE action = 'merge'
        UNION ALL
        SELECT unnest(roots), other, 'split', decided_at
        FROM review, unnest(apart_from) AS others (other)
        WHERE action = 'split'
    )
    SELECT
        least(a.mention_id, b.mention_id) AS mention_a,
        greatest(a.mention_id, b.mention_id) AS mention_b,
        arg_max(weight, decided_at) AS weight
    FROM decided
    JOIN mention a ON a.root_id = root_a
    JOIN mention b ON b.root_id = root_b
    JOIN merge_weight w ON w.feature = 'review' AND w.level = decided.level
    GROUP BY ALL;

INSERT INTO mention_link
    WITH linked AS (
        SELECT one.mention_id AS mention_a, other.mention_id AS mention_b, s.* EXCLUDE (a, b)
        FROM scored s
        JOIN fact one ON one.n = s.a
        JOIN fact other ON other.n = s.b
        QUALIFY row_number() OVER (PARTITION BY s.a, other.article ORDER BY score DESC, s.b) = 1
            AND row_number() OVER (PARTITION BY s.b, one.article ORDER BY score DESC, s.a) = 1
    )
    SELECT *, 0 FROM linked ANTI JOIN reviewed USING (mention_a, mention_b)
    UNION ALL
    SELECT mention_a, mention_b, weight, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, weight
    FROM reviewed
    WHERE mention_a IN (FROM touched) OR mention_b IN (FROM touched);

CREATE OR REPLACE TEMP TABLE regroup AS
    WITH RECURSIVE
    neighbour AS MATERIALIZED (
        SELECT mention_a AS here, mention_b AS there FROM mention_link
        UNION ALL
        SELECT mention_b, mention_a FROM mention_link
    ),
    seed AS (
        FROM stirred
        UNION SELECT mention_a FROM loosened
        UNION SELECT mention_b FROM loosened
        UNION
        SELECT mention_id FROM incident_mention
        WHERE incident_id IN (
            SELECT incident_id FROM incident_mention SEMI JOIN stirred USING (mention_id)
        )
    ),
    reached AS (
        SELECT mention_id FROM seed
        UNION
        SELECT there FROM reached JOIN neighbour ON here = mention_id
    )
    SELECT mention_id, article_id, number_of(mention_id) AS n
    FROM mention
    SEMI JOIN reached USING (mention_id);

CREATE OR REPLACE TEMP TABLE edge AS
    SELECT number_of(mention_a) AS a, number_of(mention_b) AS b, score, mention_link.rowid AS link
    FROM mention_link
    WHERE mention_a IN (SELECT mention_id FROM regroup);
