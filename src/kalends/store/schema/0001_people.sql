-- People and their keys; what is counted, kept for a while, and known to the server alone.
-- The words after a dollar sign differ between databases: store/wording.py.
-- Times are microseconds since 1970-01-01T00:00:00Z. Hashes and secrets are hexadecimal digits or argon2's own text.

CREATE TABLE account (
    id            $id,
    email         $text NOT NULL,
    email_folded  $text NOT NULL UNIQUE,
    name          $text NOT NULL,
    admin         INTEGER NOT NULL CHECK (admin IN (0, 1)),
    time_zone     $text NOT NULL,
    created       BIGINT NOT NULL,
    password_hash $text NOT NULL,
    guid          $text NOT NULL UNIQUE
);

CREATE TABLE api_key (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    id         $id,
    label      $text NOT NULL,
    scope      $text NOT NULL CHECK (scope IN ('generate', 'read', 'full')),
    digest     $text NOT NULL UNIQUE,
    created    BIGINT NOT NULL,
    last_used  BIGINT,
    revoked    BIGINT
);

CREATE UNIQUE INDEX api_key_working ON api_key (account_id, label) WHERE revoked IS NULL;
CREATE INDEX api_key_account ON api_key (account_id, id);

CREATE TABLE counter (
    subject $text NOT NULL PRIMARY KEY,
    begins  BIGINT NOT NULL,
    ends    BIGINT NOT NULL,
    spent   BIGINT NOT NULL
);

CREATE INDEX counter_ends ON counter (ends);

CREATE TABLE kept_file (
    id         $text NOT NULL PRIMARY KEY,
    name       $text NOT NULL,
    content    $text NOT NULL,
    media_type $text NOT NULL,
    expires    BIGINT NOT NULL
);

CREATE INDEX kept_file_expires ON kept_file (expires);

CREATE TABLE server_secret (
    name  $text NOT NULL PRIMARY KEY,
    value $text NOT NULL
);
