-- The record of a day is found without reading all that came after it.
CREATE INDEX audit_at ON audit (at);
