-- Macros that the loading and merging steps, the views and analysts share.

-- The key under which spellings of an Arabic name meet: no diacritics, tatweel, hamza seats, ى or ة.
CREATE OR REPLACE MACRO fold_arabic(name) AS
    translate(
        regexp_replace(lower(strip_accents(name)), '[\x{0640}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2066}-\x{2069}]', '', 'g'),
        'أإآٱىةؤئکی', 'اااايهويكي'
    );

-- The words that tell a place from others: مدينة إدلب and إدلب are one name, مطار دمشق and دمشق are two.
CREATE OR REPLACE MACRO place_key(name) AS
    nullif(
        list_aggregate(
            list_transform(
                list_filter(
                    regexp_extract_all(fold_arabic(name), '[\p{L}\p{N}]+'),
                    word -> word NOT IN (
                        'مدينه', 'بلده', 'قريه', 'ناحيه', 'حي', 'محافظه', 'ريف', 'منطقه', 'بلدتي', 'قريتي', 'مدينتي',
                        'محيط', 'قضاء', 'مديريه', 'ولايه', 'محور', 'جبهه', 'ضاحيه', 'اطراف', 'بلدات', 'قري'
                    )
                ),
                word -> CASE WHEN length(word) > 4 AND starts_with(word, 'ال') THEN word[3:] ELSE word END
            ),
            'string_agg', ' '
        ),
        ''
    );

-- The upper figure of tolls of which the greatest closed one is `closed` and the greatest "at least" is `open`: null
-- where no report sets a bound as high as another begins.
CREATE OR REPLACE MACRO upper_bound(closed, open) AS
    CASE WHEN open IS NULL OR open <= closed THEN closed END;

-- Kilometres between two points given in degrees (haversine; the earth's mean radius); null where one is not known.
CREATE OR REPLACE MACRO km_apart(latitude_a, longitude_a, latitude_b, longitude_b) AS
    CASE WHEN latitude_a IS NOT NULL AND latitude_b IS NOT NULL THEN 2 * 6371.0 * asin(least(1.0, sqrt(
        sin(radians(latitude_b - latitude_a) / 2) ** 2
        + cos(radians(latitude_a)) * cos(radians(latitude_b)) * sin(radians(longitude_b - longitude_a) / 2) ** 2
    ))) END;

-- A point as kilometres from the earth's centre, and the kilometres between two near ones (their chord).
CREATE OR REPLACE MACRO on_globe(latitude, longitude) AS
    CASE WHEN latitude IS NOT NULL AND longitude IS NOT NULL THEN {
        x: 6371.0 * cos(radians(latitude)) * cos(radians(longitude)),
        y: 6371.0 * cos(radians(latitude)) * sin(radians(longitude)),
        z: 6371.0 * sin(radians(latitude))
    } END;
CREATE OR REPLACE MACRO km_between(a, b) AS
    sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z));

-- The four places of a MinHash that make its band (0 to 15), as one number.
CREATE OR REPLACE MACRO band_of(signature, band) AS
    hash(signature[4 * band + 1], signature[4 * band + 2], signature[4 * band + 3], signature[4 * band + 4]);

-- A 16-digit id as the number it is: joins on numbers are quick.
CREATE OR REPLACE MACRO number_of(id) AS ('0x' || id)::UBIGINT;

-- A number for a text, by which equal texts meet; null for none.
CREATE OR REPLACE MACRO key_of(words) AS CASE WHEN words IS NOT NULL THEN hash(words) END;

-- A 16-digit id made of text alone.
CREATE OR REPLACE MACRO id_of(kind, key) AS left(sha256(kind || chr(31) || key), 16);

-- A place key with a byte for a letter and no spaces: edit distances are counted in bytes.
CREATE OR REPLACE MACRO letters(key) AS
    translate(key, 'ابتثجحخدذرزسشصضطظعغفقكلمنهويء ', 'abtVjHxdDrzscSZTZEGfqklmnhwyQ');

-- How two reported numbers of people compare: telling (equal, and no number that many reports give), equal, none (both
-- say nobody), near, other, unknown.
CREATE OR REPLACE MACRO compare_tolls(low_a, high_a, low_b, high_b) AS
    CASE
        WHEN low_a IS NULL OR low_b IS NULL THEN 'unknown'
        WHEN high_a = 0 AND high_b = 0 THEN 'none'
        WHEN low_a = low_b AND high_a IS NOT DISTINCT FROM high_b
            THEN CASE WHEN low_a >= 5 AND low_a % 10 <> 0 THEN 'telling' ELSE 'equal' END
        WHEN low_a <= coalesce(high_b, 1e9) AND low_b <= coalesce(high_a, 1e9) THEN 'near'
        WHEN greatest(low_a, low_b) <= 1.34 * least(coalesce(high_a, low_a), coalesce(high_b, low_b)) THEN 'near'
        ELSE 'other'
    END;

-- How little an actor's key says: 0 a named side, 1 an armed group of no name, 2 nobody.
CREATE OR REPLACE MACRO unidentified(actor) AS
    CASE actor WHEN 'unidentified' THEN 2 WHEN 'unidentified_armed_group' THEN 1 ELSE 0 END;

-- How little a reported number says: 0 exact, 1 between two bounds, 2 at least.
CREATE OR REPLACE MACRO openness(low, high) AS
    CASE WHEN high IS NULL THEN 2 WHEN high > low THEN 1 ELSE 0 END;

-- English words for notes.
CREATE OR REPLACE MACRO english_day(day) AS strftime(day, '%-d %B %Y');

CREATE OR REPLACE MACRO actor_words(actor, name) AS
    CASE actor
        WHEN 'unidentified' THEN 'an unidentified side'
        WHEN 'unidentified_armed_group' THEN 'an unidentified armed group'
        ELSE coalesce(name, replace(regexp_replace(actor, '^other:', ''), '_', ' '))
    END;

CREATE OR REPLACE MACRO toll_words(what, low, best, high) AS
    CASE
        WHEN best IS NULL THEN NULL
        WHEN high = 0 THEN 'Nobody was ' || what || '.'
        WHEN low = high THEN 'Reported ' || what || ': ' || best || '.'
        ELSE 'Reported ' || what || ': ' || best || ' (between ' || low || ' and ' || high || ').'
    END;

-- Which vote decides a column of incident.
CREATE OR REPLACE MACRO chosen_by(field) AS
    CASE
        WHEN field IN ('event_date', 'event_date_end', 'time_precision') THEN 'day'
        WHEN field IN ('event_type', 'sub_event_type') THEN 'kind'
        WHEN field IN ('country', 'admin1', 'place', 'place_id', 'latitude', 'longitude', 'geo_precision') THEN 'place'
        WHEN field LIKE 'fatalities%' THEN 'killed'
        WHEN field LIKE 'injured%' THEN 'injured'
        WHEN field = 'evidence_mention_id' THEN 'evidence'
        ELSE field
    END;

-- A number or a day, given as text, as a number to compare it by.
CREATE OR REPLACE MACRO size_of(value) AS
    coalesce(try_cast(value AS BIGINT), try_cast(value AS DATE) - DATE '1970-01-01');
