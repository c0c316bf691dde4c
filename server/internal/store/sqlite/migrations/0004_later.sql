-- What finds the next moment at which a lane becomes due, without looking at every
-- row that waits.
CREATE INDEX writes_later ON writes (next_at) WHERE next_at > 0;
CREATE INDEX writes_sending ON writes (token) WHERE state = 'sending';
