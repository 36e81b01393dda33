-- In: drawn_mention. Out: chosen (which mention gives each field), drawn_incident (the incidents to write).
-- A field takes the most precise value told, among equally precise ones that of most independent witnesses, then the
-- earliest; tolls: exact before bounded before "at least", then most witnesses, then the latest.

CREATE OR REPLACE TEMP TABLE chosen AS
    WITH
    vote AS (
        SELECT incident_id, mention_id, witness, rank AS late, 'kind' AS field, sub_event_type AS value, 0 AS vagueness
        FROM drawn_mention WHERE mentions > 1
        UNION ALL
        SELECT incident_id, mention_id, witness, rank, 'day', date_start || '/' || date_end,
            1000 * coalesce(time_precision, 1) + (date_end - date_start)
        FROM drawn_mention WHERE mentions > 1 AND date_start IS NOT NULL
        UNION ALL
        SELECT incident_id, mention_id, witness, rank, 'place', coalesce(place_key, admin1, country, ''),
            coalesce(geo_precision, 3) + 10 * (place_key IS NULL)::INT + 20 * (admin1 IS NULL)::INT
                + 5 * (latitude IS NULL)::INT
        FROM drawn_mention WHERE mentions > 1
        UNION ALL
        SELECT incident_id, mention_id, witness, rank, 'actor1', actor1, unidentified(actor1)
        FROM drawn_mention WHERE mentions > 1
        UNION ALL
        SELECT incident_id, mention_id, witness, rank, 'actor2', actor2, unidentified(actor2)
        FROM drawn_mention WHERE mentions > 1 AND actor2 IS NOT NULL
        UNION ALL
        SELECT incident_id, mention_id, witness, -rank, 'killed', killed_low || '-' || coalesce(killed_high::VARCHAR, ''),
            openness(killed_low, killed_high)
        FROM drawn_mention WHERE mentions > 1 AND killed_low IS NOT NULL
        UNION ALL
        SELECT incident_id, mention_id, witness, -rank, 'injured', injured_low || '-' || coalesce(injured_high::VARCHAR, ''),
            openness(injured_low, injured_high)
        FROM drawn_mention WHERE mentions > 1 AND injured_low IS NOT NULL
        UNION ALL
        SELECT incident_id, mention_id, witness, rank, 'claim', claim,
            CASE claim WHEN 'claimed' THEN 0 WHEN 'denied' THEN 1 ELSE 2 END
        FROM drawn_mention WHERE mentions > 1 AND claim IS NOT NULL
        UNION ALL
        SELECT incident_id, mention_id, witness, rank, 'evidence', mention_id,
            background::INT * 1000 + (1000 * (1 - confidence))::INT
        FROM drawn_mention WHERE mentions > 1
    ),
    tally AS (
        SELECT
            incident_id,
            field,
            value,
            min(vagueness) AS vagueness,
            count(DISTINCT witness) AS witnesses,
            min(late) AS late,
            arg_min(mention_id, (vagueness, late)) AS mention_id
        FROM vote
        GROUP BY ALL
    )
    SELECT incident_id, field, arg_min(mention_id, (vagueness, -witnesses, late, value)) AS mention_id
    FROM tally
    GROUP BY ALL
    UNION ALL
    SELECT incident_id, unnest(['kind', 'day', 'place', 'actor1', 'actor2', 'killed', 'injured', 'claim', 'evidence']), mention_id
    FROM drawn_mention
    WHERE mentions = 1;

CREATE OR REPLACE TEMP MACRO picked(wanted) AS TABLE
    SELECT drawn_mention.*
    FROM chosen
    JOIN drawn_mention USING (incident_id, mention_id)
    WHERE chosen.field = wanted;

CREATE OR REPLACE TEMP TABLE drawn_incident AS
    WITH
    gathered AS (
        SELECT
            incident_id,
            count(DISTINCT witness) AS number_of_sources,
            count(DISTINCT article_id) AS number_of_articles,
            max(confidence) AS confidence,
            min(published_on) AS first_published,
            max(published_on) AS last_published,
            bool_and(background) AS background,
            min(killed_low) AS fatalities_low,
            max(greatest(killed_low, killed_high)) AS fatalities_high,
            min(injured_low) AS injured_low,
            max(greatest(injured_low, injured_high)) AS injured_high,
            list_sort(list_distinct(flatten(list(weapons)))) AS weapons,
            list_distinct(flatten(list(suspected))) AS suspected,
            count(DISTINCT actor1) FILTER (unidentified(actor1) = 0) AS named_actors,
            bool_or(claim = 'denied') AS denied
        FROM drawn_mention
        GROUP BY incident_id
    )
    SELECT
        incident_id,
        day.date_start AS event_date,
        day.date_end AS event_date_end,
        day.time_precision,
        kind.event_type,
        kind.sub_event_type,
        place.country,
        place.admin1,
        place.place,
        place.place_id,
        place.latitude,
        place.longitude,
        place.geo_precision,
        actor1.actor1,
        list_sort(list_filter(gathered.suspected, accused -> accused <> actor1.actor1)) AS suspected,
        actor2.actor2,
        gathered.weapons,
        fatalities_low,
        killed.killed_low AS fatalities_best,
        fatalities_high,
        gathered.injured_low,
        injured.injured_low AS injured_best,
        gathered.injured_high,
        claim.claim,
        gathered.background,
        CASE
            WHEN named_actors > 1 OR (denied AND named_actors + len(gathered.suspected) > 0) THEN 'contested'
            WHEN claim.claim = 'claimed' THEN 'confirmed'
            WHEN number_of_sources > 1 THEN 'fair'
            ELSE 'weak'
        END AS event_clarity,
        number_of_sources,
        number_of_articles,
        gathered.confidence,
        first_published,
        last_published,
        evidence.mention_id AS evidence_mention_id
    FROM gathered
    JOIN picked('kind') kind USING (incident_id)
    LEFT JOIN picked('day') day USING (incident_id)
    LEFT JOIN picked('place') place USING (incident_id)
    JOIN picked('actor1') actor1 USING (incident_id)
    LEFT JOIN picked('actor2') actor2 USING (incident_id)
    LEFT JOIN picked('killed') killed USING (incident_id)
    LEFT JOIN picked('injured') injured USING (incident_id)
    LEFT JOIN picked('claim') claim USING (incident_id)
    JOIN picked('evidence') evidence USING (incident_id);
