-- A call that comes in is written into 11 b-trees instead of 18, and what is asked
-- all the time reads nothing that has landed. Inside, an interaction goes by its
-- seq. Rows refer to it without foreign keys: the writer has just looked it up, and
-- would pay for a second look at each row.

CREATE TABLE new_interactions (
  seq     INTEGER PRIMARY KEY,          -- order of arrival
  id      TEXT    NOT NULL UNIQUE,
  account TEXT    NOT NULL,
  active  INTEGER NOT NULL,
  lane    TEXT    NOT NULL              -- where its unlanded writes are; '': ask them
) STRICT;

INSERT INTO new_interactions (seq, id, account, active, lane)
  SELECT seq, id, account, active, '' FROM interactions ORDER BY seq;

-- A row is what one commit has added: events, oldest first, one a line, each its
-- time, its type and its data with spaces between. seq and n are the numbers of the
-- last one in the feed and in its interaction; the others count back from there.
CREATE TABLE log (
  seq         INTEGER PRIMARY KEY,
  interaction INTEGER NOT NULL,
  n           INTEGER NOT NULL,
  events      TEXT    NOT NULL
) STRICT;

INSERT INTO log (seq, interaction, n, events)
  SELECT e.seq, i.seq, e.n, e.at || ' ' || e.type || ' ' || e.data
  FROM events e JOIN interactions i ON i.id = e.interaction ORDER BY e.seq;

CREATE UNIQUE INDEX log_of ON log (interaction, n);

CREATE TABLE new_refs (
  ref         TEXT    PRIMARY KEY,
  interaction INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO new_refs (ref, interaction)
  SELECT r.ref, i.seq FROM refs r JOIN interactions i ON i.id = r.interaction ORDER BY r.ref;

-- The work list of delivery. token is the lease under which a row is being
-- sent: while that lease is held, nobody else may send the row, whichever lane
-- it has been moved to.
CREATE TABLE new_writes (
  seq         INTEGER PRIMARY KEY,
  interaction INTEGER NOT NULL,
  key         TEXT    NOT NULL,
  account     TEXT    NOT NULL,
  lane        TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  author      TEXT    NOT NULL,
  state       TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'held', 'landed', 'dropped')),
  batch       TEXT    NOT NULL DEFAULT '',
  token       INTEGER NOT NULL DEFAULT 0,
  sent_at     INTEGER NOT NULL DEFAULT 0,
  attempts    INTEGER NOT NULL DEFAULT 0,
  next_at     INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL
) STRICT;

INSERT INTO new_writes (seq, interaction, key, account, lane, kind, author, state, batch, token, sent_at, attempts, next_at, created_at)
  SELECT w.seq, i.seq, w.key, w.account, w.lane, w.kind, w.author, w.state, w.batch, w.token, w.sent_at, w.attempts, w.next_at, w.created_at
  FROM writes w JOIN interactions i ON i.id = w.interaction ORDER BY w.seq;

DROP TABLE writes;
DROP TABLE refs;
DROP TABLE events;
DROP TABLE interactions;
ALTER TABLE new_interactions RENAME TO interactions;
ALTER TABLE new_refs RENAME TO refs;
ALTER TABLE new_writes RENAME TO writes;

CREATE INDEX interactions_by_account ON interactions (account, seq);
CREATE INDEX interactions_active ON interactions (seq) WHERE active = 1;

CREATE UNIQUE INDEX writes_of ON writes (interaction, key);
-- Landed rows are the many, pending ones the few: these stay small for ever.
CREATE INDEX writes_pending ON writes (seq) WHERE state IN ('waiting', 'sending');
CREATE INDEX writes_pending_by_lane ON writes (lane, seq) WHERE state IN ('waiting', 'sending');
-- Lists by state. With OR, since SQLite sees that one of the states implies it.
CREATE INDEX writes_settled ON writes (account, state, seq) WHERE state = 'held' OR state = 'landed' OR state = 'dropped';
CREATE INDEX writes_set_aside ON writes (state, seq) WHERE state = 'held' OR state = 'dropped';
-- What finds the next moment at which a lane becomes due, without looking at every
-- row that waits.
CREATE INDEX writes_later ON writes (next_at) WHERE next_at > 0;
CREATE INDEX writes_sending ON writes (token) WHERE state = 'sending';

-- How many rows there are, kept in step with them.
CREATE TABLE counts (
  account TEXT    NOT NULL,
  state   TEXT    NOT NULL,
  n       INTEGER NOT NULL,
  PRIMARY KEY (account, state)
) STRICT, WITHOUT ROWID;

INSERT INTO counts (account, state, n) SELECT account, state, count(*) FROM writes GROUP BY account, state;
