-- Times are nanoseconds since 1970 in UTC; 0 is no time.

CREATE TABLE interactions (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT, -- order of arrival
  id      TEXT    NOT NULL UNIQUE,
  account TEXT    NOT NULL,
  version INTEGER NOT NULL,                  -- number of the last event
  active  INTEGER NOT NULL
) STRICT;

CREATE INDEX interactions_by_account ON interactions (account, seq);
CREATE INDEX interactions_active ON interactions (seq) WHERE active = 1;

-- seq is the feed. A refused operation gives its numbers back, so there are no gaps.
CREATE TABLE events (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  interaction TEXT    NOT NULL REFERENCES interactions (id),
  n           INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  type        TEXT    NOT NULL,
  data        TEXT    NOT NULL,
  UNIQUE (interaction, n)
) STRICT;

CREATE TABLE refs (
  ref         TEXT PRIMARY KEY,
  interaction TEXT NOT NULL REFERENCES interactions (id)
) STRICT, WITHOUT ROWID;

-- The work list of delivery. token is the lease under which a row is being
-- sent: while that lease is held, nobody else may send the row, whichever lane
-- it has been moved to.
CREATE TABLE writes (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  key         TEXT    NOT NULL UNIQUE,
  interaction TEXT    NOT NULL REFERENCES interactions (id),
  account     TEXT    NOT NULL,
  lane        TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  author      TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('waiting', 'sending', 'held', 'landed', 'dropped')),
  batch       TEXT    NOT NULL DEFAULT '',
  token       INTEGER NOT NULL DEFAULT 0,
  sent_at     INTEGER NOT NULL DEFAULT 0,
  attempts    INTEGER NOT NULL DEFAULT 0,
  next_at     INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX writes_by_interaction ON writes (interaction, seq);
CREATE INDEX writes_by_lane ON writes (lane, seq);
CREATE INDEX writes_by_state ON writes (account, state, seq);
-- Landed rows are the many, pending ones the few: these stay small for ever.
CREATE INDEX writes_pending ON writes (seq) WHERE state IN ('waiting', 'sending');
CREATE INDEX writes_pending_by_lane ON writes (lane, seq) WHERE state IN ('waiting', 'sending');

-- One row per lane that is held. AUTOINCREMENT never gives a token twice, so
-- each new holder's token is higher than any before, on any lane.
CREATE TABLE leases (
  token INTEGER PRIMARY KEY AUTOINCREMENT,
  lane  TEXT    NOT NULL UNIQUE,
  owner TEXT    NOT NULL,
  until INTEGER NOT NULL
) STRICT;

CREATE TABLE secrets (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
