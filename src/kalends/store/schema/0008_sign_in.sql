-- Where accounts signed in lately: a digest of account and network, and when that was noted. What is told apart in
-- account.email_folded changes with this number, too: store/steps.py.

CREATE TABLE account_network (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    digest     $text NOT NULL,
    seen       BIGINT NOT NULL,
    PRIMARY KEY (account_id, digest)
);

CREATE INDEX account_network_seen ON account_network (seen);
