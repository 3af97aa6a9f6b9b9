-- The receipts of figures as rows, so that they can be listed, filtered and queried: for each axis and action of a
-- release what the rule gives and what each rival reading gives, with what the published figures say of it.

CREATE TABLE derivations (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    level TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    axis TEXT COLLATE "C",
    action TEXT COLLATE "C",
    rule TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    inputs TEXT COLLATE "C",
    missing TEXT COLLATE "C",
    total TEXT COLLATE "C",
    divisor INTEGER,
    fraction TEXT COLLATE "C",
    rounding TEXT COLLATE "C" NOT NULL,
    value INTEGER,
    published INTEGER,
    agrees BOOLEAN,
    state TEXT COLLATE "C" NOT NULL,
    rejected_by TEXT COLLATE "C",
    reason_fr TEXT COLLATE "C" NOT NULL,
    reason_en TEXT COLLATE "C" NOT NULL,
    absent TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, level, code, rule)
);

CREATE UNIQUE INDEX derivations_position ON derivations (release_seq, position);
