-- In: touched, scored. Out: mention_link, rewritten where an end is touched or gone; regroup (mentions to cluster
-- anew, numbered: the touched, and all that were or are linked to them, however far), edge (their links).
-- Of the mentions of two articles, each links to the other article's best match only.

CREATE OR REPLACE TEMP TABLE loosened AS
    SELECT mention_a, mention_b
    FROM mention_link
    WHERE mention_a IN (FROM touched)
        OR mention_b IN (FROM touched)
        OR mention_a NOT IN (SELECT mention_id FROM mention)
        OR mention_b NOT IN (SELECT mention_id FROM mention);

DELETE FROM mention_link USING loosened l
WHERE mention_link.mention_a = l.mention_a AND mention_link.mention_b = l.mention_b;

INSERT INTO mention_link
    SELECT
        one.mention_id, other.mention_id, score, kind, day, s.place, s.actor1, s.actor2, killed, injured, s.weapons, story,
        recall, 0
    FROM scored s
    JOIN fact one ON one.n = s.a
    JOIN fact other ON other.n = s.b
    WHERE score > 0
    QUALIFY row_number() OVER (PARTITION BY s.a, other.article_id ORDER BY score DESC, s.b) = 1
        AND row_number() OVER (PARTITION BY s.b, one.article_id ORDER BY score DESC, s.a) = 1;
CREATE OR REPLACE TEMP TABLE regroup AS
    WITH RECURSIVE
    neighbour AS (
        SELECT mention_a AS here, mention_b AS there FROM mention_link
        UNION ALL
        SELECT mention_b, mention_a FROM mention_link
    ),
    seed AS (
        FROM touched
        UNION SELECT mention_a FROM loosened
        UNION SELECT mention_b FROM loosened
        UNION
        SELECT mention_id FROM incident_mention
        WHERE incident_id IN (
            SELECT incident_id FROM incident_mention
            WHERE mention_id IN (FROM touched) OR mention_id NOT IN (SELECT mention_id FROM mention)
        )
    ),
    reached AS (
        SELECT mention_id FROM seed
        UNION
        SELECT there FROM reached JOIN neighbour ON here = mention_id
    )
    SELECT mention_id, article_id, row_number() OVER (ORDER BY mention_id) AS n
    FROM mention
    SEMI JOIN reached USING (mention_id);

CREATE OR REPLACE TEMP TABLE edge AS
    SELECT one.n AS a, other.n AS b, score, mention_link.rowid AS link
    FROM mention_link
    JOIN regroup one ON one.mention_id = mention_a
    JOIN regroup other ON other.mention_id = mention_b;
