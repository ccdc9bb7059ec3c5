-- Everything that happened in the calendars of each account, in one order: store/objects/events.py.

-- cursor: that of the account's last event. purged: that of the last one that was forgotten.
CREATE TABLE event_cursor (
    owner_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    cursor   BIGINT NOT NULL,
    purged   BIGINT NOT NULL,
    PRIMARY KEY (owner_id)
) $clustered;

-- It starts above every counter of the account's calendars, so that the sync tokens of before stay good.
INSERT INTO event_cursor (owner_id, cursor, purged)
    SELECT id, (SELECT coalesce(max(counter), 0) FROM calendar WHERE calendar.owner_id = account.id)
        + (SELECT count(*) FROM removal WHERE removal.owner_id = account.id), 0 FROM account;
UPDATE event_cursor SET purged = cursor;

-- counter: what sync tokens of the calendar count; it is the cursor, but for what was removed before there was this table.
-- Of a calendar itself: object_id 0. The versions are those of the history; texts are nowhere here.
CREATE TABLE event (
    owner_id       BIGINT NOT NULL,
    cursor         BIGINT NOT NULL,
    counter        BIGINT NOT NULL,
    at             BIGINT NOT NULL,
    by_id          BIGINT,
    what           $text NOT NULL CHECK (what IN
        ('created', 'changed', 'amended', 'moved-in', 'moved-out', 'removed', 'calendar-removed')),
    calendar_id    BIGINT NOT NULL,
    object_id      BIGINT NOT NULL,
    href           $text NOT NULL,
    version_before INTEGER,
    version_after  INTEGER,
    PRIMARY KEY (owner_id, cursor)
) $clustered;

INSERT INTO event (owner_id, cursor, counter, at, what, calendar_id, object_id, href)
    SELECT owner_id, row_number() OVER (PARTITION BY owner_id ORDER BY at, calendar_id, counter), counter, at, 'removed',
        calendar_id, object_id, href FROM removal;

DROP TABLE removal;

CREATE INDEX event_gone ON event (owner_id, calendar_id, counter) WHERE what IN ('moved-out', 'removed');
