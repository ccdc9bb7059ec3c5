-- Applications that may send the parameters of the token endpoint in its query, as Kona's own documentation has them.

ALTER TABLE oauth_client ADD COLUMN in_query INTEGER NOT NULL DEFAULT 0 CHECK (in_query IN (0, 1));
