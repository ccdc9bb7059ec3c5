-- What was read into columns and properties by the number before.

DROP INDEX object_closed;
ALTER TABLE object DROP COLUMN onlyoffice;
ALTER TABLE object DROP COLUMN kona;
ALTER TABLE former_version DROP COLUMN onlyoffice;
ALTER TABLE former_version DROP COLUMN kona;
ALTER TABLE calendar DROP COLUMN onlyoffice;
ALTER TABLE calendar DROP COLUMN kona;

CREATE INDEX object_closed ON object (owner_id, calendar_id, id) WHERE closed + alone > 0;
