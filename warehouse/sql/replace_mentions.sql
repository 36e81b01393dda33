-- In: staged_mention, known_article (those that may have mentions already); variables now, reason, run_id.
-- Replaces the mentions of those articles, leaves equal rows alone, and records those that vanished.

CREATE OR REPLACE TEMP TABLE stored_mention AS
    SELECT mention.* FROM mention SEMI JOIN known_article USING (article_id);

CREATE OR REPLACE TEMP TABLE appeared_mention AS
    SELECT * FROM staged_mention ANTI JOIN stored_mention USING (mention_id);

CREATE OR REPLACE TEMP TABLE vanished_mention AS
    SELECT * FROM stored_mention ANTI JOIN staged_mention USING (mention_id);

CREATE OR REPLACE TEMP TABLE known_mention AS FROM staged_mention LIMIT 0;

INSERT INTO known_mention BY NAME SELECT * EXCLUDE (root_id, run_id) FROM stored_mention;

CREATE OR REPLACE TEMP TABLE changed_mention AS
    SELECT * FROM (
        SELECT * FROM staged_mention SEMI JOIN stored_mention USING (mention_id)
        EXCEPT
        FROM known_mention
    );

-- A mention takes the place of a vanished one of its article when each is the other's best match.
CREATE OR REPLACE TEMP TABLE succession AS
    WITH matched AS (
        SELECT
            v.mention_id AS old_id,
            a.mention_id AS new_id,
            v.root_id,
            4 * (a.evidence = v.evidence)::INT
                + 2 * (a.sub_event_type = v.sub_event_type)::INT
                + 2 * (a.place IS NOT DISTINCT FROM v.place)::INT
                + (a.date_start IS NOT DISTINCT FROM v.date_start)::INT
                + (a.actor1 = v.actor1)::INT AS likeness
        FROM vanished_mention v
        JOIN appeared_mention a USING (article_id, event_type)
    )
    SELECT old_id, new_id, root_id
    FROM matched
    WHERE likeness >= 4
    QUALIFY row_number() OVER (PARTITION BY old_id ORDER BY likeness DESC, new_id) = 1
        AND row_number() OVER (PARTITION BY new_id ORDER BY likeness DESC, old_id) = 1;

INSERT INTO merge_queue
    SELECT DISTINCT article_id
    FROM (
        SELECT article_id FROM appeared_mention
        UNION ALL SELECT article_id FROM vanished_mention
        UNION ALL SELECT article_id FROM changed_mention
    )
    WHERE article_id NOT IN (FROM merge_queue);

INSERT INTO mention_deleted BY NAME
    SELECT
        v.mention_id,
        v.article_id,
        getvariable('now') AS deleted_at,
        getvariable('reason') AS reason,
        s.new_id AS replaced_by,
        to_json(v) AS row,
        getvariable('run_id') AS run_id
    FROM vanished_mention v
    LEFT JOIN succession s ON s.old_id = v.mention_id;

DELETE FROM mention USING vanished_mention v WHERE mention.mention_id = v.mention_id;

-- A mention that comes back after its root went to another starts a line of its own.
INSERT INTO mention BY NAME
    SELECT
        a.*,
        coalesce(
            s.root_id,
            CASE
                WHEN taken.root_id IS NULL THEN a.mention_id
                ELSE left(sha256(a.mention_id || (SELECT count(*) FROM mention_deleted d WHERE d.mention_id = a.mention_id)), 16)
            END
        ) AS root_id,
        getvariable('run_id') AS run_id
    FROM appeared_mention a
    LEFT JOIN succession s ON s.new_id = a.mention_id
    LEFT JOIN (FROM stored_mention ANTI JOIN vanished_mention USING (mention_id)) taken ON taken.root_id = a.mention_id;

CREATE OR REPLACE TEMP TABLE rewritten_mention AS
    SELECT c.*, s.root_id, getvariable('run_id') AS run_id FROM changed_mention c JOIN stored_mention s USING (mention_id);

DELETE FROM mention USING changed_mention c WHERE mention.mention_id = c.mention_id;

INSERT INTO mention BY NAME FROM rewritten_mention;
