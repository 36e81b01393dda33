-- Mentions, the incidents merged from them, and the history of both.

CREATE TABLE mention (
    mention_id VARCHAR PRIMARY KEY,
    root_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL CHECK (
        event_type IN (
            'Battles', 'Explosions/Remote violence', 'Violence against civilians', 'Protests', 'Riots',
            'Strategic developments'
        )
    ),
    sub_event_type VARCHAR NOT NULL,
    date_start DATE,
    date_end DATE,
    time_precision TINYINT CHECK (time_precision BETWEEN 1 AND 4),
    country VARCHAR,
    admin1 VARCHAR,
    place VARCHAR,
    place_key VARCHAR,
    place_id VARCHAR,
    latitude DOUBLE CHECK (latitude BETWEEN -90 AND 90),
    longitude DOUBLE CHECK (longitude BETWEEN -180 AND 180),
    geo_precision TINYINT CHECK (geo_precision BETWEEN 1 AND 3),
    actor1 VARCHAR NOT NULL,
    suspected VARCHAR[] NOT NULL,
    actor2 VARCHAR,
    weapons VARCHAR[] NOT NULL,
    killed_low INTEGER CHECK (killed_low >= 0),
    killed_high INTEGER CHECK (killed_high >= killed_low),
    injured_low INTEGER CHECK (injured_low >= 0),
    injured_high INTEGER CHECK (injured_high >= injured_low),
    claim VARCHAR CHECK (claim IN ('claimed', 'denied', 'unclaimed')),
    background BOOLEAN NOT NULL,
    evidence VARCHAR NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    confidence DOUBLE NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    why JSON,
    CHECK (date_start <= date_end),
    CHECK (0 <= span_start AND span_start <= span_end)
);
COMMENT ON TABLE mention IS 'One incident as one article tells it.';
COMMENT ON COLUMN mention.mention_id IS 'Hash of article, span and kind (and of place, day and actor where one span tells several).';
COMMENT ON COLUMN mention.root_id IS 'The mention_id under which this was first known: it outlives edits of the page and changes of the coder.';
COMMENT ON COLUMN mention.article_id IS 'The article.';
COMMENT ON COLUMN mention.event_type IS 'ACLED''s event type.';
COMMENT ON COLUMN mention.sub_event_type IS 'ACLED''s sub-event type.';
COMMENT ON COLUMN mention.date_start IS 'First day; null where the article does not tell it.';
COMMENT ON COLUMN mention.date_end IS 'Last day, inclusive.';
COMMENT ON COLUMN mention.time_precision IS '1 the day, 2 the week, 3 the month (ACLED), 4 wider.';
COMMENT ON COLUMN mention.country IS 'Country (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN mention.admin1 IS 'First-level division, in English.';
COMMENT ON COLUMN mention.place IS 'Place as the article writes it.';
COMMENT ON COLUMN mention.place_key IS 'The place''s name by which spellings meet: folded, without the words for town or village, and without articles.';
COMMENT ON COLUMN mention.place_id IS 'Id of the place in the gazetteer.';
COMMENT ON COLUMN mention.latitude IS 'Degrees north (WGS 84).';
COMMENT ON COLUMN mention.longitude IS 'Degrees east (WGS 84).';
COMMENT ON COLUMN mention.geo_precision IS '1 the place itself, 2 near it, 3 its region only (ACLED).';
COMMENT ON COLUMN mention.actor1 IS 'Who acted (key of actor); unidentified where it is not said.';
COMMENT ON COLUMN mention.suspected IS 'Actors accused or believed to have acted.';
COMMENT ON COLUMN mention.actor2 IS 'Whom it hit; null where nobody is named.';
COMMENT ON COLUMN mention.weapons IS 'Weapons.';
COMMENT ON COLUMN mention.killed_low IS 'People killed, at least; null where nothing is said.';
COMMENT ON COLUMN mention.killed_high IS 'People killed, at most; null where no bound is said.';
COMMENT ON COLUMN mention.injured_low IS 'People injured, at least; null where nothing is said.';
COMMENT ON COLUMN mention.injured_high IS 'People injured, at most; null where no bound is said.';
COMMENT ON COLUMN mention.claim IS 'Responsibility: claimed, denied, or unclaimed where it is said that no one took it.';
COMMENT ON COLUMN mention.background IS 'True for an earlier event that the article recalls.';
COMMENT ON COLUMN mention.evidence IS 'The words that show it.';
COMMENT ON COLUMN mention.span_start IS 'Where they begin in article.text, in characters.';
COMMENT ON COLUMN mention.span_end IS 'Where they end in article.text.';
COMMENT ON COLUMN mention.confidence IS 'How sure the coder is, 0 to 1.';
COMMENT ON COLUMN mention.why IS 'For each field the rule that chose its value and the span it read.';

CREATE TABLE mention_deleted (
    mention_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    deleted_at TIMESTAMP NOT NULL,
    reason VARCHAR NOT NULL,
    replaced_by VARCHAR,
    row JSON NOT NULL
);
COMMENT ON TABLE mention_deleted IS 'Mentions that an edited page or a changed coder no longer gives.';
COMMENT ON COLUMN mention_deleted.mention_id IS 'The mention.';
COMMENT ON COLUMN mention_deleted.article_id IS 'Its article.';
COMMENT ON COLUMN mention_deleted.deleted_at IS 'When it went (UTC).';
COMMENT ON COLUMN mention_deleted.reason IS 'Why: the article was edited, or it was coded again.';
COMMENT ON COLUMN mention_deleted.replaced_by IS 'The mention of the same article that took its place; null where none did.';
COMMENT ON COLUMN mention_deleted.row IS 'The row as it was.';

CREATE TABLE merge_queue (article_id VARCHAR NOT NULL);
COMMENT ON TABLE merge_queue IS 'Articles loaded since the last merge: an interrupted run resumes here.';
COMMENT ON COLUMN merge_queue.article_id IS 'The article.';

CREATE TABLE merge_weight (
    feature VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    weight DOUBLE NOT NULL,
    meaning VARCHAR NOT NULL,
    PRIMARY KEY (feature, level)
);
COMMENT ON TABLE merge_weight IS 'What each agreement or disagreement of two mentions says for or against their being one event.';
COMMENT ON COLUMN merge_weight.feature IS 'What is compared.';
COMMENT ON COLUMN merge_weight.level IS 'How the two compare.';
COMMENT ON COLUMN merge_weight.weight IS 'Log odds (base 2) it adds to the score.';
COMMENT ON COLUMN merge_weight.meaning IS 'The level in words.';

CREATE TABLE mention_link (
    mention_a VARCHAR NOT NULL,
    mention_b VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    kind FLOAT NOT NULL,
    day FLOAT NOT NULL,
    place FLOAT NOT NULL,
    actor1 FLOAT NOT NULL,
    actor2 FLOAT NOT NULL,
    killed FLOAT NOT NULL,
    injured FLOAT NOT NULL,
    weapons FLOAT NOT NULL,
    story FLOAT NOT NULL,
    recall FLOAT NOT NULL,
    review FLOAT NOT NULL
);
COMMENT ON TABLE mention_link IS 'Pairs of mentions that tell one event, with the score and each part''s contribution to it.';
COMMENT ON COLUMN mention_link.mention_a IS 'The smaller mention_id.';
COMMENT ON COLUMN mention_link.mention_b IS 'The greater mention_id.';
COMMENT ON COLUMN mention_link.score IS 'Log odds (base 2) that the two are one event: the sum of the parts and of the prior.';
COMMENT ON COLUMN mention_link.kind IS 'What the kinds of event add.';
COMMENT ON COLUMN mention_link.day IS 'What the days add.';
COMMENT ON COLUMN mention_link.place IS 'What the places add.';
COMMENT ON COLUMN mention_link.actor1 IS 'What the acting sides add.';
COMMENT ON COLUMN mention_link.actor2 IS 'What those hit add.';
COMMENT ON COLUMN mention_link.killed IS 'What the numbers of killed add.';
COMMENT ON COLUMN mention_link.injured IS 'What the numbers of injured add.';
COMMENT ON COLUMN mention_link.weapons IS 'What the weapons add.';
COMMENT ON COLUMN mention_link.story IS 'What being copies of one text adds.';
COMMENT ON COLUMN mention_link.recall IS 'What one being told as background adds.';
COMMENT ON COLUMN mention_link.review IS 'What an analyst''s decision adds.';

CREATE TABLE incident (
    incident_id VARCHAR PRIMARY KEY,
    event_date DATE,
    event_date_end DATE,
    time_precision TINYINT,
    event_type VARCHAR NOT NULL,
    sub_event_type VARCHAR NOT NULL,
    country VARCHAR,
    admin1 VARCHAR,
    place VARCHAR,
    place_id VARCHAR,
    latitude DOUBLE,
    longitude DOUBLE,
    geo_precision TINYINT,
    actor1 VARCHAR NOT NULL,
    suspected VARCHAR[] NOT NULL,
    actor2 VARCHAR,
    weapons VARCHAR[] NOT NULL,
    fatalities_low INTEGER,
    fatalities_best INTEGER,
    fatalities_high INTEGER,
    injured_low INTEGER,
    injured_best INTEGER,
    injured_high INTEGER,
    claim VARCHAR,
    background BOOLEAN NOT NULL,
    event_clarity VARCHAR NOT NULL CHECK (event_clarity IN ('confirmed', 'fair', 'weak', 'contested')),
    number_of_sources INTEGER NOT NULL,
    number_of_articles INTEGER NOT NULL,
    confidence DOUBLE NOT NULL,
    first_published DATE,
    last_published DATE,
    evidence_mention_id VARCHAR NOT NULL,
    notes VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE incident IS 'The events, each merged from the mentions that tell it.';
COMMENT ON COLUMN incident.incident_id IS 'Hash made from the earliest mention; it survives growth and is never reused.';
COMMENT ON COLUMN incident.event_date IS 'First day of the event; null where no article tells it.';
COMMENT ON COLUMN incident.event_date_end IS 'Last day, inclusive; equal to event_date when the day is known.';
COMMENT ON COLUMN incident.time_precision IS '1 the day, 2 the week, 3 the month (ACLED), 4 wider.';
COMMENT ON COLUMN incident.event_type IS 'ACLED''s event type.';
COMMENT ON COLUMN incident.sub_event_type IS 'ACLED''s sub-event type.';
COMMENT ON COLUMN incident.country IS 'Country (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN incident.admin1 IS 'First-level division, in English.';
COMMENT ON COLUMN incident.place IS 'Place, in Arabic, as an article writes it.';
COMMENT ON COLUMN incident.place_id IS 'Id of the place in the gazetteer.';
COMMENT ON COLUMN incident.latitude IS 'Degrees north (WGS 84).';
COMMENT ON COLUMN incident.longitude IS 'Degrees east (WGS 84).';
COMMENT ON COLUMN incident.geo_precision IS '1 the place itself, 2 near it, 3 its region only (ACLED).';
COMMENT ON COLUMN incident.actor1 IS 'Who acted (key of actor); unidentified where no article says.';
COMMENT ON COLUMN incident.suspected IS 'Actors accused or believed to have acted.';
COMMENT ON COLUMN incident.actor2 IS 'Whom it hit; null where no article says.';
COMMENT ON COLUMN incident.weapons IS 'Weapons that any article names.';
COMMENT ON COLUMN incident.fatalities_low IS 'The smallest number of killed that a report gives; null where none gives any.';
COMMENT ON COLUMN incident.fatalities_best IS 'The number of killed given by most independent sources, exact ones before "at least", late before early.';
COMMENT ON COLUMN incident.fatalities_high IS 'The greatest number of killed that a report gives.';
COMMENT ON COLUMN incident.injured_low IS 'The smallest number of injured that a report gives.';
COMMENT ON COLUMN incident.injured_best IS 'The number of injured given by most independent sources.';
COMMENT ON COLUMN incident.injured_high IS 'The greatest number of injured that a report gives.';
COMMENT ON COLUMN incident.claim IS 'Responsibility: claimed, denied, or unclaimed where it is said that no one took it.';
COMMENT ON COLUMN incident.background IS 'True where every article only recalls it.';
COMMENT ON COLUMN incident.event_clarity IS 'As Airwars grades: confirmed (the side that acted says so), fair (two or more independent sources), weak (one), contested (sources name different sides, or the accused denies).';
COMMENT ON COLUMN incident.number_of_sources IS 'Independent outlets: copies of one text, and outlets of one group, count once.';
COMMENT ON COLUMN incident.number_of_articles IS 'Articles that tell it.';
COMMENT ON COLUMN incident.confidence IS 'Confidence of the surest mention, 0 to 1.';
COMMENT ON COLUMN incident.first_published IS 'Day of the earliest article.';
COMMENT ON COLUMN incident.last_published IS 'Day of the latest article.';
COMMENT ON COLUMN incident.evidence_mention_id IS 'The mention whose words show it best.';
COMMENT ON COLUMN incident.notes IS 'The coded fields as an English sentence.';
COMMENT ON COLUMN incident.recorded_at IS 'When the row came into the warehouse (UTC).';

CREATE TABLE incident_mention (
    mention_id VARCHAR PRIMARY KEY,
    incident_id VARCHAR NOT NULL,
    score DOUBLE,
    why JSON
);
COMMENT ON TABLE incident_mention IS 'Which mentions an incident is merged from, and why.';
COMMENT ON COLUMN incident_mention.mention_id IS 'The mention.';
COMMENT ON COLUMN incident_mention.incident_id IS 'Its incident.';
COMMENT ON COLUMN incident_mention.score IS 'Log odds of its strongest link to another mention of the incident; null where it is alone.';
COMMENT ON COLUMN incident_mention.why IS 'That other mention, and what each part adds to the score.';

CREATE TABLE incident_revision (
    incident_id VARCHAR NOT NULL,
    revised_at TIMESTAMP NOT NULL,
    field VARCHAR NOT NULL,
    old_value VARCHAR,
    new_value VARCHAR,
    mention_id VARCHAR,
    cause VARCHAR NOT NULL CHECK (cause IN ('added', 'changed', 'removed', 'merged', 'split', 'review'))
);
COMMENT ON TABLE incident_revision IS 'What changed in an incident, when, and because of which mention.';
COMMENT ON COLUMN incident_revision.incident_id IS 'The incident.';
COMMENT ON COLUMN incident_revision.revised_at IS 'When (UTC).';
COMMENT ON COLUMN incident_revision.field IS 'Column of incident that changed.';
COMMENT ON COLUMN incident_revision.old_value IS 'Its value before.';
COMMENT ON COLUMN incident_revision.new_value IS 'Its value after.';
COMMENT ON COLUMN incident_revision.mention_id IS 'The mention that changed it.';
COMMENT ON COLUMN incident_revision.cause IS 'What befell that mention: added, changed (its article was edited or coded again), removed, merged or split (it came from another incident), review (an analyst decided).';

CREATE TABLE incident_deleted (
    incident_id VARCHAR NOT NULL,
    deleted_at TIMESTAMP NOT NULL,
    reason VARCHAR NOT NULL,
    merged_into VARCHAR,
    row JSON NOT NULL
);
COMMENT ON TABLE incident_deleted IS 'Incidents that are no longer in the table incident, and what became of them.';
COMMENT ON COLUMN incident_deleted.incident_id IS 'The incident.';
COMMENT ON COLUMN incident_deleted.deleted_at IS 'When it went (UTC).';
COMMENT ON COLUMN incident_deleted.reason IS 'merged, no mention left, or review.';
COMMENT ON COLUMN incident_deleted.merged_into IS 'The incident that holds its mentions now; null where none does.';
COMMENT ON COLUMN incident_deleted.row IS 'The row as it was.';
