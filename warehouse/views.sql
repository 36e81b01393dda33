-- The analysts' tables.

CREATE OR REPLACE VIEW incidents AS
    SELECT
        incident.incident_id,
        event_date,
        event_date_end,
        time_precision,
        event_type,
        sub_event_type,
        incident.country,
        incident.admin1,
        incident.place,
        coalesce(place.name_en, incident.place) AS place_en,
        incident.latitude,
        incident.longitude,
        geo_precision,
        actor1,
        suspected,
        actor2,
        weapons,
        fatalities_low,
        fatalities_best,
        fatalities_high,
        injured_low,
        injured_best,
        injured_high,
        claim,
        background,
        event_clarity,
        number_of_sources,
        number_of_articles,
        told.sources,
        notes,
        told.evidence,
        told.url,
        first_published,
        last_published,
        confidence,
        recorded_at
    FROM incident
    JOIN (
        SELECT
            im.incident_id,
            list_sort(list_distinct(list(article.source))) AS sources,
            any_value(mention.evidence) FILTER (im.mention_id = i.evidence_mention_id) AS evidence,
            any_value(article.url) FILTER (im.mention_id = i.evidence_mention_id) AS url
        FROM incident_mention im
        JOIN incident i USING (incident_id)
        JOIN mention USING (mention_id)
        JOIN article USING (article_id)
        GROUP BY im.incident_id
    ) told USING (incident_id)
    LEFT JOIN place ON place.place_id = incident.place_id;
COMMENT ON VIEW incidents IS 'One flat row an incident: the table that answers most questions.';
COMMENT ON COLUMN incidents.incident_id IS 'The incident; `rasd explain` shows its articles and sentences.';
COMMENT ON COLUMN incidents.event_date IS 'First day of the event; null where no article tells it.';
COMMENT ON COLUMN incidents.event_date_end IS 'Last day, inclusive; equal to event_date when the day is known.';
COMMENT ON COLUMN incidents.time_precision IS '1 the day, 2 the week, 3 the month (ACLED), 4 wider.';
COMMENT ON COLUMN incidents.event_type IS 'ACLED''s event type.';
COMMENT ON COLUMN incidents.sub_event_type IS 'ACLED''s sub-event type.';
COMMENT ON COLUMN incidents.country IS 'Country (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN incidents.admin1 IS 'First-level division, in English.';
COMMENT ON COLUMN incidents.place IS 'Place, in Arabic, as an article writes it.';
COMMENT ON COLUMN incidents.place_en IS 'Place in English where the gazetteer has it, else in Arabic.';
COMMENT ON COLUMN incidents.latitude IS 'Degrees north (WGS 84).';
COMMENT ON COLUMN incidents.longitude IS 'Degrees east (WGS 84).';
COMMENT ON COLUMN incidents.geo_precision IS '1 the place itself, 2 near it, 3 its region only (ACLED).';
COMMENT ON COLUMN incidents.actor1 IS 'Who acted; unidentified where no article says.';
COMMENT ON COLUMN incidents.suspected IS 'Actors accused or believed to have acted.';
COMMENT ON COLUMN incidents.actor2 IS 'Whom it hit; null where no article says.';
COMMENT ON COLUMN incidents.weapons IS 'Weapons that any article names.';
COMMENT ON COLUMN incidents.fatalities_low IS 'The smallest number of killed that a report gives.';
COMMENT ON COLUMN incidents.fatalities_best IS 'The number of killed that most independent sources give.';
COMMENT ON COLUMN incidents.fatalities_high IS 'The greatest number of killed that a report gives; empty where that report says at least.';
COMMENT ON COLUMN incidents.injured_low IS 'The smallest number of injured that a report gives.';
COMMENT ON COLUMN incidents.injured_best IS 'The number of injured that most independent sources give.';
COMMENT ON COLUMN incidents.injured_high IS 'The greatest number of injured that a report gives; empty where that report says at least.';
COMMENT ON COLUMN incidents.claim IS 'Responsibility: claimed, denied, or unclaimed where it is said that no one took it.';
COMMENT ON COLUMN incidents.background IS 'True where every article only recalls it.';
COMMENT ON COLUMN incidents.event_clarity IS 'confirmed, fair, weak or contested, as Airwars grades.';
COMMENT ON COLUMN incidents.number_of_sources IS 'Independent outlets: copies of one text count once.';
COMMENT ON COLUMN incidents.number_of_articles IS 'Articles that tell it.';
COMMENT ON COLUMN incidents.sources IS 'All outlets that tell it.';
COMMENT ON COLUMN incidents.notes IS 'The coded fields as an English sentence.';
COMMENT ON COLUMN incidents.evidence IS 'The Arabic words that show it best.';
COMMENT ON COLUMN incidents.url IS 'The article they stand in.';
COMMENT ON COLUMN incidents.first_published IS 'Day of the earliest article.';
COMMENT ON COLUMN incidents.last_published IS 'Day of the latest article.';
COMMENT ON COLUMN incidents.confidence IS 'Confidence of the surest mention, 0 to 1.';
COMMENT ON COLUMN incidents.recorded_at IS 'When the row came into the warehouse (UTC).';

CREATE OR REPLACE VIEW incident_points AS
    SELECT
        incident_id,
        ('POINT(' || longitude || ' ' || latitude || ')')::GEOMETRY('OGC:CRS84') AS geometry
    FROM incident
    WHERE latitude IS NOT NULL AND longitude IS NOT NULL;
COMMENT ON VIEW incident_points IS 'Where incidents lie, those that are on the map: for the functions of DuckDB''s spatial extension, and for GIS.';
COMMENT ON COLUMN incident_points.incident_id IS 'The incident.';
COMMENT ON COLUMN incident_points.geometry IS 'Its point: degrees east and north (WGS 84).';

CREATE OR REPLACE VIEW events_acled AS
    SELECT
        incident_id AS event_id_cnty,
        event_date,
        year(event_date) AS "year",
        least(time_precision, 3) AS time_precision,
        CASE
            WHEN sub_event_type = 'Excessive force against protesters' THEN 'Political violence; Demonstrations'
            WHEN event_type = 'Protests' OR sub_event_type = 'Violent demonstration' THEN 'Demonstrations'
            WHEN event_type = 'Strategic developments' THEN 'Strategic developments'
            ELSE 'Political violence'
        END AS disorder_type,
        event_type,
        sub_event_type,
        actor1,
        actor2,
        CASE
            WHEN 'civilians' IN (actor1, actor2) OR sub_event_type = 'Excessive force against protesters'
                THEN 'Civilian targeting'
        END AS civilian_targeting,
        country,
        admin1,
        place_en AS location,
        latitude,
        longitude,
        geo_precision,
        array_to_string(sources, '; ') AS source,
        notes,
        coalesce(fatalities_best, 0) AS fatalities,
        epoch(recorded_at)::BIGINT AS "timestamp"
    FROM incidents
    WHERE event_date IS NOT NULL;
COMMENT ON VIEW events_acled IS 'Incidents with the columns of ACLED''s codebook, those of a known day or stretch of days. The codes of actors and countries are Rasd''s.';
COMMENT ON COLUMN events_acled.event_id_cnty IS 'Id: Rasd''s incident_id.';
COMMENT ON COLUMN events_acled.event_date IS 'Day; the first of a stretch.';
COMMENT ON COLUMN events_acled.year IS 'Year.';
COMMENT ON COLUMN events_acled.time_precision IS '1 the day, 2 the week, 3 the month or wider.';
COMMENT ON COLUMN events_acled.disorder_type IS 'Political violence, Demonstrations, Strategic developments.';
COMMENT ON COLUMN events_acled.event_type IS 'Event type.';
COMMENT ON COLUMN events_acled.sub_event_type IS 'Sub-event type.';
COMMENT ON COLUMN events_acled.actor1 IS 'Who acted (Rasd''s key).';
COMMENT ON COLUMN events_acled.actor2 IS 'Whom it hit (Rasd''s key).';
COMMENT ON COLUMN events_acled.civilian_targeting IS 'Civilian targeting where civilians were the target.';
COMMENT ON COLUMN events_acled.country IS 'Country (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN events_acled.admin1 IS 'First-level division.';
COMMENT ON COLUMN events_acled.location IS 'Place.';
COMMENT ON COLUMN events_acled.latitude IS 'Degrees north.';
COMMENT ON COLUMN events_acled.longitude IS 'Degrees east.';
COMMENT ON COLUMN events_acled.geo_precision IS '1 the place, 2 near it, 3 its region.';
COMMENT ON COLUMN events_acled.source IS 'Outlets, separated by semicolons.';
COMMENT ON COLUMN events_acled.notes IS 'The event in a sentence.';
COMMENT ON COLUMN events_acled.fatalities IS 'Killed, best figure; 0 where none is reported, as ACLED does.';
COMMENT ON COLUMN events_acled.timestamp IS 'When it came into the warehouse (Unix seconds).';

CREATE OR REPLACE VIEW events_ucdp AS
    SELECT
        incident_id AS id,
        year(event_date) AS "year",
        CASE
            WHEN actor2 IN ('civilians', 'journalists', 'medics', 'protesters') THEN 3
            WHEN list_has_any([actor1, actor2], (SELECT coalesce(list(actor), []) FROM actor WHERE kind = 'state')) THEN 1
            ELSE 2
        END AS type_of_violence,
        actor1 AS side_a,
        coalesce(actor2, 'unidentified') AS side_b,
        number_of_sources,
        array_to_string(sources, ';') AS source_office,
        evidence AS source_headline,
        CASE geo_precision WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE CASE WHEN admin1 IS NULL THEN 6 ELSE 4 END END AS where_prec,
        place_en AS where_coordinates,
        admin1 AS adm_1,
        latitude,
        longitude,
        country,
        CASE WHEN number_of_sources > 1 AND event_clarity <> 'contested' THEN 1 ELSE 2 END AS event_clarity,
        CASE
            WHEN event_date = event_date_end THEN 1
            WHEN event_date_end - event_date <= 5 THEN 2
            WHEN event_date_end - event_date <= 7 THEN 3
            WHEN event_date_end - event_date <= 31 THEN 4
            ELSE 5
        END AS date_prec,
        event_date AS date_start,
        event_date_end AS date_end,
        fatalities_best AS best,
        fatalities_high AS high,
        fatalities_low AS low
    FROM incidents
    WHERE event_date IS NOT NULL
        AND fatalities_best > 0
        AND event_type IN ('Battles', 'Explosions/Remote violence', 'Violence against civilians');
COMMENT ON VIEW events_ucdp IS 'Deadly organised violence with the columns of UCDP GED''s codebook.';
COMMENT ON COLUMN events_ucdp.id IS 'Id: Rasd''s incident_id.';
COMMENT ON COLUMN events_ucdp.year IS 'Year.';
COMMENT ON COLUMN events_ucdp.type_of_violence IS '1 a state is a side, 2 none is, 3 one-sided: those hit are no side.';
COMMENT ON COLUMN events_ucdp.side_a IS 'Who acted (Rasd''s key).';
COMMENT ON COLUMN events_ucdp.side_b IS 'Whom it hit (Rasd''s key).';
COMMENT ON COLUMN events_ucdp.number_of_sources IS 'Independent outlets.';
COMMENT ON COLUMN events_ucdp.source_office IS 'Outlets, separated by semicolons.';
COMMENT ON COLUMN events_ucdp.source_headline IS 'The Arabic words that show it.';
COMMENT ON COLUMN events_ucdp.where_prec IS '1 the place, 2 near it, 4 the first-level division, 6 the country.';
COMMENT ON COLUMN events_ucdp.where_coordinates IS 'Place.';
COMMENT ON COLUMN events_ucdp.adm_1 IS 'First-level division.';
COMMENT ON COLUMN events_ucdp.latitude IS 'Degrees north.';
COMMENT ON COLUMN events_ucdp.longitude IS 'Degrees east.';
COMMENT ON COLUMN events_ucdp.country IS 'Country (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN events_ucdp.event_clarity IS '1 clear, 2 reported by one source or contested.';
COMMENT ON COLUMN events_ucdp.date_prec IS '1 the day, 2 within 6 days, 3 the week, 4 the month, 5 wider.';
COMMENT ON COLUMN events_ucdp.date_start IS 'First day.';
COMMENT ON COLUMN events_ucdp.date_end IS 'Last day.';
COMMENT ON COLUMN events_ucdp.best IS 'Killed, best figure.';
COMMENT ON COLUMN events_ucdp.high IS 'Killed, greatest figure reported.';
COMMENT ON COLUMN events_ucdp.low IS 'Killed, smallest figure reported.';

CREATE OR REPLACE VIEW daily_by_admin1 AS
    SELECT
        event_date AS day,
        country,
        admin1,
        event_type,
        count(*) AS incidents,
        sum(fatalities_best) AS fatalities_best,
        sum(injured_best) AS injured_best,
        count(*) FILTER (number_of_sources > 1) AS incidents_of_several_sources
    FROM incident
    WHERE event_date = event_date_end
    GROUP BY ALL;
COMMENT ON VIEW daily_by_admin1 IS 'Incidents a day, governorate and event type, of those whose day is known.';
COMMENT ON COLUMN daily_by_admin1.day IS 'Day.';
COMMENT ON COLUMN daily_by_admin1.country IS 'Country (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN daily_by_admin1.admin1 IS 'First-level division.';
COMMENT ON COLUMN daily_by_admin1.event_type IS 'Event type.';
COMMENT ON COLUMN daily_by_admin1.incidents IS 'Incidents.';
COMMENT ON COLUMN daily_by_admin1.fatalities_best IS 'Killed, sum of best figures; null where none is reported.';
COMMENT ON COLUMN daily_by_admin1.injured_best IS 'Injured, sum of best figures; null where none is reported.';
COMMENT ON COLUMN daily_by_admin1.incidents_of_several_sources IS 'Those that two or more independent outlets report.';

CREATE OR REPLACE VIEW actor_dyads AS
    SELECT
        actor1,
        actor2,
        country,
        count(*) AS incidents,
        sum(fatalities_best) AS fatalities_best,
        min(event_date) AS first_event,
        max(event_date) AS last_event
    FROM incident
    WHERE actor2 IS NOT NULL
    GROUP BY ALL;
COMMENT ON VIEW actor_dyads IS 'Who acts against whom, by country.';
COMMENT ON COLUMN actor_dyads.actor1 IS 'Who acted.';
COMMENT ON COLUMN actor_dyads.actor2 IS 'Whom it hit.';
COMMENT ON COLUMN actor_dyads.country IS 'Country (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN actor_dyads.incidents IS 'Incidents.';
COMMENT ON COLUMN actor_dyads.fatalities_best IS 'Killed, sum of best figures.';
COMMENT ON COLUMN actor_dyads.first_event IS 'Day of the first.';
COMMENT ON COLUMN actor_dyads.last_event IS 'Day of the last.';

CREATE OR REPLACE VIEW conflicting_reports AS
    WITH told AS (
        SELECT im.incident_id, article.source, m.*
        FROM incident_mention im
        JOIN mention m USING (mention_id)
        JOIN article USING (article_id)
    ),
    value AS (
        SELECT incident_id, 'actor1' AS field, actor1 AS value, source, mention_id FROM told WHERE unidentified(actor1) = 0
        UNION ALL
        SELECT incident_id, 'actor2', actor2, source, mention_id FROM told WHERE unidentified(actor2) = 0 AND actor2 IS NOT NULL
        UNION ALL
        SELECT incident_id, 'killed', killed_low::VARCHAR, source, mention_id FROM told WHERE killed_low = killed_high
        UNION ALL
        SELECT incident_id, 'injured', injured_low::VARCHAR, source, mention_id FROM told WHERE injured_low = injured_high
        UNION ALL
        SELECT incident_id, 'claim', claim, source, mention_id FROM told WHERE claim IS NOT NULL
        UNION ALL
        SELECT incident_id, 'day', date_start::VARCHAR, source, mention_id FROM told WHERE date_start = date_end
        UNION ALL
        SELECT incident_id, 'sub_event_type', sub_event_type, source, mention_id FROM told
    )
    SELECT
        incident_id,
        field,
        value,
        list_sort(list_distinct(list(source))) AS sources,
        list_sort(list(mention_id)) AS mention_ids
    FROM value
    WHERE (incident_id, field) IN (
        SELECT (incident_id, field) FROM value GROUP BY incident_id, field HAVING min(value) <> max(value)
    )
    GROUP BY incident_id, field, value;
COMMENT ON VIEW conflicting_reports IS 'Incidents whose reports contradict each other: one row a field and value, with who says it.';
COMMENT ON COLUMN conflicting_reports.incident_id IS 'The incident.';
COMMENT ON COLUMN conflicting_reports.field IS 'What they differ in.';
COMMENT ON COLUMN conflicting_reports.value IS 'One of the values told.';
COMMENT ON COLUMN conflicting_reports.sources IS 'Outlets that tell it.';
COMMENT ON COLUMN conflicting_reports.mention_ids IS 'Their mentions.';

CREATE OR REPLACE VIEW source_coverage AS
    WITH counted AS (
        SELECT
            source,
            count(DISTINCT article_id) AS articles,
            count(DISTINCT article_id) FILTER (mention_id IS NOT NULL) AS articles_with_incidents,
            count(mention_id) AS mentions,
            count(DISTINCT incident_id) AS incidents,
            min(published_on) AS first_published,
            max(published_on) AS last_published,
            count(DISTINCT published_on) AS days_published
        FROM article
        LEFT JOIN mention USING (article_id)
        LEFT JOIN incident_mention USING (mention_id)
        GROUP BY source
    )
    SELECT counted.*, name_ar, name_en, source_scale, independence_group
    FROM counted
    LEFT JOIN source USING (source);
COMMENT ON VIEW source_coverage IS 'What each outlet gave: to be read beside any count of incidents.';
COMMENT ON COLUMN source_coverage.source IS 'The outlet.';
COMMENT ON COLUMN source_coverage.articles IS 'Its articles.';
COMMENT ON COLUMN source_coverage.articles_with_incidents IS 'Those that tell an incident.';
COMMENT ON COLUMN source_coverage.mentions IS 'Mentions coded from them.';
COMMENT ON COLUMN source_coverage.incidents IS 'Incidents that it tells.';
COMMENT ON COLUMN source_coverage.first_published IS 'Day of its earliest article.';
COMMENT ON COLUMN source_coverage.last_published IS 'Day of its latest article.';
COMMENT ON COLUMN source_coverage.days_published IS 'Days on which it published.';
COMMENT ON COLUMN source_coverage.name_ar IS 'Arabic name.';
COMMENT ON COLUMN source_coverage.name_en IS 'English name.';
COMMENT ON COLUMN source_coverage.source_scale IS 'Its scale.';
COMMENT ON COLUMN source_coverage.independence_group IS 'Its independence group.';

-- The table incident as it was at a moment (UTC): today's rows and those deleted since, with later changes taken back.
CREATE OR REPLACE MACRO as_of(moment) AS TABLE
    WITH known AS (
        SELECT incident_id, to_json(incident) AS row
        FROM incident
        WHERE recorded_at <= moment::TIMESTAMP
        UNION ALL
        SELECT incident_id, row
        FROM incident_deleted
        WHERE deleted_at > moment::TIMESTAMP AND (row ->> 'recorded_at')::TIMESTAMP <= moment::TIMESTAMP
    ),
    undone AS (
        SELECT incident_id, field, arg_min({value: old_value}, revised_at).value AS value
        FROM incident_revision
        WHERE revised_at > moment::TIMESTAMP
        GROUP BY ALL
    ),
    patch AS (
        SELECT
            incident_id,
            json_group_object(
                field, CASE WHEN field IN ('suspected', 'weapons') THEN value::JSON ELSE to_json(value) END
            ) AS old
        FROM undone
        GROUP BY incident_id
    )
    SELECT unnest(from_json(
        CASE WHEN old IS NULL THEN row ELSE json_merge_patch(row, old) END,
        '{
            "incident_id": "VARCHAR", "event_date": "DATE", "event_date_end": "DATE", "time_precision": "TINYINT",
            "event_type": "VARCHAR", "sub_event_type": "VARCHAR", "country": "VARCHAR", "admin1": "VARCHAR",
            "place": "VARCHAR", "place_id": "VARCHAR", "latitude": "DOUBLE", "longitude": "DOUBLE",
            "geo_precision": "TINYINT", "actor1": "VARCHAR", "suspected": ["VARCHAR"], "actor2": "VARCHAR",
            "weapons": ["VARCHAR"], "fatalities_low": "INTEGER", "fatalities_best": "INTEGER",
            "fatalities_high": "INTEGER", "injured_low": "INTEGER", "injured_best": "INTEGER",
            "injured_high": "INTEGER", "claim": "VARCHAR", "background": "BOOLEAN", "event_clarity": "VARCHAR",
            "number_of_sources": "INTEGER", "number_of_articles": "INTEGER", "confidence": "DOUBLE",
            "first_published": "DATE", "last_published": "DATE", "evidence_mention_id": "VARCHAR",
            "notes": "VARCHAR", "recorded_at": "TIMESTAMP", "run_id": "VARCHAR"
        }'
    ))
    FROM known
    LEFT JOIN patch USING (incident_id);
