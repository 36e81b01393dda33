-- In: merge_queue. Out: touched (mentions to link anew), fact (what is compared), candidate (pairs to compare).
-- Two mentions are candidates when they share a stretch of days and either the place's name or the governorate.

CREATE OR REPLACE TEMP TABLE touched AS
    SELECT mention_id FROM mention SEMI JOIN merge_queue USING (article_id);

-- Where and when each mention is. One without a day happened some time in the ten days before it was published.
CREATE OR REPLACE TEMP TABLE whereabouts AS
    SELECT
        mention_id,
        'place ' || place_key AS name,
        'area ' || mention.country || ' ' || admin1 AS area,
        coalesce(date_start, published_on - 10) AS day_from,
        coalesce(date_end, date_start, published_on) AS day_to,
        story_id,
        mention_id IN (FROM touched) AS fresh
    FROM mention
    JOIN article USING (article_id);

CREATE OR REPLACE TEMP TABLE reach AS
    SELECT key, min(day_from) - 3 AS earliest, max(day_to) + 3 AS latest
    FROM (
        SELECT name AS key, day_from, day_to FROM whereabouts WHERE fresh
        UNION ALL
        SELECT area, day_from, day_to FROM whereabouts WHERE fresh
    )
    WHERE key IS NOT NULL
    GROUP BY key;

-- What is compared of the mentions within reach, numbered in the order of their ids: the joins below are on numbers.
CREATE OR REPLACE TEMP TABLE fact AS
    WITH near AS (
        SELECT * FROM whereabouts WHERE fresh
        UNION ALL (
            SELECT w.* FROM whereabouts w JOIN reach ON key = name
            WHERE NOT fresh AND day_from <= latest AND day_to >= earliest
            UNION
            SELECT w.* FROM whereabouts w JOIN reach ON key = area
            WHERE NOT fresh AND day_from <= latest AND day_to >= earliest
        )
    )
    SELECT
        mention.* EXCLUDE (root_id, evidence, why, span_start, span_end),
        near.* EXCLUDE (mention_id),
        date_start IS NOT NULL AS dated,
        on_globe(latitude, longitude) AS spot,
        row_number() OVER (ORDER BY mention_id) AS n
    FROM mention
    JOIN near USING (mention_id);

-- Blocks of four days; a day on either side is searched too. A stretch over a month meets others only at its place.
CREATE OR REPLACE TEMP TABLE block AS
    WITH ranged AS (
        SELECT
            *,
            (day_from - DATE '1970-01-01' - 1) // 4 AS first_block,
            (day_to - DATE '1970-01-01' + 1) // 4 AS last_block
        FROM fact
        WHERE day_to - day_from <= 400
    ),
    keyed AS (
        SELECT *, name AS key, true AS by_name FROM ranged WHERE name IS NOT NULL
        UNION ALL
        SELECT *, area, false FROM ranged WHERE area IS NOT NULL AND day_to - day_from <= 31
    )
    SELECT
        n, article_id, sub_event_type, fresh, hash(key) AS key, by_name, day_from, day_to, first_block,
        unnest(range(first_block, last_block + 1)) AS block
    FROM keyed;

-- A pair that shares several blocks is met in the first one. Kinds that are never one event do not meet.
CREATE OR REPLACE TEMP TABLE met AS
    SELECT least(a.n, b.n) AS a, greatest(a.n, b.n) AS b, a.by_name, level AS kind
    FROM block a
    JOIN block b ON a.key = b.key AND a.block = b.block
    JOIN kind_pair ON kind_a = a.sub_event_type AND kind_b = b.sub_event_type
    WHERE a.fresh
        AND CASE WHEN b.fresh THEN a.n < b.n ELSE a.n <> b.n END
        AND a.block = greatest(a.first_block, b.first_block)
        AND a.article_id <> b.article_id
        AND a.day_from - b.day_to <= 2
        AND b.day_from - a.day_to <= 2;

-- Names that may be one place written twice, of those places that are not both on the map.
CREATE OR REPLACE TEMP TABLE alike AS
    WITH pair AS (
        SELECT DISTINCT least(a.place_key, b.place_key) AS key_a, greatest(a.place_key, b.place_key) AS key_b
        FROM met
        JOIN fact a ON a.n = met.a
        JOIN fact b ON b.n = met.b
        WHERE NOT by_name AND (a.spot IS NULL OR b.spot IS NULL)
    )
    SELECT key_a, key_b FROM pair WHERE key_a < key_b AND similar_names(key_a, key_b);

-- A pair of equal place names is left to its place; one of different names must be near, alike, or vague.
CREATE OR REPLACE TEMP TABLE candidate AS
    SELECT met.a, met.b, kind
    FROM met
    JOIN fact a ON a.n = met.a
    JOIN fact b ON b.n = met.b
    LEFT JOIN alike ON key_a = least(a.place_key, b.place_key) AND key_b = greatest(a.place_key, b.place_key)
    WHERE by_name
        OR (
            (a.place_key = b.place_key) IS NOT TRUE
            AND (
                a.place_key IS NULL
                OR b.place_key IS NULL
                OR a.place_id = b.place_id
                OR km_between(a.spot, b.spot) <= 15
                OR ((a.spot IS NULL OR b.spot IS NULL) AND key_a IS NOT NULL)
            )
        );
