-- In: candidate, fact, alike, kind_pair, merge_weight, related_actor. Out: compared (how each pair compares), scored (the parts
-- and the score of the pairs that are likelier one event than not).
-- In a clash either side may be named first: where the sides are turned, those of the second mention are turned back.

CREATE OR REPLACE TEMP VIEW compared AS
    SELECT
        candidate.a,
        candidate.b,
        km_between(a.spot, b.spot) AS km,
        kind_pair.level AS kind,
        CASE
            WHEN NOT (a.dated AND b.dated) THEN 'unknown'
            WHEN a.day_from = b.day_from AND a.day_to = b.day_to AND a.day_to - a.day_from <= 2 THEN 'same'
            WHEN a.day_from <= b.day_to AND b.day_from <= a.day_to
                THEN CASE WHEN greatest(a.day_to - a.day_from, b.day_to - b.day_from) < 27 THEN 'overlap' ELSE 'wide' END
            WHEN greatest(a.day_from - b.day_to, b.day_from - a.day_to) = 1 THEN 'next'
            ELSE 'apart'
        END AS day,
        CASE
            WHEN a.name IS NULL OR b.name IS NULL THEN 'vague'
            WHEN a.place = b.place THEN 'same'
            WHEN a.name = b.name
                THEN CASE WHEN km > 25 OR (km IS NULL AND a.area <> b.area) THEN 'namesake' ELSE 'same' END
            WHEN km > 10 THEN 'other'
            WHEN alike.name_a IS NOT NULL
                THEN CASE
                    WHEN ends_with(a.name, ' ' || b.name) OR ends_with(b.name, ' ' || a.name) THEN 'site'
                    ELSE 'similar'
                END
            WHEN km <= 5 THEN 'close'
            ELSE 'other'
        END AS place,
        a.kind = 'Armed clash' AND b.kind = 'Armed clash' AND a.actor1 <> b.actor1
            AND (a.actor1 = b.actor2 OR a.actor2 = b.actor1) AS turned,
        CASE WHEN turned THEN b.actor2 ELSE b.actor1 END AS first_of_b,
        CASE WHEN turned THEN b.actor1 ELSE b.actor2 END AS second_of_b,
        CASE
            WHEN a.actor1 = first_of_b THEN CASE WHEN a.actor1 LIKE 'unidentified%' THEN 'unknown' ELSE 'same' END
            WHEN one_sided
                AND (
                    (a.actor1 = second_of_b AND a.actor1 NOT LIKE 'unidentified%')
                    OR (a.actor2 = first_of_b AND a.actor2 NOT LIKE 'unidentified%')
                ) THEN 'reversed'
            WHEN list_contains(a.suspected, first_of_b) OR list_contains(b.suspected, a.actor1) THEN 'suspected'
            WHEN first_of_b IS NULL OR a.actor1 LIKE 'unidentified%' OR first_of_b LIKE 'unidentified%' THEN 'unknown'
            WHEN (a.actor1, first_of_b) IN (SELECT (actor_a, actor_b) FROM related_actor) THEN 'related'
            ELSE 'other'
        END AS actor1,
        CASE
            WHEN a.actor2 IS NULL OR second_of_b IS NULL OR a.actor2 LIKE 'unidentified%' OR second_of_b LIKE 'unidentified%'
                THEN 'unknown'
            WHEN a.actor2 = second_of_b THEN 'same'
            WHEN (a.actor2, second_of_b) IN (SELECT (actor_a, actor_b) FROM related_actor) THEN 'related'
            ELSE 'other'
        END AS actor2,
        compare_tolls(a.killed_low, a.killed_high, b.killed_low, b.killed_high) AS killed,
        compare_tolls(a.injured_low, a.injured_high, b.injured_low, b.injured_high) AS injured,
        CASE
            WHEN a.weapon_bits IS NULL OR b.weapon_bits IS NULL THEN 'unknown'
            WHEN a.weapon_bits & b.weapon_bits <> 0 THEN 'shared'
            WHEN a.family_bits & b.family_bits <> 0 THEN 'related'
            ELSE 'other'
        END AS weapons,
        CASE WHEN a.story = b.story THEN 'same' ELSE 'other' END AS story,
        CASE WHEN a.background = b.background THEN 'news' ELSE 'mixed' END AS recall
    FROM candidate
    JOIN fact a ON a.n = candidate.a
    JOIN fact b ON b.n = candidate.b
    LEFT JOIN kind_pair ON kind_a = a.kind AND kind_b = b.kind
    LEFT JOIN alike ON alike.area = a.area AND alike.name_a = a.name AND alike.name_b = b.name;

CREATE OR REPLACE TEMP TABLE scored AS
    SELECT
        a, b,
        prior.weight + kind.weight + day.weight + place.weight + actor1.weight + actor2.weight + killed.weight
            + injured.weight + weapons.weight + story.weight + recall.weight AS score,
        kind.weight AS kind, day.weight AS day, place.weight AS place, actor1.weight AS actor1,
        actor2.weight AS actor2, killed.weight AS killed, injured.weight AS injured, weapons.weight AS weapons,
        story.weight AS story, recall.weight AS recall
    FROM compared
    JOIN merge_weight prior ON prior.feature = 'prior'
    JOIN merge_weight kind ON kind.feature = 'kind' AND kind.level = compared.kind
    JOIN merge_weight day ON day.feature = 'day' AND day.level = compared.day
    JOIN merge_weight place ON place.feature = 'place' AND place.level = compared.place
    JOIN merge_weight actor1 ON actor1.feature = 'actor1' AND actor1.level = compared.actor1
    JOIN merge_weight actor2 ON actor2.feature = 'actor2' AND actor2.level = compared.actor2
    JOIN merge_weight killed ON killed.feature = 'killed' AND killed.level = compared.killed
    JOIN merge_weight injured ON injured.feature = 'injured' AND injured.level = compared.injured
    JOIN merge_weight weapons ON weapons.feature = 'weapons' AND weapons.level = compared.weapons
    JOIN merge_weight story ON story.feature = 'story' AND story.level = compared.story
    JOIN merge_weight recall ON recall.feature = 'recall' AND recall.level = compared.recall
    WHERE score > 0;
