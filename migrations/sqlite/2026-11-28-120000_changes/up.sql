-- What changed between a release and the one before it, computed once when it is published, so that it can be queried
-- like any dataset; and what a person said of statements in two languages, which no program may put together. A pair
-- keeps the words of the earlier statement: a correction of that release may give them another code.

CREATE TABLE changes (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    from_release TEXT NOT NULL,
    from_revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    level TEXT NOT NULL,
    code TEXT,
    axis TEXT,
    action TEXT,
    objective TEXT,
    field TEXT,
    before_code TEXT,
    before_fr TEXT,
    before_en TEXT,
    before_value TEXT,
    after_code TEXT,
    after_fr TEXT,
    after_en TEXT,
    after_value TEXT,
    diff TEXT,
    basis TEXT,
    similarity INTEGER,
    relation TEXT,
    ground TEXT,
    confidence TEXT,
    reason TEXT,
    note_fr TEXT,
    note_en TEXT,
    absent TEXT NOT NULL,
    PRIMARY KEY (release_seq, id)
);

CREATE UNIQUE INDEX changes_position ON changes (release_seq, position);

CREATE TABLE pairs (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    from_release TEXT NOT NULL,
    from_code TEXT NOT NULL,
    from_fr TEXT,
    from_en TEXT,
    to_code TEXT NOT NULL,
    relation TEXT NOT NULL,
    ground TEXT NOT NULL,
    confidence TEXT NOT NULL,
    note_fr TEXT,
    note_en TEXT,
    PRIMARY KEY (release_seq, position)
);
