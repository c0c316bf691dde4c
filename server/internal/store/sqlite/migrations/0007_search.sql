-- By what interactions are found. Written behind the commits that it is about (see
-- package search), so that a call that comes in is written into no more b-trees.

-- docs.terms: each with a line's end before it and after it.
CREATE TABLE docs (
  interaction INTEGER PRIMARY KEY,
  at          INTEGER NOT NULL, -- of its start
  terms       TEXT    NOT NULL
) STRICT;

CREATE INDEX docs_at ON docs (at);

CREATE TABLE terms (
  term        TEXT    NOT NULL,
  interaction INTEGER NOT NULL,
  PRIMARY KEY (term, interaction)
) STRICT, WITHOUT ROWID;

-- The last event of the feed that docs and terms know of.
CREATE TABLE indexed (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  upto INTEGER NOT NULL
) STRICT;

INSERT INTO indexed (one, upto) VALUES (1, 0);
