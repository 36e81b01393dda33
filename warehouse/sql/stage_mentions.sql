-- In: incoming (mentions), known (article ids). Out: staged_mention; known_article, a table whose size is known: where it
-- is empty no mention is read.

CREATE OR REPLACE TEMP TABLE staged_mention AS
    SELECT incoming.* EXCLUDE (why), why::JSON AS why, place_key
    FROM incoming
    LEFT JOIN (SELECT place, place_key(place) AS place_key FROM (SELECT DISTINCT place FROM incoming)) keyed USING (place);

CREATE OR REPLACE TEMP TABLE known_article AS FROM known;
