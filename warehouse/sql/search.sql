-- In: search_arabic, search_english. Out: their full-text indexes, and search(query).

-- The default settings drop every Arabic letter.
PRAGMA create_fts_index(
    'search_arabic', 'incident_id', 'words',
    stemmer = 'arabic', stopwords = 'none', ignore = '[^\p{L}\p{N}]+', strip_accents = 1, overwrite = 1
);
PRAGMA create_fts_index('search_english', 'incident_id', 'words', stemmer = 'english', overwrite = 1);

-- Incidents whose Arabic or English words fit the query, best first.
CREATE OR REPLACE MACRO search(query) AS TABLE
    WITH scored AS (
        SELECT
            incident_id,
            coalesce(fts_main_search_arabic.match_bm25(incident_id, query), 0)
                + coalesce(fts_main_search_english.match_bm25(incident_id, query), 0) AS relevance
        FROM incident
    )
    SELECT relevance, incidents.*
    FROM incidents
    JOIN scored USING (incident_id)
    WHERE relevance > 0
    ORDER BY relevance DESC, incident_id;
