-- What may happen once, until when that is remembered.
CREATE TABLE once (
  key   TEXT    PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX once_until ON once (until);

CREATE TABLE settings (
  name    TEXT    PRIMARY KEY,
  value   BLOB    NOT NULL,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
