-- What agents were to offers, and since when. Rows are only ever added.
CREATE TABLE statuses (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT    NOT NULL,
  agent   TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  reason  TEXT    NOT NULL, -- empty: offers ring for them
  text    TEXT    NOT NULL
) STRICT;

-- One agent's, in the order of time.
CREATE INDEX statuses_by_agent ON statuses (account, agent, at);
