-- What was closed long ago leaves the database.

-- All references to one interaction. In the order of arrival, so what is added goes to
-- the last page.
CREATE INDEX refs_of ON refs (interaction);

-- The highest numbers that were given when rows were removed, so that none is given
-- again.
CREATE TABLE given (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  interaction INTEGER NOT NULL,
  event       INTEGER NOT NULL,
  write       INTEGER NOT NULL
) STRICT;

INSERT INTO given (one, interaction, event, write) VALUES (1, 0, 0, 0);
