-- How a release came to be approved; those before this step were transcribed from documents.
ALTER TABLE releases ADD COLUMN approval TEXT NOT NULL DEFAULT 'transcribed';

-- Who may write: the SHA-256 of a secret that is shown once.
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    secret_sha256 TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);

-- Filled-in files on their way to a release. The file stays as it was sent; what follows from it is computed anew.
CREATE TABLE drafts (
    id TEXT NOT NULL PRIMARY KEY,
    release TEXT NOT NULL,
    revision INTEGER NOT NULL,
    -- The newest revision there was: a draft is approved on top of what it was compared with, and of nothing else.
    base_seq BIGINT NOT NULL REFERENCES releases (seq),
    file_name TEXT NOT NULL,
    content BLOB NOT NULL,
    content_sha256 TEXT NOT NULL,
    idempotency_key TEXT,
    state TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    decided_by TEXT,
    decided_at TIMESTAMP,
    -- The release that the draft became.
    release_seq BIGINT REFERENCES releases (seq),
    UNIQUE (made_by, idempotency_key)
);

CREATE INDEX drafts_by_content ON drafts (content_sha256);

-- What was done, by whom: only ever added to, each entry with the hash of the one before.
CREATE TABLE journal (
    seq INTEGER NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
