-- What lets a day be merged without reading all that was merged before.

UPDATE article SET signature = NULL WHERE length(text) < 40;
COMMENT ON COLUMN article.signature IS 'MinHash of the text, by which copies are found; null for a text too short to tell them by.';

ALTER TABLE mention_link ADD COLUMN component UBIGINT;
COMMENT ON COLUMN mention_link.component IS 'Links with one number hang together, by however many others: the least of their mentions'' ids as a number.';
