-- Whose a kept file is, and how large, so that nobody fills the disk. Files of before are nobody's, and soon expire.

ALTER TABLE kept_file ADD COLUMN owner_id INTEGER REFERENCES account (id) ON DELETE CASCADE;
ALTER TABLE kept_file ADD COLUMN octets INTEGER NOT NULL DEFAULT 0;

CREATE INDEX kept_file_owner ON kept_file (owner_id, expires, octets);
