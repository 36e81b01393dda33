-- By which rules everything was read, coded and merged: what a change of rules has left behind can be told from it.

ALTER TABLE "fetch" ADD COLUMN announced TIMESTAMP;
ALTER TABLE "fetch" ADD COLUMN reader_version VARCHAR;
COMMENT ON COLUMN "fetch".announced IS 'When a feed, sitemap or listing said its article was published (UTC): for pages that do not tell.';
COMMENT ON COLUMN "fetch".reader_version IS 'Hash of the rules by which the response was read for articles; null where it was not.';

ALTER TABLE article ADD COLUMN coder_version VARCHAR;
COMMENT ON COLUMN article.coder_version IS 'Hash of the rules, lexicon and gazetteer by which it was coded.';

CREATE TABLE merge_rules (version VARCHAR PRIMARY KEY);
COMMENT ON TABLE merge_rules IS 'The rules by which the incidents were merged: one row.';
COMMENT ON COLUMN merge_rules.version IS 'Hash of the SQL and the tables that merging reads.';

-- What stands here already was read by rules that nobody has noted.
UPDATE "fetch" SET reader_version = ''
WHERE verdict = 'ok'
    AND (
        article_id IS NOT NULL
        OR url IN (SELECT url FROM reject WHERE stage = 'page')
        OR (warc_file, warc_offset) IN (SELECT (warc_file, warc_offset) FROM article)
    );

UPDATE "fetch" SET announced = article.published
FROM article
WHERE article.article_id = "fetch".article_id AND "fetch".reader_version IS NOT NULL;
