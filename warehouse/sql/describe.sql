-- In: drawn_incident, phrase, actor, place. Out: drawn_incident with notes: its fields as an English sentence.

CREATE OR REPLACE TEMP TABLE noted_incident AS
    SELECT
        d.*,
        concat_ws(
            ' ',
            CASE
                WHEN event_date IS NULL THEN 'On a day that is not told, '
                WHEN event_date = event_date_end THEN 'On ' || english_day(event_date) || ', '
                ELSE 'Between ' || english_day(event_date) || ' and ' || english_day(event_date_end) || ', '
            END
            || replace(
                replace(
                    CASE WHEN d.actor2 IS NULL THEN alone ELSE against END,
                    '{actor1}', actor_words(d.actor1, one.name_en)
                ),
                '{actor2}', coalesce(actor_words(d.actor2, two.name_en), '')
            )
            || coalesce(' (' || replace(array_to_string(weapons, ', '), '_', ' ') || ')', '')
            || coalesce(
                ' in ' || nullif(concat_ws(', ', coalesce(place.name_en, d.place), d.admin1, d.country), ''),
                ' at a place that is not told'
            )
            || '.',
            CASE WHEN len(suspected) > 0
                THEN 'Suspected: ' || array_to_string(list_transform(suspected, a -> actor_words(a, NULL)), ', ') || '.'
            END,
            toll_words('killed', fatalities_low, fatalities_best, fatalities_high),
            toll_words('injured', injured_low, injured_best, injured_high),
            CASE claim
                WHEN 'claimed' THEN 'The side that acted has claimed it.'
                WHEN 'denied' THEN 'Responsibility was denied.'
                WHEN 'unclaimed' THEN 'No one has claimed it.'
            END
        ) AS notes
    FROM drawn_incident d
    JOIN phrase USING (sub_event_type)
    LEFT JOIN actor one ON one.actor = d.actor1
    LEFT JOIN actor two ON two.actor = d.actor2
    LEFT JOIN place ON place.place_id = d.place_id;
