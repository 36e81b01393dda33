-- What tells how the pipeline fares: counts by source, time by stage, alarms, and the run that wrote a row.

ALTER TABLE run_source DROP COLUMN median_ms;
ALTER TABLE run_source ADD COLUMN "new" INTEGER DEFAULT 0;
ALTER TABLE run_source ADD COLUMN changed INTEGER DEFAULT 0;
ALTER TABLE run_source ADD COLUMN gone INTEGER DEFAULT 0;
ALTER TABLE run_source ADD COLUMN dated INTEGER DEFAULT 0;
ALTER TABLE run_source ADD COLUMN fields_filled INTEGER DEFAULT 0;
ALTER TABLE run_source ADD COLUMN refused JSON;
ALTER TABLE run_source ADD COLUMN failures JSON;
COMMENT ON COLUMN run_source."new" IS 'Articles that were not known.';
COMMENT ON COLUMN run_source.changed IS 'Articles that were known and had been edited.';
COMMENT ON COLUMN run_source.gone IS 'Of failed: pages that the outlet has taken down.';
COMMENT ON COLUMN run_source.dated IS 'Of articles: those with a date of publication.';
COMMENT ON COLUMN run_source.fields_filled IS 'Of articles: how many of title, date, authors, section and tags they gave, summed.';
COMMENT ON COLUMN run_source.refused IS 'Of rejected: how many for each stage and reason.';
COMMENT ON COLUMN run_source.failures IS 'Of failed: how many for each verdict.';

CREATE TABLE run_stage (
    run_id VARCHAR,
    source VARCHAR,
    stage VARCHAR,
    seconds DOUBLE NOT NULL,
    PRIMARY KEY (run_id, source, stage)
);
COMMENT ON TABLE run_stage IS 'How long each stage of a run took. Sources are read side by side: their times overlap.';
COMMENT ON COLUMN run_stage.run_id IS 'The run.';
COMMENT ON COLUMN run_stage.source IS 'The source; empty for what is done once for all.';
COMMENT ON COLUMN run_stage.stage IS 'discover, fetch, page, code, load or merge.';
COMMENT ON COLUMN run_stage.seconds IS 'Seconds, waiting for its turn included.';

CREATE TABLE alarm (
    source VARCHAR,
    sign VARCHAR,
    raised_at TIMESTAMP,
    ended_at TIMESTAMP,
    cause VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    PRIMARY KEY (source, sign, raised_at)
);
COMMENT ON TABLE alarm IS 'When something was wrong with a source, and when it was over.';
COMMENT ON COLUMN alarm.source IS 'The source; empty for what concerns all of them.';
COMMENT ON COLUMN alarm.sign IS 'What was out of line, in a word.';
COMMENT ON COLUMN alarm.raised_at IS 'When it was first seen (UTC).';
COMMENT ON COLUMN alarm.ended_at IS 'When it was last found well again (UTC); null while it lasts.';
COMMENT ON COLUMN alarm.cause IS 'The likely cause: site changed, blocked, feed moved, dates unreadable ...';
COMMENT ON COLUMN alarm.detail IS 'What was seen beside what is usual, in a sentence.';

ALTER TABLE article ADD COLUMN run_id VARCHAR;
ALTER TABLE mention ADD COLUMN run_id VARCHAR;
ALTER TABLE mention_deleted ADD COLUMN run_id VARCHAR;
ALTER TABLE incident ADD COLUMN run_id VARCHAR;
ALTER TABLE incident_revision ADD COLUMN run_id VARCHAR;
ALTER TABLE incident_deleted ADD COLUMN run_id VARCHAR;
COMMENT ON COLUMN article.run_id IS 'The run that wrote it, or wrote it anew when it had been edited.';
COMMENT ON COLUMN mention.run_id IS 'The run that coded it so.';
COMMENT ON COLUMN mention_deleted.run_id IS 'The run in which it vanished.';
COMMENT ON COLUMN incident.run_id IS 'The run that first recorded it.';
COMMENT ON COLUMN incident_revision.run_id IS 'The run that brought the change.';
COMMENT ON COLUMN incident_deleted.run_id IS 'The run in which it vanished.';
