-- Who is told of releases, what they are told, and what became of it: kept here, so that no restart loses any of it.
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL REFERENCES api_keys (id),
    url TEXT NOT NULL,
    -- In clear, unlike the secrets of keys: each delivery is signed with it.
    secret TEXT NOT NULL,
    -- Codes joined by commas; null is no condition.
    axis TEXT,
    action TEXT,
    objective TEXT,
    state TEXT NOT NULL,
    disabled_reason TEXT,
    created_at TIMESTAMP NOT NULL
);

CREATE INDEX webhooks_by_key ON webhooks (key_id);

CREATE TABLE webhook_events (
    id TEXT NOT NULL PRIMARY KEY,
    -- None for a test.
    release_seq BIGINT REFERENCES releases (seq),
    kind TEXT NOT NULL,
    -- The body as it is sent: signatures are of its bytes.
    payload TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE webhook_deliveries (
    webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_id TEXT NOT NULL REFERENCES webhook_events (id),
    state TEXT NOT NULL,
    -- Since the delivery was made or replayed; the log keeps all of them.
    attempts INTEGER NOT NULL,
    next_at TIMESTAMP NOT NULL,
    -- An instance is sending it; once this has passed, that instance is gone.
    claimed_until TIMESTAMP,
    PRIMARY KEY (webhook_id, event_id)
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, next_at);

CREATE TABLE webhook_attempts (
    webhook_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TIMESTAMP NOT NULL,
    -- What the receiver answered; null if it did not, and then there is an error.
    status INTEGER,
    error TEXT,
    duration_ms BIGINT NOT NULL,
    PRIMARY KEY (webhook_id, event_id, number),
    FOREIGN KEY (webhook_id, event_id) REFERENCES webhook_deliveries (webhook_id, event_id) ON DELETE CASCADE
);
