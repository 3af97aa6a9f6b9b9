-- How a release came to be approved; those before this step were transcribed from documents.
ALTER TABLE releases ADD COLUMN approval TEXT COLLATE "C" NOT NULL DEFAULT 'transcribed';

-- Who may write: the SHA-256 of a secret that is shown once.
CREATE TABLE api_keys (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    scopes TEXT COLLATE "C" NOT NULL,
    secret_sha256 TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);

-- Filled-in files on their way to a release. The file stays as it was sent; what follows from it is computed anew.
CREATE TABLE drafts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    release TEXT COLLATE "C" NOT NULL,
    revision INTEGER NOT NULL,
    -- The newest revision there was: a draft is approved on top of what it was compared with, and of nothing else.
    base_seq BIGINT NOT NULL REFERENCES releases (seq),
    file_name TEXT COLLATE "C" NOT NULL,
    content BYTEA NOT NULL,
    content_sha256 TEXT COLLATE "C" NOT NULL,
    idempotency_key TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMP NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at TIMESTAMP,
    -- The release that the draft became.
    release_seq BIGINT REFERENCES releases (seq),
    UNIQUE (made_by, idempotency_key)
);

CREATE INDEX drafts_by_content ON drafts (content_sha256);

-- What was done, by whom: only ever added to, each entry with the hash of the one before.
CREATE TABLE journal (
    seq BIGINT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    details TEXT COLLATE "C" NOT NULL,
    previous TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);
