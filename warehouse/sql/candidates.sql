-- In: merge_queue. Out: touched (mentions to link anew), fact (what is compared), candidate (pairs to compare).
-- Two mentions are candidates when they share a stretch of days and either the place's name or the governorate.

CREATE OR REPLACE TEMP TABLE touched AS
    SELECT mention_id FROM mention SEMI JOIN merge_queue USING (article_id);

CREATE OR REPLACE TEMP TABLE fact AS
    WITH reported AS (
        SELECT
            mention.*,
            story_id,
            date_start IS NOT NULL AS dated,
            coalesce(date_start, published_on - 10) AS day_from,
            coalesce(date_end, date_start, published_on) AS day_to,
            mention.country || ' ' || admin1 AS area,
            mention_id IN (FROM touched) AS fresh
        FROM mention
        JOIN article USING (article_id)
    )
    SELECT * FROM reported
    WHERE fresh
        OR place_key IN (SELECT m.place_key FROM mention m SEMI JOIN touched USING (mention_id))
        OR area IN (SELECT m.country || ' ' || m.admin1 FROM mention m SEMI JOIN touched USING (mention_id));

-- Blocks of four days; a day on either side is searched too. A stretch over a month meets others only at its place.
CREATE OR REPLACE TEMP TABLE block AS
    WITH ranged AS (
        SELECT
            *,
            (day_from - DATE '1970-01-01' - 1) // 4 AS first_block,
            (day_to - DATE '1970-01-01' + 1) // 4 AS last_block
        FROM fact
        WHERE day_to - day_from <= 400
    )
    SELECT mention_id, fresh, 'place ' || place_key AS key, first_block, unnest(range(first_block, last_block + 1)) AS block
    FROM ranged
    WHERE place_key IS NOT NULL
    UNION ALL
    SELECT mention_id, fresh, 'area ' || area AS key, first_block, unnest(range(first_block, last_block + 1)) AS block
    FROM ranged
    WHERE area IS NOT NULL AND day_to - day_from <= 31;

-- A pair that shares several blocks is taken in the first one; one of equal place names is left to its place.
CREATE OR REPLACE TEMP TABLE candidate AS
    WITH met AS (
        SELECT a.mention_id AS a, b.mention_id AS b, starts_with(a.key, 'place') AS same_name
        FROM block a
        JOIN block b ON a.key = b.key AND a.block = b.block
        WHERE a.fresh
            AND (a.mention_id < b.mention_id OR NOT b.fresh)
            AND a.mention_id <> b.mention_id
            AND a.block = greatest(a.first_block, b.first_block)
    )
    SELECT least(met.a, met.b) AS a, greatest(met.a, met.b) AS b
    FROM met
    JOIN fact a ON a.mention_id = met.a
    JOIN fact b ON b.mention_id = met.b
    WHERE a.article_id <> b.article_id
        AND (a.event_type = b.event_type OR (a.sub_event_type, b.sub_event_type) IN (SELECT (kind_a, kind_b) FROM close_kind))
        AND (a.day_from - b.day_to <= 3 AND b.day_from - a.day_to <= 3)
        AND (
            same_name
            OR (
                (a.place_key = b.place_key) IS NOT TRUE
                AND (
                    a.place_key IS NULL
                    OR b.place_key IS NULL
                    OR a.place_id = b.place_id
                    OR similar_names(a.place_key, b.place_key)
                    OR km_apart(a.latitude, a.longitude, b.latitude, b.longitude) <= 15
                )
            )
        );
