-- What changed between a release and the one before it, computed once when it is published, so that it can be queried
-- like any dataset; and what a person said of statements in two languages, which no program may put together. A pair
-- keeps the words of the earlier statement: a correction of that release may give them another code.

CREATE TABLE changes (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    from_release TEXT COLLATE "C" NOT NULL,
    from_revision INTEGER NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    level TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C",
    axis TEXT COLLATE "C",
    action TEXT COLLATE "C",
    objective TEXT COLLATE "C",
    field TEXT COLLATE "C",
    before_code TEXT COLLATE "C",
    before_fr TEXT COLLATE "C",
    before_en TEXT COLLATE "C",
    before_value TEXT COLLATE "C",
    after_code TEXT COLLATE "C",
    after_fr TEXT COLLATE "C",
    after_en TEXT COLLATE "C",
    after_value TEXT COLLATE "C",
    diff TEXT COLLATE "C",
    basis TEXT COLLATE "C",
    similarity INTEGER,
    relation TEXT COLLATE "C",
    ground TEXT COLLATE "C",
    confidence TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    note_fr TEXT COLLATE "C",
    note_en TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, id)
);

CREATE UNIQUE INDEX changes_position ON changes (release_seq, position);

CREATE TABLE pairs (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    from_release TEXT COLLATE "C" NOT NULL,
    from_code TEXT COLLATE "C" NOT NULL,
    from_fr TEXT COLLATE "C",
    from_en TEXT COLLATE "C",
    to_code TEXT COLLATE "C" NOT NULL,
    relation TEXT COLLATE "C" NOT NULL,
    ground TEXT COLLATE "C" NOT NULL,
    confidence TEXT COLLATE "C" NOT NULL,
    note_fr TEXT COLLATE "C",
    note_en TEXT COLLATE "C",
    PRIMARY KEY (release_seq, position)
);
