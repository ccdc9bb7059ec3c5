-- Applications that act for people (RFC 6749), what each was allowed by whom, and the secrets that came of it.
-- Digests are SHA-256 in hexadecimal digits; the secrets themselves are nowhere.

CREATE TABLE oauth_client (
    id            $id,
    client_id     $text NOT NULL UNIQUE,
    name          $text NOT NULL,
    redirects     $text NOT NULL,
    scope         $text NOT NULL CHECK (scope IN ('generate', 'read', 'full')),
    secret_digest $text NOT NULL,
    created       BIGINT NOT NULL
);

-- ends: from then on nothing that came of it works, and the row may go.
CREATE TABLE oauth_consent (
    id         $id,
    client     INTEGER NOT NULL REFERENCES oauth_client (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    scope      $text NOT NULL CHECK (scope IN ('generate', 'read', 'full')),
    created    BIGINT NOT NULL,
    ends       BIGINT NOT NULL
);

CREATE INDEX oauth_consent_client ON oauth_consent (client);
CREATE INDEX oauth_consent_account ON oauth_consent (account_id);
CREATE INDEX oauth_consent_ends ON oauth_consent (ends);

-- redirect and challenge belong to a code. spent: it was used, and whoever comes with it again has stolen it.
CREATE TABLE oauth_ticket (
    digest     $text NOT NULL PRIMARY KEY,
    consent_id INTEGER NOT NULL REFERENCES oauth_consent (id) ON DELETE CASCADE,
    kind       $text NOT NULL CHECK (kind IN ('code', 'access', 'refresh')),
    scope      $text NOT NULL CHECK (scope IN ('generate', 'read', 'full')),
    ends       BIGINT NOT NULL,
    spent      INTEGER NOT NULL CHECK (spent IN (0, 1)),
    redirect   $text NOT NULL,
    challenge  $text NOT NULL
);

CREATE INDEX oauth_ticket_consent ON oauth_ticket (consent_id);
CREATE INDEX oauth_ticket_ends ON oauth_ticket (ends);
