-- In: article; parameters since, until. Out: read_article, the articles of these days.

CREATE OR REPLACE TEMP TABLE read_article AS
FROM article
WHERE ($since IS NULL OR published_on >= $since) AND ($until IS NULL OR published_on <= $until);
