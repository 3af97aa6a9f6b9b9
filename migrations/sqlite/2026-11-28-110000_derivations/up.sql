-- The receipts of figures as rows, so that they can be listed, filtered and queried: for each axis and action of a
-- release what the rule gives and what each rival reading gives, with what the published figures say of it.

CREATE TABLE derivations (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    level TEXT NOT NULL,
    code TEXT NOT NULL,
    axis TEXT,
    action TEXT,
    rule TEXT NOT NULL,
    role TEXT NOT NULL,
    inputs TEXT,
    missing TEXT,
    total TEXT,
    divisor INTEGER,
    fraction TEXT,
    rounding TEXT NOT NULL,
    value INTEGER,
    published INTEGER,
    agrees BOOLEAN,
    state TEXT NOT NULL,
    rejected_by TEXT,
    reason_fr TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    absent TEXT NOT NULL,
    PRIMARY KEY (release_seq, level, code, rule)
);

CREATE UNIQUE INDEX derivations_position ON derivations (release_seq, position);
