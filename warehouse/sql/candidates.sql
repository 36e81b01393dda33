-- In: merge_queue, kind_pair, weapon_family. Out: touched (mentions to link anew), fact (what is compared), alike (names
-- that may be one place), candidate (pairs to compare).
-- Two mentions are candidates when their days are at most two apart and they meet on some ground: a place's name, a
-- name like it, a stretch of land around it, or, where one names no place, the governorate.

CREATE OR REPLACE TEMP TABLE touched AS
    SELECT mention_id FROM mention SEMI JOIN merge_queue USING (article_id);

-- The weapons that mentions name together and their families, each weapon and each family as a bit.
CREATE OR REPLACE TEMP TABLE arsenal AS
    WITH
    named AS (SELECT DISTINCT weapons FROM mention),
    held AS (SELECT weapons, unnest(weapons) AS weapon FROM named)
    SELECT
        weapons,
        bit_or(1::UBIGINT << (weapon_number - 1)) AS weapon_bits,
        bit_or(coalesce(1::UBIGINT << (family_number - 1), 0)) AS family_bits
    FROM (SELECT *, dense_rank() OVER (ORDER BY weapon) AS weapon_number FROM held)
    LEFT JOIN (SELECT *, dense_rank() OVER (ORDER BY family) AS family_number FROM weapon_family) USING (weapon)
    GROUP BY weapons;

CREATE OR REPLACE TEMP TABLE in_question AS FROM touched;

-- What is compared of the mentions in question. One without a day happened some time in the ten days before it was
-- published.
CREATE OR REPLACE TEMP VIEW comparable AS
    SELECT
        mention_id,
        number_of(mention_id) AS n,
        number_of(article_id) AS article,
        number_of(story_id) AS story,
        sub_event_type AS kind,
        date_start IS NOT NULL AS dated,
        coalesce(date_start, published_on - 10) AS day_from,
        coalesce(date_end, date_start, published_on) AS day_to,
        key_of(mention.country || ' ' || admin1) AS area,
        place_key AS name,
        key_of(place_id) AS place,
        latitude,
        longitude,
        on_globe(latitude, longitude) AS spot,
        actor1, suspected, actor2, weapon_bits, family_bits, killed_low, killed_high, injured_low, injured_high, background
    FROM in_question
    JOIN mention USING (mention_id)
    JOIN article USING (article_id)
    LEFT JOIN arsenal USING (weapons);

CREATE OR REPLACE TEMP TABLE fact AS
    SELECT true AS fresh, * FROM comparable;

-- The mentions that the touched ones may meet. Their days are looked at before anything else is.
CREATE OR REPLACE TEMP TABLE reach AS
    SELECT key, min(day_from) - 2 AS earliest, max(day_to) + 2 AS latest
    FROM (SELECT key_of(name) AS key, day_from, day_to FROM fact UNION ALL SELECT area, day_from, day_to FROM fact)
    WHERE key IS NOT NULL
    GROUP BY key;

SET VARIABLE first_day = (SELECT min(earliest) FROM reach);
SET VARIABLE last_day = (SELECT max(latest) FROM reach);

CREATE OR REPLACE TEMP TABLE in_question AS
    WITH
    near AS (
        SELECT mention_id, place_key, country, admin1, date_start AS day_from, date_end AS day_to
        FROM mention
        WHERE date_start <= getvariable('last_day') AND date_end >= getvariable('first_day')
        UNION ALL
        SELECT mention_id, place_key, mention.country, admin1, published_on - 10, published_on
        FROM mention
        JOIN article USING (article_id)
        WHERE date_start IS NULL AND published_on BETWEEN getvariable('first_day') AND getvariable('last_day') + 10
    ),
    untouched AS (
        SELECT mention_id, key_of(place_key) AS name, key_of(country || ' ' || admin1) AS area, day_from, day_to
        FROM near
        ANTI JOIN touched USING (mention_id)
    )
    SELECT mention_id FROM untouched JOIN reach ON key = name WHERE day_from <= latest AND day_to >= earliest
    UNION
    SELECT mention_id FROM untouched JOIN reach ON key = area WHERE day_from <= latest AND day_to >= earliest;

INSERT INTO fact SELECT false, * FROM comparable;

-- Names of one governorate that may be one place written twice: one holds the other's words, or a letter differs (two in
-- long names, but never two in a word: دير and عين tell villages apart). Letters are compared only in names alike at the
-- beginning, at the end, or a little at both.
CREATE OR REPLACE TEMP TABLE alike AS
    WITH
    named AS (
        SELECT
            area, name, string_split(name, ' ') AS words, letters(name) AS run,
            list_transform(string_split(name, ' '), lambda word: letters(word)) AS spelt
        FROM (SELECT DISTINCT area, name FROM fact WHERE area IS NOT NULL AND name IS NOT NULL)
    ),
    inner_name AS (
        SELECT area, name, array_to_string(words[first_word:last_word], ' ') AS inner_name
        FROM named, range(1, len(words) + 1) AS first (first_word), range(first_word, len(words) + 1) AS last (last_word)
        WHERE last_word - first_word + 1 < len(words)
    ),
    part AS (
        SELECT area, name, run, spelt, unnest([run[:3] || '-', run[:2] || '-' || run[-2:], '-' || run[-3:]]) AS part
        FROM named
        WHERE length(name) >= 5
    ),
    near_spelling AS (
        SELECT
            area, a.name AS name_a, b.name AS name_b, a.spelt AS spelt_a, b.spelt AS spelt_b,
            damerau_levenshtein(a.run, b.run) AS slips
        FROM part a
        JOIN part b USING (area, part)
        WHERE a.name < b.name
            AND levenshtein(a.run, b.run) <= 4
            AND slips <= CASE WHEN least(length(a.name), length(b.name)) >= 9 THEN 2 ELSE 1 END
    ),
    pair AS (
        SELECT inner_name.area, inner_name.name AS name_a, named.name AS name_b
        FROM inner_name
        JOIN named ON named.area = inner_name.area AND named.name = inner_name
        UNION
        SELECT area, name_a, name_b
        FROM near_spelling
        WHERE slips <= 1
            OR (
                len(spelt_a) = len(spelt_b)
                AND list_bool_and(list_transform(
                    list_zip(spelt_a, spelt_b),
                    lambda word: damerau_levenshtein(word[1], word[2]) <= 1
                ))
            )
    )
    SELECT area, name_a, name_b FROM pair
    UNION ALL
    SELECT area, name_b, name_a FROM pair;

-- The grounds where a mention stands, and those where it looks for others, so many days around its own. Squares are over
-- ten kilometres wide (up to 40 degrees north), so that all that is within five stands in the four squares around a
-- place's nearest corner. Days of more than a month meet others only at their place.
CREATE OR REPLACE TEMP TABLE ground AS
    SELECT n, hash(name) AS key, true AS stands, true AS seeks, 2 AS around FROM fact WHERE name IS NOT NULL
    UNION ALL
    SELECT n, hash(area, name), true, false, 2 FROM fact SEMI JOIN alike ON fact.area = alike.area AND name = name_a
    UNION ALL
    SELECT n, hash(area, name_b), false, true, 2 FROM fact JOIN alike USING (area) WHERE name = name_a
    UNION ALL
    SELECT n, hash(area, floor(latitude / 0.1), floor(longitude / 0.13)), true, false, 2
    FROM fact
    WHERE spot IS NOT NULL AND area IS NOT NULL
    UNION ALL
    SELECT n, hash(area, floor(latitude / 0.1 + north), floor(longitude / 0.13 + east)), false, true, 2
    FROM fact, (VALUES (-0.5, -0.5), (-0.5, 0.5), (0.5, -0.5), (0.5, 0.5)) AS corner (north, east)
    WHERE spot IS NOT NULL AND area IS NOT NULL
    UNION ALL
    SELECT n, hash(area, 'some place'), name IS NOT NULL, name IS NULL, 0
    FROM fact
    WHERE area IS NOT NULL AND day_to - day_from <= 31
    UNION ALL
    SELECT n, hash(area, 'no place'), name IS NULL, true, 0
    FROM fact
    WHERE area IS NOT NULL AND day_to - day_from <= 31;

-- Each kind as a bit, and the bits of the kinds that can be one event with it.
CREATE OR REPLACE TEMP TABLE kind_bit AS
    WITH numbered AS (SELECT DISTINCT kind_a AS kind, 1 << (dense_rank() OVER (ORDER BY kind_a) - 1) AS bit FROM kind_pair)
    SELECT one.kind, one.bit, bit_or(other.bit) AS fits
    FROM numbered one
    JOIN kind_pair ON kind_a = one.kind
    JOIN numbered other ON other.kind = kind_b
    GROUP BY one.kind, one.bit;

-- Days go by eights.
CREATE OR REPLACE TEMP TABLE candidate AS
    WITH
    stretch AS (
        SELECT
            n, article, fresh, bit, fits, day_from, day_to,
            day_from - DATE '1970-01-01' AS first_day,
            day_to - DATE '1970-01-01' AS last_day
        FROM fact
        JOIN kind_bit USING (kind)
        WHERE day_to - day_from <= 400
    ),
    standing AS (
        SELECT stretch.*, key, unnest(range(first_day // 8, last_day // 8 + 1)) AS block
        FROM stretch
        JOIN ground USING (n)
        WHERE stands
    ),
    seeking AS (
        SELECT stretch.*, key, around, unnest(range((first_day - around) // 8, (last_day + around) // 8 + 1)) AS block
        FROM stretch
        JOIN ground USING (n)
        WHERE seeks AND fresh
    )
    SELECT DISTINCT least(one.n, other.n) AS a, greatest(one.n, other.n) AS b
    FROM seeking one
    JOIN standing other USING (key, block)
    WHERE one.article <> other.article
        AND one.fits & other.bit <> 0
        AND one.day_from - other.day_to <= around
        AND other.day_from - one.day_to <= around;
