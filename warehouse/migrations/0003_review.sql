-- What analysts decide themselves: it outlives every rerun.

CREATE TABLE review (
    review_id VARCHAR PRIMARY KEY,
    decided_at TIMESTAMP NOT NULL,
    who VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    action VARCHAR NOT NULL CHECK (action IN ('merge', 'split', 'set', 'drop')),
    roots VARCHAR[] NOT NULL,
    apart_from VARCHAR[] NOT NULL,
    field VARCHAR,
    value VARCHAR
);
COMMENT ON TABLE review IS 'Analysts'' decisions about incidents; a later one outweighs an earlier one.';
COMMENT ON COLUMN review.review_id IS 'Hash of the decision and its time.';
COMMENT ON COLUMN review.decided_at IS 'When it was made (UTC).';
COMMENT ON COLUMN review.who IS 'Who made it.';
COMMENT ON COLUMN review.why IS 'Why.';
COMMENT ON COLUMN review.action IS 'merge (roots are one incident), split (roots are apart from apart_from), set (a field), drop (no incident).';
COMMENT ON COLUMN review.roots IS 'The mentions it is about, by mention.root_id: they outlive edits and new codings.';
COMMENT ON COLUMN review.apart_from IS 'Of a split: the mentions that stay, by mention.root_id.';
COMMENT ON COLUMN review.field IS 'Of a set: the column of incident.';
COMMENT ON COLUMN review.value IS 'Of a set: its value as text; null empties it.';
