-- In: merge_queue. Out: article.story_id of the queued articles and of those whose story they change, which
-- join merge_queue; temp table copy_pair, from which `components` is made before stories_name runs.
-- Copies: published within 3 days, and half of their runs of three words in common (MinHash, 16 bands of 4).

CREATE OR REPLACE TEMP TABLE stirred_story AS
    SELECT DISTINCT story_id FROM article SEMI JOIN merge_queue USING (article_id);

CREATE OR REPLACE TEMP TABLE fresh_article AS
    SELECT article_id
    FROM article
    WHERE signature IS NOT NULL
        AND published_on IS NOT NULL
        AND (article_id IN (FROM merge_queue) OR story_id IN (FROM stirred_story WHERE story_id IS NOT NULL));

CREATE OR REPLACE TEMP TABLE fresh_day AS
    SELECT DISTINCT unnest(range(published_on - 3, published_on + 4, INTERVAL 1 DAY))::DATE AS day
    FROM article
    SEMI JOIN fresh_article USING (article_id);

CREATE OR REPLACE TEMP TABLE near_article AS
    SELECT article_id, published_on, signature, story_id, article_id IN (FROM fresh_article) AS fresh
    FROM article
    WHERE signature IS NOT NULL AND published_on IN (FROM fresh_day);

CREATE OR REPLACE TEMP TABLE twin AS
    WITH
    banded AS (
        SELECT article_id, published_on, fresh, band, band_of(signature, band) AS digest
        FROM near_article, range(16) AS bands (band)
    ),
    alike AS (
        SELECT DISTINCT f.article_id AS a, n.article_id AS b
        FROM banded f
        JOIN banded n USING (band, digest)
        WHERE f.fresh AND f.article_id <> n.article_id AND abs(f.published_on - n.published_on) <= 3
    )
    SELECT a, b
    FROM alike
    JOIN near_article f ON f.article_id = a
    JOIN near_article n ON n.article_id = b
    WHERE list_sum(list_transform(range(1, 65), i -> (f.signature[i] = n.signature[i])::INT)) >= 32;

-- A story that a fresh article joins keeps its members together.
INSERT INTO twin
    SELECT member.article_id, member.story_id
    FROM article member
    WHERE member.story_id IN (SELECT n.story_id FROM near_article n JOIN twin ON twin.b = n.article_id)
        AND member.article_id NOT IN (FROM fresh_article)
        AND member.article_id <> member.story_id;

CREATE OR REPLACE TEMP TABLE copied AS
    SELECT article_id, row_number() OVER (ORDER BY article_id) AS n
    FROM (SELECT a AS article_id FROM twin UNION SELECT b FROM twin);

CREATE OR REPLACE TEMP TABLE copy_pair AS
    SELECT one.n AS a, other.n AS b
    FROM twin
    JOIN copied one ON one.article_id = twin.a
    JOIN copied other ON other.article_id = twin.b;
