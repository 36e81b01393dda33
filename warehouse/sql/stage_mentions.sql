-- In: incoming (mentions). Out: staged_mention.

CREATE OR REPLACE TEMP TABLE staged_mention AS
    SELECT incoming.* EXCLUDE (why), why::JSON AS why, place_key
    FROM incoming
    LEFT JOIN (SELECT place, place_key(place) AS place_key FROM (SELECT DISTINCT place FROM incoming)) keyed USING (place);
