-- In: drawn_mention. Out: chosen (for each event the mention, by number, that gives each field), drawn_incident (the
-- incidents to write).
-- A field takes the most precise value told, among equally precise ones that of most independent witnesses, then the
-- earliest; tolls: exact before bounded before "at least", then most witnesses, then the latest.

CREATE OR REPLACE TEMP TABLE chosen AS
    WITH
    many AS (SELECT *, hash(witness) AS voice FROM drawn_mention WHERE mentions > 1),
    vote AS (
        SELECT event, n, voice, rank AS late, 'kind' AS field, hash(sub_event_type) AS value, 0 AS vagueness FROM many
        UNION ALL
        SELECT event, n, voice, rank, 'day', hash(date_start, date_end),
            1000 * coalesce(time_precision, 1) + (date_end - date_start)
        FROM many WHERE date_start IS NOT NULL
        UNION ALL
        SELECT event, n, voice, rank, 'place', hash(coalesce(place_key, admin1, country, '')),
            coalesce(geo_precision, 3) + 10 * (place_key IS NULL)::INT + 20 * (admin1 IS NULL)::INT
                + 5 * (latitude IS NULL)::INT
        FROM many
        UNION ALL
        SELECT event, n, voice, rank, 'actor1', hash(actor1), unidentified(actor1) FROM many
        UNION ALL
        SELECT event, n, voice, rank, 'actor2', hash(actor2), unidentified(actor2) FROM many WHERE actor2 IS NOT NULL
        UNION ALL
        SELECT event, n, voice, -rank, 'killed', hash(killed_low, killed_high), openness(killed_low, killed_high)
        FROM many WHERE killed_low IS NOT NULL
        UNION ALL
        SELECT event, n, voice, -rank, 'injured', hash(injured_low, injured_high), openness(injured_low, injured_high)
        FROM many WHERE injured_low IS NOT NULL
        UNION ALL
        SELECT event, n, voice, rank, 'claim', hash(claim), CASE claim WHEN 'claimed' THEN 0 WHEN 'denied' THEN 1 ELSE 2 END
        FROM many WHERE claim IS NOT NULL
        UNION ALL
        SELECT event, n, voice, rank, 'evidence', n, background::INT * 1000 + (1000 * (1 - confidence))::INT FROM many
    ),
    tally AS (
        SELECT
            event,
            field,
            min(vagueness) AS vagueness,
            count(DISTINCT voice) AS voices,
            min(late) AS late,
            arg_min(n, (vagueness, late)) AS n
        FROM vote
        GROUP BY event, field, value
    ),
    decided AS (SELECT event, field, arg_min(n, (vagueness, -voices, late)) AS n FROM tally GROUP BY ALL)
    PIVOT decided
    ON field IN ('kind', 'day', 'place', 'actor1', 'actor2', 'killed', 'injured', 'claim', 'evidence')
    USING any_value(n)
    GROUP BY event
    UNION ALL
    SELECT event, n, n, n, n, n, n, n, n, n FROM drawn_mention WHERE mentions = 1;

CREATE OR REPLACE TEMP TABLE drawn_incident AS
    WITH
    gathered AS (
        SELECT
            event,
            any_value(incident_id) AS incident_id,
            count(DISTINCT witness) AS number_of_sources,
            count(DISTINCT article_id) AS number_of_articles,
            max(confidence) AS confidence,
            min(published_on) AS first_published,
            max(published_on) AS last_published,
            bool_and(background) AS background,
            min(killed_low) AS fatalities_low,
            upper_bound(max(killed_high), max(killed_low) FILTER (killed_high IS NULL)) AS fatalities_high,
            min(injured_low) AS injured_low,
            upper_bound(max(injured_high), max(injured_low) FILTER (injured_high IS NULL)) AS injured_high,
            list_sort(list_distinct(flatten(list(weapons)))) AS weapons,
            list_distinct(flatten(list(suspected))) AS suspected,
            count(DISTINCT actor1) FILTER (unidentified(actor1) = 0) AS named_actors,
            bool_or(claim = 'denied') AS denied
        FROM drawn_mention
        GROUP BY event
    )
    SELECT
        gathered.incident_id,
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
    JOIN chosen USING (event)
    JOIN drawn_mention kind ON kind.n = chosen.kind
    LEFT JOIN drawn_mention day ON day.n = chosen.day
    LEFT JOIN drawn_mention place ON place.n = chosen.place
    JOIN drawn_mention actor1 ON actor1.n = chosen.actor1
    LEFT JOIN drawn_mention actor2 ON actor2.n = chosen.actor2
    LEFT JOIN drawn_mention killed ON killed.n = chosen.killed
    LEFT JOIN drawn_mention injured ON injured.n = chosen.injured
    LEFT JOIN drawn_mention claim ON claim.n = chosen.claim
    JOIN drawn_mention evidence ON evidence.n = chosen.evidence;
