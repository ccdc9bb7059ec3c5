-- Ids of 64 bits, directories that tell the owner of an id, and nothing that ties the rows of two owners together.

-- By the id of a calendar or of an object, in whose rows it is or was: store/owners.py.
CREATE TABLE calendar_owner (
    calendar_id BIGINT NOT NULL,
    owner_id    BIGINT NOT NULL,
    PRIMARY KEY (calendar_id, owner_id)
) $clustered;

CREATE TABLE object_owner (
    object_id BIGINT NOT NULL,
    owner_id  BIGINT NOT NULL,
    PRIMARY KEY (object_id, owner_id)
) $clustered;

-- By who holds grants, views or alerts, whose calendars they are for: store/holders.py.
CREATE TABLE holder_owner (
    holder_kind $text NOT NULL CHECK (holder_kind IN ('account', 'group', 'everyone')),
    holder_id   BIGINT NOT NULL,
    owner_id    BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    PRIMARY KEY (holder_kind, holder_id, owner_id)
) $clustered;

CREATE INDEX holder_owner_owner ON holder_owner (owner_id);

INSERT INTO calendar_owner (calendar_id, owner_id) SELECT id, owner_id FROM calendar;
INSERT INTO object_owner (object_id, owner_id)
    SELECT id, owner_id FROM object UNION SELECT object_id, owner_id FROM former_version;
INSERT INTO holder_owner (holder_kind, holder_id, owner_id)
    SELECT holder_kind, holder_id, owner_id FROM calendar_grant
    UNION SELECT 'account', account_id, owner_id FROM calendar_view
    UNION SELECT 'account', account_id, owner_id FROM object_view;

-- Views and alerts of an account that is removed go owner by owner, so nothing ties them to it.
CREATE TABLE new_calendar_view (
    owner_id    BIGINT NOT NULL,
    calendar_id BIGINT NOT NULL,
    account_id  BIGINT NOT NULL,
    title       $text,
    colour      $text,
    text_colour $text,
    time_zone   $text,
    alert       INTEGER,
    hidden      INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    PRIMARY KEY (account_id, calendar_id, owner_id),
    FOREIGN KEY (calendar_id, owner_id) REFERENCES calendar (id, owner_id) ON DELETE CASCADE
);

INSERT INTO new_calendar_view SELECT owner_id, calendar_id, account_id, title, colour, text_colour, time_zone, alert,
    hidden FROM calendar_view;
DROP TABLE calendar_view;
ALTER TABLE new_calendar_view RENAME TO calendar_view;
CREATE INDEX calendar_view_calendar ON calendar_view (calendar_id);

CREATE TABLE new_object_view (
    owner_id    BIGINT NOT NULL,
    calendar_id BIGINT NOT NULL,
    object_id   BIGINT NOT NULL,
    account_id  BIGINT NOT NULL,
    hidden      INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    alert       INTEGER,
    PRIMARY KEY (account_id, object_id, owner_id),
    FOREIGN KEY (calendar_id, owner_id) REFERENCES calendar (id, owner_id) ON DELETE CASCADE
);

INSERT INTO new_object_view SELECT owner_id, calendar_id, object_id, account_id, hidden, alert FROM object_view;
DROP TABLE object_view;
ALTER TABLE new_object_view RENAME TO object_view;
CREATE INDEX object_view_object ON object_view (object_id);
CREATE INDEX object_view_calendar ON object_view (calendar_id);

DROP INDEX calendar_grant_holder;
CREATE INDEX calendar_grant_holder ON calendar_grant (holder_id, holder_kind, owner_id, calendar_id);
DROP INDEX former_version_ended;
CREATE INDEX former_version_ended ON former_version (owner_id, ended);

-- SQLite keeps 64 bits in every integer; a check kept ids below 31, in databases of before.
$only_sqlite PRAGMA writable_schema = ON;
$only_sqlite UPDATE sqlite_schema SET sql = replace(sql, ' CHECK (id BETWEEN 1 AND 2147483647)', '')
    WHERE type = 'table';
$only_sqlite PRAGMA writable_schema = RESET;

$only_postgres ALTER TABLE account ALTER COLUMN id TYPE BIGINT;
$only_postgres ALTER TABLE api_key ALTER COLUMN account_id TYPE BIGINT, ALTER COLUMN id TYPE BIGINT;
$only_postgres ALTER TABLE account_network ALTER COLUMN account_id TYPE BIGINT;
$only_postgres ALTER TABLE kept_file ALTER COLUMN owner_id TYPE BIGINT;
$only_postgres ALTER TABLE person_group ALTER COLUMN id TYPE BIGINT;
$only_postgres ALTER TABLE group_member ALTER COLUMN group_id TYPE BIGINT, ALTER COLUMN account_id TYPE BIGINT;
$only_postgres ALTER TABLE errand ALTER COLUMN id TYPE BIGINT;
$only_postgres ALTER TABLE oauth_client ALTER COLUMN id TYPE BIGINT;
$only_postgres ALTER TABLE oauth_consent ALTER COLUMN id TYPE BIGINT, ALTER COLUMN client TYPE BIGINT,
    ALTER COLUMN account_id TYPE BIGINT;
$only_postgres ALTER TABLE oauth_ticket ALTER COLUMN consent_id TYPE BIGINT;
$only_postgres ALTER TABLE calendar ALTER COLUMN owner_id TYPE BIGINT, ALTER COLUMN id TYPE BIGINT;
$only_postgres ALTER TABLE calendar_grant ALTER COLUMN owner_id TYPE BIGINT, ALTER COLUMN calendar_id TYPE BIGINT,
    ALTER COLUMN object_id TYPE BIGINT, ALTER COLUMN holder_id TYPE BIGINT;
$only_postgres ALTER TABLE object ALTER COLUMN owner_id TYPE BIGINT, ALTER COLUMN calendar_id TYPE BIGINT,
    ALTER COLUMN id TYPE BIGINT, ALTER COLUMN modified_by TYPE BIGINT, ALTER COLUMN author_id TYPE BIGINT;
$only_postgres ALTER TABLE object_words ALTER COLUMN owner_id TYPE BIGINT, ALTER COLUMN calendar_id TYPE BIGINT,
    ALTER COLUMN object_id TYPE BIGINT;
$only_postgres ALTER TABLE removal ALTER COLUMN owner_id TYPE BIGINT, ALTER COLUMN calendar_id TYPE BIGINT,
    ALTER COLUMN object_id TYPE BIGINT;
$only_postgres ALTER TABLE former_version ALTER COLUMN owner_id TYPE BIGINT, ALTER COLUMN object_id TYPE BIGINT,
    ALTER COLUMN calendar_id TYPE BIGINT, ALTER COLUMN author_id TYPE BIGINT, ALTER COLUMN written_by TYPE BIGINT,
    ALTER COLUMN ended_by TYPE BIGINT;
$only_postgres ALTER TABLE property ALTER COLUMN owner_id TYPE BIGINT, ALTER COLUMN calendar_id TYPE BIGINT,
    ALTER COLUMN object_id TYPE BIGINT;
$only_postgres ALTER TABLE former_property ALTER COLUMN owner_id TYPE BIGINT, ALTER COLUMN object_id TYPE BIGINT;
