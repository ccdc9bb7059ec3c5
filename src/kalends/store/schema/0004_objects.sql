-- Calendar objects: the text is the truth, the rest of the row is derived from it or told beside it.
-- first, last: microseconds since 1970, see records.Span; first empty: in no window; last empty: for ever.
-- reach: the class of the distance between them (store/objects/reach.py), so that an index can find what is long.
-- counter: the calendar's counter at the last change of the object.

CREATE TABLE object (
    owner_id       INTEGER NOT NULL,
    calendar_id    INTEGER NOT NULL,
    id             $owned_id,
    href           $text NOT NULL,
    uid            $text,
    kind           $text NOT NULL,
    etag           $text NOT NULL,
    version        INTEGER NOT NULL,
    counter        BIGINT NOT NULL,
    created        BIGINT NOT NULL,
    modified       BIGINT NOT NULL,
    modified_by    INTEGER,
    author_id      INTEGER,
    method         $text NOT NULL,
    reach          INTEGER,
    first          BIGINT,
    last           BIGINT,
    summary        $text NOT NULL,
    classification $text NOT NULL,
    status         $text NOT NULL,
    transparent    INTEGER NOT NULL CHECK (transparent IN (0, 1)),
    sequence       INTEGER NOT NULL,
    recurs         INTEGER NOT NULL CHECK (recurs IN (0, 1)),
    zoned          INTEGER NOT NULL CHECK (zoned IN (0, 1)),
    local          INTEGER NOT NULL CHECK (local IN (0, 1)),
    onlyoffice     $text NOT NULL,
    kona           $text NOT NULL,
    words          $text NOT NULL,
    content        $text NOT NULL,
    UNIQUE (id, owner_id),
    UNIQUE (owner_id, calendar_id, href),
    UNIQUE (owner_id, calendar_id, uid),
    FOREIGN KEY (calendar_id, owner_id) REFERENCES calendar (id, owner_id) ON DELETE CASCADE
);

CREATE INDEX object_window ON object (calendar_id, reach, first, last);
CREATE UNIQUE INDEX object_counter ON object (owner_id, calendar_id, counter);

-- The words once more, beside the objects, so that a search reads little. Each word has a space before it.
CREATE TABLE object_words (
    owner_id    INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    object_id   INTEGER NOT NULL,
    words       $text NOT NULL,
    PRIMARY KEY (calendar_id, object_id, owner_id),
    FOREIGN KEY (calendar_id, owner_id) REFERENCES calendar (id, owner_id) ON DELETE CASCADE
);

-- What one person wants of one object; alert empty: nothing of its own.
CREATE TABLE object_view (
    owner_id    INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    object_id   INTEGER NOT NULL,
    account_id  INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    hidden      INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    alert       INTEGER,
    PRIMARY KEY (account_id, object_id, owner_id),
    FOREIGN KEY (calendar_id, owner_id) REFERENCES calendar (id, owner_id) ON DELETE CASCADE
);

CREATE INDEX object_view_object ON object_view (object_id);
CREATE INDEX object_view_calendar ON object_view (calendar_id);

-- Hrefs at which an object was once; where there is one again, the object's own counter is the later.
CREATE TABLE removal (
    owner_id    INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    href        $text NOT NULL,
    object_id   INTEGER NOT NULL,
    counter     BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (owner_id, calendar_id, href),
    FOREIGN KEY (calendar_id, owner_id) REFERENCES calendar (id, owner_id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX removal_counter ON removal (owner_id, calendar_id, counter);

-- The versions that are no longer the present ones. They outlive their calendar.
CREATE TABLE former_version (
    owner_id    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    object_id   INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    href        $text NOT NULL,
    uid         $text,
    kind        $text NOT NULL,
    summary     $text NOT NULL,
    etag        $text NOT NULL,
    author_id   INTEGER,
    method      $text NOT NULL,
    onlyoffice  $text NOT NULL,
    kona        $text NOT NULL,
    written     BIGINT NOT NULL,
    written_by  INTEGER,
    ended       BIGINT NOT NULL,
    ended_by    INTEGER,
    ending      $text NOT NULL CHECK (ending IN ('replaced', 'deleted', 'moved')),
    content     $text NOT NULL,
    PRIMARY KEY (object_id, version, owner_id)
);

CREATE INDEX former_version_place ON former_version (owner_id, calendar_id, uid);
CREATE INDEX former_version_ended ON former_version (ended);
