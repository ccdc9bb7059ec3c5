-- Groups of people; what transactions wait for; what the store remembers; what is to be done afterwards.

CREATE TABLE person_group (
    id      $id,
    guid    $text NOT NULL UNIQUE,
    name    $text NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE group_member (
    group_id   INTEGER NOT NULL REFERENCES person_group (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, account_id)
);

CREATE INDEX group_member_account ON group_member (account_id, group_id);

-- A row is locked by the transaction that is alone with its subject; it says nothing else.
CREATE TABLE latch (
    subject $text NOT NULL PRIMARY KEY
);

CREATE TABLE note (
    name $text NOT NULL PRIMARY KEY,
    text $text NOT NULL
);

CREATE TABLE errand (
    id      $id,
    kind    $text NOT NULL,
    payload $text NOT NULL,
    due     BIGINT NOT NULL,
    tries   INTEGER NOT NULL
);

CREATE INDEX errand_due ON errand (due, id);
