-- In: incoming (mentions), incoming_article (article_id). Out: staged_mention, misplaced_mention.

CREATE OR REPLACE TEMP TABLE staged_mention AS
    SELECT incoming.* EXCLUDE (why), why::JSON AS why, place_key
    FROM incoming
    LEFT JOIN (SELECT place, place_key(place) AS place_key FROM (SELECT DISTINCT place FROM incoming)) keyed USING (place);

-- Mentions whose evidence is not what the article says at their span.
CREATE OR REPLACE TEMP TABLE misplaced_mention AS
    SELECT article_id, span_start, span_end, evidence
    FROM staged_mention
    LEFT JOIN article USING (article_id)
    WHERE evidence IS DISTINCT FROM substring(text, span_start + 1, span_end - span_start)
    ORDER BY ALL
    LIMIT 1;
