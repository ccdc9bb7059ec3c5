-- Calendars, rights on them, and how each person sees them.
-- Every table of a calendar holds the account that owns the calendar, in its key too, so that the tables can be
-- spread over machines by it. Alerts are minutes before the start; -1 is no alert.

CREATE TABLE calendar (
    owner_id     INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    id           $owned_id,
    name         $text NOT NULL,
    title        $text NOT NULL,
    description  $text NOT NULL,
    colour       $text NOT NULL,
    text_colour  $text NOT NULL,
    time_zone    $text NOT NULL,
    alert        INTEGER NOT NULL,
    kinds        $text NOT NULL,
    is_default   INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    created      BIGINT NOT NULL,
    generation   BIGINT NOT NULL,
    counter      BIGINT NOT NULL,
    access_epoch BIGINT NOT NULL,
    swept        BIGINT NOT NULL,
    size         INTEGER NOT NULL CHECK (size >= 0),
    onlyoffice   $text NOT NULL,
    kona         $text NOT NULL,
    UNIQUE (id, owner_id),
    UNIQUE (owner_id, name)
);

CREATE UNIQUE INDEX calendar_default ON calendar (owner_id) WHERE is_default = 1;

CREATE TABLE calendar_view (
    owner_id    INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    account_id  INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    title       $text,
    colour      $text,
    text_colour $text,
    time_zone   $text,
    alert       INTEGER,
    hidden      INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    PRIMARY KEY (account_id, calendar_id, owner_id),
    FOREIGN KEY (calendar_id, owner_id) REFERENCES calendar (id, owner_id) ON DELETE CASCADE
);

CREATE INDEX calendar_view_calendar ON calendar_view (calendar_id);

-- Who may do what: with the calendar (object_id 0), or with one object of it. Everyone is the holder 0.
CREATE TABLE calendar_grant (
    owner_id    INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    object_id   INTEGER NOT NULL,
    holder_kind $text NOT NULL CHECK (holder_kind IN ('account', 'group', 'everyone')),
    holder_id   INTEGER NOT NULL,
    level       $text NOT NULL CHECK (level IN ('full', 'read', 'busy')),
    PRIMARY KEY (calendar_id, object_id, holder_kind, holder_id, owner_id),
    FOREIGN KEY (calendar_id, owner_id) REFERENCES calendar (id, owner_id) ON DELETE CASCADE
);

CREATE INDEX calendar_grant_holder ON calendar_grant (holder_id, holder_kind, calendar_id);
CREATE INDEX calendar_grant_object ON calendar_grant (object_id) WHERE object_id > 0;
