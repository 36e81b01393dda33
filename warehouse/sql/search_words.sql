-- In: incident, incident_mention, mention, article, place, actor. Out: what is searched, in Arabic and in English.

CREATE OR REPLACE TABLE search_arabic AS
    SELECT
        incident_id,
        concat_ws(
            ' ',
            any_value(title) FILTER (mention_id = evidence_mention_id),
            string_agg(DISTINCT mention.place, ' ' ORDER BY mention.place),
            string_agg(DISTINCT evidence, ' ' ORDER BY evidence)
        ) AS words
    FROM incident
    JOIN incident_mention USING (incident_id)
    JOIN mention USING (mention_id)
    JOIN article USING (article_id)
    GROUP BY incident_id;
COMMENT ON TABLE search_arabic IS 'The Arabic words that search() reads.';
COMMENT ON COLUMN search_arabic.incident_id IS 'The incident.';
COMMENT ON COLUMN search_arabic.words IS 'Its headline, sentences and places.';

CREATE OR REPLACE TABLE search_english AS
    SELECT
        incident_id,
        concat_ws(
            ' ', sub_event_type, place.name_en, incident.admin1, one.name_en, two.name_en,
            replace(concat_ws(' ', actor1, actor2, array_to_string(suspected, ' '), array_to_string(weapons, ' ')), '_', ' ')
        ) AS words
    FROM incident
    LEFT JOIN place USING (place_id)
    LEFT JOIN actor one ON one.actor = actor1
    LEFT JOIN actor two ON two.actor = actor2;
COMMENT ON TABLE search_english IS 'The English words that search() reads.';
COMMENT ON COLUMN search_english.incident_id IS 'The incident.';
COMMENT ON COLUMN search_english.words IS 'Its kind, place, governorate, actors and weapons.';
