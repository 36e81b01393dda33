-- In: touched, scored, fact. Out: new_link; kept_link (what stays of the components that are stirred); mention_link
-- without the links of what is touched or gone; regroup (mentions to cluster anew, numbered: the touched, and all that
-- were or are linked to them, however far); edge (their links).
-- Of the mentions of two articles, each links to the other article's best match only.

CREATE OR REPLACE TEMP TABLE gone AS
    SELECT DISTINCT mention_id
    FROM mention_deleted
    SEMI JOIN merge_queue USING (article_id)
    ANTI JOIN touched USING (mention_id);

CREATE OR REPLACE TEMP TABLE stirred AS FROM touched UNION FROM gone;

CREATE OR REPLACE TEMP TABLE loosened AS
    SELECT rowid AS link, mention_a, mention_b, component
    FROM mention_link
    WHERE mention_a IN (FROM stirred) OR mention_b IN (FROM stirred);

DELETE FROM mention_link WHERE rowid IN (SELECT link FROM loosened);

-- Pairs that an analyst merged or set apart; the latest decision about a pair counts.
CREATE OR REPLACE TEMP TABLE reviewed AS
    WITH decided AS (
        SELECT root_a, root_b, 'merged' AS level, decided_at
        FROM review, unnest(roots) AS ones (root_a), unnest(roots) AS others (root_b)
        WHERE action = 'merge' AND root_a < root_b
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

CREATE OR REPLACE TEMP TABLE new_link AS
    WITH linked AS (
        SELECT one.mention_id AS mention_a, other.mention_id AS mention_b, s.*
        FROM scored s
        JOIN fact one ON one.n = s.a
        JOIN fact other ON other.n = s.b
        QUALIFY row_number() OVER (PARTITION BY s.a, other.article ORDER BY score DESC, s.b) = 1
            AND row_number() OVER (PARTITION BY s.b, one.article ORDER BY score DESC, s.a) = 1
    )
    SELECT *, 0 AS review FROM linked ANTI JOIN reviewed USING (mention_a, mention_b)
    UNION ALL
    SELECT
        mention_a, mention_b, number_of(mention_a), number_of(mention_b), weight, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, weight
    FROM reviewed
    WHERE mention_a IN (FROM touched) OR mention_b IN (FROM touched);

CREATE OR REPLACE TEMP TABLE seed AS
    FROM stirred
    UNION SELECT mention_a FROM loosened
    UNION SELECT mention_b FROM loosened
    UNION SELECT mention_a FROM new_link
    UNION SELECT mention_b FROM new_link
    UNION
    SELECT mention_id FROM incident_mention
    WHERE incident_id IN (SELECT incident_id FROM incident_mention SEMI JOIN stirred USING (mention_id));

CREATE OR REPLACE TEMP TABLE kept_link AS
    SELECT rowid AS link, number_of(mention_a) AS a, number_of(mention_b) AS b, *
    FROM mention_link
    WHERE component IN (
        SELECT component FROM loosened
        UNION ALL
        SELECT component FROM mention_link WHERE mention_a IN (FROM seed) OR mention_b IN (FROM seed)
    );

CREATE OR REPLACE TEMP TABLE regroup AS
    SELECT mention_id, article_id, number_of(mention_id) AS n
    FROM mention
    SEMI JOIN (
        FROM seed
        UNION ALL SELECT mention_a FROM kept_link
        UNION ALL SELECT mention_b FROM kept_link
    ) USING (mention_id);

CREATE OR REPLACE TEMP VIEW edge AS
    FROM new_link
    UNION ALL BY NAME
    SELECT * EXCLUDE (link, component) FROM kept_link;
