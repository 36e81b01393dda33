-- What the pipeline does and reads: runs, sources, requests, articles, refusals, registries.

CREATE TABLE run (
    run_id VARCHAR PRIMARY KEY,
    kind VARCHAR NOT NULL,
    parameters JSON,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    status VARCHAR NOT NULL CHECK (status IN ('running', 'completed', 'failed')),
    message VARCHAR
);
COMMENT ON TABLE run IS 'One run of the pipeline.';
COMMENT ON COLUMN run.run_id IS 'Id of the run.';
COMMENT ON COLUMN run.kind IS 'What ran: ingest, backfill, recode, demo.';
COMMENT ON COLUMN run.parameters IS 'What it was asked to do.';
COMMENT ON COLUMN run.started_at IS 'When it began (UTC).';
COMMENT ON COLUMN run.finished_at IS 'When it ended (UTC); null while it runs, and for ever when it was killed.';
COMMENT ON COLUMN run.status IS 'running, completed or failed.';
COMMENT ON COLUMN run.message IS 'What to know about how it ended.';

CREATE TABLE run_source (
    run_id VARCHAR,
    source VARCHAR,
    discovered INTEGER NOT NULL DEFAULT 0,
    fetched INTEGER NOT NULL DEFAULT 0,
    not_modified INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    articles INTEGER NOT NULL DEFAULT 0,
    mentions INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    median_ms DOUBLE,
    median_chars DOUBLE,
    verdict VARCHAR,
    PRIMARY KEY (run_id, source)
);
COMMENT ON TABLE run_source IS 'What one run got from one source.';
COMMENT ON COLUMN run_source.run_id IS 'The run.';
COMMENT ON COLUMN run_source.source IS 'The source.';
COMMENT ON COLUMN run_source.discovered IS 'URLs found in its feeds, sitemaps and listings.';
COMMENT ON COLUMN run_source.fetched IS 'Responses with a body.';
COMMENT ON COLUMN run_source.not_modified IS 'Responses that said nothing has changed.';
COMMENT ON COLUMN run_source.failed IS 'Requests that ended in an error.';
COMMENT ON COLUMN run_source.articles IS 'Articles read, whether new or known.';
COMMENT ON COLUMN run_source.mentions IS 'Mentions coded.';
COMMENT ON COLUMN run_source.rejected IS 'Pages and rows refused.';
COMMENT ON COLUMN run_source.median_ms IS 'Median time of a response in milliseconds.';
COMMENT ON COLUMN run_source.median_chars IS 'Median length of an article''s text in characters.';
COMMENT ON COLUMN run_source.verdict IS 'How the source fared, in a word.';

CREATE TABLE source (
    source VARCHAR PRIMARY KEY,
    name_ar VARCHAR,
    name_en VARCHAR,
    country VARCHAR,
    home_url VARCHAR,
    language VARCHAR,
    time_zone VARCHAR,
    source_scale VARCHAR,
    independence_group VARCHAR
);
COMMENT ON TABLE source IS 'The outlets.';
COMMENT ON COLUMN source.source IS 'Key of the outlet, as in sources.toml.';
COMMENT ON COLUMN source.name_ar IS 'Its Arabic name.';
COMMENT ON COLUMN source.name_en IS 'Its English name.';
COMMENT ON COLUMN source.country IS 'Country it writes from (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN source.home_url IS 'Its front page.';
COMMENT ON COLUMN source.language IS 'Language of its articles (ISO 639-1).';
COMMENT ON COLUMN source.time_zone IS 'Time zone of its clock (IANA).';
COMMENT ON COLUMN source.source_scale IS 'ACLED''s scale of the outlet: Subnational, National, Regional, International, Other.';
COMMENT ON COLUMN source.independence_group IS 'Outlets of one group (owner, newsroom) are one witness; null: a witness of its own.';

CREATE TABLE "fetch" (
    fetch_id VARCHAR PRIMARY KEY,
    run_id VARCHAR,
    source VARCHAR,
    url VARCHAR NOT NULL,
    final_url VARCHAR,
    fetched_at TIMESTAMP NOT NULL,
    status INTEGER,
    verdict VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    content_type VARCHAR,
    sha256 VARCHAR,
    warc_file VARCHAR,
    warc_offset BIGINT,
    via VARCHAR,
    article_id VARCHAR,
    error VARCHAR
);
COMMENT ON TABLE "fetch" IS 'Every request made, and where its response is archived.';
COMMENT ON COLUMN "fetch".fetch_id IS 'Hash of URL and time.';
COMMENT ON COLUMN "fetch".run_id IS 'The run that made the request.';
COMMENT ON COLUMN "fetch".source IS 'The outlet it was made for.';
COMMENT ON COLUMN "fetch".url IS 'The URL asked for.';
COMMENT ON COLUMN "fetch".final_url IS 'The URL that answered, after redirects.';
COMMENT ON COLUMN "fetch".fetched_at IS 'When (UTC).';
COMMENT ON COLUMN "fetch".status IS 'HTTP status; null where there was no response.';
COMMENT ON COLUMN "fetch".verdict IS 'How it ended, in a word.';
COMMENT ON COLUMN "fetch".etag IS 'ETag of the response.';
COMMENT ON COLUMN "fetch".last_modified IS 'Last-Modified of the response.';
COMMENT ON COLUMN "fetch".content_type IS 'Content-Type of the response.';
COMMENT ON COLUMN "fetch".sha256 IS 'SHA-256 of the payload as it came.';
COMMENT ON COLUMN "fetch".warc_file IS 'WARC file that holds the response, relative to the archive folder.';
COMMENT ON COLUMN "fetch".warc_offset IS 'Offset of its record in that file.';
COMMENT ON COLUMN "fetch".via IS 'How the URL was found: feed, sitemap, api, listing, archive, page.';
COMMENT ON COLUMN "fetch".article_id IS 'The article that was read from the response; null for feeds, failures and refused pages.';
COMMENT ON COLUMN "fetch".error IS 'Why it failed, in words; null when it did not.';

CREATE TABLE article (
    article_id VARCHAR PRIMARY KEY,
    source VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    published TIMESTAMP,
    published_on DATE,
    modified TIMESTAMP,
    authors VARCHAR[] NOT NULL,
    language VARCHAR NOT NULL,
    country VARCHAR,
    section VARCHAR,
    tags VARCHAR[] NOT NULL,
    fetch_id VARCHAR,
    warc_file VARCHAR,
    warc_offset BIGINT,
    content_hash VARCHAR NOT NULL,
    signature UINTEGER[],
    story_id VARCHAR
);
COMMENT ON TABLE article IS 'What each page says, boilerplate removed.';
COMMENT ON COLUMN article.article_id IS 'Hash of the canonical URL.';
COMMENT ON COLUMN article.source IS 'The outlet.';
COMMENT ON COLUMN article.url IS 'URL the page was fetched from.';
COMMENT ON COLUMN article.canonical_url IS 'URL the page gives as its own; the URL where it gives none.';
COMMENT ON COLUMN article.title IS 'Headline.';
COMMENT ON COLUMN article.text IS 'Body, paragraphs joined by a newline; every span points into it.';
COMMENT ON COLUMN article.published IS 'When it was published (UTC).';
COMMENT ON COLUMN article.published_on IS 'Day of publication on the outlet''s own clock, against which words like "yesterday" are read.';
COMMENT ON COLUMN article.modified IS 'When the page says it was last changed (UTC).';
COMMENT ON COLUMN article.authors IS 'Authors.';
COMMENT ON COLUMN article.language IS 'Language of the page (ISO 639-1).';
COMMENT ON COLUMN article.country IS 'Country of the outlet (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN article.section IS 'Section of the site.';
COMMENT ON COLUMN article.tags IS 'The page''s own tags.';
COMMENT ON COLUMN article.fetch_id IS 'The request that brought this text.';
COMMENT ON COLUMN article.warc_file IS 'WARC file that holds the page.';
COMMENT ON COLUMN article.warc_offset IS 'Offset of its record in that file.';
COMMENT ON COLUMN article.content_hash IS 'Hash of what the page says: a row is written only when it differs.';
COMMENT ON COLUMN article.signature IS 'MinHash of the text, by which copies are found.';
COMMENT ON COLUMN article.story_id IS 'Articles with one story_id are copies or edits of one text: the article_id of the earliest.';

CREATE TABLE reject (
    reject_id VARCHAR PRIMARY KEY,
    stage VARCHAR NOT NULL,
    source VARCHAR,
    url VARCHAR,
    reason VARCHAR NOT NULL,
    detail VARCHAR,
    run_id VARCHAR,
    rejected_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE reject IS 'What was refused, at which stage and why; the first time it was.';
COMMENT ON COLUMN reject.reject_id IS 'Hash of stage, source, URL, reason and detail.';
COMMENT ON COLUMN reject.stage IS 'discover, fetch, page, code or load.';
COMMENT ON COLUMN reject.source IS 'The outlet.';
COMMENT ON COLUMN reject.url IS 'The URL.';
COMMENT ON COLUMN reject.reason IS 'Why, in a word.';
COMMENT ON COLUMN reject.detail IS 'Why, in a sentence.';
COMMENT ON COLUMN reject.run_id IS 'The run that first met it.';
COMMENT ON COLUMN reject.rejected_at IS 'When it was first met (UTC).';

CREATE TABLE place (
    place_id VARCHAR PRIMARY KEY,
    name_ar VARCHAR,
    name_en VARCHAR,
    country VARCHAR,
    admin1 VARCHAR,
    kind VARCHAR,
    latitude DOUBLE,
    longitude DOUBLE
);
COMMENT ON TABLE place IS 'The places that mentions name, from the gazetteer.';
COMMENT ON COLUMN place.place_id IS 'Id in the gazetteer.';
COMMENT ON COLUMN place.name_ar IS 'Arabic name.';
COMMENT ON COLUMN place.name_en IS 'English name.';
COMMENT ON COLUMN place.country IS 'Country (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN place.admin1 IS 'First-level division, in English.';
COMMENT ON COLUMN place.kind IS 'What it is: city, village, camp, field, crossing ...';
COMMENT ON COLUMN place.latitude IS 'Degrees north (WGS 84).';
COMMENT ON COLUMN place.longitude IS 'Degrees east (WGS 84).';

CREATE TABLE actor (
    actor VARCHAR PRIMARY KEY,
    name_en VARCHAR,
    name_ar VARCHAR,
    kind VARCHAR,
    country VARCHAR
);
COMMENT ON TABLE actor IS 'The registry of actors.';
COMMENT ON COLUMN actor.actor IS 'Key, as in actor1 and actor2.';
COMMENT ON COLUMN actor.name_en IS 'English name.';
COMMENT ON COLUMN actor.name_ar IS 'Arabic name.';
COMMENT ON COLUMN actor.kind IS 'state, armed (a side that is no state), civil, or none.';
COMMENT ON COLUMN actor.country IS 'Country it belongs to (ISO 3166-1 alpha-2).';
